# The student deleted all tests and the setup.
# state: ready
# notes: Deleted by the student
import nbformat


def make(path, notebook):
    notebook.cells = [c for c in notebook.cells if not c.metadata.get("nbgrader", {}).get("locked")]
    nbformat.write(notebook, path)
