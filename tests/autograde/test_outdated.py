"""Submissions of an older version, graded against the newest one."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograde import build, grade, scores, versions
from autograde.course import Course
from autograde.intake import release_of
from autograde.outdated import brought_up
from autograde.sandbox import Sandbox
from tests.autograde.submissions import bare, cell_of
from tests.autograde.tiny_class import (
    TINY,
    answered,
    copied,
    hand_in,
    keep,
    released_course,
    snapshot,
)

STUB = '"""Return two times x."""'


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The tiny course with 1.0 kept and 1.1 handed out: another stub, text and locked cell."""
    course = released_course(tmp_path_factory.mktemp("outdated") / "tiny")
    keep(course, "1.0")
    path = course.solutions / TINY / f"{TINY}.py"
    text = path.read_text()
    for old, new in (
        (STUB, '"""Return two times x, which is a number."""'),
        ("# Why is `total([])` zero?", "# Why is `total([])` zero, and not an error?"),
        ("Did you forget a `return`", "Did you forget the `return`"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(versions.with_version(text, "1.1"))
    build.generate(course, TINY)
    keep(course, "1.1")
    return course


@pytest.fixture
def course(tmp_path: Path, released: Course) -> Course:
    return copied(released, tmp_path / "tiny")


def of_older(course: Course, **sources: str) -> NotebookNode:
    """Return version 1.0 with right answers."""
    nb = versions.student(course, TINY, "1.0")
    stub = cell_of(nb, "tiny-double").source
    for cell in answered(course, **sources).cells:
        key = cell.metadata.get("nbgrader", {}).get("grade_id")
        if key and not cell.metadata.nbgrader.locked:
            cell_of(nb, key).source = cell.source
    cell_of(nb, "tiny-double").source = stub.split("    # Your")[0] + "    return 2 * x"
    return nb


def brought(course: Course, submitted: NotebookNode) -> tuple[NotebookNode, list[str]]:
    return brought_up(course, TINY, release_of(course, TINY), submitted)


def test_an_older_one_is_upgraded_and_the_note_says_what_was_done(released: Course) -> None:
    submitted = of_older(released)
    before = copy.deepcopy(submitted)
    nb, notes = brought(released, submitted)
    assert versions.of(nb) == "1.1"
    assert "which is a number" in cell_of(nb, "tiny-double").source
    assert cell_of(nb, "tiny-double").source.endswith("    return 2 * x")
    (note,) = notes
    assert note.startswith("Upgraded from 1.0 to 1.1: ")
    assert "tiny-setup, tiny-why-question" in note
    assert "both are in: tiny-double." in note
    assert submitted == before


def test_without_a_stamp_the_version_is_known_by_its_text(released: Course) -> None:
    nb, (note,) = brought(released, bare(of_older(released)))
    assert note.startswith("Upgraded from 1.0 (it does not say so; recognised by its text) to 1.1:")
    assert "which is a number" in cell_of(nb, "tiny-double").source
    current = bare(answered(released))
    assert brought(released, current) == (current, [])


@pytest.mark.parametrize("version", ["1.1", "0.9", "7.0", "1.0.0", 3])
def test_others_come_back_as_they_are(released: Course, version: object) -> None:
    submitted = answered(released)
    submitted.metadata["unrolled"]["version"] = version
    assert brought(released, submitted) == (submitted, [])


def test_without_kept_versions_nothing_is_done(course: Course) -> None:
    (course.releases / TINY / "1.0").rename(course.root / "elsewhere")
    for submitted in (of_older_without(course), bare(answered(course))):
        assert brought(course, submitted) == (submitted, [])


def of_older_without(course: Course) -> NotebookNode:
    submitted = answered(course)
    submitted.metadata["unrolled"]["version"] = "1.0"
    return submitted


@pytest.mark.parametrize("odd", [None, 3, [], {"cells": 3}, {"metadata": 3, "cells": [3, {}]}])
def test_nothing_in_a_submission_makes_it_raise(released: Course, odd: object) -> None:
    fields = odd if isinstance(odd, dict) else {"cells": [odd], "metadata": {"unrolled": odd}}
    brought(released, NotebookNode(fields))


@pytest.mark.slow
def test_graded_they_have_the_points_of_their_answers(course: Course) -> None:
    hand_in(course, "ada", of_older(course))
    hand_in(course, "bo", bare(of_older(course)))
    hand_in(course, "cy", of_older(course, tiny_total="def total(numbers):\n    return 1"))
    hand_in(course, "di", answered(course))
    before = snapshot(course.submitted)
    run = grade.grade(course, TINY, sandbox=Sandbox.NONE)
    assert snapshot(course.submitted) == before
    points = {s.name: s.total for s in scores.read(course, TINY).students}
    assert points == {"ada": 5, "bo": 5, "cy": 2, "di": 5}
    notes = {name: " ".join(record["notes"]) for name, record in run.students.items()}
    assert "Upgraded from 1.0 to 1.1:" in notes["ada"]
    assert "Upgraded from 1.0 (it does not" in notes["bo"]
    assert "Upgraded" not in notes["di"]
    saved = (course.autograded / "ada" / TINY / f"{TINY}.ipynb").read_text()
    assert "zero, and not an error?" in saved
