# Prints the source of the cell from the local variables of the frames above its function.
# wins: secret hidden
# %% double
import sys


def double(x):
    frame = sys._getframe(1)
    while frame:
        print([v for v in frame.f_locals.values() if type(v) is str])
        frame = frame.f_back
    return 0
