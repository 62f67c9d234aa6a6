# The file was saved as Latin-1, with an accent in it.
# state: unreadable
# says: is not UTF-8
import nbformat


def make(path, notebook):
    notebook.cells[-1].source = "Déjà vu"
    path.write_bytes(nbformat.writes(notebook).encode("latin-1"))
