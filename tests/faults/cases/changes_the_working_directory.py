# A notebook changes into a folder of its own and removes it.
# %% scratch
import os

os.mkdir("gone")
os.chdir("gone")
os.rmdir("../gone")
