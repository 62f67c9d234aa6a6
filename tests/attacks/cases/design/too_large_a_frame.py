# Announces a frame of 4 GB.
# wins: nothing, plain nbgrader has no judge
# %% double
import os
import struct


def double(x):
    os.write(int(os.environ["UNROLLED_JUDGE_FD"]), struct.pack(">II", 0xFFFFFFFF, 0xFFFFFFFF))
    return 0
