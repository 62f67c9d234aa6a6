# The kernel is told to ignore SIGINT, and then loops.
# says: 2 s
# %% scratch
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
