# Sends tensors whose header points outside the file, overlaps itself, or claims impossible sizes.
# wins: nothing, plain nbgrader has no judge
# %% centre
import json
import os
import struct


def blob(tensors, data=b"\0" * 64):
    head = json.dumps(tensors).encode()
    return struct.pack("<Q", len(head)) + head + data


def centre(x):
    outside = {"r0": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 1 << 40]}}
    negative = {"r0": {"dtype": "F32", "shape": [-3, 4], "data_offsets": [0, 48]}}
    huge = {"r0": {"dtype": "F64", "shape": [1 << 62, 1 << 62], "data_offsets": [0, 0]}}
    for block in (
        blob(outside),
        blob(negative),
        blob(huge),
        struct.pack("<Q", 1 << 63),
        b"\x80\x04.",
    ):
        head = json.dumps({"id": 1, "value": ["tensor", "r0", {}]}).encode()
        lengths = struct.pack(">II", len(head), len(block))
        os.write(int(os.environ["UNROLLED_JUDGE_FD"]), lengths + head + block)
    return x
