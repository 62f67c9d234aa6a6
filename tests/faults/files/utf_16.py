# The file was saved as UTF-16.
# state: unreadable
# says: is not UTF-8
import nbformat


def make(path, notebook):
    path.write_bytes(nbformat.writes(notebook).encode("utf-16"))
