# A function closes every file descriptor while a test calls it.
# costs: evens
# says: .
# %% faults-evens
def evens(n):
    import os

    os.closerange(0, 4096)
    return [0, 2, 4, 6]
