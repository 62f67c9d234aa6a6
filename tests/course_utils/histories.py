"""Made-up histories of a notebook: what instructors change in a version, what students do to
theirs, and how their editors save it."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

STUB = """def {name}(x):
    'Return {name} of x.'
    # Your code here
    raise NotImplementedError"""
ANSWER = "*Your answer here.*"
MADE = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
Step = tuple[str, int, int]


def keyed(kind: str, source: str, grade_id: str, **facts: Any) -> NotebookNode:
    base = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    cell = MADE[kind](source, metadata={"nbgrader": {**base, "grade_id": grade_id, **facts}})
    cell.id = grade_id
    return cell


def exercise(name: str) -> list[NotebookNode]:
    return [
        keyed("code", STUB.format(name=name), f"t-{name}", solution=True),
        keyed("code", f'check("{name}")', f"t-{name}-test", grade=True, locked=True, points=2),
    ]


def question(name: str) -> list[NotebookNode]:
    asked = f"## Why {name}?\n\nSay why {name} is so.\n\nThree sentences."
    return [
        keyed("markdown", asked, f"t-{name}-question", locked=True),
        keyed("markdown", ANSWER, f"t-{name}", grade=True, solution=True, points=3),
    ]


def released() -> NotebookNode:
    """Return a release with every kind of cell."""
    setup = "def check(name):\n    if name:\n        return name\n    return None"
    cells = [
        new_markdown_cell("# A notebook\n\nRead this first.\n\n*Version 1.0.*"),
        new_code_cell('seed = 0\nbudget = "quick"', metadata={"tags": ["parameters"]}),
        new_code_cell("import math\nimport random"),
        keyed("code", setup, "t-setup", locked=True),
        new_markdown_cell("## The first\n\nTwice, and a half."),
        new_markdown_cell("<details>A hint\n\nMultiply.\n\n</details>"),
        *exercise("twice"),
        new_code_cell("for n in range(3):\n    print(n)"),
        *exercise("half"),
        *question("zero"),
        new_markdown_cell("## A second question"),
        *question("order"),
        keyed("code", "pair = None  # 1 or 2\nprint(pair)", "t-pair", solution=True),
        new_markdown_cell("## Survey"),
        keyed("markdown", "*Sources: write here.*", "t-survey-sources"),
        keyed("code", "hours = None  # a number, such as 3.5", "t-survey-hours"),
    ]
    about = {"unrolled": {"assignment": "00_t", "version": "1.0"}}
    return _named(new_notebook(cells=cells, metadata=about))


def _named(nb: NotebookNode) -> NotebookNode:
    """Give cells without a key the ids that a build gives them."""
    key, count = "top", 0
    for cell in nb.cells:
        if "nbgrader" in cell.metadata:
            key, count = cell.id, 0
        else:
            count += 1
            cell.id = f"{key}--{count}"
    return nb


# ---- what instructors do: each takes the cells and two numbers to choose by


def _typo(cells: list[NotebookNode], where: int, how: int) -> None:
    locked = [c for c in cells if c.metadata.get("nbgrader", {}).get("locked")]
    cell = locked[where % len(locked)]
    cell.source = cell.source.replace("name", "what") + f"\n# better {how}"


def _stub(cells: list[NotebookNode], where: int, how: int) -> None:
    stubs = [c for c in cells if c.source.startswith("def ") and "Your code" in c.source]
    if stubs:
        cell = stubs[where % len(stubs)]
        old, new = [
            ("(x):", "(x, scale=1):"),
            ("'Return", "'Give back"),
            ("    # Your code here", "    # Your code here: two lines\n    # (and a hint)"),
            ("    # Your code here\n", ""),
            ("    raise", "    y = 2 * x\n    raise"),
            ("def ", "import math\n\n\ndef "),
        ][how % 6]
        cell.source = cell.source.replace(old, new)


def _placeholder(cells: list[NotebookNode], where: int, how: int) -> None:
    texts = [c for c in cells if c.source == ANSWER]
    if texts:
        texts[where % len(texts)].source = f"*Your answer, {how} words.*"


def _prose(cells: list[NotebookNode], where: int, how: int) -> None:
    free = [c for c in cells if "nbgrader" not in c.metadata]
    cell = free[where % len(free)]
    lines = cell.source.split("\n")
    lines[how % len(lines)] += "  # changed" if cell.cell_type == "code" else " (changed)"
    cell.source = "\n".join(lines)


def _adds(make: Callable[[str], list[NotebookNode]], stem: str) -> Callable[..., None]:
    def add(cells: list[NotebookNode], where: int, how: int) -> None:
        made = make(f"{stem}{how % 3}")
        if not {cell.id for cell in made} & {cell.id for cell in cells}:
            at = 1 + where % len(cells)
            cells[at:at] = made

    return add


def _remove(cells: list[NotebookNode], where: int, how: int) -> None:
    del cells[1 + where % (len(cells) - 1)]


def _reorder(cells: list[NotebookNode], where: int, how: int) -> None:
    cells.insert(1 + how % len(cells), cells.pop(1 + where % (len(cells) - 1)))


def _lock(cells: list[NotebookNode], where: int, how: int) -> None:
    about = [c.metadata["nbgrader"] for c in cells if "nbgrader" in c.metadata]
    about[where % len(about)]["points"] = how % 5


INSTRUCTOR = {
    "typo": _typo,
    "stub": _stub,
    "placeholder": _placeholder,
    "prose": _prose,
    "question": _adds(question, "new"),
    "exercise": _adds(exercise, "fresh"),
    "text": _adds(lambda name: [new_markdown_cell(f"## {name}\n\nMore to read.")], "text"),
    "remove": _remove,
    "reorder": _reorder,
    "points": _lock,
}


def next_version(base: NotebookNode, steps: list[Step]) -> NotebookNode:
    """Return the version after `base` in which these steps were taken."""
    new = copy.deepcopy(base)
    for name, where, how in steps:
        INSTRUCTOR[name](new.cells, where, how)
    new.cells[0].source = new.cells[0].source.replace("Version 1.0", "Version 1.1")
    new.metadata["unrolled"]["version"] = "1.1"
    return _named(new)


# ---- what students do


class Student:
    """Writes lines that no two of are the same."""

    def __init__(self, nb: NotebookNode) -> None:
        self.cells = copy.deepcopy(nb.cells)
        self.count = itertools.count(1)

    def line(self, code: bool = True) -> str:
        number = next(self.count)
        return f"y = {number} + len(str(x))" if code else f"Thought {number}, `x` and *y*."

    def at(self, cell: NotebookNode) -> int:
        return next(n for n, other in enumerate(self.cells) if other is cell)

    def do(self, name: str, where: int, how: int) -> None:
        if self.cells:
            getattr(self, name)(self.cells[where % len(self.cells)], how)

    def solve(self, cell: NotebookNode, how: int) -> None:
        if cell.cell_type != "code":
            cell.source = [
                self.line(False),
                f"{cell.source}\n\n{self.line(False)}",
                f"{self.line(False)}\n\n- {self.line(False)}\n\n```\nx\n```",
                f"{self.line(False)}\n{cell.source}",
            ][how % 4]
            return
        lines = cell.source.split("\n")
        own = ["    " + self.line() for _ in range(1 + how % 3)] + ["    return y"]
        cell.source = "\n".join(
            [
                [*lines[:-1], *own],
                [*lines[:2], *own],
                [lines[0], f'    """{self.line(False)}', "", f'    {self.line(False)}"""', *own],
                [lines[0].replace("(x", "(x, mine=1"), *own],
                [lines[0], "    return (", f"        {next(self.count)}"],  # half way
                [*lines, "", *[line.strip() for line in own[:-1]]],
            ][how % 6]
        )

    def insert(self, cell: NotebookNode, how: int) -> None:
        lines = cell.source.split("\n")
        lines.insert(how % (len(lines) + 1), self.line(cell.cell_type == "code"))
        cell.source = "\n".join(lines)

    def edit(self, cell: NotebookNode, how: int) -> None:
        lines = cell.source.split("\n")
        lines[how % len(lines)] += f"  # mine {next(self.count)}"
        cell.source = "\n".join(lines)

    def own(self, cell: NotebookNode, how: int) -> None:
        kind = ("code", "markdown", "raw", "code")[how % 4]
        source = "\n".join(self.line(kind == "code") for _ in range(how % 3))
        if how % 7 == 0:
            source = f"def twice(x):\n    return {next(self.count)}"
        made = MADE[kind](source)
        if how % 5 == 0:
            made.metadata = {"tags": ["mine"], "collapsed": True}
        self.cells.insert(self.at(cell) + how % 2, made)

    def delete(self, cell: NotebookNode, how: int) -> None:
        del self.cells[self.at(cell)]

    def duplicate(self, cell: NotebookNode, how: int) -> None:
        twin = copy.deepcopy(cell)
        if how % 2:
            twin.id = f"copy{next(self.count)}"
        self.cells.insert(how % (len(self.cells) + 1), twin)

    def move(self, cell: NotebookNode, how: int) -> None:
        del self.cells[self.at(cell)]
        self.cells.insert(how % (len(self.cells) + 1), cell)

    def split(self, cell: NotebookNode, how: int) -> None:
        lines = cell.source.split("\n")
        at = how % len(lines)
        rest = MADE[cell.cell_type]("\n".join(lines[at:]))
        if how % 2:
            rest.metadata = copy.deepcopy(cell.metadata)  # as JupyterLab does
        cell.source = "\n".join(lines[:at])
        self.cells.insert(self.at(cell) + 1, rest)

    def merge(self, cell: NotebookNode, how: int) -> None:
        at = self.at(cell)
        if at + 1 < len(self.cells):
            cell.source += "\n\n" + self.cells.pop(at + 1).source

    def retype(self, cell: NotebookNode, how: int) -> None:
        kind = ("code", "markdown", "raw")[how % 3]
        made = MADE[kind](cell.source, metadata=cell.metadata)
        made.id = cell.id
        self.cells[self.at(cell)] = made

    def empty(self, cell: NotebookNode, how: int) -> None:
        cell.source = "\n" * (how % 2)

    def run(self, cell: NotebookNode, how: int) -> None:
        if cell.cell_type == "code":
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": f"{how}\n"}]
            cell.execution_count = 1 + how

    def shuffle(self, cell: NotebookNode, how: int) -> None:
        self.cells = self.cells[how % len(self.cells) :] + self.cells[: how % len(self.cells)]


STUDENT = [
    name for name in vars(Student) if not name.startswith("_") and name not in ("line", "at", "do")
]


# ---- how editors save


def saved(cells: list[NotebookNode], metadata: dict[str, Any], style: str) -> NotebookNode:
    """Return the notebook as it comes from a file of this editor."""
    cells = copy.deepcopy(cells)
    about: dict[str, Any] = copy.deepcopy(metadata)
    for number, cell in enumerate(cells):
        if style == "vscode":
            cell.metadata["vscode"] = {"languageId": "python"}
        if style.startswith("colab"):
            about["colab"] = {"provenance": []}
            if style == "colab stripped":
                cell.metadata = NotebookNode()
            cell.metadata["id"] = f"x{number}" if style == "colab stripped" else cell.pop("id")
            cell.metadata["outputId"] = f"{number:08x}"
        if style in ("bare", "colab stripped"):
            cell.pop("id", None)
            cell.metadata.pop("nbgrader", None)
            about.pop("unrolled", None)
        if style == "windows":
            cell.source = cell.source.replace("\n", "\r\n")
    minor = 0 if style.startswith("colab") else 5
    return NotebookNode(cells=cells, metadata=about, nbformat=4, nbformat_minor=minor)


STYLES = ("jupyterlab", "vscode", "colab", "colab stripped", "bare", "windows")
_ANY = st.integers(0, 999)


_STEPS = st.tuples(st.sampled_from(list(INSTRUCTOR)), _ANY, _ANY)
_DEEDS = st.tuples(st.sampled_from(STUDENT), _ANY, _ANY)


@dataclass(frozen=True)
class History:
    """What happened, in short: it is what a failing test prints."""

    steps: list[Step]
    deeds: list[Step]
    style: str

    def notebooks(self) -> tuple[NotebookNode, NotebookNode, NotebookNode]:
        """Return a student's notebook, the version it was made from, and the next one."""
        base = released()
        student = Student(base)
        for deed in self.deeds:
            student.do(*deed)
        mine = saved(student.cells, base.metadata, self.style)
        return mine, base, next_version(base, self.steps)


histories = st.builds(
    History,
    st.lists(_STEPS, max_size=6),
    st.lists(_DEEDS, max_size=14),
    st.sampled_from(STYLES),
)
