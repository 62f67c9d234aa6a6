# An editor dropped all metadata and ids.
# state: ready
# notes: recognised by content
import json


def make(path, notebook):
    raw = json.loads(json.dumps(notebook))
    raw |= {"metadata": {}, "nbformat_minor": 0}
    for cell in raw["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    path.write_text(json.dumps(raw))
