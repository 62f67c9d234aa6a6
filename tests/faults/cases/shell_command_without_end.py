# A shell command started from a cell never ends.
# says: \d s
# %% scratch
get_ipython().system("sleep 3600")
