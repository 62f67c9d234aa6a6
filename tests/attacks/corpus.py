"""The attacks: files that say what they try, and the notebooks that are made from them.

    # Replaces torch.allclose, so that every tensor is right.        what it tries, in one line
    # wins: marks centre                                             what it gets when unprotected
    # deserves: double 2                                             points that it may have
    # %% before centre                                               a cell of the student's own
    # %% centre                                                      the source of this exercise

What a case can win:
    marks <slug> …       more points than deserved for these exercises
    secret <canary> …    one of these secrets, in what its notebook shows or in the loot folder
    change <path> …      one of these files is not as it was; `gradebook` is what it says of others
    words <text>         it shows this text, as evidence of what it could do
    lasts                a process that outlives the grading
    stops                the students after it are not graded
    holds <seconds>      the grader is held for so long, whatever its limits
    grows <MB>           the graded notebook becomes larger than this
    nothing, <why>       it aims at something that plain nbgrader does not have

Other lines of the head: `deserves: <slug> <points> …`, `kernel: cold` (imports nothing beforehand),
`config: <trait> = <value>` (of the unprotected run), `errors: count` (it may be a traceback that
shows the secret), `never: <text>` (what it must not show under `unrolled grade`), and what is done
to the submitted file: see `_EDITS`.

Cells: `# %% <slug>`, `# %% before <slug>`, `# %% after <slug>-test`, `# %% end`, and
`# %% beside <name>` for a file handed in with the notebook. `@COURSE@` and other names of places
stand for what attackers may know of the machine: see `Arena.places`.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

HERE = Path(__file__).parent
ASSIGNMENT = "00_attacked"
PREFIX = "attacked-"
SLUGS = ("double", "centre", "layer", "loss", "fit", "total", "why")
WINS = ("marks", "secret", "change", "words", "lasts", "stops", "holds", "grows", "nothing")

_HEAD = re.compile(r"# ([\w-]+): (.*)")
_CELL = re.compile(r"# %% (.+)")


@dataclass(frozen=True)
class Case:
    """One attack."""

    path: Path
    says: str
    wins: str  # the first word of "wins"
    aims: tuple[str, ...]  # the words after it
    head: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, str], ...]  # (where, source), in order

    @property
    def kind(self) -> str:
        return self.path.parent.name

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.path.stem}"

    @property
    def deserves(self) -> dict[str, float]:
        """The points of each exercise that are rightly the attacker's."""
        words = " ".join(self.values("deserves")).split()
        return {slug: float(points) for slug, points in zip(words[::2], words[1::2], strict=True)}

    @property
    def cold(self) -> bool:
        """Whether the unprotected kernel must not have imported anything beforehand."""
        return "cold" in self.values("kernel")

    @property
    def shown(self) -> bool:
        """Whether it is run unprotected as well."""
        return self.wins != "nothing"

    def values(self, key: str) -> list[str]:
        """Return what the head says under this key, one value a line."""
        return [value for name, value in self.head if name == key]


def cases(folder: Path = HERE / "cases") -> list[Case]:
    """Return all attacks, by kind and name."""
    return [read(path) for path in sorted(folder.glob("*/*.py"))]


def read(path: Path) -> Case:
    """Return the attack in this file. Raises ValueError where the file is not as it should be."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next((n for n, line in enumerate(lines) if _CELL.fullmatch(line)), len(lines))
    said, *rest = lines[:first] or [""]
    head = tuple(match.groups() for line in rest if (match := _HEAD.fullmatch(line)))
    wins, *aims = dict(head).get("wins", "").replace(",", "").split(" ") or [""]
    if not re.match(r"# \w", said) or _HEAD.fullmatch(said) or wins not in WINS:
        raise ValueError(f"{path}: its first lines must say what it tries and what it wins")
    return Case(path, said[2:], wins, tuple(aims), head, tuple(_cells(lines[first:])))


def _cells(lines: list[str]) -> Iterator[tuple[str, str]]:
    where, source = "", []
    for line in [*lines, "# %% end"]:
        match = _CELL.fullmatch(line)
        if not match:
            source.append(line)
            continue
        if where:
            yield where, "\n".join(source).strip("\n")
        where, source = match[1].strip(), []


@dataclass
class HandIn:
    """What is put into submitted/: the notebook, and what lies beside it."""

    notebook: NotebookNode
    folder: str = ""  # the student's folder, if the attack lies in its name
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


def hand_in(case: Case, release: NotebookNode, places: dict[str, str]) -> HandIn:
    """Return the submission of this attacker, who knows these `places` of the grader's machine."""
    made = HandIn(copy.deepcopy(release))
    tops: dict[str, list[NotebookNode]] = {}
    for where, text in case.cells:
        source = _fill(_uncommented(text), places)
        word, _, what = where.partition(" ")
        if word == "beside":
            made.files[what] = source + "\n"
        elif word in ("before", "after", "end"):
            new = new_code_cell(source, id=f"{case.path.stem[:40]}-{len(tops)}-{len(source)}")
            tops.setdefault(where, []).append(new)
        else:
            made.notebook.cells[_index(made.notebook, where)].source = source
    for where, new in tops.items():
        made.notebook.cells[(at := _place(made.notebook, where)) : at] = new
    for key, value in case.head:
        if key in _EDITS:
            _EDITS[key](made, _fill(value, places))
    return made


