# A notebook kills every process that it may.
# may: grow chain
# says: .
# %% faults-grow
import os
import signal


def grow(x):
    return 2 * x


os.kill(-1, signal.SIGKILL)
