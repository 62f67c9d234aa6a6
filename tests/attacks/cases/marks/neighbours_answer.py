# Takes the answer from another student's submission.
# wins: marks total
# %% total
import json
from pathlib import Path

other = json.loads(Path("@COURSE@/submitted/bob/00_attacked/00_attacked.ipynb").read_text())
cell = [
    c
    for c in other["cells"]
    if c["metadata"].get("nbgrader", {}).get("grade_id") == "attacked-total"
]
exec("".join(cell[0]["source"]))
