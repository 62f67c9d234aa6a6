# A function reads memory at address 0.
# costs: evens
# says: ended Python
# %% faults-evens
def evens(n):
    import ctypes

    return ctypes.string_at(0)
