# A loop catches the interrupt that is meant to end it.
# costs: evens
# says: \d s
# %% faults-evens
def evens(n):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
