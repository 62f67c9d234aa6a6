# The answer cell ends Python with os._exit after its definition.
# may: grow chain
# says: ended Python
# %% faults-grow
import os


def grow(x):
    return 2 * x


os._exit(0)
