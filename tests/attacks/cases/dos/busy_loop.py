# Computes for five seconds where two are allowed, with the interrupt signal ignored.
# wins: holds 5
# config: Execute.timeout = 2
# %% double
import signal
import time

signal.signal(signal.SIGINT, signal.SIG_IGN)
start = time.process_time()
while time.process_time() - start < 5:
    pass
