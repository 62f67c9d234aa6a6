"""Make the notebook that is graded: our release, with the student's work put into it.

Whatever happened to a submission's cells (deleted, copied, moved, stripped of their metadata), the
notebook that runs has all cells of the release, once, in order. From the student come the sources
of the cells that are theirs to edit, and the cells they added, in place.
"""

import copy
import difflib
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.utils import is_locked

ALIKE = 0.6  # difflib's ratio from which a cell counts as an edited form of a released one
COMPARED_CHARS = 2000  # difflib's time grows with the square of this
COMPARED_CELLS = 20  # how far to look for an edited form of a missing cell

_DEFINED = re.compile(r"^(?:async )?(?:def|class)\s+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+)(?:\s*,\s*\w+)*\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


@dataclass(eq=False)
class _Cell:
    """One cell of a submission, read so that nothing in it can surprise us."""

    kind: str
    source: str
    grade_id: str
    id: str
    attachments: dict[str, Any]
    home: int | None = None  # the cell of the release that it is a form of


@dataclass(eq=False)
class _Place:
    """One cell of the release, and the cells of the submission that belong to it."""

    cell: NotebookNode
    copies: list[_Cell] = field(default_factory=list)
    after: list[_Cell] = field(default_factory=list)  # the student's own, which follow it
    by_content: bool = False

    @property
    def grade_id(self) -> str:
        return self.cell.metadata.get("nbgrader", {}).get("grade_id", "")

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


def rebuild(template: NotebookNode, submitted: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """Return the notebook to grade, and in words a TA can act on what had to be mended."""
    places, cells = _match(template, submitted)
    notes = _notes(places, cells)
    parts: list[_Cell | NotebookNode] = [*_before_all(cells)]
    for place in places:
        parts += [*_fill(place), *place.after]
    notebook = copy.deepcopy(template)
    notebook.cells = [_added(p, n) if isinstance(p, _Cell) else p for n, p in enumerate(parts)]
    return notebook, notes


def in_common(template: NotebookNode, submitted: NotebookNode) -> int:
    """Return how many cells show that the submission is of this release.

    Counted are exercises, questions and tests, found by grade_id, text or the names they define.
    Prose, imports and the survey may stand in another assignment too.
    """
    places = [_Place(cell) for cell in template.cells]
    cells = [_read(cell) for cell in _list(submitted.get("cells"))]
    _match_by_name(places, cells)
    _match_by_definition(places, cells)
    telling = [p for p in places if p.grade_id and (not p.editable or _DEFINED.search(p.source))]
    return sum(1 for place in telling if place.copies)


def _match(template: NotebookNode, submitted: NotebookNode) -> tuple[list[_Place], list[_Cell]]:
    """Find the release's cells among the submission's. Return both."""
    places = [_Place(copy.deepcopy(cell)) for cell in template.cells]
    cells = [_read(cell) for cell in _list(submitted.get("cells"))]
    _match_by_name(places, cells)
    _match_by_definition(places, cells)
    _match_by_position(places, cells)
    last = None
    for cell in cells:
        if cell.home is not None:
            last = places[cell.home]
        elif last is not None and cell.source.strip():
            last.after.append(cell)
    return places, cells


def _before_all(cells: list[_Cell]) -> list[_Cell]:
    """Return the student's own cells that stand before every released one."""
    top = itertools.takewhile(lambda cell: cell.home is None, cells)
    return [cell for cell in top if cell.source.strip()]


def _read(cell: Any) -> _Cell:
    cell = cell if isinstance(cell, dict) else {}
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    attachments = cell.get("attachments")
    return _Cell(
        kind=cell["cell_type"] if cell.get("cell_type") in ("markdown", "raw") else "code",
        source=text,
        grade_id=grade_id if isinstance(grade_id, str) else "",
        id=str(cell.get("id", "")),
        attachments=_well_formed(attachments) if isinstance(attachments, dict) else {},
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


def _match_by_name(places: list[_Place], cells: list[_Cell]) -> None:
    """Match by grade_id, else by cell id, else by a source that is just as we released it."""
    by_grade_id = {p.grade_id: n for n, p in enumerate(places) if p.grade_id}
    by_id = {p.cell.get("id"): n for n, p in enumerate(places) if p.cell.get("id")}
    count = Counter(p.source.strip() for p in places)  # a stub that stands twice says nothing
    by_source = {p.source.strip(): n for n, p in enumerate(places) if count[p.source.strip()] == 1}
    by_source.pop("", None)
    for cell in cells:
        home = by_grade_id.get(cell.grade_id, by_id.get(cell.id))
        if home is None or (places[home].free and not _alike(cell.source, places[home].source)):
            continue  # the ids of free cells are numbers: another version may count otherwise
        _settle(places, cell, home)
    for cell in cells:
        home = by_source.get(cell.source.strip()) if cell.home is None else None
        if home is not None and (places[home].editable or not places[home].copies):
            _settle(places, cell, home)


def _match_by_definition(places: list[_Place], cells: list[_Cell]) -> None:
    """Give a cell that is missing, or was left untouched, the last cell that defines its names."""
    for home, place in enumerate(places):
        names = set(_DEFINED.findall(place.source))
        if not (place.editable and names) or any(_changed(place, c) for c in place.copies):
            continue
        own = [c for c in cells if c.home is None and c.kind == place.kind]
        fits = [c for c in own if names <= set(_DEFINED.findall(c.source))]
        for cell in fits[-1:]:
            _settle(places, cell, home)
            place.by_content = True


def _match_by_position(places: list[_Place], cells: list[_Cell]) -> None:
    """Look for each missing cell between the neighbours that were found."""
    for home, place in enumerate(places):
        if place.copies or not (place.editable or place.free):
            continue
        gap = [c for c in _gap(cells, home) if c.kind == place.kind and c.source.strip()]
        names = set(_ASSIGNED.findall(place.source))
        fits = [c for c in gap if names and names <= set(_ASSIGNED.findall(c.source))]
        fits = fits or [c for c in gap[:COMPARED_CELLS] if _alike(c.source, place.source)]
        if not fits and place.editable and place.kind == "markdown":
            fits = gap[:1]  # an answer has nothing in common with the line it was written over
        for cell in fits[:1]:
            _settle(places, cell, home)
            place.by_content = place.editable


def _gap(cells: list[_Cell], home: int) -> list[_Cell]:
    """Return the unmatched cells between the last one that belongs before `home` and the next."""
    before = [n for n, c in enumerate(cells) if c.home is not None and c.home < home]
    start = max(before, key=lambda n: (cells[n].home or 0, n)) + 1 if before else 0
    gap = []
    for cell in cells[start:]:
        if cell.home is not None:
            break
        gap.append(cell)
    return gap


def _settle(places: list[_Place], cell: _Cell, home: int) -> None:
    cell.home = home
    places[home].copies.append(cell)


def _alike(one: str, other: str) -> bool:
    if one == other:  # mostly; to find out by difflib takes milliseconds
        return True
    one, other = one[:COMPARED_CHARS], other[:COMPARED_CHARS]
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _changed(place: _Place, cell: _Cell) -> bool:
    """Whether the student wrote something in this copy of a released cell."""
    return bool(cell.source.strip()) and cell.source.strip() != place.source.strip()


def _fill(place: _Place) -> list[_Cell | NotebookNode]:
    """Return the released cell with the student's work in it, and with it what must not be lost.

    Of several copies the last one that was changed counts; the others run before it. What was
    written into a locked text stands after it, for a person to read.
    """
    changed = [c for c in place.copies if _changed(place, c)]
    if not changed:
        return [place.cell]
    if not (place.editable or place.free):
        return [place.cell, *(changed if place.kind == "markdown" else [])]
    chosen = changed[-1]
    place.cell.source = chosen.source
    if chosen.attachments and place.kind == "markdown":
        place.cell.attachments = chosen.attachments
    return [*(c for c in changed if c.source.strip() != chosen.source.strip()), place.cell]


def _added(cell: _Cell, number: int) -> NotebookNode:
    """Return a cell of the student's own, without metadata."""
    new = _NEW[cell.kind](cell.source)
    new.id = f"student--{number}"
    if cell.attachments and cell.kind != "code":
        new.attachments = cell.attachments
    return new


def _notes(places: list[_Place], cells: list[_Cell]) -> list[str]:
    """Say what was mended: one note for each kind of thing, with the cells it concerns."""
    keyed = [p for p in places if p.grade_id]
    theirs = [p for p in keyed if p.editable]
    several = [p for p in theirs if len(p.copies) > 1 and not p.by_content]
    found = {
        "Deleted by the student; put back as released": [p for p in keyed if not p.copies],
        "Locked but changed by the student; put back as released": [
            p for p in keyed if not p.editable and any(_changed(p, c) for c in p.copies)
        ],
        "Emptied by the student; put back as released": [
            p for p in theirs if p.copies and not any(c.source.strip() for c in p.copies)
        ],
        "Without nbgrader's metadata, or written into a new cell; recognised by content": [
            p for p in theirs if p.by_content
        ],
        "There were several copies; the last one that was changed counts": several,
    }
    notes = [f"{what}: {', '.join(p.grade_id for p in ps)}." for what, ps in found.items() if ps]
    homes = list(dict.fromkeys(c.home for c in cells if c.home is not None))
    if homes != sorted(homes):
        notes.append("The cells were in another order; they ran in the order of the release.")
    return notes
