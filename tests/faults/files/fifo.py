# The notebook is a named pipe, which would hold up whoever opens it.
# state: missing
# says: No notebook was handed in
import os


def make(path, notebook):
    os.mkfifo(path)
    os.mkfifo(path.parent / "timestamp.txt")
