"""Upgrade a notebook where it lies, with a copy of what it was and a report of what was done."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

from . import handed_out
from .errors import UserError
from .upgrade import upgrade

INSTALL = "Install the new version of the course first."
RELOAD = (
    "If the notebook is open, load it anew before you go on: File → Reload Notebook from Disk "
    "(elsewhere: close it without saving, and open it again). Then run it from the top."
)
_FIGURE = re.compile(r"\]\((figures/[\w./-]+)\)")


@dataclass(frozen=True)
class Report:
    """What was done. `backup` is None where nothing was written."""

    path: Path
    before: str
    after: str
    notes: list[str] = field(default_factory=list)
    backup: Path | None = None
    stamped: bool = True  # whether the notebook said of which version it was

    def lines(self) -> list[str]:
        """Say it, a line for each thing."""
        name = self.path.name
        if self.before == self.after and self.stamped:
            return [f"{name} is version {self.after} already; nothing is to be done."]
        again = "" if self.backup else "would be "
        done = f"{name} {again or 'was '}brought from version {self.before} to {self.after}."
        if self.before == self.after:
            done = f"{name}: what an editor had dropped {again or 'was '}put back."
        if not self.stamped:
            done += f" It did not say its version; its text is that of {self.before}."
        if self.backup is None:
            return [done, *_listed(self.notes), "Nothing was written."]
        kept = f"Nothing that you wrote was removed. As it was before: {self.backup.name}"
        return [done, *_listed(self.notes), kept, RELOAD]


@dataclass(frozen=True)
class Plan:
    """A notebook, and the two versions between which it can be brought forward."""

    mine: NotebookNode
    assignment: str
    before: str
    after: str
    stamped: bool

    @property
    def needed(self) -> bool:
        return self.before != self.after or not self.stamped


def plan(path: Path, to: str | None = None) -> Plan:
    """Find out what a notebook was made from, and what it can become: the newest unless told.

    Raises UserError where it isn't a notebook, or this course has nothing to bring it to.
    """
    mine = _read(path)
    assignment = handed_out.assignment_of(mine)
    if assignment not in handed_out.assignments():
        assignment = assignment or handed_out.likest(mine)
    known = list(handed_out.versions(assignment)) if assignment else []
    if not known:
        what = assignment or "the course that it is of"
        raise UserError(f"{path.name}: no version of {what} is installed here. {INSTALL}")
    after = known[-1] if to is None else to
    if after not in known:
        raise UserError(
            f"There is no version {after} of {assignment} here (there are: {', '.join(known)})."
        )
    stamp = handed_out.version_of(mine)
    before = stamp if stamp in known else _recognised(mine, assignment, stamp, known, path)
    if handed_out.ordered(before) > handed_out.ordered(after):
        raise UserError(f"{path.name} is version {before}; there is no way back to {after}.")
    return Plan(mine, assignment, before, after, stamp == before)


def upgrade_file(path: Path, to: str | None = None, dry_run: bool = False) -> Report:
    """Bring a notebook to the newest version, or to another; what it was is kept beside it.

    With `dry_run` nothing is written. Raises UserError as `plan` does, and where the notebook
    can't be written; then it is as it was.
    """
    path = path.resolve()
    todo = plan(path, to)
    if not todo.needed:
        return Report(path, todo.before, todo.after)
    files = handed_out.versions(todo.assignment)
    base, new = (handed_out.load(files[version]) for version in (todo.before, todo.after))
    result = upgrade(todo.mine, base, new)
    if dry_run:
        return Report(path, todo.before, todo.after, result.notes, None, todo.stamped)
    try:
        backup = _backup(path, todo.before)
        _write(path, nbformat.writes(result.notebook) + "\n")
        missing = _bring_figures(new, path.parent, files[todo.after].parent, todo.assignment)
    except OSError as error:
        raise UserError(
            f"{error.filename or path} cannot be written ({error.strerror}). Make room, or mend "
            "its permissions, and run this again."
        ) from None
    return Report(path, todo.before, todo.after, result.notes + missing, backup, todo.stamped)


def _listed(notes: list[str]) -> list[str]:
    return [f"- {note}" for note in notes]


def _read(path: Path) -> NotebookNode:
    """Read a notebook of any version. Raises UserError where there is none."""
    try:
        raw = json.loads(path.read_bytes().decode("utf-8-sig"))
        if isinstance(raw, dict) and raw.get("nbformat") != 4:
            raw = nbformat.convert(nbformat.reader.reads(json.dumps(raw)), 4)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    except Exception:  # whatever is in the file
        raise UserError(f"{path} is not a notebook. Save it once more in Jupyter.") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
        raise UserError(f"{path} is not a notebook. Save it once more in Jupyter.")
    return cast(NotebookNode, nbformat.from_dict(raw))


def _recognised(mine: Any, assignment: str, stamp: str, known: list[str], path: Path) -> str:
    """Return the version that a notebook is of whose stamp is lost, or says what isn't here."""
    if stamp and handed_out.ordered(stamp) > handed_out.ordered(known[-1]):
        raise UserError(
            f"{path.name} is version {stamp}, newer than any that is installed here ({known[-1]}). "
            f"{INSTALL}"
        )
    files = handed_out.versions(assignment)
    found = handed_out.recognised(mine, {v: handed_out.load(files[v]) for v in known})
    if not found:
        raise UserError(f"{path.name} has no exercise of {assignment}. Is it the right file?")
    return found


def _backup(path: Path, version: str) -> Path:
    """Copy a file beside itself, over nothing; return the copy's path."""
    number = 1
    while True:
        again = "" if number == 1 else f"-{number}"
        backup = path.with_name(f"{path.stem}.{version}.backup{again}.ipynb")
        try:
            with backup.open("xb") as target:
                target.write(path.read_bytes())
        except FileExistsError:
            number += 1
            continue
        shutil.copystat(path, backup)
        return backup


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _bring_figures(new: NotebookNode, folder: Path, release: Path, assignment: str) -> list[str]:
    """Put the new version's pictures beside the notebook; say which could not be found."""
    shown = {name for cell in new.cells for name in _FIGURE.findall(cell.source)}
    bundle = handed_out.RELEASES.parents[1]
    places = (release, bundle / "notebooks" / assignment, Path.cwd() / "notebooks" / assignment)
    missing = []
    for name in sorted(n for n in shown if not (folder / n).exists() and ".." not in n):
        source = next((p / name for p in places if (p / name).is_file()), None)
        if source is None:
            missing.append(name)
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / name)
    if not missing:
        return []
    return [f"Pictures to copy from the new version's folder: {', '.join(missing)}."]
