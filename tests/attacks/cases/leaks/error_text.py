# Raises an error whose text holds what stands in the frames above.
# wins: secret hidden
# errors: count
# %% double
import sys


def double(x):
    frame, found = sys._getframe(1), []
    while frame:
        found += [
            str(v) for v in [*frame.f_locals.values(), *frame.f_code.co_consts] if type(v) is str
        ]
        frame = frame.f_back
    raise ValueError(" ".join(found))
