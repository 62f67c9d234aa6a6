# Right answers print, warn and log on stderr.
# %% faults-grow
import logging
import sys
import warnings


def grow(x):
    warnings.warn("odd number" * 10)
    print("growing", x, file=sys.stderr)
    logging.getLogger("student").error("growing")
    return 2 * x
