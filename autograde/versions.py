"""Which version of a notebook this is, and the versions that were handed out.

    releases/<assignment>/<version>/<assignment>.ipynb   what students got
    releases/<assignment>/<version>/<assignment>.py      its source, answers and hidden tests

The number stands in the header of the source, `unrolled: {version: "1.1"}`, and is stamped into
what is built. A version that is kept never changes.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograde.course import Course
from autograde.errors import UserError
from course_utils.handed_out import ordered, unstamped
from course_utils.handed_out import version_of as of

__all__ = [
    "FIRST",
    "checked",
    "folder",
    "keep",
    "kept",
    "of",
    "ordered",
    "source",
    "stamped",
    "student",
    "unstamped",
    "with_version",
]

FIRST = "1.0"
_NUMBER = re.compile(r"\d+\.\d+")
_LINE = re.compile(r"(?m)^#\s+version: .*\n")


def checked(version: Any, where: str) -> str:
    """Return a version as it is written. Raises UserError for what is none.

    >>> checked("1.10", "--version")
    '1.10'
    """
    if not isinstance(version, str) or not _NUMBER.fullmatch(version):
        raise UserError(f'{where}: a version is two numbers in quotes, like "1.1", not {version}.')
    return version


def stamped(text: str, version: str) -> str:
    """Return a notebook's first text with its version below."""
    return f"{text}\n\n*Version {version}.*"


def kept(course: Course, assignment: str) -> list[str]:
    """Return the versions that were handed out, the oldest first."""
    folders = (course.releases / assignment).glob("*/")
    return sorted((p.name for p in folders if _NUMBER.fullmatch(p.name)), key=ordered)


def folder(course: Course, assignment: str, version: str) -> Path:
    """Return where a version is kept. Raises UserError where it is not."""
    place = course.releases / assignment / version
    if not (place / f"{assignment}.ipynb").is_file():
        there = ", ".join(kept(course, assignment)) or "none"
        raise UserError(f"No version {version} of {assignment} is kept (there are: {there}).")
    return place


def student(course: Course, assignment: str, version: str) -> NotebookNode:
    """Return what students got. Raises UserError where this version is not kept."""
    place = folder(course, assignment, version)
    return nbformat.read(place / f"{assignment}.ipynb", as_version=4)


def source(course: Course, assignment: str, version: str) -> Path:
    """Return the path of a kept version's source. Raises UserError where it is not kept."""
    return folder(course, assignment, version) / f"{assignment}.py"


def keep(course: Course, assignment: str, version: str, release: str) -> Path:
    """Keep the text of a release, its source and its figures as this version; return their folder.

    Raises UserError where this version is kept already and is another.
    """
    place, made = course.releases / assignment / version, course.solutions / assignment
    texts = {".ipynb": release.encode(), ".py": (made / f"{assignment}.py").read_bytes()}
    for suffix, text in texts.items():
        path = place / f"{assignment}{suffix}"
        if path.is_file() and path.read_bytes() != text:
            raise UserError(
                f"{assignment} {version} is out and was another: give what you changed a new "
                "number, with --version."
            )
    draft = place.with_name(f".{version}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for suffix, text in texts.items():
        (draft / f"{assignment}{suffix}").write_bytes(text)
    if (made / "figures").is_dir():
        shutil.copytree(made / "figures", draft / "figures")
    shutil.rmtree(place, ignore_errors=True)
    draft.rename(place)
    return place


def with_version(text: str, version: str) -> str:
    """Return the text of a source whose header says this version.

    >>> print(with_version("# ---\\n# jupyter:\\n#   kernelspec: {}\\n# ---\\n# %%\\n1", "1.1"))
    # ---
    # jupyter:
    #   unrolled:
    #     version: "1.1"
    #   kernelspec: {}
    # ---
    # %%
    1
    """
    line = f'#     version: "{version}"\n'
    if not text.startswith("# ---\n"):
        text = f"# ---\n# jupyter:\n# ---\n\n{text}"
    head, end, body = text.partition("\n# ---\n")
    head += "\n"
    if _LINE.search(head):
        head = _LINE.sub(line, head, count=1)
    elif "#   unrolled:\n" in head:
        head = head.replace("#   unrolled:\n", f"#   unrolled:\n{line}", 1)
    else:
        head = head.replace("# jupyter:\n", f"# jupyter:\n#   unrolled:\n{line}", 1)
    return head.removesuffix("\n") + end + body
