"""What the process survey at the end of a notebook says. Students' code is read, never run."""

import ast
import re
from typing import Any

# "about 3 h", "2,5 hours", "3-4", "90 min": one number or a range, then perhaps a unit.
_HOURS = re.compile(
    r"[^\d-]*(?P<low>\d+(?:[.,]\d+)?)\s*(?:(?:-|–|to)\s*(?P<high>\d+(?:[.,]\d+)?)\s*)?"
    r"(?P<unit>min(?:ute)?s?\b)?\D*"
)
_LONGEST_CELL = 10_000  # characters; more is no survey answer
_LONGEST_ANSWER = 100
_MOST_HOURS = 1_000


def hours(notebook: Any) -> float | None:
    """Return the hours a student reports in the cell `…-survey-hours`, or None.

    The cell holds one assignment, `hours = 3.5`. A string with one number ("about 3 h") or with a
    range ("3-4": the middle) counts too. None stands for no answer: nothing filled in, zero, or
    what nobody could read as a number of hours.
    """
    for cell in reversed(notebook.get("cells", [])):
        grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
        if cell.get("cell_type") == "code" and str(grade_id).endswith("-survey-hours"):
            return _number(_assigned(cell.get("source", "")))
    return None


def _assigned(source: str) -> object:
    """Return the constant that `hours` is set to in this source; None when there is none."""
    if len(source) > _LONGEST_CELL:
        return None
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = None
    for statement in statements:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="hours")], value=ast.Constant(value=value))
                | ast.AnnAssign(target=ast.Name(id="hours"), value=ast.Constant(value=value))
            ):
                found = value
    return found


def _number(value: object) -> float | None:
    if isinstance(value, str) and len(value) <= _LONGEST_ANSWER:
        if not (match := _HOURS.fullmatch(value.strip())):
            return None
        low = float(match["low"].replace(",", "."))
        high = float((match["high"] or match["low"]).replace(",", "."))
        value = (low + high) / 2 / (60 if match["unit"] else 1)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value <= _MOST_HOURS else None
