# A notebook asks Python to wait for five minutes before it ends.
# %% scratch
import atexit
import time

atexit.register(time.sleep, 300)
