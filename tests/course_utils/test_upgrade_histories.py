"""Whatever students and instructors did: no line is lost, and the result is the new release."""

from __future__ import annotations

import copy
import warnings

import nbformat
from hypothesis import HealthCheck, given, settings
from nbformat import NotebookNode

from course_utils.matching import grade_id, is_locked
from course_utils.merging import parsed
from course_utils.upgrade import upgrade

from .histories import History, histories

MANY = settings(
    max_examples=1050,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def lines(nb: NotebookNode) -> set[str]:
    """Return the lines of a notebook, without those in which nothing stands."""
    said = (line for cell in nb.cells for line in cell.source.replace("\r\n", "\n").split("\n"))
    return {line for line in said if line.strip()}


def all_parse(nb: NotebookNode) -> bool:
    return all(parsed(c.source) is not None for c in nb.cells if c.cell_type == "code")


def bare_of_output(cell: NotebookNode) -> NotebookNode:
    cell = copy.deepcopy(cell)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell


@MANY
@given(histories)
def test_nothing_is_lost_and_the_rest_is_the_new_release(history: History) -> None:
    mine, base, new = case = history.notebooks()
    before = copy.deepcopy(case)
    result = upgrade(mine, base, new).notebook

    assert lines(mine) - lines(base) <= lines(result), "a line of the student's is gone"
    with warnings.catch_warnings(action="error"):
        nbformat.validate(result)
    keys = [grade_id(cell) for cell in result.cells if grade_id(cell)]
    assert keys == [grade_id(cell) for cell in new.cells if grade_id(cell)]
    assert len({cell.id for cell in result.cells}) == len(result.cells)
    locked = [cell for cell in new.cells if is_locked(cell)]
    assert [bare_of_output(cell) for cell in result.cells if is_locked(cell)] == locked
    assert all_parse(result) or not all_parse(mine)
    assert result.metadata["unrolled"] == new.metadata["unrolled"]
    assert case == before, "an argument was changed"

    again = upgrade(result, new, new)
    assert again.notebook == result
    assert again.notes == []


@settings(MANY, max_examples=150)
@given(histories)
def test_what_was_left_alone_is_the_new_version(history: History) -> None:
    _, base, new = history.notebooks()
    assert upgrade(base, base, new).notebook == new
