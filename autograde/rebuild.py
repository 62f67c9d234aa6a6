"""Make the notebook that is graded: our release, with the student's work put into it.

Whatever happened to a submission's cells (deleted, copied, moved, stripped of their metadata), the
notebook that runs has all cells of the release, once, in order. From the student come the sources
of the cells that are theirs to edit, and the cells they added, in place.
"""

import copy

from nbformat import NotebookNode

from course_utils.matching import NEW, Cell, Place, before_all, in_order, match, read


def rebuild(template: NotebookNode, submitted: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """Return the notebook to grade, and in words a TA can act on what had to be mended."""
    places, cells = [Place(copy.deepcopy(cell)) for cell in template.cells], read(submitted)
    match(places, cells)
    notes = _notes(places, cells)
    parts: list[Cell | NotebookNode] = [*_written(before_all(cells))]
    for place in places:
        parts += [*_fill(place), *_written(place.after)]
    notebook = copy.deepcopy(template)
    notebook.cells = [_added(p, n) if isinstance(p, Cell) else p for n, p in enumerate(parts)]
    return notebook, notes


def _written(cells: list[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.source.strip()]


def _fill(place: Place) -> list[Cell | NotebookNode]:
    """Return the released cell with the student's work in it, and with it what must not be lost.

    Of several copies the last one that was changed counts; the others run before it. What was
    written into a locked text stands after it, for a person to read.
    """
    changed = [c for c in place.copies if place.changed(c)]
    if not changed:
        return [place.cell]
    if not (place.editable or place.free):
        return [place.cell, *(changed if place.kind == "markdown" else [])]
    chosen = changed[-1]
    place.cell.source = chosen.source
    if chosen.attachments and place.kind == "markdown":
        place.cell.attachments = chosen.attachments
    return [*(c for c in changed if c.source.strip() != chosen.source.strip()), place.cell]


def _added(cell: Cell, number: int) -> NotebookNode:
    """Return a cell of the student's own, without metadata."""
    new = NEW[cell.kind](cell.source)
    new.id = f"student--{number}"
    if cell.attachments and cell.kind != "code":
        new.attachments = cell.attachments
    return new


def _notes(places: list[Place], cells: list[Cell]) -> list[str]:
    """Say what was mended: one note for each kind of thing, with the cells it concerns."""
    keyed = [p for p in places if p.grade_id]
    theirs = [p for p in keyed if p.editable]
    several = [p for p in theirs if len(p.copies) > 1 and not p.by_content]
    found = {
        "Deleted by the student; put back as released": [p for p in keyed if not p.copies],
        "Locked but changed by the student; put back as released": [
            p for p in keyed if not p.editable and any(p.changed(c) for c in p.copies)
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
    if not in_order(cells):
        notes.append("The cells were in another order; they ran in the order of the release.")
    return notes
