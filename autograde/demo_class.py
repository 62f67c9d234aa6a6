"""A small made-up class for `unrolled demo`: who hands in what.

Every submission is the release notebook with edits, as a student would make them. Code comes from
the exercises' alternatives (right) and mistakes (wrong), so that it stays true when they change.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograde.build import dump, grade_id
from autograde.course import short_name
from autograde.variants import Variant

RIGHT = [
    "Each step back multiplies the gradient by W^h once more, so over many steps its largest "
    "eigenvalue decides: below 1 the gradient fades, above 1 it grows, near 1 it keeps its size. "
    "My curves are straight lines on the log axis and turn at a spectral radius of about 1.",
    "With tanh the state stays small because every entry lies between −1 and 1, and the derivative "
    "1 − h² shrinks the gradient. With ReLU nothing holds it back: at radius 2 the gradient at "
    "h_1 was above 1e3.",
    "Now every step has a loss of its own beside it, so no gradient in the curve is small. But the "
    "rows of the map still fade to the left: a late loss does not reach an early state, so "
    "long-range learning is not helped.",
    "Along the cell state the gradient is multiplied by f_t only, which can be close to 1, and not "
    "by a matrix. It vanishes all the same when the gates are at one half.",
    "Both have a road past the matrix product. In the ResNet it is always open, in the LSTM a gate "
    "decides.",
]
WRONG = [
    "The gradient explodes when the entries of W are larger than one.",
    "LSTMs do not have vanishing gradients because everything is bounded.",
    "It gets smaller because the network forgets.",
]

_MARKS = re.compile(r"^ *### (BEGIN|END) SOLUTION *\n?", re.MULTILINE)

Edit = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Student:
    """One member of the class: which answers, and what happens to the file afterwards."""

    name: str
    style: int = 0  # which alternative of each exercise
    slips: dict[str, str] = field(default_factory=dict)  # exercise → name of a mistake
    solved: float = 1.0  # the share of exercises attempted, from the top
    written: list[str] = field(default_factory=lambda: RIGHT)
    hours: str = "4"
    edit: Edit | None = None
    write: Callable[[NotebookNode, Path], None] | None = None


def syntax_error(nb: NotebookNode) -> None:
    """The last bracket of one answer is missing."""
    cell = _cell(nb, "averaging-loss")
    before, _, after = cell.source.rpartition(")")
    cell.source = before + after


def endless_loop(nb: NotebookNode) -> None:
    """An answer that never returns."""
    cell = _cell(nb, "scalar-dydw")
    head = cell.source.split("\n")[0]
    lines = ["step = 0.0", "while step < w * w + 1:", "    slope = u3 + 2 * w * u2", "return slope"]
    cell.source = "\n    ".join([head, *lines])


def delete_a_test(nb: NotebookNode) -> None:
    """The cell with the check of rnn-layer is gone."""
    nb.cells.remove(_cell(nb, "rnn-layer-test"))


def as_colab(nb: NotebookNode, path: Path) -> None:
    """As Colab saves: indent 2, no cell ids, minor version 0, metadata of its own."""
    for cell in nb.cells:
        cell.pop("id", None)
    nb.nbformat_minor = 0
    nb.metadata["colab"] = {"provenance": [], "toc_visible": True}
    path.write_text(json.dumps(nb, indent=2, ensure_ascii=False), encoding="utf-8")


def not_json(nb: NotebookNode, path: Path) -> None:
    """The upload broke off in the middle."""
    text = dump(nb)
    path.write_text(text[: len(text) // 3], encoding="utf-8")


def other_file(nb: NotebookNode, path: Path) -> None:
    """A notebook that has nothing to do with the assignment."""
    cells = [
        nbformat.v4.new_code_cell("import math\nprint(math.pi)"),
        nbformat.v4.new_markdown_cell("# Tuesday"),
    ]
    path.write_text(dump(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")


CLASS = [
    Student("ada", style=0, hours="3.5"),
    Student("ben", hours="5", edit=endless_loop, solved=0.3, written=WRONG),
    Student("chiara", style=1, hours="4.5", write=as_colab),
    Student(
        "dmitri",
        style=2,
        slips={"scalar-dydw": "", "lstm-layer": "", "linear-gradient": ""},
        solved=0.9,  # never came to training
        hours="6",
    ),
    Student("elif", solved=0.5, written=RIGHT[:1], hours="2"),
    Student("farid", style=1, slips={"rnn-layer": ""}, solved=0.9, written=WRONG, hours="7.5"),
    Student("grace o'neill", style=0, hours="3", edit=syntax_error, solved=0.6),
    Student("hiroshi", style=2, hours="4", edit=delete_a_test),
    Student("inês", style=0, solved=0.0, written=[], hours="None"),
    Student("jonas", write=not_json),
    Student("kofi", write=other_file),
]


def _cell(nb: NotebookNode, slug: str) -> NotebookNode:
    return next(c for c in nb.cells if (grade_id(c) or "").partition("-")[2] == slug)


def complete(
    release: NotebookNode, assignment: str, student: Student, variants: list[Variant]
) -> NotebookNode:
    """The release notebook as this student would hand it in."""
    nb = copy.deepcopy(release)
    prefix = short_name(assignment) + "-"
    right = _by_slug(v for v in variants if v.kind == "alternative")
    wrong = _by_slug(v for v in variants if v.kind == "mistake")
    slugs = [s for s in (_slug(c, prefix) for c in nb.cells) if s in right]
    attempted = slugs[: round(student.solved * len(slugs))]
    answers = iter(student.written)
    for cell in nb.cells:
        slug = _slug(cell, prefix)
        if slug in student.slips:
            cell.source = _pick(wrong[slug], student.slips[slug], student.style).source
        elif slug in attempted:
            cell.source = right[slug][student.style % len(right[slug])].source
        elif cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = next(answers, cell.source)
        elif slug == "survey-hours":
            cell.source = f"hours = {student.hours}"
    if student.edit:
        student.edit(nb)
    return nb


def reference(source: NotebookNode, short: str) -> tuple[list[Variant], list[str]]:
    """The answers of a source notebook, as the first alternatives, and those written in words."""
    code, written = [], []
    for cell in source.cells:
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            continue
        answer = _MARKS.sub("", cell.source).strip()
        if cell.cell_type == "markdown":
            written.append(answer)
        else:
            slug = _slug(cell, f"{short}-")
            code.append(Variant(slug, "alternative", "the reference", answer))
    return code, written


def three_of(known: list[Variant], written: list[str]) -> list[Student]:
    """Three students for any assignment: the reference's answers, mistakes in every third exercise
    (and no word written), and the first half of the answers."""
    wrong = {v.slug for v in known if v.kind == "mistake"}
    exercises = [s for s in dict.fromkeys(v.slug for v in known) if s in wrong]
    return [
        Student("ada", written=written, hours="4"),
        Student("ben", style=1, slips=dict.fromkeys(exercises[::3], ""), written=[], hours="6"),
        Student("chiara", solved=0.5, written=written[: len(written) // 2], hours="2"),
    ]


def hand_in(nb: NotebookNode, student: Student, path: Path) -> None:
    """Write the submission as this student's program would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    (student.write or (lambda nb, path: path.write_text(dump(nb), encoding="utf-8")))(nb, path)


def _by_slug(variants: Iterable[Variant]) -> dict[str, list[Variant]]:
    found: dict[str, list[Variant]] = {}
    for variant in variants:
        found.setdefault(variant.slug, []).append(variant)
    return found


def _pick(variants: list[Variant], name: str, number: int) -> Variant:
    """The mistake of this name; the n-th when no name is given."""
    return next((v for v in variants if name and v.name == name), variants[number % len(variants)])


def _slug(cell: NotebookNode, prefix: str) -> str:
    return (grade_id(cell) or "").removeprefix(prefix)
