"""Two versions of a notebook side by side: which cell of the new one was which of the old."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbformat import NotebookNode

from .matching import Place, alike, grade_id, is_locked


@dataclass(eq=False)
class Pair:
    """A cell in both versions, or in one; `position` is where it stands in the new one."""

    old: NotebookNode | None
    new: NotebookNode | None
    position: int = -1
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        cell = self.old or self.new
        assert cell is not None
        both = self.old is not None and self.new is not None
        also = self.new.source if both and self.new is not None else None
        self.place = Place(cell, also, by_name_only=self.old is None)

    @property
    def text(self) -> str:
        """What the student began with."""
        return self.place.source

    @property
    def locked(self) -> bool:
        return self.new is not None and bool(grade_id(self.new)) and is_locked(self.new)

    @property
    def renewed(self) -> bool:
        """Whether the new version says something else."""
        return self.old is None or self.new is None or not _same(self.old, self.new)

    @property
    def thrown_out(self) -> bool:
        """Whether the student deleted a text or a figure that is still what it was."""
        return self.place.free and not self.renewed and not self.place.copies

    @property
    def label(self) -> str:
        """What a person knows it by: the key, else how it begins."""
        begins = self.text.strip().split("\n")[0]
        return self.place.grade_id or f"“{begins[:30]}{'…' * (len(begins) > 30)}”"


def pairs_of(base: NotebookNode, new: NotebookNode) -> list[Pair]:
    """Return all cells of both versions, in the old one's order; what is new after what it follows.

    Cells with a key are the same if they share it and are of one type; others if they say the
    same, or nearly.
    """
    of_old = _aligned(base.cells, new.cells)
    pairs = [
        Pair(cell, new.cells[of_old[n]] if n in of_old else None, of_old.get(n, -1))
        for n, cell in enumerate(base.cells)
    ]
    at = {pair.position: pair for pair in pairs if pair.new is not None}
    for position, cell in enumerate(new.cells):
        if position not in at:
            at[position] = Pair(None, cell, position)
            before = at.get(position - 1)
            pairs.insert(0 if before is None else pairs.index(before) + 1, at[position])
    return pairs


def _aligned(base: list[NotebookNode], new: list[NotebookNode]) -> dict[int, int]:
    """Return where each cell of the old version stands in the new one, for those that do."""
    found: dict[int, int] = {}
    for same in (_same_key, _same, _nearly):
        taken = set(found.values())
        for position, cell in enumerate(new):
            if position in taken:
                continue
            fits = (n for n, c in enumerate(base) if n not in found and same(c, cell))
            if (n := next(fits, None)) is not None:
                found[n] = position
    return found


def _same_key(one: NotebookNode, other: NotebookNode) -> bool:
    key = grade_id(one)
    return bool(key) and key == grade_id(other) and one.cell_type == other.cell_type


def _same(one: NotebookNode, other: NotebookNode) -> bool:
    """Whether two cells say the same; for those without a key that makes them one."""
    keys = grade_id(one) == grade_id(other)
    return keys and one.cell_type == other.cell_type and one.source.strip() == other.source.strip()


def _nearly(one: NotebookNode, other: NotebookNode) -> bool:
    keyed = grade_id(one) or grade_id(other)
    return not keyed and one.cell_type == other.cell_type and alike(one.source, other.source)
