"""Scores on their way to other systems: a CSV file, Canvas' gradebook, an autograder on Gradescope.

The gradebook stays the one record of scores. Nothing here changes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from autograde.errors import UserError

if TYPE_CHECKING:
    from autograde.course import Course


class Target(StrEnum):
    """Where scores can go as a file."""

    CANVAS = "canvas"
    CSV = "csv"


@dataclass(frozen=True)
class Exported:
    """A file with `count` scores, and what a person should know of it: lines below headings."""

    path: Path
    count: int
    remarks: dict[str, list[str]] = field(default_factory=dict)


def export(
    course: Course,
    assignment: str,
    to: Target,
    out: Path | None = None,
    *,
    fill: Path | None = None,
    column: str | None = None,
    so_far: bool = False,
) -> Exported:
    """Write the scores of an assignment in the form that `to` reads; see the modules of its name.

    Raises UserError where an option belongs to another form, and as those modules do.
    """
    if to is Target.CSV:
        given = {"--fill": fill, "--column": column, "--so-far": so_far}
        if odd := [name for name, value in given.items() if value]:
            raise UserError(f"{odd[0]} goes with --to canvas: the CSV file holds all scores.")
        from autograde.export import csv

        return csv.export(course, assignment, out)
    from autograde.export import canvas

    if fill is not None:
        return canvas.fill(course, assignment, fill, out, column=column, so_far=so_far)
    if column is not None:
        raise UserError("--column says where to write in the file of --fill: give that, too.")
    return canvas.export(course, assignment, out, so_far=so_far)


def written(path: Path, data: bytes) -> Path:
    """Write a file so that a reader finds the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
    return path


def safe(text: str) -> str:
    """Return a text for a cell; what a spreadsheet would take for a formula is quoted.

    >>> safe("=1+1"), safe("Ada")
    ("'=1+1", 'Ada')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def without_empty(remarks: dict[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the headings below which there is anything."""
    return {title: lines for title, said in remarks.items() if (lines := list(said))}
