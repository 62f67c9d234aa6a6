# A timer ends Python while some later cell runs, again after each restart.
# may: grow chain evens average
# says: ended Python
# %% scratch
import os
import threading
import time

threading.Timer(0.2, os._exit, [0]).start()
# %% scratch
time.sleep(0.5)
