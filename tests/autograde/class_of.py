"""Made-up classes for the report's tests: a gradebook as nbgrader writes it, and a grading.json."""

import functools
import json
import warnings
from pathlib import Path
from unittest import mock

from nbgrader import api

from autograde.course import Course

ASSIGNMENT = "01_rnn_lstm"
RNN_CELL = {"rnn_lstm-rnn-layer-test": (4, "code")}
_revision = functools.cache(api.get_alembic_version)  # starts a process each time


def make_course(root: Path) -> Course:
    """Return an empty course with one assignment."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(
        "from autograde.nbgrader_settings import configure\n\nconfigure(get_config())\n"
    )
    (root / "solutions" / ASSIGNMENT).mkdir(parents=True)
    return Course(root, root / "solutions")


def fill_gradebook(course: Course, cells: dict, grades: dict, penalties: dict | None = None):
    """Enter an assignment and its grades.

    `cells` is {grade_id: (points, "code" or "markdown")}; `grades` is
    {student: {grade_id: (auto_score, manual_score, needs_manual_grade)}}, or None for a student who
    is in the class and has submitted nothing.
    """
    course.config()  # so that nbgrader finds alembic
    with (
        mock.patch.object(api, "get_alembic_version", _revision),
        warnings.catch_warnings(action="ignore"),  # SQLAlchemy's, about nbgrader
        api.Gradebook(course.db_url, course_id="unrolled") as book,
    ):
        book.add_assignment(ASSIGNMENT)
        book.add_notebook(ASSIGNMENT, ASSIGNMENT)
        for grade_id, (points, kind) in cells.items():
            book.add_grade_cell(grade_id, ASSIGNMENT, ASSIGNMENT, max_score=points, cell_type=kind)
        for student, given in grades.items():
            book.add_student(student)
            if given is None:
                continue
            book.add_submission(ASSIGNMENT, student)
            notebook = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            notebook.late_submission_penalty = (penalties or {}).get(student)
            by_name = {grade.name: grade for grade in notebook.grades}
            for grade_id, (auto, manual, waiting) in given.items():
                grade = by_name[grade_id]
                grade.auto_score, grade.manual_score = auto, manual
                grade.needs_manual_grade = waiting
        book.db.commit()


def write_record(course: Course, students: dict, **facts):
    """Write grading.json with these students."""
    path = course.reports / ASSIGNMENT / "grading.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {"assignment": ASSIGNMENT, "version": "1.0", "limits": {}, "finished": None}
    path.write_text(json.dumps({**record, **facts, "students": students}), encoding="utf-8")


def recorded(status="graded", outcome="finished", **facts) -> dict:
    """Return one student's entry of grading.json."""
    entry = {"status": status, "outcome": outcome, "notes": [], "seconds": None, "hours": None}
    return {**entry, "key": "", "verdicts": [], **facts}


def verdict(slug: str, points=0.0, most=4.0, state="failed", message="", grade_id="") -> dict:
    """Return one verdict of grading.json."""
    return {
        "grade_id": grade_id or f"rnn_lstm-{slug}-test",
        "slug": slug,
        "points": points,
        "max_points": most,
        "state": state,
        "message": message,
    }
