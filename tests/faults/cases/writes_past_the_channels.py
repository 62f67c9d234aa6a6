# A cell writes half a gigabyte to file descriptor 1, past Jupyter's messages.
# may: grow
# says: .
# %% scratch
import os

for _ in range(50):
    os.write(1, b"x" * (10 << 20))
