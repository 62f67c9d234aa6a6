# Every cell stands there twice.
# state: ready
import copy

import nbformat


def make(path, notebook):
    notebook.cells = [copy.deepcopy(c) for cell in notebook.cells for c in (cell, cell)]
    path.write_text(nbformat.v4.writes(notebook))
