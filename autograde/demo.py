"""The main job on an embedded example: release, collect, grade, give feedback, report."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograde import feedback, gate, grade, report, variants
from autograde.course import CONFIG_FILE, Course
from autograde.demo_class import CLASS, Student, complete, hand_in
from autograde.errors import UserError
from autograde.limits import Limits

MARK = ".unrolled-demo"
LIMITS = Limits(cell_s=60, notebook_s=240)
CONFIG = '''"""nbgrader's view of the demo class."""

from autograde.nbgrader_settings import configure

configure(get_config())
'''


@dataclass(frozen=True)
class DemoResult:
    """Where the demo's pages lie."""

    assignment: str
    report: Path
    csv: Path
    feedback_dir: Path


def run(
    course: Course,
    where: Path,
    on_event: Callable[[str], None],
    assignment: str = "01_rnn_lstm",
    students: list[Student] = CLASS,
) -> DemoResult:
    """Make a course in the folder `where`, with a small class, and do everything a TA does.

    Raises UserError when the gate refuses, or when `where` holds something that is not a demo.
    """
    place = _fresh(where, course)
    on_event(f"building and checking the release of {assignment}")
    gated = gate.release(place, assignment, on_event)
    if not gated.passed:
        broken = [
            f"{rule.name}: {'; '.join(rule.detail)}" for rule in gated.rules if not rule.passed
        ]
        raise UserError(f"{assignment} is not released. {' | '.join(broken)}")
    on_event(f"collecting {len(students)} submissions")
    _collect(place, assignment, students)
    on_event(f"grading {len(students)} submissions")
    grade.grade(place, assignment, limits=LIMITS, on_event=on_event)
    on_event("writing feedback")
    feedback.feedback(place, assignment)
    on_event("writing the report")
    files = report.report(place, assignment)
    return DemoResult(assignment, files.html, files.csv, place.feedback)


def _fresh(where: Path, course: Course) -> Course:
    """An empty course folder; only a folder that an earlier demo made is removed for it."""
    where = where.resolve()
    if where.exists() and any(where.iterdir()) and not (where / MARK).exists():
        raise UserError(f"{where} is not empty and not a demo. Name another folder with --where.")
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    (where / MARK).touch()
    (where / CONFIG_FILE).write_text(CONFIG, encoding="utf-8")
    return Course(where, course.solutions)


def _collect(course: Course, assignment: str, students: list[Student]) -> None:
    """Put the class's submissions where nbgrader collects them."""
    release = nbformat.read(course.notebooks / assignment / f"{assignment}.ipynb", as_version=4)
    known = variants.load(course.solutions / assignment)
    for student in students:
        path = course.submitted / student.name / assignment / f"{assignment}.ipynb"
        hand_in(complete(release, assignment, student, known), student, path)
