# A function asks for more memory than there is, and Python says no.
# costs: evens
# says: MemoryError
# %% faults-evens
def evens(n):
    return bytearray(1 << 50)
