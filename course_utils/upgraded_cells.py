"""The cells of an upgraded notebook: the release's, and the student's own, well formed."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from .matching import NEW, Cell
from .merging import added_lines, runs_alone

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# What nbgrader and the release decide of a cell; the rest of its metadata is the student's.
_NOT_THEIRS = ("nbgrader", "tags", "deletable", "editable")


@dataclass(eq=False)
class Part:
    """One cell of the result. Without what the student's editor left on it, it is `plain`."""

    cell: NotebookNode
    plain: NotebookNode
    ours: bool = False


def released(
    cell: NotebookNode, copies: list[Cell], *, theirs: bool = False, source: str | None = None
) -> Part:
    """Return a cell of the new version; outputs stay where the student's source does.

    With `theirs`, so does what the student's editor wrote on it, and what was pasted into it.
    """
    plain = copy.deepcopy(cell)
    plain.source = cell.source if source is None else source
    dressed = NotebookNode(plain)
    if theirs and copies:
        dressed.metadata = NotebookNode({**_their_metadata(copies[-1]), **plain.metadata})
        if plain.cell_type != "code":
            pasted = {k: v for c in copies for k, v in c.attachments.items()}
            if pasted:
                dressed.attachments = {**plain.get("attachments", {}), **pasted}
    for known in copies:
        if plain.cell_type == "code" and known.source == plain.source:
            _put_outputs(dressed, known)
    return Part(dressed, plain, ours=True)


def own(cell: Cell) -> Part:
    """Return a cell of the student's own; nbgrader shall not take it for one of ours."""
    plain = NEW[cell.kind](cell.source)
    plain.id = cell.id
    if cell.attachments and cell.kind != "code":
        plain.attachments = cell.attachments
    dressed = NotebookNode(plain)
    dressed.metadata = _their_metadata(cell)
    if cell.kind == "code":
        _put_outputs(dressed, cell)
    return Part(dressed, plain)


def aside(text: str, cell: Cell) -> list[Part]:
    """Return what the student wrote into a locked cell that said `text`, as a cell of its own.

    Code that can't stand alone is shown and does not run.
    """
    lines = added_lines(text, cell.source)
    source = "\n".join(lines).strip("\n")
    if not source.strip():
        return []
    if cell.kind == "code" and not runs_alone(source):
        return [
            quoted("This had been changed in the locked cell above. It does not run:", cell.source)
        ]
    return [_plain(cell.kind, source, {} if cell.kind == "code" else cell.attachments)]


def quoted(head: str, text: str) -> Part:
    """Return a text that shows code and does not run it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return _plain("markdown", f"*{head}*\n\n{fence}python\n{text}\n{fence}")


def heading(name: str, version: str) -> Part:
    """Return what stands above an answer whose exercise is gone."""
    said = f"{version} no longer has this exercise. What you wrote is kept below; nothing reads it."
    return _plain("markdown", f"### Removed: `{name}`\n\n{said}")


def about(mine: Any, new: dict[str, Any]) -> NotebookNode:
    """Return the notebook's metadata: the student's, save for what says which release it is.

    >>> about({"colab": {}, "unrolled": {"version": "1.0"}}, {"unrolled": {"version": "1.1"}})
    {'unrolled': {'version': '1.1'}, 'colab': {}}
    """
    theirs = mine if isinstance(mine, dict) else {}
    kept = {str(key): value for key, value in theirs.items() if key != "unrolled"}
    both = _node({**new, **kept})
    return both if _valid(new_notebook(metadata=both)) else _node(new)


def finished(parts: Iterable[Part]) -> list[NotebookNode]:
    """Return the cells, each with an id of its own, without what no notebook may hold."""
    parts = list(parts)
    used = {part.cell.id for part in parts if part.ours}
    nameless = []
    for part in parts:
        if part.ours:
            continue
        if _ID.fullmatch(part.cell.id) and part.cell.id not in used:
            used.add(part.cell.id)
        else:
            nameless.append(part)
    number = 0
    for part in nameless:
        while f"own-{(number := number + 1)}" in used:
            pass
        part.cell.id = part.plain.id = f"own-{number}"
    cells = [part.cell for part in parts]
    if _valid(new_notebook(cells=cells)):  # mostly
        return cells
    return [p.cell if _valid(new_notebook(cells=[p.cell])) else p.plain for p in parts]


def _plain(kind: str, source: str, attachments: dict[str, Any] | None = None) -> Part:
    return own(Cell(kind, source, "", "", attachments or {}))


def _their_metadata(cell: Cell) -> NotebookNode:
    metadata = cell.raw.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}
    return _node({str(k): v for k, v in known.items() if k not in _NOT_THEIRS})


def _put_outputs(cell: NotebookNode, known: Cell) -> None:
    outputs = known.raw.get("outputs")
    if isinstance(outputs, list) and outputs:
        cell.outputs = _node(copy.deepcopy({"outputs": outputs})).outputs
        cell.execution_count = known.raw.get("execution_count")


def _node(value: dict[str, Any]) -> NotebookNode:
    return cast(NotebookNode, nbformat.from_dict(value))


def _valid(nb: NotebookNode) -> bool:
    try:
        nbformat.validate(nb, version=4, version_minor=5)
        nbformat.writes(nb)
    except Exception:  # whatever a malformed cell runs into
        return False
    return True
