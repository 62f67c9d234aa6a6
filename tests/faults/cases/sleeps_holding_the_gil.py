# C code sleeps with Python's lock held, so that no signal handler runs.
# says: \d s
# %% scratch
import ctypes

ctypes.PyDLL(None).sleep(3600)
