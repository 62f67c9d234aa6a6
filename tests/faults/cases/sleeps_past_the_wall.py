# A function uses no CPU time and never comes back.
# costs: evens
# says: \d s
# %% faults-evens
def evens(n):
    import time

    time.sleep(3600)
