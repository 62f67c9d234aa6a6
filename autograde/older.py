"""Grade what was made from an older version by the tests that belonged to it.

That happens in a course of its own, build/versions/<assignment>-<version>/, with a gradebook of its
own: the scores in the real one stay what they are.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import cast

import nbformat
from nbformat import NotebookNode

from autograde import versions
from autograde.course import CONFIG_FILE, Beside, Course
from autograde.errors import UserError


def beside(course: Course, assignment: str, version: str) -> Course:
    """Make that course, with the submissions of this version in it. Nothing else is changed.

    Raises UserError where the version isn't kept, or nobody handed it in.
    """
    kept = versions.folder(course, assignment, version)
    root = course.build / "versions" / f"{assignment}-{version}"
    shutil.rmtree(root, ignore_errors=True)
    older = Beside(root, root / "solutions", course)
    for made in (older.solutions, older.notebooks):
        shutil.copytree(kept, made / assignment)
    (older.notebooks / assignment / f"{assignment}.py").unlink()
    (older.solutions / assignment / f"{assignment}.ipynb").unlink()
    if (course.root / CONFIG_FILE).is_file():
        shutil.copy(course.root / CONFIG_FILE, root)
    if not _collect(course, older, assignment, version):
        raise UserError(f"Nobody handed in version {version} of {assignment}.")
    return older


def _collect(course: Course, older: Course, assignment: str, version: str) -> int:
    """Copy the submissions that were made from this version; return how many there are."""
    count = 0
    for place in sorted(course.submitted.glob(f"*/{assignment}")):
        if place.is_symlink() or not place.is_dir():
            continue
        if version in {_version(path) for path in place.glob("*.ipynb")}:
            shutil.copytree(place, older.submitted / place.parent.name / assignment, symlinks=True)
            count += 1
    return count


def _version(path: Path) -> str:
    """Return the version stamped into a file that may be anything."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        return versions.of(cast(NotebookNode, nbformat.from_dict(json.loads(path.read_bytes()))))
    except (ValueError, OSError, RecursionError, AttributeError, TypeError):
        return ""
