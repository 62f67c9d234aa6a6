"""The rules of the release gate: each reads the evidence and says what is wrong, if anything.

A rule returns sentences; none means that it is kept. Every sentence names what to edit or to run.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_grade

from autograde.build import dump, grade_id
from autograde.execute import Execution
from autograde.leaks import leaks, regions
from autograde.variants import Exercise, Trial, Variant, exercises
from autograde.verdicts import Verdict, verdicts
from course_utils.training import UNABLE

FEWEST_MISTAKES = 5
FEWEST_ALTERNATIVES = 3
BUDGET_SECONDS = 90.0
CHECK_SECONDS = 2.0
SURVEY = ("sources", "people", "hours")
_TEST_BEGINS = re.compile(r"\s*check\(\s*(['\"])(?P<slug>[\w-]+)\1\s*\)")


@dataclass
class Evidence:
    """All that is known about an assignment before it is released."""

    path: Path  # the .py file that messages name
    built: Path  # the notebook made from it
    short: str
    source: NotebookNode
    release: NotebookNode
    rebuilt: NotebookNode  # the release once more, from a second build
    variants: list[Variant] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    references: dict[int, Execution] = field(default_factory=dict)  # by seed
    untouched: Execution | None = None  # the release as the student gets it
    untouched_graded: Execution | None = None  # the same with the hidden tests put back

    @property
    def exercises(self) -> list[Exercise]:
        return exercises(self.source, self.short)

    def folder(self, kind: str) -> Path:
        return self.path.parent / f"{kind}s"


def ids_and_pairs(e: Evidence) -> list[str]:
    """Every graded cell has the role that its grade_id says, and the cells that belong to it."""
    keys = [key for cell in e.source.cells if (key := grade_id(cell))]
    wrong = [f"{k}: grade_ids begin with {e.short}-" for k in keys if k.split("-")[0] != e.short]
    for index, cell in enumerate(e.source.cells):
        if grade_id(cell):
            wrong += _cell_faults(e, index, cell, keys)
    needed = [f"{e.short}-survey-{part}" for part in SURVEY]
    wrong += [f"there is no survey cell {key}" for key in needed if key not in keys]
    tags = Counter(tag for cell in e.source.cells for tag in cell.metadata.get("tags", []))
    if tags["parameters"] != 1:
        wrong.append(f"{tags['parameters']} cells are tagged `parameters`; there must be one")
    return [f"{e.path}: {fault}" for fault in wrong]


def _cell_faults(e: Evidence, index: int, cell: NotebookNode, keys: list[str]) -> list[str]:
    """Return what is wrong with one keyed cell."""
    key, meta = cell.metadata.nbgrader["grade_id"], cell.metadata.nbgrader
    kinds = [kind for kind, _ in regions(cell.source)]
    faults = []
    if meta["grade"] and not meta["solution"]:
        slug = key.removeprefix(f"{e.short}-").removesuffix("-test")
        match = _TEST_BEGINS.match(cell.source)
        if not key.endswith("-test") or slug not in {x.slug for x in e.exercises}:
            faults.append(f'test cell {key} needs a solution cell "{e.short}-{slug}" before it')
        if not match or match["slug"] != slug:
            faults.append(f'test cell {key} must begin with check("{slug}")')
        if "HIDDEN TESTS" not in kinds:
            faults.append(f"test cell {key} has no ### BEGIN HIDDEN TESTS region")
    elif meta["grade"]:
        before = e.source.cells[index - 1] if index else None
        if before is None or grade_id(before) != f"{key}-question":
            faults.append(f"answer cell {key} must follow its question, cell {key}-question")
        elif "MARK SCHEME" not in [kind for kind, _ in regions(before.source)]:
            faults.append(f"question {key}-question has no ### BEGIN MARK SCHEME region")
    elif meta["solution"] and f"{key}-test" not in keys:
        faults.append(f"solution cell {key} has no test cell {key}-test")
    if meta["solution"] and "SOLUTION" not in kinds:
        faults.append(f"solution cell {key} has no ### BEGIN SOLUTION region")
    return faults


def enough_variants(e: Evidence) -> list[str]:
    """Every auto exercise has enough wrong and right answers, and every answer its exercise."""
    slugs = [x.slug for x in e.exercises]
    count = Counter((v.slug, v.kind) for v in e.variants)
    fewest = {"mistake": FEWEST_MISTAKES, "alternative": FEWEST_ALTERNATIVES}
    missing = [
        f"{e.folder(kind) / slug}.py has {count[slug, kind]} of at least {n} {kind}s"
        for slug in slugs
        for kind, n in fewest.items()
        if count[slug, kind] < n
    ]
    stray = sorted({(v.slug, v.kind) for v in e.variants if v.slug not in slugs})
    return missing + [f"{e.folder(k) / s}.py: there is no auto exercise {s}" for s, k in stray]


def no_leaks(e: Evidence) -> list[str]:
    """Nothing that only instructors may see is in the release."""
    return [f"release: {leak}" for leak in leaks(e.release, e.source, e.variants)]


def same_bytes(e: Evidence) -> list[str]:
    """Two builds of one source agree byte for byte."""
    if dump(e.release) == dump(e.rebuilt):
        return []
    pairs = zip(e.release.cells, e.rebuilt.cells, strict=False)
    differs = [a.id for a, b in pairs if a != b]
    return [f"two builds of {e.path} differ, in cells: {', '.join(differs) or 'metadata'}"]


def reference_full_marks(e: Evidence) -> list[str]:
    """The reference gets full marks on every auto exercise, in the kernel and from the judge."""
    return [
        f"{e.path}: with seed {seed} the reference gets {v.points:g} of {v.max_points:g} points "
        f"in {v.grade_id}: {v.message}"
        for seed, run in e.references.items()
        for v in _auto(run)
        if v.points < v.max_points
    ]


def reference_clean(e: Evidence) -> list[str]:
    """The reference runs to its end, without an error and without a warning on stderr.

    An error in a test cell costs points: that is for `reference_full_marks` to say. What `attempt`
    says instead of an error counts as one.
    """
    return [
        f"{e.path}: with seed {seed}, {fault}"
        for seed, run in e.references.items()
        for fault in [*run.notes, *_faults(run, test_cells=False), *_given_up(run)]
    ]


def reference_in_budget(e: Evidence) -> list[str]:
    """The reference runs within the time that students are promised."""
    seconds = min((run.seconds for run in e.references.values()), default=0)
    if seconds <= BUDGET_SECONDS:
        return []
    return [
        f"{e.path}: the reference takes {seconds:.0f} s, the budget is {BUDGET_SECONDS:.0f} s. "
        'Make the trainings shorter where budget == "quick".'
    ]


def untouched_runs(e: Evidence) -> list[str]:
    """The release runs from top to bottom, and every check says that nothing was attempted."""
    assert e.untouched is not None
    wrong = [f"{e.path}: in the untouched release, {x}" for x in _faults(e.untouched)]
    for v, cell in _auto_cells(e.untouched):
        said = [t.split("\n")[0] for t in _texts(cell) if t[:1] in "✓○✗"]
        if not any(text.startswith("○") for text in said):
            wrong.append(
                f"{e.path}: on the untouched release the check in {v.grade_id} must say "
                f'"not attempted yet"; it says {said or "nothing"}'
            )
    return wrong


def untouched_zero(e: Evidence) -> list[str]:
    """The untouched release earns nothing: the hidden tests fail on stubs."""
    assert e.untouched_graded is not None
    return [
        f"{e.path}: the untouched release gets {v.points:g} points in {v.grade_id}; its hidden "
        "tests must fail on the stub"
        for v in verdicts(e.untouched_graded.notebook)
        if v.points > 0
    ]


def mistakes_fail(e: Evidence) -> list[str]:
    """Every mistake loses points, and the check tells the student which mistake it is.

    The check of a question with options tells only what it has recorded.
    """
    says = {(v.slug, v.name): v.says for v in e.variants if v.kind == "mistake"}
    wrong = []
    for t in _trials(e, "mistake"):
        where, wanted = f"{e.folder('mistake') / t.slug}.py, {t.name}", says[t.slug, t.name]
        if t.points >= t.max_points:
            wrong.append(f"{where}: the hidden tests of {t.slug} give it full marks")
        if t.outcome not in ("wrong", "raised", "recorded"):
            wrong.append(f'{where}: the check must say what is wrong; its outcome is "{t.outcome}"')
        elif wanted not in t.message:
            wrong.append(f"{where}: the check must say {wanted!r}; it says {t.message!r}")
    return wrong


def alternatives_pass(e: Evidence) -> list[str]:
    """Every alternative gets full marks, and the check says that it is right, or recorded."""
    wrong = []
    for t in _trials(e, "alternative"):
        where = f"{e.folder('alternative') / t.slug}.py, {t.name}"
        if t.outcome not in ("right", "recorded"):
            said = f': "{t.message}"' if t.message else ""
            wrong.append(f'{where}: the check must say "right"; its outcome is "{t.outcome}"{said}')
        if t.points < t.max_points:
            wrong.append(f"{where}: {t.points:g} of {t.max_points:g} points. {t.error}".rstrip())
    return wrong


def checks_quick(e: Evidence) -> list[str]:
    """An instant check of a right answer takes no longer than a student waits gladly."""
    slowest: dict[str, float] = {}
    for t in _trials(e, "alternative"):
        slowest[t.slug] = max(slowest.get(t.slug, 0), t.check_seconds)
    return [
        f"{e.path}: check({slug!r}) takes {s:.1f} s of CPU time, more than {CHECK_SECONDS:g} s"
        for slug, s in slowest.items()
        if s > CHECK_SECONDS
    ]


RULES: dict[str, Callable[[Evidence], list[str]]] = {
    "every exercise has all its cells": ids_and_pairs,
    "enough mistakes and alternatives": enough_variants,
    "nothing leaks into the release": no_leaks,
    "two builds agree byte for byte": same_bytes,
    "the reference gets full marks": reference_full_marks,
    "the reference runs without errors or warnings": reference_clean,
    "the reference keeps to its time budget": reference_in_budget,
    "the untouched release runs, nothing attempted": untouched_runs,
    "the untouched release earns nothing": untouched_zero,
    "every mistake fails with its own diagnosis": mistakes_fail,
    "every alternative passes": alternatives_pass,
    "the instant checks are quick": checks_quick,
}


def _trials(e: Evidence, kind: str) -> list[Trial]:
    """Return the trial of each variant of this kind; one that was never run counts as failed."""
    done = {(t.slug, t.kind, t.name): t for t in e.trials}
    slugs = {x.slug for x in e.exercises}
    return [
        done.get((v.slug, kind, v.name)) or Trial(v.slug, kind, v.name, "not tried", max_points=1)
        for v in e.variants
        if v.kind == kind and v.slug in slugs
    ]


def _auto(run: Execution) -> list[Verdict]:
    return [v for v, _ in _auto_cells(run)]


def _auto_cells(run: Execution) -> list[tuple[Verdict, NotebookNode]]:
    """Return the verdict and the cell of each auto exercise."""
    cells = {grade_id(cell): cell for cell in run.notebook.cells}
    found = [(v, cells[v.grade_id]) for v in verdicts(run.notebook)]
    return [(v, cell) for v, cell in found if not cell.metadata.nbgrader["solution"]]


def _texts(cell: NotebookNode) -> list[str]:
    """Return what a cell shows as plain text."""
    shown = [o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs]
    return [text for text in shown if text]


def _faults(run: Execution, test_cells: bool = True) -> list[str]:
    """Return the errors and the stderr lines in the code cells of a run."""
    found = []
    for cell in run.notebook.cells:
        if is_grade(cell) and not test_cells:
            continue
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                error = f"{output.ename}: {output.evalue}".strip(": ")
                found.append(f"cell {cell.id} raises {error}")
            elif output.output_type == "stream" and output.name == "stderr":
                found.append(f"cell {cell.id} writes to stderr: {output.text.strip()[:200]!r}")
    return found


def _given_up(run: Execution) -> list[str]:
    """Return what ready-made cells said of an answer that they could not run."""
    said = [
        (cell.id, line)
        for cell in run.notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
        for line in output.text.splitlines()
    ]
    return [f"cell {id_} says: {line}" for id_, line in said if line.startswith(UNABLE)]
