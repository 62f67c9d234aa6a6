# The recursion limit is raised so far that the C stack overflows.
# costs: evens
# says: ended Python
# %% faults-evens
def evens(n):
    import sys

    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, "a")

    return Deep().a
