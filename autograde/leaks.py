"""Does something reach a student that only instructors may see?

`leaks` reads a release, `text_leaks` any other file that goes along. Both return sentences that say
what stands where; an empty list is good news.
"""

import re
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from autograde.nbgrader_settings import CODE_STUB, TEXT_STUB
from autograde.variants import Variant

_MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS?|MARK SCHEME)")
_PATH = re.compile(
    r"(?<![\w.:/~-])(?:/(?:home|Users|root|tmp|private|mnt|srv|work|workspace|scratch)/[\w.-]+"
    r"|[A-Za-z]:\\+Users\\+\w+)"
)
_CELL_METADATA = {"nbgrader", "tags", "deletable", "editable"}
_NOTEBOOK_METADATA = {"kernelspec", "language_info", "unrolled"}
_SHORTEST = 12  # characters; `return x` gives nothing away
_RUN = 3  # as many lines of one region in a row are no coincidence


def regions(source: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each marked region of a cell: its kind and its lines."""
    kind, lines = "", []
    for line in source.split("\n"):
        match = _MARKER.search(line)
        if match and match[1] == "BEGIN":
            kind, lines = match[2], []
        elif match:
            yield kind, lines
            kind = ""
        elif kind:
            lines.append(line)


def public(source: str) -> str:
    """Return what is left of a cell without its marked regions."""
    kept, inside = [], False
    for line in source.split("\n"):
        match = _MARKER.search(line)
        if match:
            inside = match[1] == "BEGIN"
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def telling(lines: Iterable[str]) -> list[str]:
    """Return the lines that would give something away, without spaces at their ends."""
    stripped = (line.strip() for line in lines)
    return [s for s in stripped if len(s) >= _SHORTEST and re.search(r"\w{2}", s)]


def secrets(source: NotebookNode, variants: Iterable[Variant] = ()) -> dict[str, list[str]]:
    """Return the secret lines of an assignment by where they come from.

    A line that the released part of the notebook holds as well is no secret.
    """
    found: dict[str, list[str]] = {}
    open_text = [CODE_STUB, TEXT_STUB, *(public(cell.source) for cell in source.cells)]
    known = {line.strip() for text in open_text for line in text.split("\n")}
    for cell in source.cells:
        for kind, lines in regions(cell.source):
            found.setdefault(f"the {kind.lower()} of {cell.id}", []).extend(lines)
    for v in variants:
        found[f"{v.slug}'s {v.kind} {v.name}"] = v.source.split("\n")
    return {
        where: [line for line in telling(lines) if line not in known]
        for where, lines in found.items()
    }


def leaks(
    release: NotebookNode, source: NotebookNode, variants: Iterable[Variant] = ()
) -> list[str]:
    """Return what is wrong with the student version of the notebook `source`."""
    found = []
    origin = {line: where for where, lines in secrets(source, variants).items() for line in lines}
    whole = _whole_regions(source)
    for number, cell in enumerate(release.cells, 1):
        where = f"cell {number} ({cell.get('id', 'no id')})"
        for line in telling(cell.source.split("\n")):
            if line in origin:
                found.append(f"{where} holds a line of {origin[line]}: {line!r}")
        flat = " ".join(cell.source.split())
        found += [f"{where} holds all of {name}" for name, text in whole.items() if text in flat]
        found += _marks(cell.source, where)
        if cell.get("outputs") or cell.get("execution_count"):
            found.append(f"{where} holds outputs or an execution count")
        if cell.get("attachments") or "(attachment:" in cell.source:
            found.append(f"{where} holds an attachment; put the picture into figures/")
        if extra := set(cell.metadata) - _CELL_METADATA:
            found.append(f"{where} holds metadata that is not ours: {', '.join(sorted(extra))}")
    if extra := set(release.metadata) - _NOTEBOOK_METADATA:
        found.append(f"the notebook holds metadata that is not ours: {', '.join(sorted(extra))}")
    return found


def text_leaks(text: str, where: str, secret: dict[str, list[str]]) -> list[str]:
    """Return what is wrong with a file that goes to students beside the notebook.

    Helpers may share a line with an answer; three lines in a row of one answer may not be there.
    """
    found = _marks(text, where)
    lines = telling(text.split("\n"))
    runs = {tuple(lines[i : i + _RUN]) for i in range(len(lines) - _RUN + 1)}
    for name, secret_lines in secret.items():
        for i in range(len(secret_lines) - _RUN + 1):
            if tuple(secret_lines[i : i + _RUN]) in runs:
                found.append(f"{where} holds lines of {name}, from {secret_lines[i]!r}")
                break
    return found


def _whole_regions(source: NotebookNode) -> dict[str, str]:
    """Return each region of two telling lines or more: an author may have left a copy in sight."""
    return {
        f"the {kind.lower()} of {cell.id}": " ".join(" ".join(lines).split())
        for cell in source.cells
        for kind, lines in regions(cell.source)
        if len(telling(lines)) > 1
    }


def _marks(text: str, where: str) -> list[str]:
    """Return the nbgrader markers and the paths of somebody's machine in a text."""
    found = [f"{where} holds the marker {match[0]!r}" for match in _MARKER.finditer(text)]
    found += [f"{where} holds a path of one machine: {match[0]}" for match in _PATH.finditer(text)]
    return found
