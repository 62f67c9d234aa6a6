# A function returns an iterator that never ends.
# costs: evens
# says: .
# %% faults-evens
def evens(n):
    import itertools

    return itertools.count(0, 2)
