# Tags the test cell so that it is never run: a cell without output has full points.
# wins: marks double
# tag: double-test skip-execution
# %% double
double = None
