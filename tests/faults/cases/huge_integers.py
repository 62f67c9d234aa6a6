# A function returns integers of a million digits.
# costs: evens
# says: .
# %% faults-evens
def evens(n):
    return [10 ** (10**6)] * n
