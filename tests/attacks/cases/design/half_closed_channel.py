# Shuts one direction of the judge's channel down, and goes on reading.
# wins: nothing, plain nbgrader has no judge
# %% double
import os
import socket


def double(x):
    socket.socket(fileno=os.dup(int(os.environ["UNROLLED_JUDGE_FD"]))).shutdown(socket.SHUT_WR)
    return 2 * x
