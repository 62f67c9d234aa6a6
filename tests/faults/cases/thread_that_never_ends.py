# A thread that is no daemon outlives its cell and would hold up the end of Python.
# %% scratch
import threading
import time


def wait():
    while True:
        time.sleep(0.5)


threading.Thread(target=wait).start()
