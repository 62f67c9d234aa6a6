"""What changed between two versions of a notebook, by exercise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograde import versions
from autograde.build import grade_id
from autograde.leaks import public
from autograde.verdicts import slug_of


@dataclass(frozen=True)
class Differences:
    """Exercises by slug, in the new version's order; `other` are the ids of other cells."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)  # before and after
    tests: list[str] = field(default_factory=list)  # another check or hidden test
    stubs: list[str] = field(default_factory=list)  # the answer begins otherwise
    other: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def graded(self) -> list[str]:
        """The exercises whose scores may differ."""
        return list(dict.fromkeys([*self.added, *self.points, *self.tests]))

    def lines(self) -> Iterator[str]:
        """Say it, for people.

        >>> list(Differences(added=["c"], points={"b": (2.0, 3.0)}, other=["top--1"]).lines())
        ['new: c', 'b: 3 points, before 2', 'other text: 1 cell']
        """
        for what, slugs in {
            "new": self.added,
            "gone": self.removed,
            "another test": self.tests,
            "another stub": self.stubs,
        }.items():
            if slugs:
                yield f"{what}: {', '.join(slugs)}"
        for slug, (before, after) in self.points.items():
            yield f"{slug}: {after:g} points, before {before:g}"
        if self.other:
            yield f"other text: {len(self.other)} cell{'s' * (len(self.other) > 1)}"


def differences(old: NotebookNode, new: NotebookNode) -> Differences:
    """Compare two source notebooks, answers and hidden tests included.

    Another answer, or another rubric, is none of the students' business and is left out.
    """
    before, after = _cells(old), _cells(new)
    graded = {k: _graded(cells) for k, cells in (("old", before), ("new", after))}
    both = [k for k in graded["new"] if k in graded["old"]]
    return Differences(
        added=[slug_of(k) for k in graded["new"] if k not in graded["old"]],
        removed=[slug_of(k) for k in graded["old"] if k not in graded["new"]],
        points={
            slug_of(k): (graded["old"][k], graded["new"][k])
            for k in both
            if graded["old"][k] != graded["new"][k]
        },
        tests=[
            slug_of(k)
            for k in both
            if not _solution(after[k]) and before[k].source != after[k].source
        ],
        stubs=[
            slug_of(k)
            for k, cell in after.items()
            if k in before and _solution(cell) and _shown(before[k]) != _shown(cell)
        ],
        other=[k for k in {**before, **after} if _is_text(k, before, after)],
    )


def _cells(nb: NotebookNode) -> dict[str, NotebookNode]:
    return {grade_id(cell) or cell.id: cell for cell in nb.cells}


def _graded(cells: dict[str, NotebookNode]) -> dict[str, float]:
    """Return the points of the graded cells."""
    meta = {k: cell.metadata.get("nbgrader", {}) for k, cell in cells.items()}
    return {k: float(m["points"]) for k, m in meta.items() if m.get("grade")}


def _solution(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _shown(cell: NotebookNode) -> str:
    """Return what students get of a cell, its version's number aside."""
    return versions.unstamped(public(cell.source))


def _is_text(key: str, before: dict[str, NotebookNode], after: dict[str, NotebookNode]) -> bool:
    """Whether a cell without points or answer is new, gone or another."""
    cells = [c for c in (before.get(key), after.get(key)) if c is not None]
    if any(cell.metadata.get("nbgrader", {}).get("grade") or _solution(cell) for cell in cells):
        return False
    return len(cells) == 1 or _shown(cells[0]) != _shown(cells[1])
