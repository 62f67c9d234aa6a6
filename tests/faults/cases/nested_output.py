# A cell shows, and a function returns, a list nested 100 000 levels deep.
# costs: evens
# says: .
# %% scratch
deep = []
for _ in range(100_000):
    deep = [deep]
deep


# %% faults-evens
def evens(n):
    return deep
