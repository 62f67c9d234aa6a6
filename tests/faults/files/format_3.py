# The notebook has the format of 2014.
# state: ready
# notes: Upgraded from notebook format 3
import json

import nbformat


def make(path, notebook):
    path.write_text(json.dumps(nbformat.convert(notebook, 3)))