def _uncommented(text: str) -> str:
    """Return the text of a cell that is all comment: so Markdown can stand in a Python file."""
    lines = text.split("\n")
    return "\n".join(line[2:] for line in lines) if all(map(_is_comment, lines)) else text


def _is_comment(line: str) -> bool:
    return line == "#" or line.startswith("# ")


def _fill(text: str, places: dict[str, str]) -> str:
    for name, path in places.items():
        text = text.replace(f"@{name}@", path)
    return text


def _index(nb: NotebookNode, slug: str) -> int:
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells]
    return ids.index(PREFIX + slug)


def _place(nb: NotebookNode, where: str) -> int:
    word, _, slug = where.partition(" ")
    return len(nb.cells) if word == "end" else _index(nb, slug) + (word == "after")


def _tag(made: HandIn, value: str) -> None:
    """`tag: <slug> <tag>` gives a cell a tag."""
    slug, tag = value.split()
    made.notebook.cells[_index(made.notebook, slug)].metadata.setdefault("tags", []).append(tag)


def _metadata(made: HandIn, value: str) -> None:
    """`metadata: <slug> <json>` changes nbgrader's metadata of a cell."""
    slug, _, facts = value.partition(" ")
    made.notebook.cells[_index(made.notebook, slug)].metadata["nbgrader"].update(json.loads(facts))


def _notebook_metadata(made: HandIn, value: str) -> None:
    """`notebook: <json>` changes the notebook's own metadata."""
    made.notebook.metadata.update(json.loads(value))


def _twice(made: HandIn, value: str) -> None:
    """`twice: <slug>` copies a cell, behind itself."""
    at = _index(made.notebook, value)
    made.notebook.cells.insert(at + 1, copy.deepcopy(made.notebook.cells[at]))
    made.notebook.cells[at + 1].id = f"{value}-again"


def _delete(made: HandIn, value: str) -> None:
    """`delete: <slug>` leaves a cell out."""
    del made.notebook.cells[_index(made.notebook, value)]


def _markdown(made: HandIn, value: str) -> None:
    """`markdown: <slug>` turns a code cell into text."""
    cell = made.notebook.cells[_index(made.notebook, value)]
    cell.cell_type = "markdown"
    for name in ("outputs", "execution_count"):
        cell.pop(name, None)


def _output(made: HandIn, value: str) -> None:
    """`output: <slug> <json>` puts an output into the submitted file."""
    slug, _, facts = value.partition(" ")
    made.notebook.cells[_index(made.notebook, slug)].outputs = [NotebookNode(json.loads(facts))]


def _attachment(made: HandIn, value: str) -> None:
    """`attachment: <slug> <name> <base64>` attaches a file to a text."""
    slug, name, data = value.split(" ")
    cell = made.notebook.cells[_index(made.notebook, slug)]
    cell.attachments = {name: {"image/png": data}}


def _link(made: HandIn, value: str) -> None:
    """`link: <name> <target>` puts a symbolic link beside the notebook."""
    name, target = value.split(" ")
    made.links[name] = target


def _folder(made: HandIn, value: str) -> None:
    """`folder: <name>` is the name of the student's folder, as Python writes it in quotes."""
    made.folder = json.loads(f'"{value}"')


def _many(made: HandIn, value: str) -> None:
    """`many: <number>` adds so many long cells that are almost the release's own."""
    text = repr("".join(cell.source for cell in made.notebook.cells)[:3000])
    made.notebook.cells += [new_code_cell(f"{text}  # {n}", id=f"m{n}") for n in range(int(value))]


_EDITS: dict[str, Callable[[HandIn, str], Any]] = {
    "tag": _tag,
    "metadata": _metadata,
    "notebook": _notebook_metadata,
    "twice": _twice,
    "delete": _delete,
    "markdown": _markdown,
    "output": _output,
    "attachment": _attachment,
    "link": _link,
    "folder": _folder,
    "many": _many,
}
