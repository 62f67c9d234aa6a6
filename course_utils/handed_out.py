"""The versions of each notebook that were handed out, and which of them a notebook was made from.

Students have them in this package, `releases/<assignment>/<version>.ipynb`; who works in the
course's repository has them in its folder `releases/<assignment>/<version>/<assignment>.ipynb`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from .matching import in_common, read

RELEASES = Path(__file__).parent / "releases"
_NUMBER = re.compile(r"\d+\.\d+")
_LINE = re.compile(r"\n\n\*Version \d+\.\d+\.\*")


def ordered(version: str) -> tuple[int, ...]:
    """Return what versions are compared by.

    >>> max("1.9", "1.10", key=ordered)
    '1.10'
    """
    return tuple(map(int, version.split(".")))


def about(nb: Any) -> dict[str, Any]:
    """Return what a notebook's metadata says of its assignment; it may be anybody's notebook."""
    metadata = nb.get("metadata")
    said = metadata.get("unrolled") if isinstance(metadata, dict) else None
    return said if isinstance(said, dict) else {}


def version_of(nb: Any) -> str:
    """Return the version that is stamped into a notebook, which may be a student's; "" if none."""
    version = about(nb).get("version")
    return version if isinstance(version, str) and _NUMBER.fullmatch(version) else ""


def assignment_of(nb: Any) -> str:
    """Return the assignment that is stamped into a notebook; "" if none."""
    assignment = about(nb).get("assignment")
    return assignment if isinstance(assignment, str) else ""


def unstamped(text: str) -> str:
    """Return a notebook's first text without the line that names the version.

    >>> unstamped("# Title\\n\\n*Version 1.0.*")
    '# Title'
    """
    return _LINE.sub("", text)


def assignments() -> list[str]:
    """Return the assignments of which a version is here."""
    names = sorted({path.name for folder in _folders() for path in folder.glob("*/")})
    return [name for name in names if versions(name)]


def versions(assignment: str) -> dict[str, Path]:
    """Return where each version of an assignment is, the oldest first."""
    found = {}
    for folder in _folders():
        for path in (folder / assignment).glob("*.ipynb"):
            found.setdefault(path.stem, path)
        for path in (folder / assignment).glob(f"*/{assignment}.ipynb"):
            found.setdefault(path.parent.name, path)
    numbers = sorted((v for v in found if _NUMBER.fullmatch(v)), key=ordered)
    return {version: found[version] for version in numbers}


def load(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def likest(nb: Any) -> str:
    """Return the assignment that a notebook has most exercises of; "" if it has none."""
    newest = {name: list(versions(name).values())[-1] for name in assignments()}
    common = {name: in_common(load(path), nb) for name, path in newest.items()}
    best = max(common, key=lambda name: common[name], default="")
    return best if common.get(best) else ""


def recognised(nb: Any, kept: Mapping[str, NotebookNode]) -> str:
    """Return the version that a notebook without a stamp was made from; "" if it's none of them.

    What tells versions apart is what stands in one and not in another: whole cells first, then
    lines. Where nothing does, it's the newest.
    """
    theirs = [cell.source.strip() for cell in read(nb)]
    cells, lines = set(theirs), {line for text in theirs for line in _lines(text)}
    best, found = (), ""
    for version in sorted(kept, key=ordered):
        texts = {c.source.strip() for c in kept[version].cells} - {""}
        said = {line for text in texts for line in _lines(text)}
        score = (len(texts & cells), len(said & lines), -len(said - lines))
        if in_common(kept[version], nb) and score >= best:
            best, found = score, version
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _folders() -> list[Path]:
    """Return the folders of kept versions that are here."""
    places = (RELEASES, RELEASES.parents[1] / "releases")
    return [place for place in places if place.is_dir()]
