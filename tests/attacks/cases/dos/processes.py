# Starts 120 processes that wait.
# wins: words started 120 processes
# %% double
import os
import signal
import time

children = []
try:
    for _ in range(120):
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os._exit(0)
        children.append(child)
    print("started", len(children), "processes")
finally:
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
