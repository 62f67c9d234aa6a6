"""results.json, in the form that Gradescope documents: a test for each exercise."""

from __future__ import annotations

import re
from typing import Any

import nbformat
from nbgrader.utils import is_grade

from autograde.course import Course
from autograde.scores import ClassScores, Exercise, Score, Student
from autograde.summary import number
from autograde.veil import veil
from autograde.verdicts import verdicts

_TO_STAFF = re.compile(r"\s*Ask for [^.]*\.")  # what intake's notes tell a TA


def results(
    course: Course, known: ClassScores, settings: dict[str, Any], sandbox: str
) -> dict[str, Any]:
    """Return what is known of the one student in a course, for Gradescope to show.

    Points that a person gives are not counted: they belong into questions of Gradescope's own.
    """
    (student,) = known.students
    visibility = settings["visibility"]
    messages = _messages(course, known, settings["show_expected"])
    tests = [
        {
            "number": str(place),
            "name": exercise.slug,
            "visibility": visibility,
            "output_format": "text",
            **_test(exercise, student.scores.get(exercise.grade_id), messages),
        }
        for place, exercise in enumerate(known.exercises, 1)
    ]
    return {
        "score": round(sum(test.get("score", 0.0) for test in tests), 4),
        "execution_time": round(student.seconds or 0.0, 1),
        "output": _output(known, student),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {
            "assignment": known.assignment,
            "version": known.version,
            "status": student.status,
            "sandbox": str(sandbox),
        },
    }


def _messages(course: Course, known: ClassScores, show_expected: bool) -> dict[str, str]:
    """Return by `grade_id` why points are missing, in words that a student may read."""
    (student,) = known.students
    path = course.autograded / student.name / known.assignment / f"{known.assignment}.ipynb"
    if not path.is_file():
        return {}
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if is_grade(cell) and cell.cell_type == "code" and not show_expected:
            for output in cell.outputs:
                veil(output)
    return {verdict.grade_id: verdict.message for verdict in verdicts(nb)}


def _test(exercise: Exercise, score: Score | None, messages: dict[str, str]) -> dict[str, Any]:
    most = number(exercise.points)
    if exercise.written:
        blank = "There is no answer. " if score and score.state == "no answer" else ""
        return {"output": f"{blank}Marked by a person, out of {most}."}
    if score is None:
        said, points = "Not graded.", 0.0
    else:
        points = score.points or 0.0
        said = {"full": "Right.", "not attempted": "Not attempted yet."}.get(score.state, "")
        said = said or messages.get(exercise.grade_id) or "Points are missing."
    return {
        "score": round(points, 4),
        "max_score": exercise.points,
        "status": "passed" if points >= exercise.points else "failed",
        "output": said,
    }


def _output(known: ClassScores, student: Student) -> str:
    """Say what concerns the whole submission: why it isn't graded, what was put right in it."""
    by_hand = sum(exercise.points for exercise in known.exercises if exercise.written)
    said = [f"{known.assignment}, version {known.version}."]
    if student.status != "graded":
        said += ["Not graded:", student.outcome, "Hand in the notebook once more."]
    elif student.outcome not in ("", "finished"):
        said.append(f"Not run to its end: {student.outcome}.")
    said += student.notes
    if by_hand:
        said.append(f"{number(by_hand)} more points are given by a person.")
    return "\n".join(filter(None, (_TO_STAFF.sub("", line).strip() for line in said)))
