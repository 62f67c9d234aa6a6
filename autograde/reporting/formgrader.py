"""Addresses of nbgrader's formgrader, where a person gives marks."""

from autograde.course import Course
from autograde.gradebook import exists
from autograde.reporting.answers import Work
from autograde.text import plain

SERVER = "http://localhost:8888"  # where `jupyter lab` answers unless told otherwise


def server(course: Course) -> str:
    """Return where Jupyter answers: `c.Unrolled.server` in nbgrader_config.py, else SERVER."""
    return str(course.config().Unrolled.get("server") or SERVER).rstrip("/")


def queue(course: Course, assignment: str) -> str:
    """Return the address of the list of an assignment's submissions."""
    return f"{server(course)}/formgrader/gradebook/{assignment}/{assignment}"


def pages(course: Course, assignment: str) -> dict[str, str]:
    """Return the address of each submission's page, by the name that reports show."""
    if not exists(course):
        return {}
    from nbgrader import api

    base = f"{server(course)}/formgrader/submissions"
    with api.Gradebook(course.db_url, course_id="unrolled") as gradebook:
        found = (
            gradebook.db.query(api.SubmittedAssignment.student_id, api.SubmittedNotebook.id)
            .join(api.SubmittedNotebook.assignment)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .filter(api.Assignment.name == assignment)  # pyright: ignore[reportGeneralTypeIssues]
        )
        return {plain(student): f"{base}/{notebook}/" for student, notebook in found}


def boxes(page: str, work: Work) -> dict[str, str]:
    """Return the address of the field for the marks of each graded cell, by its grade_id."""
    return {grade_id: f"{page}?index={place}" for grade_id, place in work.boxes.items()}
