# A function raises an error whose text has 100 MB.
# costs: evens
# says: ValueError
# %% faults-evens
def evens(n):
    raise ValueError("x" * (100 << 20))
