# A function calls itself without end.
# costs: grow chain
# says: RecursionError
# %% faults-grow
def grow(x):
    return grow(x) + grow(x)
