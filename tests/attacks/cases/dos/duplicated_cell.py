# Copies a test cell: plain nbgrader stops at it, and the rest of the class is not graded.
# wins: stops
# deserves: double 2
# twice: double-test
# %% double
def double(x):
    return 2 * x
