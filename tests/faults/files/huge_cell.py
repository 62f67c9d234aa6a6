# A cell of the student's own holds a text of 1 MB.
# state: ready
import nbformat


def make(path, notebook):
    cell = nbformat.v4.new_code_cell(f"text = '{'x' * (1 << 20)}'")
    notebook.cells.insert(3, cell)
    nbformat.write(notebook, path)
