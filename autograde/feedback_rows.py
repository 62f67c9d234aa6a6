"""What a feedback page says of each exercise: points, what was expected, what came, and why.

Read from a notebook out of which hidden tests have gone already (see autograde.feedback).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from autograde.text import plain
from autograde.veil import CHECK, OURS, is_check
from autograde.verdicts import slug_of
from autograde.wording import Told, apart

_MESSAGE = 1500  # characters; the whole of it stands in the cell
_TEMPORARY = re.compile(
    r"\((?:\d+\.py|<[^>]*>), (?=line \d)"
)  # the file that a kernel made of a cell
_HIDDEN = "The check passes; a hidden test, with other numbers, does not."
STATES = {
    "full": ("✓", "right"),
    "partial": ("◐", "partly right"),
    "wrong": ("✗", "wrong"),
    "not attempted": ("○", "not attempted"),
    "no answer": ("○", "no answer"),
    "to mark": ("?", "not marked yet"),
}


@dataclass(frozen=True)
class Row:
    """One exercise. `answer`, `check` and `nudge` are places on the page; "" where there is none.

    `points` is None while a person has yet to mark the answer.
    """

    slug: str
    points: float | None
    most: float
    state: str
    told: Told
    answer: str = ""
    check: str = ""
    nudge: str = ""
    comment: str = ""
    by_hand: bool = False


def rows(nb: NotebookNode) -> list[Row]:
    """Return a row for each graded cell of an executed notebook that has its points, in order."""
    answers = {
        cell.metadata.nbgrader["grade_id"]: cell
        for cell in nb.cells
        if is_solution(cell) or is_task(cell)
    }
    found, nudge = [], ""
    for cell in nb.cells:
        name = cell.get("id", "")
        if cell.cell_type == "markdown" and "<details" in cell.source:
            nudge = "" if name.startswith("student--") else f"cell-{name}"
        if is_grade(cell) or is_task(cell):
            answer = answers.get(cell.metadata.nbgrader["grade_id"].removesuffix("-test"))
            found.append(_row(cell, answer, nudge))
            nudge = ""
    return found


def _row(cell: NotebookNode, answer: NotebookNode | None, nudge: str) -> Row:
    about = cell.metadata.nbgrader
    name = about["grade_id"]
    tested = cell.cell_type == "code" and not is_solution(cell)
    state, told = _judged(cell, answer if tested else None)
    lost = state in ("partial", "wrong", "not attempted")
    given = answer.metadata.nbgrader if answer is not None else {}
    return Row(
        slug_of(name),
        None if state == "to mark" else float(about["score"]),
        float(about["points"]),
        state,
        told,
        answer=given.get("grade_id", ""),
        check=name if tested else "",
        nudge=nudge if lost and tested else "",
        comment=_comment(given.get("comment") or "", state),
        by_hand=bool(about.get("by_hand")) and not about.get("waits"),
    )


def _comment(comment: str, state: str) -> str:
    """Return a comment on the answer; nbgrader's own on an empty one says what the state says."""
    return "" if comment == "No response." and state in ("no answer", "not attempted") else comment


def _judged(cell: NotebookNode, answer: NotebookNode | None) -> tuple[str, Told]:
    """Return how an exercise went, and what the outputs of its cells tell of it."""
    about = cell.metadata.nbgrader
    score, most = float(about["score"]), float(about["points"])
    if about.get("waits"):
        return "to mark", Told()
    if score >= most:
        return "full", Told()
    if cell.cell_type != "code" or is_solution(cell):
        blank = score == 0 and not about.get("by_hand")
        return ("partial" if score > 0 else "no answer" if blank else "wrong"), Told()
    sign, said = _check(cell)
    if score == 0 and sign == "○" and not about.get("by_hand"):
        told = apart(re.sub(r"^not attempted yet\.\s*", "", said))
        return "not attempted", Told(told.diagnosis.strip("()"), hint=told.hint)
    return ("partial" if score > 0 else "wrong"), _diagnosis(cell, answer, sign, said)


def _diagnosis(cell: NotebookNode, answer: NotebookNode | None, sign: str, said: str) -> Told:
    """Return what went wrong: in the answer's own cell, by the check, or by the hidden test."""
    if answer is not None and (error := _error(answer)) is not None:
        came = plain(f"{error.ename}: {_TEMPORARY.sub('(', error.evalue)}", _MESSAGE)
        return Told("The cell with your answer stopped with an error.", came=came)
    if sign == "✗":
        return apart(said)
    error = _error(cell)
    if error is None:
        printed = "\n".join(line for line in _lines(cell) if not CHECK.match(line))
        return (
            replace(apart(printed), hidden=True)
            if printed
            else Told("Part of what is tested is right.")
        )
    said = plain(error.evalue, _MESSAGE, lines=True)
    if error.ename in OURS:
        return Told(said)
    if error.ename not in ("AssertionError", "Wrong"):
        said = f"{error.ename}: {said}"
    told = replace(apart(said), hidden=True)
    return replace(told, diagnosis=f"{_HIDDEN} {told.diagnosis}".strip()) if sign == "✓" else told


def _check(cell: NotebookNode) -> tuple[str, str]:
    """Return the sign and the words of the instant check that spoke in a cell."""
    for output in cell.get("outputs", []):
        texts = output.text.splitlines() if output.output_type == "stream" else []
        if is_check(output):
            texts = [str(output.data.get("text/plain", ""))]
        for text in texts:
            if found := CHECK.match(text.strip()):
                return found[1], plain(found[3], _MESSAGE, lines=True)
    return "", ""


def _lines(cell: NotebookNode) -> Iterator[str]:
    """Yield what was printed in a cell."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            yield from plain(output.text, _MESSAGE, lines=True).splitlines()


def _error(cell: NotebookNode) -> NotebookNode | None:
    """Return the last error of a cell."""
    errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
    return errors[-1] if errors else None


def notes(recorded: dict[str, Any]) -> list[str]:
    """Return what a student should know of how the file was graded.

    >>> notes({"status": "graded", "outcome": "finished", "notes": ["Deleted by the student: x."]})
    ['Deleted by you: x.']
    """
    said = [str(note) for note in recorded.get("notes", [])]
    outcome = str(recorded.get("outcome") or "")
    if recorded.get("status", "graded") != "graded":
        why = outcome.rstrip(".")
        said = [f"Your newest file was not graded: {why}. These are the points of an earlier one."]
    elif outcome not in ("", "finished"):
        said.append(f"While it ran: {outcome}")
    return [plain(note.replace("by the student", "by you")) for note in said]
