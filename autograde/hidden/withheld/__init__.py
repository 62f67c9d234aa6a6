"""Surnames that no student is given, to score trained networks on."""

from __future__ import annotations

from pathlib import Path

from course_utils.data import files
from course_utils.data.surnames import Surnames

FOLDER = Path(__file__).parent / "surnames"


def withheld() -> Surnames:
    """A tenth of every language of the shipped set: none of these names is in it, in any language.

    The languages are those of `course_utils.data.surnames.load()`, in the same order. Raises
    DataError, with one line, when a file is missing or damaged.
    """
    again = "install the course package again"
    return Surnames.of(files.read_lists(lambda: FOLDER, FOLDER / "SHA256SUMS", again))
