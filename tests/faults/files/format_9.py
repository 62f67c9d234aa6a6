# The notebook says it has a format of the future.
# state: unreadable
# says: not in notebook format 4
import json


def make(path, notebook):
    notebook.nbformat = 9
    path.write_text(json.dumps(notebook))
