# Fills the disk with 150 MB in many files.
# wins: words filled 150 MB
# %% double
import os
import tempfile

paths = []
try:
    for number in range(15):
        paths.append(tempfile.mkstemp()[1])
        with open(paths[-1], "wb") as file:
            file.write(bytes(10_000_000))
    print("filled", 150, "MB")
finally:
    for path in paths:
        os.remove(path)
