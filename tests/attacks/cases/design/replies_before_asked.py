# Sends replies into the judge's channel before anything was asked.
# wins: nothing, plain nbgrader has no judge
# %% double
import json
import os
import struct


def frame(header, blob=b""):
    head = json.dumps(header).encode()
    return struct.pack(">II", len(head), len(blob)) + head + blob


for number in range(200):
    os.write(int(os.environ["UNROLLED_JUDGE_FD"]), frame({"id": number, "value": 0}))


def double(x):
    return 0
