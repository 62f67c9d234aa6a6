# Starts a daemon that has left its session and its parents, and outlives the grading.
# wins: lasts
# kernel: cold
# %% end
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 200)
        end = time.time() + 20
        while time.time() < end:
            time.sleep(0.2)
            try:
                open("@LOOT@/daemon", "a").write(".")
            except OSError:
                pass
    os._exit(0)
os.wait()
