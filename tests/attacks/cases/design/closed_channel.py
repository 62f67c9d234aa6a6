# Closes the judge's channel in the middle of a test.
# wins: nothing, plain nbgrader has no judge
# %% double
import os


def double(x):
    os.close(int(os.environ["UNROLLED_JUDGE_FD"]))
    return 2 * x
