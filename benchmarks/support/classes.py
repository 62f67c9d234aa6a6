"""What is graded in the benchmarks: a released course in a temporary folder, and a class.

The class is a mix as a course meets it: of ten submissions four are complete and right, three have
one to three mistakes, two are half done (every other time with a mistake) and one is untouched.
Right answers come from the reference and the alternatives, wrong ones from the mistakes that the
checks are held to.
"""

import random
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from autograde import build, variants
from autograde.course import CONFIG_FILE, Course, short_name
from autograde.demo_class import RIGHT, WRONG, Student, complete
from autograde.variants import Variant

REPOSITORY = Path(__file__).parents[2]
TEN = (
    "right", "mistakes", "half done", "right", "mistakes",
    "untouched", "right", "mistakes", "half done", "right",
)  # fmt: skip
TRAINING = "train-stacked"  # the exercise of notebook 01 that trains networks
_MARKS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


def notebook_01(root: Path, training: bool) -> Course:
    """Return a course in the folder `root` with notebook 01 released, with its training or not.

    It is generated without the gate: the gate has passed for the notebook it is made from.
    """
    assignment = "01_rnn_lstm"
    source = REPOSITORY / "solutions" / assignment
    solutions = root / "solutions"
    shutil.copytree(source, solutions / assignment)
    shutil.copy(REPOSITORY / CONFIG_FILE, root)
    if not training:
        path = solutions / assignment / f"{assignment}.py"
        path.write_text(without(TRAINING, path.read_text(encoding="utf-8")), encoding="utf-8")
        for kind in variants.KINDS.values():
            (solutions / assignment / kind / f"{TRAINING}.py").unlink()
    course = Course(root, solutions)
    build.generate(course, assignment)
    return course


def tiny(root: Path) -> Course:
    """Return a course in the folder `root` with the tests' small notebook released."""
    fixture = REPOSITORY / "tests" / "fixtures" / "tiny"
    shutil.copytree(fixture, root, ignore=shutil.ignore_patterns("build"))
    course = Course(root, root / "solutions")
    build.generate(course, "00_tiny")
    return course


def without(slug: str, source: str) -> str:
    """Return a notebook's py:percent source without the cells of one exercise.

    These are the cells that name it, and the text just before its solution cell.
    """
    notebook = jupytext.reads(source, fmt="py:percent")
    cells = notebook.cells
    named = [slug in cell.source or slug in str(cell.metadata) for cell in cells]
    first = named.index(True)
    named[first - 1] = named[first - 1] or cells[first - 1].cell_type == "markdown"
    notebook.cells = [cell for cell, gone in zip(cells, named, strict=True) if not gone]
    return jupytext.writes(notebook, fmt="py:percent")


def hand_in(course: Course, assignment: str, number: int, folder: Path) -> list[str]:
    """Write so many submissions as <folder>/<student>.ipynb; return the students' ids."""
    folder.mkdir(parents=True)
    release = nbformat.read(course.notebooks / assignment / f"{assignment}.ipynb", as_version=4)
    known = [*variants.load(course.solutions / assignment), *_reference(course, assignment)]
    students = [_student(n, known) for n in range(number)]
    for student in students:
        notebook = complete(release, assignment, student, known)
        (folder / f"{student.name}.ipynb").write_text(build.dump(notebook), encoding="utf-8")
    return [student.name for student in students]


def mix(number: int) -> str:
    """Say what so many submissions are made of."""
    kinds = [TEN[n % 10] for n in range(number)]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(TEN))


def submit(course: Course, assignment: str, students: Iterable[str], folder: Path) -> None:
    """Put these students' notebooks from `folder` where graders look for them."""
    for student in students:
        place = course.submitted / student / assignment
        place.mkdir(parents=True)
        shutil.copy(folder / f"{student}.ipynb", place / f"{assignment}.ipynb")


def _reference(course: Course, assignment: str) -> list[Variant]:
    """Return the reference's own answers, as variants beside the alternatives."""
    notebook = build.source_notebook(course.solutions / assignment / f"{assignment}.py")
    return [
        Variant(ex.slug, "alternative", "reference", _answer(notebook.cells[ex.solution]))
        for ex in variants.exercises(notebook, short_name(assignment))
    ]


def _answer(cell: NotebookNode) -> str:
    return _MARKS.sub("", cell.source)


def _student(number: int, known: list[Variant]) -> Student:
    kind = TEN[number % 10]
    draw = random.Random(number)  # noqa: S311 (which mistakes: the same in every run)
    wrong = [v for v in known if v.kind == "mistake"]
    slips = {v.slug: v.name for v in draw.sample(wrong, draw.randint(1, 3))}
    facts = {
        "right": {"written": RIGHT},
        "mistakes": {"slips": slips, "written": WRONG},
        "half done": {"solved": draw.uniform(0.3, 0.7), "written": RIGHT[:1]},
        "untouched": {"solved": 0.0, "written": [], "hours": "None"},
    }[kind]
    if kind == "half done" and number % 20 < 10:
        facts["slips"] = {"scalar-dydw": ""}
    return Student(f"student-{number:03}", style=number, **facts)
