"""What a gradebook knows of the cells of a release, and which of two releases differ."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograde.regrading.rerun import Again
from autograde.regrading.rows import Rows


@dataclass(frozen=True)
class Fact:
    """One cell: graded (then it is worth points), an answer, or one that is locked."""

    source: str
    code: bool
    answer: bool
    points: float | None = None

    @property
    def graded(self) -> bool:
        return self.points is not None

    @property
    def auto(self) -> bool:
        """Whether it is a test that gives points by itself."""
        return self.graded and self.code and not self.answer


def facts(known: Rows) -> dict[str, Fact]:
    """Return the cells of a release, hidden tests included, by name."""
    graded = known["grade_cells"] | known["task_cells"]
    points = {known["base_cell"][key]["name"]: row["max_score"] for key, row in graded.items()}
    answers = {known["base_cell"][key]["name"] for key in known["solution_cells"]}
    return {
        row["name"]: Fact(
            row["source"] or "", row["cell_type"] == "code", row["name"] in answers,
            points.get(row["name"]),
        )
        for row in known["source_cell"].values()
    }  # fmt: skip


def to_grade_again(
    old: Mapping[str, Fact], new: Mapping[str, Fact], order: Sequence[str]
) -> dict[str, Again]:
    """Return the exercises whose scores may differ by a new release, and why.

    `order` names its cells from top to bottom: where a locked code cell that is no test was
    changed, the tests below it may go another way.
    """
    again, above = {}, ""
    for name in (name for name in order if name in new):
        cell, before = new[name], old.get(name)
        other = before is not None and cell.code and not same_code(before.source, cell.source)
        if not cell.graded:
            above = name if other and not cell.answer else above
        elif before is None or not before.graded:
            again[name] = Again("new", cell.auto, runs=cell.auto)
        else:
            points = cell.points != before.points
            because = [
                *(["another test"] if cell.auto and other else []),
                *([f"{above} changed"] if cell.auto and above and not other else []),
                *([f"{cell.points:g} points, before {before.points:g}"] if points else []),
            ]
            runs = cell.auto and bool(other or above)
            if because:
                again[name] = Again("; ".join(because), cell.auto, runs, points)
    return again


def same_code(one: str, other: str) -> bool:
    """Whether two cells do the same, however they are laid out and commented.

    >>> same_code("f( 1 )  # so", "f(1)"), same_code("f(1)", "f(2)")
    (True, False)
    """
    if one == other:
        return True
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError):
        return False
