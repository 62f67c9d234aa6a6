"""Pack a notebook for handing in: a zip with a manifest, and a receipt for it.

00_tiny-2026-11-22-115201.zip
    00_tiny.ipynb, and the files that the assignment asks for
    manifest.json     {"assignment", "version", "files": {name: sha256}, "made": time}
00_tiny-2026-11-22-115201.receipt.txt
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from course_utils import handed_out
from course_utils.errors import UserError
from course_utils.matching import Place, match, read
from course_utils.receipts import ASSIGNMENT, FILE_NAME, MANIFEST, MAX_FILE, Manifest, receipt

MAX_NOTEBOOK = 50 << 20  # what grading takes
_RECEIPT_FILE = """\
Receipt {receipt}

{what}
{files}
Keep this file and the zip. Whoever has both can see that they belong together:

    unrolled submit --check {name}.receipt.txt {name}.zip
"""


@dataclass(frozen=True)
class Packed:
    """What was written, and what the student should know about it."""

    zip: Path
    receipt: str
    receipt_file: Path
    saved: datetime  # when the notebook was saved, by the clock on the wall
    files: list[str]
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Say it, a line for each thing."""
        return [
            f"Packed {', '.join(self.files)}, as saved on {self.saved:%d %B at %H:%M}.",
            *(f"! {warning}" for warning in self.warnings),
            f"Hand in: {self.zip}",
            f"Receipt: {self.receipt} (also in {self.receipt_file.name}; keep it)",
        ]


def pack(notebook: Path, student: str = "", out: Path | None = None) -> Packed:
    """Write the zip and its receipt beside the notebook, or into `out`; earlier ones stay.

    What is missing (a file that was asked for, say) is a warning: the rest can be handed in. Raises
    UserError where there is no notebook, or nothing says of which assignment it is.
    """
    raw, nb = _read(notebook)
    assignment, version = _made_from(nb, notebook)
    release = _release(assignment, version)
    files, warnings = {f"{assignment}.ipynb": raw}, []
    for name in _asked(nb, release):
        if fault := _fault(notebook.parent / name):
            warnings.append(f"{name} is asked for, and {fault}. Mend that and pack again.")
        else:
            files[name] = (notebook.parent / name).read_bytes()
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    now = datetime.now(UTC).replace(microsecond=0)
    manifest = Manifest(assignment, version, hashes, now, _checked(student))
    place = notebook.parent if out is None else out
    place.mkdir(parents=True, exist_ok=True)
    target = _free(place / f"{assignment}-{now.astimezone():%Y-%m-%d-%H%M%S}.zip")
    _write(target, {**files, MANIFEST: manifest.dump()})
    code = receipt(manifest.dump())
    listed = "".join(f"{name}  sha256 {value}\n" for name, value in hashes.items())
    beside = target.with_name(f"{target.stem}.receipt.txt")
    text = _RECEIPT_FILE.format(receipt=code, what=manifest.what(), files=listed, name=target.stem)
    beside.write_text(text, encoding="utf-8")
    saved = datetime.fromtimestamp(notebook.stat().st_mtime).astimezone()
    warnings += _remarks(nb, release, assignment, version)
    return Packed(target, code, beside, saved, list(files), warnings)


def _read(path: Path) -> tuple[bytes, dict[str, Any]]:
    """Return a notebook's bytes and what they say. Raises UserError where that is none."""
    if path.suffix == ".zip":
        raise UserError(f"{path} is a zip: name the notebook, or --check RECEIPT to look into it.")
    try:
        raw = path.read_bytes()
        nb = json.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise UserError(f"{path} is not a notebook. Save it once more in Jupyter.") from None
    if not isinstance(nb, dict) or not isinstance(nb.get("cells"), list):
        raise UserError(f"{path} is not a notebook. Save it once more in Jupyter.")
    if len(raw) > MAX_NOTEBOOK:
        raise UserError(
            f"{path} has {len(raw) >> 20} MB, and {MAX_NOTEBOOK >> 20} MB can be graded. Choose "
            "*Clear Outputs of All Cells*, save and pack again."
        )
    return raw, nb


def _made_from(nb: dict[str, Any], path: Path) -> tuple[str, str]:
    """Return a notebook's assignment and its version (maybe "").

    They stand in its metadata. Where an editor dropped those, the versions that are installed tell
    by what they have in common with it, or the file's name does.
    """
    assignment, version = handed_out.assignment_of(nb), handed_out.version_of(nb)
    if not ASSIGNMENT.fullmatch(assignment):
        assignment = handed_out.likest(nb)
        kept = {v: handed_out.load(p) for v, p in handed_out.versions(assignment).items()}
        version = handed_out.recognised(nb, kept)
    if not assignment:
        named = re.match(r"\d\d(?:_[a-z0-9]+)+", path.name)
        if named is None:
            raise UserError(
                f"Nothing in {path.name} says of which assignment it is. Give it the name it had "
                "when you got it, such as 01_rnn_lstm.ipynb."
            )
        assignment = named[0]
    return assignment, version


def _release(assignment: str, version: str) -> NotebookNode:
    """Return a version as it was handed out (the newest, if this one isn't known), if any is."""
    files = handed_out.versions(assignment)
    path = files.get(version) or next(reversed(files.values()), None)
    return handed_out.load(path) if path else new_notebook()


def _asked(nb: dict[str, Any], release: NotebookNode) -> list[str]:
    """Return the files that go along; where the notebook's metadata are lost, the release says."""
    asked = handed_out.about(nb).get("files") or handed_out.about(release).get("files")
    asked = asked if isinstance(asked, list) else []
    return [name for name in asked if isinstance(name, str) and FILE_NAME.fullmatch(name)]


def _remarks(nb: dict[str, Any], release: NotebookNode, assignment: str, version: str) -> list[str]:
    """Say what whoever hands this in may want to know: untouched answers, a newer version."""
    said = []
    places = [Place(cell) for cell in release.cells]
    match(places, read(nb))
    asked = (p for p in places if p.editable)
    answers = [p for p in asked if p.cell.metadata["nbgrader"].get("solution")]  # no survey
    found = [place for place in answers if place.copies]
    blank = [p.grade_id for p in found if not any(map(p.changed, p.copies))]
    if blank:
        names = ", ".join(blank[:5]) + (", …" if len(blank) > 5 else "")
        said.append(f"As handed out: {len(blank)} of {len(answers)} answers ({names}).")
    newest = next(reversed(handed_out.versions(assignment)), "")
    if version and newest and handed_out.ordered(newest) > handed_out.ordered(version):
        said.append(f"Version {newest} is out: `unrolled upgrade` takes your work along.")
    return said


def _fault(path: Path) -> str:
    try:
        found = path.lstat()
    except OSError:
        return "is not beside the notebook"
    if not stat.S_ISREG(found.st_mode):
        return "is a link or a folder"
    return f"is larger than {MAX_FILE >> 20} MB" if found.st_size > MAX_FILE else ""


def _checked(student: str) -> str:
    student = student.strip()
    if student and (not student.isprintable() or re.search(r"[/\\]", student)):
        raise UserError(f"--student {student!r}: a name or number without slashes is wanted.")
    return student


def _free(path: Path) -> Path:
    """Return this path, or where it is taken the next with a number."""
    names = (path, *(path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, 1000)))
    return next(p for p in names if not p.exists())


def _write(target: Path, files: dict[str, bytes]) -> None:
    """Write a zip that is there as a whole or not at all."""
    draft = target.with_name(f".{target.name}")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
