# A notebook leaves a process behind that has cut all ties.
# %% scratch
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 4096)
        time.sleep(300)
    os._exit(0)
