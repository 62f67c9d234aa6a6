# Makes one file of 2 GB.
# wins: words made 2 GB
# %% double
import os

try:
    with open("big", "wb") as file:
        file.truncate(2 << 30)
    print("made", 2, "GB")
finally:
    os.remove("big")
