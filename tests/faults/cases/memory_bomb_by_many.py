# Ten processes take a little memory each, and together far too much.
# says: memory
# %% scratch
import os
import time

for _ in range(10):
    if os.fork() == 0:
        kept = b"x" * (150 << 20)
        time.sleep(5)
        os._exit(0)
time.sleep(5)
