"""Wrong and right answers that the checks and the hidden tests are held to.

    solutions/NN_topic/mistakes/<slug>.py        each cell must fail, with its own diagnosis
    solutions/NN_topic/alternatives/<slug>.py    each cell must pass

A cell replaces the exercise's solution cell. Its header is `# %% name`, a mistake's also says what
the instant check must tell the student: `# %% name says="Did you forget"`.
"""

import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from autograde.errors import UserError

KINDS = {"mistake": "mistakes", "alternative": "alternatives"}


@dataclass(frozen=True)
class Variant:
    """One answer to an exercise: `source` is the whole solution cell."""

    slug: str
    kind: str
    name: str
    source: str
    says: str = ""


@dataclass(frozen=True)
class Trial:
    """What became of one variant.

    `outcome` is the check's ("right", "wrong", "raised", "not attempted"), or "no check",
    "too slow" or "died" where there is none. `error` is what the hidden tests said.
    """

    slug: str
    kind: str
    name: str
    outcome: str
    message: str = ""
    points: float = 0
    max_points: float = 0
    error: str = ""
    check_seconds: float = 0


@dataclass(frozen=True)
class Exercise:
    """An auto exercise of a source notebook: where its solution cell and its test cell stand."""

    slug: str
    solution: int
    test: int


def exercises(notebook: NotebookNode, short: str) -> list[Exercise]:
    """Return the auto exercises that have both cells; the gate reports the others."""
    keys = [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells]
    found = []
    for index, key in enumerate(keys):
        solution = key.removesuffix("-test")
        if key.startswith(f"{short}-") and key.endswith("-test") and solution in keys[:index]:
            found.append(Exercise(solution[len(short) + 1 :], keys.index(solution), index))
    return found


def load(folder: Path) -> list[Variant]:
    """Return all variants of the assignment in `folder` (solutions/NN_topic).

    Raises UserError for a cell without a name, a name used twice, or a mistake that doesn't say
    what the student must be told.
    """
    found = []
    for kind, place in KINDS.items():
        for path in sorted((folder / place).glob("*.py")):
            found += _read(path, kind)
    return found


def _read(path: Path, kind: str) -> list[Variant]:
    variants: list[Variant] = []
    cells = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent").cells
    for cell in cells:
        name, says = cell.metadata.get("title", ""), cell.metadata.get("says", "")
        if cell.cell_type == "markdown" or (not name and _only_words(cell.source)):
            continue
        header = '# %% name says="…"' if kind == "mistake" else "# %% name"
        if not name or (kind == "mistake") != bool(says):
            raise UserError(
                f"{path}: the header of {name or 'each cell'} must read `{header}`; "
                f"the cell begins {cell.source[:40]!r}."
            )
        if name in {variant.name for variant in variants}:
            raise UserError(f"{path}: two cells are called {name}. Rename one.")
        variants.append(Variant(path.stem, kind, name, cell.source, says))
    return variants


def _only_words(source: str) -> bool:
    """Return whether a cell speaks to the reader: comments and strings, no code."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    return all(isinstance(x, ast.Expr) and isinstance(x.value, ast.Constant) for x in body)


def run(
    notebook: Path,
    short: str,
    variants: Iterable[Variant],
    on_trial: Callable[[Trial], None] = lambda trial: None,
) -> list[Trial]:
    """Try every variant in a copy of the state that the built notebook reaches at its exercise.

    One process runs the reference's cells and forks at each exercise (see trials.py). Variants of
    exercises that do not exist are left out. Raises UserError where that process breaks down.
    """
    task = {"notebook": str(notebook), "short": short, "variants": [asdict(v) for v in variants]}
    alone = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "MPLBACKEND": "Agg"}
    trials = []
    with tempfile.TemporaryFile("w+") as stdin, tempfile.TemporaryFile("w+") as stderr:
        json.dump(task, stdin)
        stdin.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "autograde.trials"],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            cwd=notebook.parent,
            env={**os.environ, **alone, "NBGRADER_EXECUTION": "autograde"},
        )
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                trials.append(Trial(**json.loads(line)))
                on_trial(trials[-1])
        if process.returncode:
            stderr.seek(0)
            last = (stderr.read().strip().splitlines() or ["no message"])[-1]
            raise UserError(
                f"{notebook}: trying the mistakes and alternatives stopped with exit code "
                f"{process.returncode}: {last}. Run the notebook from top to bottom to see why."
            )
    return trials
