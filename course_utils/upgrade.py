"""A student's notebook brought to a new version, with everything that was written in it.

Three notebooks make one: the student's, the version that it was made from, and the new version.
Cells are told apart by `grade_id`, and by what they say where metadata was lost. Locked cells are
the new version's. In all others the student's lines stay, and in cells that the student left alone
the new version's. The student's own cells follow the cell that they stood behind.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from . import upgraded_cells as made
from .aligning import Pair, pairs_of
from .handed_out import version_of
from .matching import Cell, before_all, in_order, match, read
from .merging import Merged, merge_code, merge_text, parsed
from .upgrade_notes import Log

MOST_ROUNDS = 5


@dataclass(frozen=True)
class Upgraded:
    """The new notebook, and in whole sentences what was done. `conflicts` are the cells in which
    the student and the new version had changed the same lines."""

    notebook: NotebookNode
    notes: list[str]
    conflicts: list[str] = field(default_factory=list)


def upgrade(mine: NotebookNode, base: NotebookNode, new: NotebookNode) -> Upgraded:
    """Bring `mine`, which was made from the version `base`, to the version `new`.

    `mine` may hold anything that JSON can hold; no argument is changed. To do it once more, with
    `new` as base, changes nothing.
    """
    first = result = _once(mine, base, new)
    for _ in range(MOST_ROUNDS):
        again = _once(result.notebook, new, new)
        if again.notebook == result.notebook:
            break
        result = again
    return replace(first, notebook=result.notebook)


def _once(mine: NotebookNode, base: NotebookNode, new: NotebookNode) -> Upgraded:
    """Do it in one go. What is put aside may look like a cell that the student had thrown out, and
    then be taken for it the next time."""
    work = _Work(pairs_of(base, new), read(mine), _name(new))
    match([pair.place for pair in work.pairs], work.cells, answers_anywhere=False, locked=True)
    work.log.found(work.pairs, in_order(work.cells))
    parts = list(work.parts())
    notebook = copy.deepcopy(new)
    notebook.metadata = made.about(mine.get("metadata"), new.metadata)
    notebook.nbformat_minor = max(5, new.get("nbformat_minor", 0))
    notebook.cells = made.finished(parts)
    return Upgraded(notebook, work.log.notes(), work.log.conflicts)


def _name(new: NotebookNode) -> str:
    version = version_of(new)
    return f"Version {version}" if version else "The new version"


def _fits_code(cell: Cell) -> bool:
    """Whether a cell can be code: a student may have made a text of it, for prose or by mistake."""
    return cell.kind == "code" or parsed(cell.source) is not None


@dataclass
class _Work:
    """What is the same for all cells of one upgrade."""

    pairs: list[Pair]
    cells: list[Cell]
    name: str
    log: Log = field(default_factory=Log)

    def parts(self) -> Iterator[made.Part]:
        """Yield the cells of the result, the new version's in its order."""
        top: list[made.Part] = [made.own(cell) for cell in before_all(self.cells)]
        behind: dict[int, list[made.Part]] = {}
        here = top
        for pair in self.pairs:
            kept = [*self._filled(pair)]
            kept += [made.own(cell) for cell in pair.place.after]
            if pair.new is None:
                here += kept
            else:
                behind[pair.position] = kept
                here = kept if pair.old is not None else here
        yield from top
        for position in sorted(behind):
            yield from behind[position]

    def _filled(self, pair: Pair) -> list[made.Part]:
        """Return what stands in the place of one cell, and right around it."""
        changed = [c for c in pair.place.copies if pair.place.changed(c)]
        if pair.new is None:
            return self._removed(pair, changed)
        if pair.locked:
            put_aside = [part for cell in changed for part in made.aside(pair.text, cell)]
            return [made.released(pair.new, pair.place.copies), *put_aside]
        unfit = [c for c in changed if pair.new.cell_type == "code" and not _fits_code(c)]
        changed = [c for c in changed if c not in unfit]
        self.log.turned(pair, bool(unfit))
        below = list(map(made.own, unfit))
        if not changed:
            if pair.thrown_out:
                return []
            self.log.renewed(pair)
            return [made.released(pair.new, pair.place.copies, theirs=True), *below]
        *others, chosen = changed
        others = [c for c in others if c.source.strip() != chosen.source.strip()]
        return [*map(made.own, others), *self._merged(pair, pair.new, chosen), *below]

    def _removed(self, pair: Pair, changed: list[Cell]) -> list[made.Part]:
        """Return what stays of a cell that the new version doesn't have: what was written."""
        self.log.removed(pair, bool(changed))
        if not (pair.place.editable or pair.place.free):
            return [part for cell in changed for part in made.aside(pair.text, cell)]
        own = [made.own(cell) for cell in changed]
        if own and pair.place.editable:
            return [made.heading(pair.place.grade_id, self.name), *own]
        return own

    def _merged(self, pair: Pair, new: NotebookNode, cell: Cell) -> list[made.Part]:
        """Return the student's cell, in which our changes since are made, too."""
        code = new.cell_type == "code"
        merged = Merged(cell.source)
        if pair.old is not None and cell.source != new.source:
            texts = pair.text, cell.source, new.source
            merged = merge_code(*texts, self.name) if code else merge_text(*texts)
        self.log.merged(pair, merged, cell.source)
        part = made.released(new, [cell], theirs=True, source=merged.text)
        if merged.told or (pair.place.editable and not code):
            return [part]
        return [part, made.quoted(f"{self.name} has here:", "\n".join(merged.aside))]
