"""Scores as Canvas' gradebook imports them, best filled into the file that it exported.

A row whose cell is empty would take a grade away in Canvas: whoever has no score yet gets no row in
a new file, and keeps the cell as it is in the instructor's own.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from autograde import scores
from autograde.course import Course
from autograde.errors import UserError
from autograde.export import Exported, safe, without_empty, written
from autograde.export.canvas_file import CanvasFile
from autograde.export.people import Person, match, people
from autograde.scores import ClassScores
from autograde.summary import number

HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
POINTS = "    Points Possible"


@dataclass(frozen=True)
class Totals:
    """Who has a total that can be handed on, and what is said of the others."""

    given: dict[str, float]
    unmarked: list[str]
    without: list[str]

    def remarks(self) -> dict[str, list[str]]:
        waiting = "Left out, because answers wait for marks (--so-far hands on what there is)"
        return {
            waiting: self.unmarked,
            "Left out, because there is no score": self.without,
        }


def totals(known: ClassScores, so_far: bool = False) -> Totals:
    """Return the totals; of those with answers to be marked only if `so_far` is wanted."""
    found = Totals({}, [], [])
    for student in known.students:
        if student.total is None:
            found.without.append(f"{student.name} ({student.outcome or student.status})")
        elif student.to_mark and not so_far:
            found.unmarked.append(f"{student.name} ({student.to_mark} to mark)")
        else:
            found.given[student.name] = student.total
    return found


def export(
    course: Course, assignment: str, out: Path | None = None, *, so_far: bool = False
) -> Exported:
    """Write a new file for Canvas to `out`, else to reports/<assignment>/canvas.csv.

    Canvas makes a new assignment of it. Raises UserError when nothing is graded yet.
    """
    known = scores.read(course, assignment)
    found, class_ = totals(known, so_far), people(course)
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write([*HEADER, assignment])
    write([POINTS, "", "", "", "", number(known.max_score)])
    for student, total in found.given.items():
        person = class_.get(student) or Person(student)
        about = [
            person.name,
            person.lms_id,
            student,
            student,
        ]  # Canvas tries the one, then the other
        write([*map(safe, about), "", number(total)])
    path = written(_place(course, assignment, out), text.getvalue().encode())
    return Exported(path, len(found.given), without_empty(dict(found.remarks())))


def fill(
    course: Course,
    assignment: str,
    exported: Path,
    out: Path | None = None,
    *,
    column: str | None = None,
    so_far: bool = False,
) -> Exported:
    """Fill the scores into a copy of the file that Canvas exported; nothing else in it changes.

    `column` is the title or the number of Canvas' assignment, where it isn't called as ours. Raises
    UserError where that can't be found or may not be written, and as `export` does.
    """
    path = _place(course, assignment, out)
    if path.exists() and exported.exists() and path.samefile(exported):
        raise UserError(f"{exported} is what Canvas exported: name another file with --out.")
    known = scores.read(course, assignment)
    found = totals(known, so_far)
    file = CanvasFile.read(exported)
    target = file.column(assignment, column)
    class_ = people(course)
    matches = match([class_.get(s) or Person(s) for s in found.given], file.students())
    changed, kept, count = [], [], 0
    for student, row in matches.rows.items():
        old, new = file.value(row, target), number(found.given[student])
        if old.upper() in ("EX", "N/A"):
            kept.append(f"{row.name}: {old}, not {new}")
            continue
        count += 1
        if not file.put(row, target, new) and old:
            changed.append(f"{row.name}: {old} → {new}")
    remarks = {
        "Not written, because the file has no such student": matches.unknown,
        "Not written, because more than one row could be meant": matches.ambiguous,
        **found.remarks(),
        "Kept as Canvas has it": kept,
        "Other scores than before": changed,
        "Look at the points": _other_points(file.points(target), known.max_score),
    }
    written(path, file.data())
    return Exported(path, count, without_empty(dict(remarks)))


def _place(course: Course, assignment: str, out: Path | None) -> Path:
    return out or course.reports / assignment / "canvas.csv"


def _other_points(theirs: float | None, ours: float) -> list[str]:
    if theirs is None or abs(theirs - ours) < 0.005:
        return []
    return [
        f"Canvas counts this assignment out of {number(theirs)}, the gradebook out of "
        f"{number(ours)}. Scores are written as they are: set the points in Canvas."
    ]
