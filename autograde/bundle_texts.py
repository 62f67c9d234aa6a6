"""What is written for a bundle: README.md, pyproject.toml, and links to open a notebook by."""

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

from autograde.build import version
from autograde.course import short_name
from autograde.errors import UserError

PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "unrolled"
version = "{version}"
description = "The helpers that the notebooks of this course import."
requires-python = "{python}"
dependencies = [
{dependencies}]
{extras}
[project.scripts]
unrolled = "course_utils.commands:main"

[tool.setuptools.packages.find]
include = ["course_utils*"]

[tool.setuptools.package-data]
"*" = ["*"]
"""

EXTRAS = """
[project.optional-dependencies]
"""

README = """\
# {assignment}

Two commands, in this folder (Python {python} or newer):

    python -m pip install {this}
    jupyter lab {notebook}

{working}"""

WORKING = """\
Work through {notebook} from top to bottom. Each exercise ends with a check that tells you what is
right, what is wrong, or that you have not begun. Please leave the cells with checks as they are:
they are put back before grading. Cells of your own are welcome anywhere.

## Hand in

Choose *Kernel → Restart and Run All*, save, and then

    unrolled submit {path}

It packs the notebook, and the files that it asks for, into a zip, and gives you a receipt: hand in
the zip and keep the receipt. Where your course takes no zips, hand in the notebook itself.

## When a new version comes out

Install it as above. Then `unrolled upgrade {path}` takes your work along.
"""

STUDENTS_README = """\
# Notebooks

| notebook | JupyterHub | Colab |
|---|---|---|
{rows}
## On your own computer

With Python {python} or newer, in this folder:

    python -m pip install {this}
    jupyter lab notebooks

## In Colab

Open a notebook by its link, and run this in a cell at its top, once for each session:

    %pip install "unrolled @ git+https://github.com/{repo}@{branch}"
{more}
## On a JupyterHub

The link copies this folder to your account, and later on fetches what is new; your own work stays
(that is what [nbgitpuller](https://nbgitpuller.readthedocs.io) does). Then, once, in a terminal in
this folder: `python -m pip install {this}`

## Work

{working}"""

GITIGNORE = ".ipynb_checkpoints/\n__pycache__/\n*.egg-info/\nbuild/\n*.zip\n*.receipt.txt\n"


@dataclass(frozen=True)
class Links:
    """Where the students' folder will be: what links to its notebooks are made of."""

    repo: str = "OWNER/NAME"
    branch: str = "main"
    hub: str = "https://HUB"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", self.repo):
            raise UserError(f"--repo {self.repo}: name it as GitHub does, OWNER/NAME.")
        if not re.fullmatch(r"[\w./-]+", self.branch):
            raise UserError(f"--branch {self.branch}: that is not the name of a branch.")
        if not re.fullmatch(r"https?://[\w.:/~-]+", self.hub):
            raise UserError(
                f"--hub {self.hub}: an address is wanted, like https://hub.example.org."
            )

    def nbgitpuller(self, path: str) -> str:
        """Return the link that fetches the folder to a JupyterHub, and opens a notebook there.

        >>> Links("o/n", hub="https://h.org").nbgitpuller("a.ipynb").partition("?")[2]
        'repo=https%3A%2F%2Fgithub.com%2Fo%2Fn&branch=main&urlpath=lab%2Ftree%2Fn%2Fa.ipynb'
        """
        name = self.repo.partition("/")[2]
        values = {
            "repo": f"https://github.com/{self.repo}",
            "branch": self.branch,
            "urlpath": f"lab/tree/{name}/{path}",
        }
        said = "&".join(f"{key}={quote(value, safe='')}" for key, value in values.items())
        return f"{self.hub.rstrip('/')}/hub/user-redirect/git-pull?{said}"

    def colab(self, path: str) -> str:
        """Return the link that opens a notebook in Colab.

        >>> Links("o/n").colab("a.ipynb")
        'https://colab.research.google.com/github/o/n/blob/main/a.ipynb'
        """
        return f"https://colab.research.google.com/github/{self.repo}/blob/{self.branch}/{path}"


def write(folder: Path, assignment: str) -> None:
    """Write the texts for the zip of one notebook."""
    python, path = _python(), _path(assignment)
    _write_pyproject(folder, [assignment])
    working = WORKING.format(notebook="the notebook", path=path)
    text = README.format(
        assignment=assignment, notebook=path, python=python, this=_this([assignment]),
        working=working,
    )  # fmt: skip
    (folder / "README.md").write_text(text, encoding="utf-8")


def write_for_students(folder: Path, assignments: list[str], links: Links) -> None:
    """Write the texts for a folder with several notebooks, which becomes a repository."""
    _write_pyproject(folder, assignments)
    rows = "".join(
        f"| [{a}]({_path(a)}) | [open]({links.nbgitpuller(_path(a))}) "
        f"| [open]({links.colab(_path(a))}) |\n"
        for a in assignments
    )
    wanting = {a: short_name(a) for a in assignments if requirements(short_name(a))}
    more = "".join(
        f"\nFor {a} put `unrolled[{topic}]` instead of `unrolled`.\n"
        for a, topic in wanting.items()
    )
    text = STUDENTS_README.format(
        rows=rows, python=_python(), this=_this(assignments), repo=links.repo,
        branch=links.branch, more=more,
        working=WORKING.format(notebook="a notebook", path=_path(assignments[0])),
    )  # fmt: skip
    (folder / "README.md").write_text(text, encoding="utf-8")
    (folder / ".gitignore").write_text(GITIGNORE, encoding="utf-8")


def requirements(extra: str = "") -> list[str]:
    """Return what this package requires for everybody, or for one of its extras.

    An extra that is called as a notebook's topic holds what only that notebook imports.
    """
    required = [line.partition(";") for line in metadata.requires("unrolled") or []]
    wanted = rf"""extra == ["']{extra}["']""" if extra else r"\Z"
    return [name.strip() for name, _, marker in required if re.match(wanted, marker.strip())]


def _write_pyproject(folder: Path, assignments: list[str]) -> None:
    topics = {short_name(a): requirements(short_name(a)) for a in assignments}
    extras = "".join(f"{t} = [\n{_lines(needed)}]\n" for t, needed in topics.items() if needed)
    text = PYPROJECT.format(
        version=version(),
        python=metadata.metadata("unrolled")["Requires-Python"],
        dependencies=_lines([*requirements(), *requirements("students")]),
        extras=EXTRAS + extras if extras else "",
    )
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def _lines(required: list[str]) -> str:
    return "".join(f'    "{name}",\n' for name in sorted(required))


def _python() -> str:
    return metadata.metadata("unrolled")["Requires-Python"].strip(">=")


def _this(assignments: list[str]) -> str:
    topics = [short_name(a) for a in assignments if requirements(short_name(a))]
    return f'".[{",".join(topics)}]"' if topics else "."


def _path(assignment: str) -> str:
    return f"notebooks/{assignment}/{assignment}.ipynb"
