"""A course without names beside the real one: to mark in with formgrader, and to report on.

    gradebook, autograded/, grading.json --other names--> anonymous/<assignment>/

nbgrader hides names until somebody clicks on an eye; here there are none to be shown. What a
student wrote into the notebook stays as it is. `taking` brings the marks back.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Student
from sqlalchemy import insert

from autograde import report
from autograde.anonymity import pseudonyms, taking
from autograde.anonymity.taking import Anonymous, Taken
from autograde.course import CONFIG_FILE, Course
from autograde.errors import UserError
from autograde.grade import in_words
from autograde.gradebook import Book, exists
from autograde.regrading import rows
from autograde.regrading.rows import Rows
from autograde.report import ReportFiles

_CONFIG = '''"""A class without names. To mark it, start `jupyter lab` in this folder."""

from autograde.nbgrader_settings import configure

configure(get_config())
'''


@dataclass(frozen=True)
class Made:
    """That course, the report in it, and the marks that were taken from it before."""

    course: Anonymous
    report: ReportFiles
    taken: Taken


def make(course: Course, assignment: str) -> Made:
    """Make anonymous/<assignment>/, or bring it up to date; marks given in it are taken first.

    Raises UserError when nothing is graded yet, and where marks are given at this very moment.
    """
    taken = taking.take(course, assignment)
    with in_words(course):
        found = _graded(course, assignment)
        record = _record(course, assignment)
        students = {*found["student"], *record.get("students", {})}
        names = pseudonyms.pseudonyms(course, sorted(students))
        hidden = _without_names(found, names)
        blind = taking.beside(course, assignment)
        blind.root.mkdir(parents=True, exist_ok=True)
        (blind.root / CONFIG_FILE).write_text(_CONFIG, encoding="utf-8")
        if taken.left:
            _keep_aside(course, blind)
        _enter(blind, assignment, taken.seen, hidden)
        taking.remember(blind, hidden)
        for student, name in names.items():
            _copy(course.autograded / student, blind.autograded / name, assignment)
        (blind.source / assignment).mkdir(parents=True, exist_ok=True)  # else it isn't listed
        path = blind.reports / assignment / "grading.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(_hidden(record, found, names)), encoding="utf-8")
    return Made(blind, report.report(blind, assignment), taken)


def _graded(course: Course, assignment: str) -> Rows:
    course_id = course.config().CourseDirectory.course_id
    if exists(course):
        found = rows.read_from(course.db_url, course_id, assignment)
        if found["submitted_assignment"]:
            return found
    raise UserError(
        f"Nothing is graded yet for {assignment}: run `unrolled grade {assignment}` first."
    )


def _record(course: Course, assignment: str) -> dict[str, Any]:
    """Return grading.json; the report on the real course says where it is damaged."""
    try:
        text = (course.reports / assignment / "grading.json").read_text(encoding="utf-8")
        record = json.loads(text)
        return record if isinstance(record.get("students"), dict) else {}
    except (OSError, ValueError, AttributeError):
        return {}


def _without_names(found: Rows, names: dict[str, str]) -> Rows:
    """Return what the other gradebook holds: no person's data, and no times to know them by."""
    nobody = dict.fromkeys(("first_name", "last_name", "email", "lms_user_id"))
    untimed = {"timestamp": None, "extension": None}
    return found | {
        "assignment": {k: {**row, "duedate": None} for k, row in found["assignment"].items()},
        "student": {n: {**nobody, "id": n} for n in (names[s] for s in found["student"])},
        "submitted_assignment": {
            key: {**row, **untimed, "student_id": names[row["student_id"]]}
            for key, row in found["submitted_assignment"].items()
        },
    }


def _hidden(record: dict[str, Any], found: Rows, names: dict[str, str]) -> dict[str, Any]:
    """Return a record of grading in which notes and messages name nobody either."""
    told = dict(names)
    for student, row in found["student"].items():
        for part in (row["first_name"], row["last_name"]):
            told.setdefault(part or student, names[student])
    hide = pseudonyms.replacing(told)
    students = {names[s]: hide(about) for s, about in record.get("students", {}).items()}
    return {**record, "students": dict(sorted(students.items()))}


def _enter(blind: Anonymous, assignment: str, before: Rows | None, after: Rows) -> None:
    """Write the gradebook; one that is there may be open in formgrader, and keeps its file."""
    if before is None:
        rows.write(after, blind.db_url)
        return
    table: Any = Student.__table__
    new = [row for name, row in after["student"].items() if name not in before["student"]]
    with closing(Book(blind.db_url, blind.config().CourseDirectory.course_id)) as book:
        try:
            with book.transaction():
                if new:
                    book.db.execute(insert(table), new)
                rows.apply(book, assignment, before, after)
        except rows.ChangedMeanwhileError:
            raise UserError(
                f"Marks are being given in {blind.root} at this moment. Run this again."
            ) from None


def _keep_aside(course: Course, blind: Anonymous) -> None:
    """Copy a gradebook with marks that could not be taken to build/backups."""
    folder = course.build / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"anonymous-{blind.root.name}-{datetime.now():%Y%m%d-%H%M%S-%f}.db"
    with closing(sqlite3.connect(blind.gradebook)) as source, closing(sqlite3.connect(copy)) as to:
        source.backup(to)


def _copy(student: Path, place: Path, assignment: str) -> None:
    """Copy what was graded, but not when it was handed in, nor what an editor noted of a person."""
    made = student / assignment
    target, draft = place / assignment, place / f".{assignment}"
    shutil.rmtree(draft, ignore_errors=True)
    if made.is_dir():
        shutil.copytree(made, draft, ignore=shutil.ignore_patterns("timestamp.txt", "*.ipynb"))
        for path in made.glob("*.ipynb"):
            nb = _bare(nbformat.read(path, as_version=4))
            nbformat.write(nb, draft / path.name)
    shutil.rmtree(target, ignore_errors=True)
    if draft.is_dir():
        draft.rename(target)


def _bare(nb: NotebookNode) -> NotebookNode:
    """Return a notebook without metadata by which editors tell who wrote or ran a cell."""
    about = ("kernelspec", "language_info", "unrolled")
    nb.metadata = NotebookNode({key: nb.metadata[key] for key in about if key in nb.metadata})
    for cell in nb.cells:
        told = {key: cell.metadata[key] for key in ("nbgrader", "tags") if key in cell.metadata}
        cell.metadata = NotebookNode(told)
    return nb
