# A function raises KeyboardInterrupt, as an interrupt from outside would.
# costs: grow chain
# says: KeyboardInterrupt
# %% faults-grow
def grow(x):
    raise KeyboardInterrupt
