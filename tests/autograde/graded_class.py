"""A class of the tiny course that was graded without running anything."""

import copy

from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from autograde import cluster
from autograde.course import Course
from autograde.execute import Execution
from autograde.grade import grade
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, hand_in

RULE = """
c = get_config()
c.LatePenalty.grace_minutes = 15
c.LatePenalty.percent_a_day = 10
c.LatePenalty.at_most_percent = 50
c.NbGraderAPI.timezone = "UTC"
"""


async def pretend(notebook, limits, folder, **how) -> Execution:
    """Stand in for a kernel: a test fails where its answer says "wrong"."""
    nb = copy.deepcopy(notebook)
    for name in ("tiny-double", "tiny-total"):
        if "wrong" in cell_of(nb, name).source:
            said = new_output("error", ename="AssertionError", evalue="no", traceback=[])
            cell_of(nb, f"{name}-test").outputs = [said]
    return Execution(nb, seconds=1.0)


def with_rule(course: Course, rule: str = RULE) -> Course:
    """Add a rule for lateness to a course's configuration."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(rule)
    return course


def handed_in_at(course: Course, student: str, when: str | None, work=None) -> None:
    """Hand in right answers (or other work) at a time."""
    path = hand_in(course, student, work)
    if when:
        (path.parent / "timestamp.txt").write_text(f"{when} UTC")


def graded(course: Course, monkeypatch) -> Course:
    """Grade what was handed in."""
    monkeypatch.setattr(cluster, "aexecute", pretend)
    grade(course, TINY)
    return course


def penalty(course: Course, student: str) -> float | None:
    """Return what the gradebook takes from a student."""
    with Gradebook(course.db_url, course_id="unrolled") as book:
        return book.find_submission_notebook(TINY, TINY, student).late_submission_penalty


def mark(course: Course, student: str, points: float, comment: str = "", cell="tiny-why") -> None:
    """Do what a person does in formgrader."""
    with Gradebook(course.db_url, course_id="unrolled") as book:
        found = book.find_grade(cell, TINY, TINY, student)
        found.manual_score, found.needs_manual_grade = points, False
        if comment:
            book.find_comment(cell, TINY, TINY, student).manual_comment = comment
        book.db.commit()


def marks(course: Course, student: str, cell="tiny-why") -> tuple:
    """Return what a person gave: points, whether they are waited for, and the comment."""
    with Gradebook(course.db_url, course_id="unrolled") as book:
        found = book.find_grade(cell, TINY, TINY, student)
        comment = book.find_comment("tiny-why", TINY, TINY, student).manual_comment
        return found.manual_score, found.needs_manual_grade, comment
