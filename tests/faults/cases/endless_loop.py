# A function never comes back, and another exercise calls it.
# costs: grow chain
# says: \d s
# %% faults-grow
def grow(x):
    while True:
        pass
