"""The fault corpus: what goes wrong in each case, what it costs, and a class made of the cases.

A file in cases/ is what a student hands in: cells in py:percent form, each replacing the cell with
that grade_id, or standing as the student's own (`scratch`) behind another one. A file in files/ has
a function make(path, notebook) that writes a submission no program should have written. Above the
code stand, as comments, one sentence on what goes wrong, then

    # costs: grow chain     exercises that lose points; the others must get theirs in full
    # may: evens            exercises that may lose points
    # says: a regex         what the TA reads of it in the outcome or a verdict; where nothing
                            stands here, the outcome is "finished"
    # state: refused        what becomes of a file; "graded" unless told
    # notes: a regex        what a note says
    # student: Zoë          the student's id, which is the case's name unless told
"""

import copy
import re
import runpy
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograde import build
from autograde.course import Course

HERE = Path(__file__).parent
FAULTS = "00_faults"
POINTS = {"grow": 2, "chain": 2, "evens": 2, "average": 2}
RIGHT = {
    "faults-grow": "def grow(x):\n    return 2 * x",
    "faults-chain": "def grow_all(numbers):\n    return [grow(number) for number in numbers]",
    "faults-evens": "def evens(n):\n    return [2 * k for k in range(n)]",
    "faults-average": "def average(x):\n    return x.sum() / x.numel()",
    "faults-why": "Whatever can go wrong does.",
}
_FACT = re.compile(r"# (costs|may|says|state|notes|student): (.+)")
_HEADER = re.compile(r"^# %% (\S+)(?: after=(\S+))?$", re.MULTILINE)


@dataclass
class Case:
    """One thing that goes wrong, and what it may cost."""

    name: str
    path: Path
    sentence: str
    student: str
    costs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    says: str = ""
    state: str = "graded"
    notes: str = ""
    cells: list[tuple[str, str, str]] = field(default_factory=list)  # grade_id, after, source

    @property
    def is_file(self) -> bool:
        return not self.cells


def load(kind: str) -> list[Case]:
    """Return all cases of a folder ("cases" or "files"), in order of their names."""
    return [_read(path) for path in sorted((HERE / kind).glob("*.py"))]


def _read(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    first, *lines = text.splitlines()
    facts: dict[str, str] = {}
    for line in lines:
        if not (match := _FACT.fullmatch(line)):
            break
        facts[match[1]] = match[2]
    pieces = _HEADER.split(text)
    starts = range(1, len(pieces), 3)
    return Case(
        name=path.stem,
        path=path,
        sentence=first.removeprefix("# "),
        student=facts.pop("student", path.stem),
        costs=frozenset(facts.pop("costs", "").split()),
        may=frozenset(facts.pop("may", "").split()),
        state=facts.pop("state", "graded").replace("ready", "graded"),
        cells=[(pieces[n], pieces[n + 1] or "", pieces[n + 2].strip("\n")) for n in starts],
        **facts,
    )


def released_course(root: Path) -> Course:
    """Return a copy of the faults course, whose assignment is released and in the gradebook."""
    shutil.copytree(HERE / "course", root, ignore=shutil.ignore_patterns("build"))
    course = Course(root, root / "solutions")
    build.generate(course, FAULTS)
    return course


def answered(course: Course) -> NotebookNode:
    """Return the release with right answers in it."""
    notebook = nbformat.read(course.notebooks / FAULTS / f"{FAULTS}.ipynb", as_version=4)
    for grade_id, source in RIGHT.items():
        _cell(notebook, grade_id).source = source
    return notebook


def with_faults(notebook: NotebookNode, case: Case) -> NotebookNode:
    """Return the notebook with a case's cells put into it."""
    notebook = copy.deepcopy(notebook)
    before = "faults-setup"
    for name, after, source in case.cells:
        if name != "scratch":
            before = name
            _cell(notebook, name).source = source
            continue
        cell = nbformat.v4.new_code_cell(source, id=f"own--{len(notebook.cells)}")
        place = notebook.cells.index(_cell(notebook, after or before))
        notebook.cells.insert(place + 1, cell)
        before = cell.id
    return notebook


def hand_in(course: Course, students: Iterable[str], cases: Iterable[Case]) -> None:
    """Put right answers of some students, and the submissions of cases, into submitted/."""
    right = answered(course)
    for student in students:
        nbformat.write(right, _place(course, student))
    for case in cases:
        path = _place(course, case.student)
        if case.is_file:
            runpy.run_path(str(case.path))["make"](path, copy.deepcopy(right))
        else:
            nbformat.write(with_faults(right, case), path)


def _place(course: Course, student: str) -> Path:
    path = course.submitted / student / FAULTS / f"{FAULTS}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with this grade_id, or with this id."""
    return next(
        cell
        for cell in notebook.cells
        if name in (cell.get("id"), cell.metadata.get("nbgrader", {}).get("grade_id"))
    )
