# Between the cells stand things that are no cells.
# state: ready
import json


def make(path, notebook):
    raw = json.loads(json.dumps(notebook))
    odd = [
        3,
        None,
        [],
        {},
        {"cell_type": "code"},
        {"metadata": 3},
        {"source": [1, None]},
        {"cell_type": "slide", "source": "?", "metadata": {"nbgrader": {"grade_id": []}}},
    ]
    raw["cells"] = [*odd, *raw["cells"]]
    raw["metadata"] = ["odd"]
    path.write_text(json.dumps(raw))
