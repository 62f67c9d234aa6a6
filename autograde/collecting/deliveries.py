"""Which notebook of an arrival counts, and the files that belong to it."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

import nbformat
from nbformat import NotebookNode

from autograde import versions
from autograde.collecting.arrivals import Arrival, parsed
from autograde.collecting.unpacking import Folder
from autograde.errors import UserError
from autograde.intake import MAX_BYTES
from course_utils import receipts
from course_utils.matching import in_common
from course_utils.receipts import MANIFEST, MAX_MANIFEST, read_manifest

TIMESTAMP = "timestamp.txt"


@dataclass
class Delivery:
    """One notebook to be graded, with what goes along. `files` has them by their final names."""

    where: str
    files: dict[str, Path]
    when: datetime | None = None
    rank: int = 0
    version: str = ""
    receipt: str = ""
    named: str = ""  # whose it is, as its manifest says
    notes: list[str] = field(default_factory=list)

    def order(self) -> tuple[datetime, int]:
        """Return what tells the later of two."""
        return self.when or datetime.min.replace(tzinfo=UTC), self.rank

    def digest(self) -> str:
        """Return a hash of the work: of all but what merely accompanies it."""
        return digest({n: p.read_bytes() for n, p in self.files.items()})


def digest(files: dict[str, bytes]) -> str:
    """Return a hash of a submission's files; when it came and its manifest do not count."""
    work = {n: hashlib.sha256(data).hexdigest() for n, data in files.items()}
    counted = sorted((n, h) for n, h in work.items() if n not in (TIMESTAMP, MANIFEST))
    return hashlib.sha256(json.dumps(counted).encode()).hexdigest()


def deliveries(arrival: Arrival, template: NotebookNode, assignment: str) -> list[Delivery]:
    """Return the notebooks of this assignment, in most cases one; none for one of another.

    Where none can be recognised, but there is only one, that is taken: grading says more about it.
    Raises UserError where there is nothing to grade, or nothing tells which of several counts.
    """
    found: dict[str, list[tuple[Folder, str]]] = {"ours": [], "other": [], "unknown": []}
    for folder in (inside for top in arrival.content for inside in top.below()):
        for name, path in sorted(folder.files.items()):
            if name.lower().endswith(".ipynb"):
                kind, _ = _look(path, template, assignment)
                found[kind].append((folder, name))
    chosen, notes = _right_name(found["ours"], assignment), []
    if not chosen and len(found["unknown"]) == 1 and not found["other"]:
        chosen, notes = found["unknown"], [f"{found['unknown'][0][1]} is no notebook of this one"]
    if not chosen and found["other"]:
        return []
    if not chosen:
        raise UserError(f"no notebook of {assignment} is in it; it holds {_held(arrival)}")
    made = [_delivery(arrival, *place, template, assignment) for place in chosen]
    for delivery in made:
        delivery.notes += notes
    return _told_apart(made)


def _look(
    path: Path, template: NotebookNode, assignment: str
) -> tuple[Literal["ours", "other", "unknown"], str]:
    """Return whether a file is a notebook of this assignment, and its version."""
    try:
        raw: Any = json.loads(path.read_bytes()) if path.stat().st_size <= MAX_BYTES else None
        if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
            return "unknown", ""
        nb = cast(NotebookNode, nbformat.from_dict(raw))
        version = versions.of(nb)
        about = nb.metadata.get("unrolled") if isinstance(nb.get("metadata"), dict) else None
        said = about.get("assignment") if isinstance(about, dict) else None
        if isinstance(said, str):
            return ("ours" if said == assignment else "other"), version
        return ("ours" if in_common(template, nb) else "unknown"), version
    except (ValueError, OSError, RecursionError, AttributeError, TypeError):
        return "unknown", ""


def _right_name(places: list[tuple[Folder, str]], assignment: str) -> list[tuple[Folder, str]]:
    """Keep of each folder's notebooks the one with the right name, if there is one."""
    exact = {id(folder) for folder, name in places if name == f"{assignment}.ipynb"}
    return [p for p in places if id(p[0]) not in exact or p[1] == f"{assignment}.ipynb"]


def _delivery(
    arrival: Arrival, folder: Folder, name: str, template: NotebookNode, assignment: str
) -> Delivery:
    """Put together a notebook, the files that were asked for, and what its manifest says."""
    _, version = _look(folder.files[name], template, assignment)
    where = arrival.where if len(arrival.content) == 1 else folder.label
    made = Delivery(where, {f"{assignment}.ipynb": folder.files[name]}, arrival.when, arrival.rank)
    made.notes += arrival.notes
    made.version = version
    for asked in template.metadata.get("unrolled", {}).get("files", []):
        if path := _asked(folder, asked):
            made.files[asked] = path
        else:
            made.notes.append(f"{asked} is missing")
    if MANIFEST in folder.files:
        _take_manifest(made, folder, name)
    if made.when is None and TIMESTAMP in folder.files:
        text = folder.files[TIMESTAMP].read_bytes()[:200].decode("utf-8", "replace")
        made.when = parsed(text.strip())
    return made


def _asked(folder: Folder, name: str) -> Path | None:
    """Return a file that was asked for. Canvas calls what is sent again name-1."""
    if name in folder.files:
        return folder.files[name]
    again = {re.sub(r"-\d+(?=\.[^.]*$)", "", n): path for n, path in sorted(folder.files.items())}
    return again.get(name)


def _take_manifest(made: Delivery, folder: Folder, name: str) -> None:
    """Hold the files to their hashes, and note the receipt and when they were packed."""
    path = folder.files[MANIFEST]
    try:
        with path.open("rb") as file:
            data = file.read(MAX_MANIFEST)
        manifest = read_manifest(data)
    except UserError as error:
        made.notes.append(str(error).rstrip("."))
        return
    changed = [n for n, value in manifest.files.items() if not _is(folder.files.get(n), value)]
    if name not in manifest.files or changed:
        files = ", ".join(changed) or name
        made.notes.append(
            f"No receipt: {files} is not what the manifest says, changed after packing"
        )
        return
    made.files[MANIFEST] = path
    made.receipt = receipts.receipt(data)
    made.version = made.version or manifest.version
    if made.when is None:
        made.when = manifest.made
        made.notes.append("Time by the student's own clock")
    made.named = manifest.student


def _is(path: Path | None, value: str) -> bool:
    if path is None:
        return False
    with path.open("rb") as file:
        return receipts.sha256(file) == value


def _told_apart(made: list[Delivery]) -> list[Delivery]:
    """Return deliveries in order, the latest last, equal ones once."""
    different = list({delivery.digest(): delivery for delivery in made}.values())
    if len({delivery.order() for delivery in different}) < len(different):
        names = ", ".join(sorted(d.where for d in different))
        raise UserError(f"several notebooks, and nothing tells which counts: {names}")
    return sorted(different, key=Delivery.order)


def _held(arrival: Arrival) -> str:
    names = [name for top in arrival.content for inside in top.below() for name in inside.files]
    return ", ".join(sorted(names)[:5]) or "nothing"
