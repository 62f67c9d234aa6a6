# An error cannot say what it is: its __str__ and __repr__ raise.
# costs: evens
# says: .
# %% faults-evens
class Mute(Exception):
    def __str__(self):
        raise ZeroDivisionError

    __repr__ = __str__


def evens(n):
    raise Mute(n)


# %% scratch
raise Mute(0)
