# The kernel sends SIGSTOP to itself: it is alive and deaf.
# costs: evens
# says: \d s
# %% faults-evens
def evens(n):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSTOP)
    return [0, 2, 4, 6]
