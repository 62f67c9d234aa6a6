"""A class that hands in notebooks of the tiny course."""

import copy
import hashlib
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograde import build, versions
from autograde.course import Course
from tests.autograde.submissions import cell_of

TINY = "00_tiny"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "tiny"
RIGHT = {
    "tiny-double": "def double(x):\n    return 2 * x",
    "tiny-total": "def total(numbers):\n    return sum(numbers)",
    "tiny-why": "Nothing is the neutral element.",
    "tiny-survey-hours": "hours = 2.5",
}


def released_course(root: Path) -> Course:
    """Return a copy of the tiny course, whose assignment is released and in the gradebook."""
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("build"))
    course = Course(root, root / "solutions")
    build.generate(course, TINY)
    return course


def keep(course: Course, version: str) -> None:
    """Keep what is released now as this version."""
    versions.keep(course, TINY, version, build.dump(build.release_notebook(course, TINY)))


def copied(course: Course, root: Path) -> Course:
    """Return a copy of a released course, to grade in."""
    shutil.copytree(course.root, root)
    return Course(root, root / "solutions")


def answered(course: Course, **sources: str) -> NotebookNode:
    """Return the release with right answers; `tiny_double="…"` sets another source."""
    path = course.notebooks / TINY / f"{TINY}.ipynb"
    nb = copy.deepcopy(nbformat.read(path, as_version=4))
    mine = {name.replace("_", "-"): source for name, source in sources.items()}
    for grade_id, source in {**RIGHT, **mine}.items():
        cell_of(nb, grade_id).source = source
    return nb


def hand_in(
    course: Course, student: str, work: NotebookNode | bytes | None = None, name: str = TINY
) -> Path:
    """Put a notebook (or any bytes; right answers, if nothing is said) into submitted/."""
    path = course.submitted / student / TINY / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    work = answered(course) if work is None else work
    path.write_bytes(work if isinstance(work, bytes) else nbformat.writes(work).encode())
    return path


def snapshot(folder: Path) -> dict[str, str]:
    """Return a hash of each file below a folder."""
    files = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
