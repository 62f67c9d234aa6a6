# A notebook closes every file descriptor, those of its own messages too.
# says: .
# %% scratch
import os

os.closerange(0, 4096)
