"""What is known about a class: nbgrader's gradebook joined with the record of the grading run.

`gradebook.db` is the one record of scores, those given by hand included. `grading.json` adds what
the gradebook has no place for: who could not be graded and why, run times, diagnoses, survey hours.
"""

import json
import statistics
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.errors import UserError
from autograde.gradebook import exists
from autograde.late import Lateness, lateness, points
from autograde.text import plain
from autograde.verdicts import slug_of


@dataclass(frozen=True)
class Exercise:
    """One graded cell of the assignment."""

    grade_id: str
    slug: str
    points: float
    written: bool


@dataclass(frozen=True)
class Score:
    """What one student has for one exercise.

    `state` is "full", "partial", "wrong", "not attempted", "no answer" or "to mark"; while an
    answer is to be marked, `points` is None. `by_hand` says that a person gave the points.
    """

    points: float | None
    state: str
    message: str = ""
    by_hand: bool = False


@dataclass
class Student:
    """One student. `status` is "graded", or says why not: see `autograde.grade`."""

    name: str
    status: str
    outcome: str = ""
    notes: list[str] = field(default_factory=list)
    seconds: float | None = None
    hours: float | None = None
    scores: dict[str, Score] = field(default_factory=dict)
    penalty: float = 0.0
    late: Lateness | None = None  # where a due date is set

    @property
    def total(self) -> float | None:
        """The sum of the points so far, less the penalty for lateness; None without any score."""
        if not self.scores:
            return None
        return max(0.0, sum(s.points or 0 for s in self.scores.values()) - self.penalty)

    @property
    def lateness(self) -> str:
        """What is to be said of it, "10 h late: 0.3 points less"; "" where there is nothing."""
        late = str(self.late) if self.late and self.late.seconds else ""
        if not self.penalty:
            return f"{late}: at no cost" if late else ""
        return f"{late or 'late'}: {points(self.penalty)} less"

    @property
    def to_mark(self) -> int:
        return sum(s.state == "to mark" for s in self.scores.values())


@dataclass(frozen=True)
class ClassScores:
    """All that the report and the tables on the command line show."""

    assignment: str
    version: str
    finished: str
    exercises: list[Exercise]
    students: list[Student]

    @cached_property
    def graded(self) -> list[Student]:
        return [s for s in self.students if s.status == "graded"]

    @cached_property
    def problems(self) -> list[Student]:
        """Those whose submission is there and could not be graded."""
        return [s for s in self.students if s.status not in ("graded", "missing")]

    @cached_property
    def missing(self) -> list[Student]:
        return [s for s in self.students if s.status == "missing"]

    @property
    def max_score(self) -> float:
        return sum(e.points for e in self.exercises)

    @property
    def median(self) -> float | None:
        totals = [s.total for s in self.graded if s.total is not None]
        return statistics.median(totals) if totals else None


def read(course: Course, assignment: str) -> ClassScores:
    """Return what is known about the class. Raises UserError when nothing has been graded yet."""
    record = _record(course.reports / assignment / "grading.json", assignment)
    exercises, booked = _gradebook(course, assignment)
    if record is None and not booked:
        raise UserError(
            f"Nothing is graded yet for {assignment}: put submissions in "
            f"submitted/<student>/{assignment}/ and run `unrolled grade {assignment}`."
        )
    record = record or {}
    recorded = record.get("students", {})
    names = sorted({*recorded, *booked}, key=lambda name: (name.casefold(), name))
    students = [_student(n, recorded.get(n), booked.get(n), exercises) for n in names]
    order = [v["grade_id"] for r in recorded.values() for v in r.get("verdicts", [])]
    place = {grade_id: i for i, grade_id in reversed(list(enumerate(order)))}
    exercises.sort(key=lambda e: place.get(e.grade_id, len(order)))
    return ClassScores(
        assignment=assignment,
        version=str(record.get("version") or ""),
        finished=str(record.get("finished") or ""),
        exercises=exercises,
        students=students,
    )


def _record(path: Path, assignment: str) -> dict[str, Any] | None:
    """Return grading.json; None where there is none. Raises UserError when it is damaged."""
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(record["students"], dict):
            return record
    except (ValueError, KeyError, TypeError):
        pass
    raise UserError(
        f"reports/{assignment}/grading.json is damaged: delete it and run "
        f"`unrolled grade {assignment}` again (scores given by hand are kept)."
    )


