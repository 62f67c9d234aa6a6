"""The manifest in a zip that is handed in, and the receipt that was given for it.

The receipt is a short sha256 of manifest.json, which holds the sha256 of each file. So a zip with
another notebook has another receipt, and whoever has both can see whether they belong together.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from course_utils.errors import UserError

MANIFEST = "manifest.json"
MAX_FILE = 256 << 20
MAX_MANIFEST = 1 << 20
ASSIGNMENT = re.compile(r"\d\d_[a-z0-9_]+")
FILE_NAME = re.compile(r"\w[\w.-]*")
_RECEIPT = re.compile(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){3}\b")


@dataclass(frozen=True)
class Manifest:
    """What a zip says of itself. `files` has a sha256 for each name, `made` is when it was packed.

    All of it is what the student's computer wrote: a claim, but for the hashes, which can be looked
    into.
    """

    assignment: str
    version: str
    files: dict[str, str]
    made: datetime
    student: str = ""

    def what(self) -> str:
        """Say in one line what was packed."""
        version = f", version {self.version}" if self.version else ""
        return f"{self.assignment}{version}, packed {self.made:%Y-%m-%d %H:%M:%S} UTC"

    def dump(self) -> bytes:
        """Return the text of manifest.json."""
        said: dict[str, Any] = {"assignment": self.assignment, "version": self.version}
        said |= {"student": self.student} if self.student else {}
        said |= {"files": self.files, "made": self.made.isoformat(timespec="seconds")}
        return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()


def receipt(manifest: bytes) -> str:
    """Return the receipt for the bytes of a manifest.

    >>> receipt(b"{}")
    '4413-6fa3-55b3-678a'
    """
    digits = hashlib.sha256(manifest).hexdigest()
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def check(receipt_file: Path, archive: Path) -> str:
    """Return a line that says that a zip is what a receipt was given for.

    Raises UserError where it is not, or where one of them cannot be read.
    """
    try:
        said = _RECEIPT.search(receipt_file.read_text(encoding="utf-8", errors="replace")[:100_000])
    except OSError as error:
        raise UserError(f"{receipt_file} cannot be read: {error.strerror}.") from None
    if said is None:
        raise UserError(f"{receipt_file} holds no receipt, which looks like 1a2b-3c4d-5e6f-7a8b.")
    try:
        with zipfile.ZipFile(archive) as opened:
            data = _member(opened, MANIFEST, MAX_MANIFEST)
            manifest, own = read_manifest(data), receipt(data)
            if own != said[0]:
                raise UserError(
                    f"{archive} is not what this receipt was given for: the receipt is {said[0]}, "
                    f"that of the zip is {own} ({manifest.what()})."
                )
            for name, value in manifest.files.items():
                with opened.open(name) as file:
                    if sha256(file) != value:
                        raise UserError(f"{name} in {archive} was changed after it was packed.")
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as error:
        why = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise UserError(f"{archive} is not a whole zip that `submit` made: {why}.") from None
    return f"✓ {archive} is what receipt {said[0]} was given for: {manifest.what()}."


def read_manifest(data: bytes) -> Manifest:
    """Return what a manifest says. Raises UserError for one that `pack` cannot have written."""
    try:
        said = json.loads(data)
        files = {str(name): str(value) for name, value in said["files"].items()}
        made = datetime.fromisoformat(said["made"]).astimezone(UTC)
        manifest = Manifest(
            str(said["assignment"]), str(said["version"]), files, made, str(said.get("student", ""))
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise UserError(f"{MANIFEST} is not one that `unrolled submit` makes.") from None
    if not ASSIGNMENT.fullmatch(manifest.assignment) or not all(map(FILE_NAME.fullmatch, files)):
        raise UserError(f"{MANIFEST} is not one that `unrolled submit` makes.")
    return manifest


def sha256(file: IO[bytes], most: int = MAX_FILE) -> str:
    """Return the hash of an open file; of its first `most` bytes and one more, if it is longer."""
    found, left = hashlib.sha256(), most + 1
    while left > 0 and (block := file.read(min(left, 1 << 20))):
        found.update(block)
        left -= len(block)
    return found.hexdigest()


def _member(opened: zipfile.ZipFile, name: str, most: int) -> bytes:
    with opened.open(name) as file:
        return file.read(most)
