"""What the report shows beside scores: where to read on, the known mistakes, who is like whom."""

import os
from dataclasses import dataclass
from urllib.parse import quote

from autograde import variants
from autograde.course import Course
from autograde.errors import UserError
from autograde.reporting import answers, formgrader, similar
from autograde.reporting.similar import Pair
from autograde.scores import ClassScores
from autograde.variants import Variant


@dataclass(frozen=True)
class Extras:
    """Addresses are by student; those of `boxes` lead to the marks, by student and grade_id.

    `queue` is formgrader's list of submissions. `trouble` says what could not be read.
    """

    feedback: dict[str, str]
    boxes: dict[str, dict[str, str]]
    queue: str
    mistakes: list[Variant]
    pairs: list[Pair]
    compared: int
    trouble: list[str]


def gather(course: Course, known: ClassScores) -> Extras:
    """Return what the course's folders tell about a class that was graded."""
    assignment = known.assignment
    mistakes, trouble = _mistakes(course, assignment)
    works = answers.handed_in(course, assignment)
    pages = formgrader.pages(course, assignment)
    graded = {name: work.answers for name, work in works.items() if work.answers}
    return Extras(
        feedback=_feedback(course, assignment, [s.name for s in known.students]),
        boxes={n: formgrader.boxes(pages[n], w) for n, w in works.items() if n in pages},
        queue=formgrader.queue(course, assignment),
        mistakes=mistakes,
        pairs=similar.pairs(graded, answers.released(course, assignment)),
        compared=len(graded),
        trouble=trouble,
    )


def _mistakes(course: Course, assignment: str) -> tuple[list[Variant], list[str]]:
    try:
        known = variants.load(course.solutions / assignment)
    except UserError as error:
        return [], [f"The known mistakes could not be read, so none is named. {error}"]
    return [variant for variant in known if variant.kind == "mistake"], []


def _feedback(course: Course, assignment: str, names: list[str]) -> dict[str, str]:
    """Return the address, seen from the report, of each feedback page that is there."""
    found = {}
    for name in names:
        path = course.feedback / name / assignment / f"{assignment}.html"
        if path.is_file():
            found[name] = quote(os.path.relpath(path, course.reports / assignment))
    return found
