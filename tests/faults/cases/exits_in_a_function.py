# A function ends Python with os._exit, and another exercise calls it.
# costs: grow chain
# says: ended Python
# %% faults-grow
def grow(x):
    import os

    os._exit(3)
