"""No rubric and no exemplary answer is in a file that students get, not even in other lines.

The gate compares whole lines (autograde.leaks). Here it is the words, whatever stands between them.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from autograde.build import dump, grade_id, release_notebook, source_notebook
from autograde.course import Course
from autograde.leaks import regions

COURSE = Course.find(Path(__file__))
RUN = 8  # as many words in a row are no coincidence
Runs = dict[tuple[str, ...], str]


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """All words of a text, each with those that follow it."""
    words = re.findall(r"\w+", text.lower())
    return (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def secrets(source: NotebookNode) -> Runs:
    """What only TAs may read: rubrics and exemplary answers, and where they stand.

    Answers that are written in code may quote what students are given: those lines are no secret.
    """
    return {
        run: f"the {kind.lower()} of {grade_id(cell)}"
        for cell in source.cells
        if cell.cell_type == "markdown" or (is_solution(cell) and is_grade(cell))
        for kind, lines in regions(cell.source)
        for run in runs("\n".join(line for line in lines if not line.strip().startswith("quote=")))
    }


def strings(value: object) -> str:
    """All text in a notebook's file, whether a cell's, an output's or in metadata."""
    if isinstance(value, dict):
        return "\n".join(map(strings, value.values()))
    return "".join(map(strings, value)) + "\n" if isinstance(value, list) else str(value)


def told(text: str, secret: Runs) -> set[str]:
    """The secrets in a file. A notebook's is read as JSON."""
    text = strings(json.loads(text)) if text.startswith("{") else text
    marks = {"a marker"} if re.search("(BEGIN|END) MARK SCHEME", text) else set()
    return marks | {f"{secret[run]}: {' '.join(run)}" for run in runs(text) if run in secret}


def source_of(course: Course, assignment: str) -> NotebookNode:
    return source_notebook(course.solutions / assignment / f"{assignment}.py")


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_no_rubric_is_in_a_release(assignment: str) -> None:
    secret = secrets(source_of(COURSE, assignment))
    assert {where.split()[1] for where in secret.values()} == {"mark", "solution"}
    assert told(dump(release_notebook(COURSE, assignment)), secret) == set()


def test_no_rubric_is_in_any_file_that_students_get() -> None:
    secret: Runs = {}
    for assignment in COURSE.assignments():
        secret |= secrets(source_of(COURSE, assignment))
    files = [
        p for folder in ("notebooks", "course_utils") for p in (COURSE.root / folder).rglob("*")
    ]
    read = {p: p.read_bytes() for p in files if p.is_file() and "__pycache__" not in p.parts}
    assert any(path.suffix == ".ipynb" for path in read)
    found = {str(p): told(raw.decode("utf-8", "replace"), secret) for p, raw in read.items()}
    assert {path: what for path, what in found.items() if what} == {}


RUBRIC = "Points: 2 for `zero` that IS\n\n> the *neutral* element of addition,"
CRITERION = "2 points: says that zero is the neutral element of addition. 1 point: says only"
ANSWER = "*Zero* is what **adding** starts\nfrom:\n\njoining an empty list to another"


def in_a_cell(nb: NotebookNode, text: str) -> None:
    nb.cells[3].source += f"\n{text}"


def in_an_output(nb: NotebookNode, text: str) -> None:
    nb.cells[2].outputs = [new_output("stream", text=text)]


def in_metadata(nb: NotebookNode, text: str) -> None:
    nb.cells[0].metadata["note"] = {"lines": [text[:20], text[20:]]}


def in_an_attachment(nb: NotebookNode, text: str) -> None:
    nb.cells[0].attachments = {"rubric.txt": {"text/plain": text}}


@pytest.mark.parametrize("put", [in_a_cell, in_an_output, in_metadata, in_an_attachment])
@pytest.mark.parametrize("text", [CRITERION.replace(" ", "\n\n"), CRITERION.upper(), ANSWER])
def test_it_is_found_wherever_it_stands_and_however_it_is_set(put, text, tiny) -> None:
    source, release = source_of(tiny, "00_tiny"), release_notebook(tiny, "00_tiny")
    assert told(dump(release), secrets(source)) == set()
    leaking = copy.deepcopy(release)
    put(leaking, text)
    assert told(dump(leaking), secrets(source))


def test_words_that_a_rubric_shares_with_other_texts_are_no_rubric(tiny) -> None:
    secret = secrets(source_of(tiny, "00_tiny"))
    assert told(RUBRIC, secret) == set()
    assert told("### BEGIN MARK SCHEME", secret) == {"a marker"}
