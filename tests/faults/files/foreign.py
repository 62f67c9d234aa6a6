# The file is a notebook that has nothing to do with the course.
# state: refused
# says: no exercise of it is there
import nbformat


def make(path, notebook):
    cells = [nbformat.v4.new_code_cell("import torch"), nbformat.v4.new_markdown_cell("# Hi")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
