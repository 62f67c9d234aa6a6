# A notebook kills the process that started its kernel.
# may: grow chain
# says: .
# %% faults-grow
import os
import signal


def grow(x):
    return 2 * x


os.kill(os.getppid(), signal.SIGKILL)
