# Python aborts in a cell of the student's own.
# says: ended Python
# %% scratch
import os

os.abort()
