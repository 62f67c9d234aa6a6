# A notebook sets a recursion limit that is too low to work with.
# may: grow chain evens average
# says: .
# %% scratch
import sys

sys.setrecursionlimit(90)
