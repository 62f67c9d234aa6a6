"""What students wrote, read from the notebooks that were graded, and what nobody had to write."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograde.course import Course, short_name
from autograde.errors import UserError
from autograde.reporting.similar import Answer
from autograde.text import plain
from autograde.verdicts import slug_of

OWN = "cells of their own"  # stands where the name of an exercise would


@dataclass
class Work:
    """One student's graded notebook.

    `answers` are by exercise. `boxes` says, by grade_id, which of formgrader's fields on the page
    of this notebook takes the marks.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    boxes: dict[str, int] = field(default_factory=dict)


def handed_in(course: Course, assignment: str) -> dict[str, Work]:
    """Return the work of each student that was graded, by the name that reports show."""
    found = {}
    for path in sorted(course.autograded.glob(f"*/{assignment}/{assignment}.ipynb")):
        if cells := list(_cells(path)):
            found[plain(path.parents[1].name)] = _work(cells)
    return found


def _work(cells: list[Mapping[str, Any]]) -> Work:
    work = Work()
    own = []
    place = 1  # formgrader's first field is the link to the next submission
    for cell in cells:
        about = cell["metadata"].get("nbgrader") or {}
        key, source, code = about.get("grade_id"), cell["source"], cell["cell_type"] == "code"
        if key and (about.get("grade") or about.get("task")):
            work.boxes[key] = place
            place += 2  # marks, extra credit
        if key and (about.get("solution") or about.get("task")):
            work.answers[slug_of(key)] = Answer(source, code)
            place += 1  # a comment
        elif code and str(cell.get("id", "")).startswith("student--"):
            own.append(source)
    if own:
        work.answers[OWN] = Answer("\n".join(own), code=True)
    return work


def released(course: Course, assignment: str) -> list[Answer]:
    """Return all that students were given, in any version, and what the reference answers.

    The reference's are left out where its source cannot be read.
    """
    from autograde.build import source_notebook
    from autograde.demo_class import reference

    kept = course.releases.glob(f"{assignment}/*/{assignment}.ipynb")
    paths = [course.notebooks / assignment / f"{assignment}.ipynb", *sorted(kept)]
    given = [
        Answer(cell["source"], cell["cell_type"] == "code")
        for path in paths
        for cell in _cells(path)
    ]
    try:
        source = source_notebook(course.solutions / assignment / f"{assignment}.py")
    except (UserError, OSError):
        return given
    code, written = reference(source, short_name(assignment))
    return [
        *given,
        *(Answer(variant.source, code=True) for variant in code),
        *(Answer(text, code=False) for text in written),
    ]


def _cells(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the cells of a notebook, their sources whole; none where it cannot be read."""
    try:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            yield {"metadata": {}, **cell, "source": "".join(cell["source"])}
    except (OSError, ValueError, KeyError, TypeError):
        return
