# A loop prints a gigabyte, piece by piece.
# says: output|memory
# %% scratch
for _ in range(1_000):
    print("x" * 1_000_000)
