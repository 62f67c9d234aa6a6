# Raises an error whose text would retitle, clear and rewrite the terminal of whoever grades.
# wins: nothing, it is on the console of unrolled
# %% double
def double(x):
    raise ValueError("\x1b]0;attacked\x07\x1b[2J\x1b[1A\x9b31mall passed\r\b\b\u202e")


# %% centre
class Named(Exception):
    pass


Named.__name__ = Named.__qualname__ = "\x1b[31mAssertionError\x1b[0m"


def centre(x):
    raise Named("\x1b[8m")
