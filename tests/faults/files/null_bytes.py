# One answer holds null bytes.
# state: ready
# costs: evens
# says: null byte
import nbformat


def make(path, notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "faults-evens":
            cell.source += "\n\x00"
    nbformat.write(notebook, path)
