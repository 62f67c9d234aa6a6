"""Who handed in what: read from what a class's submissions lie in.

Known are Gradescope's export, nbgrader's exchange, Canvas' bulk download, zips that
`unrolled submit` made, and plain folders named as the students. What a student sent is never taken
for one of the first three: only what was named on the command line, or the one folder in it.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from nbgrader.utils import parse_utc

from autograde.collecting.unpacking import Folder
from autograde.course import short_name
from autograde.errors import UserError
from course_utils.receipts import MANIFEST, read_manifest

GRADESCOPE = "submission_metadata.yml"
_EXCHANGE = re.compile(
    r"(?P<who>.+)\+(?P<what>[^+]+)\+"
    r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [^+]+)?)(?:\+[^+]*)?"
)
_CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)")
_PACKED = re.compile(r"-?\d{4}-\d\d-\d\d-\d{6}(?:-\d+)?|\s*\(\d+\)")


@dataclass
class Arrival:
    """What one student (or a group) handed in, before anything of it is opened."""

    ids: tuple[str, ...]  # what may say who it is, the surest first
    where: str
    content: list[Folder]
    name: str = ""
    when: datetime | None = None
    rank: int = 0  # of two without a time, the higher is the later
    notes: list[str] = field(default_factory=list)


def arrivals(source: Folder, assignment: str) -> list[Arrival]:
    """Return what lies in a folder, a zip or a file. Raises UserError for a broken export."""
    folder: Folder | None = source
    while folder is not None:
        if GRADESCOPE in folder.files:
            return _gradescope(folder)
        if any(map(_EXCHANGE.fullmatch, folder.folders)):
            return _exchange(folder, assignment)
        if _is_canvas(folder):
            return _canvas(folder)
        folder = _only_folder(folder)
    return _plain(source, assignment)


def _only_folder(folder: Folder) -> Folder | None:
    """Return the one folder that another is merely wrapped around; of an exchange, its inbound."""
    if "inbound" in folder.folders:
        return folder.folders["inbound"]
    inside = list(folder.folders.values())
    return inside[0] if len(inside) == 1 and not folder.files and not inside[0].zipped else None


def _exchange(folder: Folder, assignment: str) -> list[Arrival]:
    found = []
    for name, inside in folder.folders.items():
        said = _EXCHANGE.fullmatch(name)
        if said and said["what"] == assignment:
            when = parsed(said["when"])
            found.append(Arrival((said["who"],), inside.label, [inside], said["who"], when))
    return found


def _is_canvas(folder: Folder) -> bool:
    names = [*folder.folders, *folder.files]
    sent = [name for name in names if name.lower().endswith((".ipynb", ".zip"))]
    return bool(sent) and all(map(_CANVAS.fullmatch, sent))


def _canvas(folder: Folder) -> list[Arrival]:
    """Put together what belongs to one of Canvas' users; the later of two files counts more."""
    found: dict[str, list[Arrival]] = {}
    beside: dict[str, dict[str, Path]] = {}
    for name, path in folder.files.items():
        if said := _CANVAS.fullmatch(name):
            beside.setdefault(said["user"], {})[said["rest"]] = path
    for name in sorted([*folder.files, *folder.folders]):
        said = _CANVAS.fullmatch(name)
        if said is None or not name.lower().endswith((".ipynb", ".zip")):
            continue
        where = f"{folder.label} › {name}"
        inside = folder.folders.get(name)
        if inside is None:
            files = {k: v for k, v in beside[said["user"]].items() if not k.endswith(".ipynb")}
            inside = Folder(name, where, files={**files, said["rest"]: folder.files[name]})
        arrival = Arrival((said["user"],), where, [inside], said["name"], rank=int(said["file"]))
        if said["late"]:
            arrival.notes.append("Late, says Canvas")
        found.setdefault(said["user"], []).append(arrival)
    return [arrival for several in found.values() for arrival in several]


def _gradescope(folder: Folder) -> list[Arrival]:
    """Read Gradescope's export; what a group handed in arrives once for each of them."""
    try:
        with folder.files[GRADESCOPE].open("rb") as file:
            said = _Ruby(file).get_single_data()
        entries = [(str(name), dict(entry)) for name, entry in said.items()]
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, RecursionError, OSError):
        raise UserError(f"{folder.label}: {GRADESCOPE} cannot be read. Export it again.") from None
    found = []
    for name, entry in entries:
        inside = folder.folders.get(name)
        if inside is None:
            continue
        people = [p for p in entry.get(":submitters") or [] if isinstance(p, dict)]
        for person in people:
            ids = tuple(str(person[k]) for k in (":sid", ":email") if person.get(k))
            shown = str(person.get(":name") or "")
            others = [str(p.get(":name")) for p in people if p is not person]
            notes = [f"Together with {', '.join(others)}"] if others else []
            when = parsed(entry.get(":created_at"))
            found.append(Arrival(ids, inside.label, [inside], shown, when, notes=notes))
    return found


class _Ruby(yaml.SafeLoader):
    """YAML as Ruby writes it: its objects are read as what they hold."""


def _what_it_holds(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Ruby.add_multi_constructor("!ruby/", _what_it_holds)


def _plain(source: Folder, assignment: str) -> list[Arrival]:
    """Read folders and zips that are named as the students, or say whose they are."""
    if MANIFEST in source.files or assignment in source.folders:
        return [_of_one(source, assignment)]
    inner = _only_folder(source)
    if source.zipped and inner is not None:  # a zip of a folder, which has a class or one's work
        single = not inner.folders or assignment in inner.folders
        return [_of_one(source, assignment)] if single else _plain(inner, assignment)
    found = [_of_one(inside, assignment) for inside in source.folders.values()]
    for name, path in source.files.items():
        if name.lower().endswith(".ipynb"):
            shown = _rest(name, assignment)
            if not shown and not source.zipped:
                shown = source.name  # ada/00_tiny.ipynb, with ada named on the command line
            alone = source.files if len(source.files) == 1 or not _rest(name, assignment) else {}
            single = Folder(name, f"{source.label} › {name}", files={**alone, name: path})
            found.append(Arrival((shown,) if shown else (), single.label, [single], shown))
    return found


def _of_one(folder: Folder, assignment: str) -> Arrival:
    """Return what lies in a folder of one student. A zip may say itself whose it is."""
    if not folder.zipped:
        return Arrival((folder.name,), folder.label, [folder], folder.name)
    shown, ids = _rest(folder.name, assignment), []
    if MANIFEST in folder.files:
        try:
            ids = [read_manifest(folder.files[MANIFEST].read_bytes()).student]
        except UserError:
            ids = []
    return Arrival(tuple(i for i in (*ids, shown) if i), folder.label, [folder], shown)


def _rest(name: str, assignment: str) -> str:
    """Return what a file's name says besides the assignment: who it is from.

    >>> _rest("00_tiny-ada.zip", "00_tiny"), _rest("00_tiny-2026-11-22-115201.zip", "00_tiny")
    ('ada', '')
    """
    stem = name.rsplit(".", 1)[0]
    for said in (assignment, short_name(assignment)):
        stem = re.sub(rf"(?i)(?<![a-z0-9]){said}(?![a-z0-9])", "", stem)
    return _PACKED.sub("", stem).strip(" _-+.")


def parsed(when: Any) -> datetime | None:
    """Return a time in UTC; None for what is none."""
    if isinstance(when, dict):  # Ruby's TimeWithZone
        when = when.get("utc")
    try:
        found = parse_utc(when) if isinstance(when, str | datetime) else None
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found else None
