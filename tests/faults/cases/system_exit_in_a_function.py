# A function raises SystemExit while a test calls it.
# costs: grow chain
# says: SystemExit
# %% faults-grow
def grow(x):
    raise SystemExit(0)
