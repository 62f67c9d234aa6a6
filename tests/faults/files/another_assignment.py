# The student handed in another assignment.
# state: refused
# says: is not a notebook of 00_faults
import json


def make(path, notebook):
    path.write_text(
        json.dumps(notebook)
        .replace("faults", "other")
        .replace("grow", "shrink")
        .replace("evens", "odds")
        .replace("average", "median")
    )
