"""All that is known of an assignment's scores as a CSV file: a row for each student."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograde import scores
from autograde.course import Course
from autograde.export import Exported, safe, written
from autograde.export.people import Person, people
from autograde.scores import ClassScores, Exercise, Student
from autograde.summary import number

COLUMNS = [
    "student_id", "last_name", "first_name", "email", "assignment", "version", "status",
    "score", "max_score", "late_penalty", "answers_to_mark", "hours", "notes",
]  # fmt: skip


def export(course: Course, assignment: str, out: Path | None = None) -> Exported:
    """Write the scores to `out`, else to reports/<assignment>/scores.csv.

    Raises UserError when nothing is graded yet or a record cannot be read.
    """
    known = scores.read(course, assignment)
    path = out or course.reports / assignment / "scores.csv"
    written(path, table(known, people(course)).encode())
    return Exported(path, sum(student.total is not None for student in known.students))


def table(known: ClassScores, class_: dict[str, Person]) -> str:
    """Return the file's text. A score that nobody has given yet is left empty."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write([*COLUMNS, *map(heading, known.exercises)])
    for student in known.students:
        person = class_.get(student.name) or Person(student.name)
        write([*_facts(known, student, person), *_points(known, student)])
    return text.getvalue()


def heading(exercise: Exercise) -> str:
    """Return the heading of an exercise's column: "rnn-layer (4)"."""
    return f"{exercise.slug} ({number(exercise.points)})"


def _facts(known: ClassScores, student: Student, person: Person) -> list[str]:
    remarks = [] if student.outcome in ("", "finished") else [student.outcome]
    about = (person.student, person.last, person.first, person.email)
    return [
        *map(safe, (*about, known.assignment, known.version, student.status)),
        number(student.total),
        number(known.max_score),
        number(student.penalty),
        str(student.to_mark),
        number(student.hours),
        safe("; ".join([*remarks, *student.notes])),
    ]


def _points(known: ClassScores, student: Student) -> list[str]:
    given = (student.scores.get(exercise.grade_id) for exercise in known.exercises)
    return ["" if score is None else number(score.points) for score in given]
