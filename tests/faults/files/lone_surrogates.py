# The sources hold halves of characters.
# state: ready
import json


def make(path, notebook):
    raw = json.loads(json.dumps(notebook))
    for cell in raw["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
            cell["source"] += "\n# half a smile: \ud83d"
    path.write_text(json.dumps(raw))
