# One operation on huge integers runs in C for hours and looks at no signal.
# costs: evens
# says: \d s
# %% faults-evens
def evens(n):
    exec("a = 7 ** (7**9); b = 3 ** (7**9); c = a * b")
