# A function takes memory without end, and another exercise calls it.
# costs: grow chain
# says: memory
# %% faults-grow
def grow(x):
    kept = []
    for _ in range(30):  # 3 GB
        kept.append(b"x" * (100 << 20))
    return 2 * x
