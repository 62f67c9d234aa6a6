# The kernel is told to ignore SIGINT, and then loops.
# says: \d s
# %% scratch
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
