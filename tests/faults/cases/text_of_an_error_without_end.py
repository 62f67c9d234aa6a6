# The __str__ of an error never comes back.
# costs: evens
# says: .
# %% faults-evens
class Endless(Exception):
    def __str__(self):
        while True:
            pass


def evens(n):
    raise Endless
