"""Which cell of a notebook is which cell of the release that it was made from.

Whatever happened to the cells (deleted, copied, moved, stripped of their metadata), they are found
by their names, else by what they say, by the names they define, or by where they stand.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

ALIKE = 0.6  # difflib's ratio from which a cell counts as an edited form of a released one
COMPARED_CHARS = 2000  # difflib's time grows with the square of this
COMPARED_CELLS = 20  # how far to look for an edited form of a missing cell
NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}

_DEFINED = re.compile(r"^(?:async )?(?:def|class)\s+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+)(?:\s*,\s*\w+)*\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


@dataclass(eq=False)
class Cell:
    """One cell of a student's notebook, read so that nothing in it can surprise us."""

    kind: str
    source: str
    grade_id: str
    id: str
    attachments: dict[str, Any]
    raw: dict[str, Any] = field(default_factory=dict)
    home: int | None = None  # the cell of the release that it is a form of


@dataclass(eq=False)
class Place:
    """One cell of the release, and the cells of the student's notebook that belong to it."""

    cell: NotebookNode
    also: str | None = None  # what it says in another version
    by_name_only: bool = False  # nothing that merely looks like it is taken for it
    copies: list[Cell] = field(default_factory=list)
    after: list[Cell] = field(default_factory=list)  # the student's own, which follow it
    by_content: bool = False

    @property
    def grade_id(self) -> str:
        return grade_id(self.cell)

    @property
    def kind(self) -> str:
        return self.cell.cell_type

    @property
    def source(self) -> str:
        return self.cell.source

    @property
    def editable(self) -> bool:
        """Whether the student is asked to write here."""
        return bool(self.grade_id) and not is_locked(self.cell)

    @property
    def free(self) -> bool:
        """Whether the student may change it unasked, since nothing protects it."""
        return not self.grade_id and "parameters" not in self.cell.metadata.get("tags", [])

    def changed(self, cell: Cell) -> bool:
        """Whether the student wrote something in this copy of it."""
        text = cell.source.strip()
        return bool(text) and text not in (self.source.strip(), (self.also or "").strip())


def grade_id(cell: NotebookNode) -> str:
    """Return the key that nbgrader knows a released cell by; "" for a cell without one."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def is_locked(cell: NotebookNode) -> bool:
    """Return what nbgrader's function of this name does; students don't have nbgrader."""
    about = cell.metadata.get("nbgrader", {})
    if about.get("solution", False):
        return False
    return bool(about.get("grade", False) or about.get("locked", False))


def read(notebook: Any) -> list[Cell]:
    """Return the cells of a notebook, in which anything may be malformed."""
    return [_read(cell) for cell in _list(notebook.get("cells"))]


def match(
    places: list[Place], cells: list[Cell], *, answers_anywhere: bool = True, locked: bool = False
) -> None:
    """Find the release's cells among the student's; tell each `Place` its copies and what follows.

    With `answers_anywhere`, a cell that defines what an untouched stub should is taken for its
    answer; with `locked`, cells that look like a missing locked one are taken for it.
    """
    _match_by_name(places, cells, again=answers_anywhere)
    _match_by_definition(places, cells, answers_anywhere)
    _match_by_position(places, cells, locked)
    last = None
    for cell in cells:
        if cell.home is not None:
            last = places[cell.home]
        elif last is not None:
            last.after.append(cell)


def before_all(cells: list[Cell]) -> list[Cell]:
    """Return the student's own cells that stand before every released one."""
    return list(itertools.takewhile(lambda cell: cell.home is None, cells))


def in_order(cells: list[Cell]) -> bool:
    """Whether the release's cells are found in its order, each for the first time."""
    homes = list(dict.fromkeys(c.home for c in cells if c.home is not None))
    return homes == sorted(homes)


def in_common(template: NotebookNode, submitted: Any) -> int:
    """Return how many cells show that a notebook is of this release.

    Counted are exercises, questions and tests, found by grade_id, text or the names they define.
    Prose, imports and the survey may stand in another assignment too.
    """
    places, cells = [Place(cell) for cell in template.cells], read(submitted)
    _match_by_name(places, cells, again=True)
    _match_by_definition(places, cells, answers_anywhere=True)
    telling = [p for p in places if p.grade_id and (not p.editable or _DEFINED.search(p.source))]
    return sum(1 for place in telling if place.copies)


def alike(one: str, other: str) -> bool:
    """Whether one text looks like an edited form of the other."""
    if one == other:  # mostly; to find out by difflib takes milliseconds
        return True
    one, other = one[:COMPARED_CHARS], other[:COMPARED_CHARS]
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _read(cell: Any) -> Cell:
    cell = cell if isinstance(cell, dict) else {}
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nbgrader = metadata.get("nbgrader")
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    attachments = cell.get("attachments")
    return Cell(
        kind=cell["cell_type"] if cell.get("cell_type") in ("markdown", "raw") else "code",
        source=text,
        grade_id=name if isinstance(name, str) else "",
        id=str(cell.get("id") or metadata.get("id") or ""),  # Colab moves it into the metadata
        attachments=_well_formed(attachments) if isinstance(attachments, dict) else {},
        raw=cell,
    )


