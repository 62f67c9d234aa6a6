"""The main job on an embedded example: release, collect, grade, give feedback, report."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograde import demo_index, feedback, grade, releasing, report, scores, variants
from autograde.build import source_notebook
from autograde.course import CONFIG_FILE, Course, short_name
from autograde.demo_class import CLASS, Student, complete, hand_in, reference, three_of
from autograde.demo_index import Outcome
from autograde.errors import UserError
from autograde.limits import Limits
from autograde.variants import Variant

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
    _release(place, assignment, on_event)
    known = variants.load(place.solutions / assignment)
    return _grade(place, assignment, students, known, on_event)


def run_all(
    course: Course,
    where: Path,
    on_event: Callable[[str], None],
    on_trouble: Callable[[str], None] = lambda said: None,
) -> list[Outcome]:
    """Do the same for every assignment of the course, each with three students.

    One has all answers of the reference, one mistakes in every third exercise, one stopped half
    way. What fails in one assignment is in its outcome, and the others go on. `where/index.html`,
    written anew after each, leads to the reports. Raises UserError as `run` does for `where`.
    """
    place = _fresh(where, course)
    outcomes = []
    for assignment in place.assignments():
        outcome = _one_of_all(
            place, assignment, lambda said, a=assignment: on_event(f"{a}: {said}")
        )
        if outcome.failure:
            on_trouble(f"{assignment}: {outcome.failure}")
        outcomes.append(outcome)
        demo_index.write(place, outcomes)
    if not outcomes:
        raise UserError(f"There are no assignments in {course.solutions}.")
    return outcomes


def _one_of_all(place: Course, assignment: str, on_event: Callable[[str], None]) -> Outcome:
    """Take the whole road with one assignment, and keep what stops it."""
    try:
        _release(place, assignment, on_event)
        source = source_notebook(place.solutions / assignment / f"{assignment}.py")
        right, written = reference(source, short_name(assignment))
        known = [*right, *variants.load(place.solutions / assignment)]
        result = _grade(place, assignment, three_of(known, written), known, on_event)
        return Outcome(assignment, scores.read(place, assignment), result.report)
    except UserError as error:
        return Outcome(assignment, failure=" ".join(str(error).split()))
    except Exception as error:
        return Outcome(assignment, failure=" ".join(f"{type(error).__name__}: {error}".split()))


def _release(place: Course, assignment: str, on_event: Callable[[str], None]) -> None:
    on_event(f"building and checking the release of {assignment}")
    gated = releasing.release(place, assignment, on_progress=on_event).report
    if not gated.passed:
        broken = [
            f"{rule.name}: {'; '.join(rule.detail)}" for rule in gated.rules if not rule.passed
        ]
        raise UserError(f"{assignment} is not released. {' | '.join(broken)}")


def _grade(
    place: Course,
    assignment: str,
    students: list[Student],
    known: list[Variant],
    on_event: Callable[[str], None],
) -> DemoResult:
    on_event(f"collecting {len(students)} submissions")
    _collect(place, assignment, students, known)
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


def _collect(
    course: Course, assignment: str, students: list[Student], known: list[Variant]
) -> None:
    """Put the class's submissions where nbgrader collects them."""
    release = nbformat.read(course.notebooks / assignment / f"{assignment}.ipynb", as_version=4)
    for student in students:
        path = course.submitted / student.name / assignment / f"{assignment}.ipynb"
        hand_in(complete(release, assignment, student, known), student, path)
