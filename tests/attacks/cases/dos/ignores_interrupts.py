# Waits in a loop that catches every interrupt, for eight seconds where one is allowed.
# wins: holds 8
# config: Execute.timeout = 1
# %% double
import time

end = time.time() + 8
while time.time() < end:
    try:
        time.sleep(0.1)
    except BaseException:
        pass
