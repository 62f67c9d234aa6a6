# A loop prints a gigabyte, piece by piece.
# says: output|memory
# %% scratch
for _ in range(100_000):
    print("x" * 10_000)
