# The notebook was handed in with 40 MB of outputs.
# state: ready
import nbformat


def make(path, notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            text = "x" * (3 << 20)
            cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    nbformat.write(notebook, path)
