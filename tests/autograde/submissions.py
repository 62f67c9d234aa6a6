"""A small release, and what students do to it."""

import copy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

STUB = "def double(x):\n    # Your code here\n    raise NotImplementedError"
ANSWER = "*Your answer here.*"


def keyed(make, source, grade_id, **facts) -> NotebookNode:
    """Return a cell with nbgrader's metadata."""
    base = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    cell = make(source, metadata={"nbgrader": {**base, "grade_id": grade_id, **facts}})
    cell.id = grade_id
    return cell


def released() -> NotebookNode:
    """Return a release with every kind of cell."""
    cells = [
        new_markdown_cell("# Small\n\nRead this first."),
        new_code_cell("seed = 0", metadata={"tags": ["parameters"]}),
        new_code_cell("import math\nimport random"),
        keyed(new_code_cell, STUB, "small-double", solution=True),
        keyed(
            new_code_cell, 'check("double")', "small-double-test",
            grade=True, locked=True, points=2,
        ),
        new_code_cell("[double(n) for n in range(9)]"),
        keyed(new_markdown_cell, "Why is that so?", "small-why-question", locked=True),
        keyed(new_markdown_cell, ANSWER, "small-why", grade=True, solution=True, points=2),
        keyed(new_markdown_cell, "And why not?", "small-whynot-question", locked=True),
        keyed(new_markdown_cell, ANSWER, "small-whynot", grade=True, solution=True, points=2),
        keyed(new_code_cell, "hours = None", "small-survey-hours"),
    ]  # fmt: skip
    for number, cell in enumerate(cells):
        if "nbgrader" not in cell.metadata:
            cell.id = f"top--{number}"
    return new_notebook(cells=cells, metadata={"unrolled": {"assignment": "00_small"}})


def cell_of(nb: NotebookNode, grade_id: str) -> NotebookNode:
    """Return the cell with this grade_id."""
    return next(c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def solved(**sources: str) -> NotebookNode:
    """Return the release with all exercises answered; `small_double="…"` sets another source."""
    mine = {
        "small_double": "def double(x):\n    return 2 * x",
        "small_why": "Because of addition.",
        "small_whynot": "I do not know.",
        "small_survey_hours": "hours = 1.5",
        **sources,
    }
    nb = released()
    for name, source in mine.items():
        cell_of(nb, name.replace("_", "-")).source = source
    return nb


def bare(nb: NotebookNode) -> NotebookNode:
    """Return the notebook as an editor leaves it that keeps neither metadata nor cell ids."""
    nb = copy.deepcopy(nb)
    for number, cell in enumerate(nb.cells):
        cell.metadata = NotebookNode()
        cell.id = f"random{number}"
    nb.metadata = NotebookNode()
    return nb
