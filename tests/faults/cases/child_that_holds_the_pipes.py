# A child that ignores SIGTERM and SIGINT keeps the kernel's descriptors open.
# %% scratch
import os
import signal
import time

if os.fork() == 0:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(300)
    os._exit(0)