def _gradebook(
    course: Course, assignment: str
) -> tuple[list[Exercise], dict[str, dict[str, Any] | None]]:
    """Return the graded cells, and by student the grades; None: in the class, nothing submitted.

    Raises UserError when the gradebook cannot be read.
    """
    if not exists(course):
        return [], {}
    from nbgrader import api
    from sqlalchemy.exc import DatabaseError

    try:
        with api.Gradebook(course.db_url, course_id="unrolled") as gradebook:
            return _exercises(gradebook, assignment), _grades(gradebook, assignment)
    except DatabaseError as error:
        raise UserError(
            f"gradebook.db cannot be read ({str(error.orig).rstrip('.')}): "
            "run `unrolled doctor` to see how to mend it."
        ) from error


def _exercises(gradebook: Any, assignment: str) -> list[Exercise]:
    from nbgrader.api import MissingEntry

    try:
        notebooks = gradebook.find_assignment(assignment).notebooks
    except MissingEntry:
        return []
    return [
        Exercise(
            cell.name,
            slug_of(cell.name),
            cell.max_score,
            written=cell.cell_type == "markdown",
        )
        for notebook in notebooks
        for cell in [*notebook.grade_cells, *notebook.task_cells]
    ]


def _grades(gradebook: Any, assignment: str) -> dict[str, dict[str, Any] | None]:
    """Return {student: {"penalty": …, "late": …, "grades": {grade_id: row}}} with two queries."""
    from nbgrader import api

    found: dict[str, dict[str, Any] | None] = {s.id: None for s in gradebook.students}
    submitted = (
        gradebook.db.query(
            api.SubmittedAssignment.student_id,
            api.SubmittedNotebook.id,
            api.SubmittedNotebook.late_submission_penalty,
            api.Assignment.duedate,
            api.SubmittedAssignment.timestamp,
            api.SubmittedAssignment.extension,
        )
        .join(api.SubmittedNotebook.assignment)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .filter(api.Assignment.name == assignment)  # pyright: ignore[reportGeneralTypeIssues]
    )
    owners = {}
    for student, notebook, penalty, *times in submitted:
        entry = found[student] or {"penalty": 0.0, "late": lateness(*times), "grades": {}}
        entry["penalty"] += penalty or 0.0
        found[student] = owners[notebook] = entry
    rows = gradebook.db.query(
        api.Grade.notebook_id,
        api.BaseCell.name,
        api.Grade.score,
        api.Grade.manual_score,
        api.Grade.needs_manual_grade,
    ).join(api.Grade.cell)
    for notebook, name, *row in rows:
        if notebook in owners:
            owners[notebook]["grades"][name] = row
    return found


def _student(
    name: str, recorded: dict[str, Any] | None, booked: dict[str, Any] | None, exercises: list
) -> Student:
    """Join what the two records say of one student."""
    recorded = recorded or {"status": "graded" if booked else "missing"}
    verdicts = {v["grade_id"]: v for v in recorded.get("verdicts", [])}
    student = Student(
        plain(name),
        status=recorded["status"],
        outcome=plain(recorded.get("outcome") or ""),
        notes=[plain(note) for note in recorded.get("notes", [])],
        seconds=recorded.get("seconds"),
        hours=recorded.get("hours"),
    )
    if booked:
        student.penalty, student.late = booked["penalty"], booked["late"]
        student.scores = {
            e.grade_id: _score(booked["grades"][e.grade_id], verdicts.get(e.grade_id, {}), e)
            for e in exercises
            if e.grade_id in booked["grades"]
        }
    return student


def _score(row: list, verdict: dict[str, Any], exercise: Exercise) -> Score:
    points, manual, to_mark = row
    message = plain(verdict.get("message") or "")
    if to_mark:
        return Score(None, "to mark", message)
    if points >= exercise.points:
        return Score(points, "full", by_hand=manual is not None)
    if points > 0:
        state = "partial"
    elif manual is None and verdict.get("state") in ("not attempted", "no answer"):
        state = verdict["state"]
    else:
        state = "no answer" if exercise.written and manual is None else "wrong"
    return Score(points, state, message, by_hand=manual is not None)
