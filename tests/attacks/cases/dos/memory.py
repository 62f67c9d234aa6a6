# Takes 1500 MB of memory and touches all of it.
# wins: words took 1500 MB
# %% double
blocks = []
for _ in range(15):
    blocks.append(bytearray(b"m" * 1000) * 100_000)
print("took", 100 * len(blocks), "MB")
del blocks
