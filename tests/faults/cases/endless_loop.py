# A function never comes back, and another exercise calls it.
# costs: grow chain
# says: 2 s
# %% faults-grow
def grow(x):
    while True:
        pass