def _well_formed(attachments: dict[str, Any]) -> dict[str, Any]:
    """Keep the images pasted into a cell that have the form {name: {type: base64}}."""
    bundles = {str(name): b for name, b in attachments.items() if isinstance(b, dict)}
    return {
        name: {str(kind): data for kind, data in bundle.items() if isinstance(data, str)}
        for name, bundle in bundles.items()
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _match_by_name(places: list[Place], cells: list[Cell], again: bool) -> None:
    """Match by grade_id, else by cell id, else by a source that is just as we released it.

    With `again`, such a source may be found as a copy of an answer that was found already.
    """
    by_grade_id = {p.grade_id: n for n, p in enumerate(places) if p.grade_id}
    by_id = _first(
        (p.cell.get("id"), n)
        for name_only in (False, True)
        for n, p in enumerate(places)
        if p.by_name_only is name_only
    )
    by_source = _by_source(places)
    for cell in cells:
        home = by_grade_id.get(cell.grade_id, by_id.get(cell.id))
        if home is None or (places[home].free and not alike(cell.source, places[home].source)):
            continue  # the ids of free cells are numbers: another version may count otherwise
        _settle(places, cell, home)
    for cell in cells:
        home = by_source.get(cell.source.strip()) if cell.home is None else None
        if home is not None and ((again and places[home].editable) or not places[home].copies):
            _settle(places, cell, home)


def _first(items: Iterable[tuple[str | None, int]]) -> dict[str, int]:
    """Return a dictionary in which the first of equal keys counts."""
    found: dict[str, int] = {}
    for key, value in items:
        if key:
            found.setdefault(key, value)
    return found


def _by_source(places: list[Place]) -> dict[str, int]:
    """Return where texts stand that stand once: a stub that stands twice says nothing."""
    own = [(p.source.strip(), n) for n, p in enumerate(places) if not p.by_name_only]
    other = [(p.source.strip(), n) for n, p in enumerate(places) if p.by_name_only]
    other += [(p.also.strip(), n) for n, p in enumerate(places) if p.also is not None]
    here = Counter(text for text, _ in own)
    there = Counter(text for text, _ in other)
    found = {text: n for text, n in other if there[text] == 1 and not here[text]}
    found |= {text: n for text, n in own if here[text] == 1}
    found.pop("", None)
    return found


def _match_by_definition(places: list[Place], cells: list[Cell], answers_anywhere: bool) -> None:
    """Give a cell that is missing, or was left untouched, the last cell that defines its names."""
    for home, place in enumerate(places):
        names = set(_DEFINED.findall(place.source))
        if not (place.editable and names) or place.by_name_only:
            continue
        if any(place.changed(c) or not answers_anywhere for c in place.copies):
            continue
        own = [c for c in cells if c.home is None and c.kind == place.kind]
        fits = [c for c in own if names <= set(_DEFINED.findall(c.source))]
        for cell in fits[-1:]:
            _settle(places, cell, home)
            place.by_content = True


def _match_by_position(places: list[Place], cells: list[Cell], locked: bool) -> None:
    """Look for each missing cell between the neighbours that were found."""
    for home, place in enumerate(places):
        if place.copies or place.by_name_only or not (place.editable or place.free or locked):
            continue
        gap = [c for c in _gap(cells, home) if c.kind == place.kind and c.source.strip()]
        names = set(_ASSIGNED.findall(place.source)) if place.kind == "code" else set()
        fits = [c for c in gap if names and names <= set(_ASSIGNED.findall(c.source))]
        fits = fits or [c for c in gap[:COMPARED_CELLS] if alike(c.source, place.source)]
        if not fits and place.editable and place.kind == "markdown":
            fits = gap[:1]  # an answer has nothing in common with the line it was written over
        for cell in fits[:1]:
            _settle(places, cell, home)
            place.by_content = place.editable


def _gap(cells: list[Cell], home: int) -> list[Cell]:
    """Return the unmatched cells between the last one that belongs before `home` and the next."""
    before = [n for n, c in enumerate(cells) if c.home is not None and c.home < home]
    start = max(before, key=lambda n: (cells[n].home or 0, n)) + 1 if before else 0
    return list(itertools.takewhile(lambda cell: cell.home is None, cells[start:]))


def _settle(places: list[Place], cell: Cell, home: int) -> None:
    cell.home = home
    places[home].copies.append(cell)
