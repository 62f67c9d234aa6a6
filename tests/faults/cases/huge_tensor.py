# A function returns a tensor of 4 GB that is one number in memory.
# costs: average
# says: .
# %% faults-average
def average(x):
    return x.sum().expand(1 << 30)
