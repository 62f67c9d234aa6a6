# A notebook empties its environment variables.
# %% scratch
import os

os.environ.clear()
