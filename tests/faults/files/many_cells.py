# The notebook has 2 000 cells of the student's own.
# state: ready
import nbformat


def make(path, notebook):
    added = [nbformat.v4.new_code_cell("# note") for _ in range(100)]
    added += [nbformat.v4.new_markdown_cell("*note*") for _ in range(1900)]
    notebook.cells[3:3] = added
    nbformat.write(notebook, path)
