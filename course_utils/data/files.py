"""Data files that are what they should be, or one line that says how to mend them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from importlib.resources.abc import Traversable
from pathlib import Path

import pooch

SHIPPED = Path(__file__).parent / "shipped"


class DataError(Exception):
    """A data file is missing or damaged; the message is one line: what, where, how to mend it."""


def course_data(name: str) -> Path | None:
    """The folder `name` inside COURSE_DATA_DIR, where the data of a course lie; None without it."""
    folder = os.environ.get("COURSE_DATA_DIR")
    return path if folder and (path := Path(folder).expanduser() / name).is_dir() else None


def cache() -> Path:
    """Where downloads are kept: the user's cache folder, or UNROLLED_CACHE_DIR."""
    return Path(os.environ.get("UNROLLED_CACHE_DIR") or pooch.os_cache("unrolled")).expanduser()


def download(url: str, to: Path) -> None:
    """Fetch a file with pooch; it comes into being whole or not at all, and takes the old one's
    place. Raises DataError when that fails."""
    to.unlink(missing_ok=True)
    pooch.get_logger().setLevel("WARNING")  # it advises on hashes: ours are inside the archive
    try:
        pooch.retrieve(url, known_hash=None, fname=to.name, path=to.parent)
    except Exception as error:
        reason = type(error).__name__
        raise DataError(f"could not download {url} ({reason}): try again when online") from None


def read_lists(folder: Callable[[], Traversable], sums: Path, mend: str) -> dict[str, list[str]]:
    """The lines of every file that the checksums in `sums` name, by the name without its ending.

    Each must be in the folder and have the SHA-256 that `sums` gives (a file as `sha256sum` writes
    them); other files there are not looked at. Line ends, blank lines and spaces around a line
    make no difference, nor do the lines that `clean` leaves out. `folder` is called to open it.
    Raises DataError, with `mend` as its last words.
    """
    lists = {}
    where = None
    try:
        where = folder()
        for entry in sums.read_text(encoding="utf-8").splitlines():
            digest, name = entry.split()
            file = where / name
            if not file.is_file():
                raise DataError(f"{file} is missing: {mend}")
            lines = clean(file.read_bytes().decode("utf-8", "replace"))
            if checksum(lines) != digest:
                raise DataError(f"{file} is damaged, or not the known version: {mend}")
            lists[name.removesuffix(".txt")] = lines
    except DataError:
        raise
    except Exception as error:  # a damaged archive can fail in many ways
        raise DataError(f"cannot read {where or error} ({type(error).__name__}): {mend}") from None
    return lists


def clean(text: str) -> list[str]:
    """The lines of a list, without the spaces around them and the lines that are no entries.

    Copies of the classic surnames differ in what a web page left between Russian names:

    >>> clean("Abakumov \\r\\nTo The First Page\\r\\n\\r\\nAbalakov")
    ['Abakumov', 'Abalakov']
    """
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line not in ("", "To The First Page")]


def checksum(lines: list[str]) -> str:
    """SHA-256 of lines as `clean` gives them, each ended by a newline."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
