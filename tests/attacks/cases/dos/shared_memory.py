# Fills the machine's shared memory with 150 MB.
# wins: words filled 150 MB
# %% double
import os

path = f"/dev/shm/attacked-{os.getpid()}"
try:
    with open(path, "wb") as file:
        for _ in range(150):
            file.write(bytes(1_000_000))
    print("filled", 150, "MB")
finally:
    os.remove(path)
