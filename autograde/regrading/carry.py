"""Bring a notebook that was graded into another release, without running what has not changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked

from autograde.build import grade_id
from autograde.rebuild import rebuild
from course_utils.upgrade import upgrade


def carried(graded: NotebookNode, base: NotebookNode, release: NotebookNode) -> NotebookNode:
    """Return the release with what the student wrote, `base` being what it was written into.

    No hidden test of the graded notebook comes along.
    """
    mine = copy.deepcopy(graded)
    released = {grade_id(cell): cell.source for cell in base.cells}
    mine.cells = [cell for cell in mine.cells if not _ours(cell) or grade_id(cell) in released]
    for cell in mine.cells:
        if _ours(cell):
            cell.source = released[grade_id(cell)]
    if base != release:
        mine = upgrade(mine, base, release).notebook
    return rebuild(release, mine)[0]


def _ours(cell: NotebookNode) -> bool:
    """Whether it's a cell that nbgrader puts back."""
    return grade_id(cell) is not None and is_locked(cell)


def take_outputs(
    notebook: NotebookNode, graded: NotebookNode, which: Callable[[NotebookNode], bool]
) -> None:
    """Give code cells the outputs that they had when they were graded, where `which` says so.

    Tests are known again by their name, all other cells by their source too.
    """
    known = {_place(cell): cell for cell in graded.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        before = known.get(_place(cell)) if cell.cell_type == "code" and which(cell) else None
        if before is not None:
            cell.outputs = copy.deepcopy(before.outputs)
            cell.execution_count = before.execution_count


def _place(cell: NotebookNode) -> Any:
    return grade_id(cell) if is_grade(cell) else (grade_id(cell), cell.source)
