# The cells are in the opposite order.
# state: ready
# notes: another order
import nbformat


def make(path, notebook):
    notebook.cells.reverse()
    nbformat.write(notebook, path)
