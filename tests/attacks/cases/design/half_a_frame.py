# Announces a frame of 8 MB and sends one byte of it.
# wins: nothing, plain nbgrader has no judge
# %% double
import os
import struct
import time


def double(x):
    os.write(int(os.environ["UNROLLED_JUDGE_FD"]), struct.pack(">II", 8 << 20, 0) + b"{")
    time.sleep(20)
