"""May this release leave the house?

`gate` gathers evidence (builds, runs in real kernels, trials of mistakes and alternatives) and
holds it against the rules in rules.py. What is released keeps them all: see releasing.py.
"""

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from papermill.parameterize import parameterize_notebook

from autograde import variants
from autograde.build import build, grade_id, release_notebook, source_notebook
from autograde.course import Course, short_name
from autograde.errors import UserError
from autograde.execute import Execution, execute
from autograde.judge import preamble
from autograde.limits import Limits
from autograde.rules import RULES, Evidence
from autograde.sandbox import Sandbox, find

# The first run is plain nbgrader's way, hidden tests in the kernel; the second is as submissions
# are graded, in a sandbox and judged. They must agree. What the judge cannot carry across belongs
# into a probe (docs/instructor.md).
SEEDS = (0, 1)
LIMITS = Limits(cell_s=300, notebook_s=600)  # for our own code; the budget is a rule
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Rule:
    """One rule and how the assignment stands by it; `detail` says what is wrong."""

    name: str
    passed: bool
    detail: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class GateReport:
    """What the gate found. `page` is the executed reference as HTML, for instructors."""

    assignment: str
    rules: list[Rule]
    seconds: float  # the reference's time
    page: Path

    @property
    def passed(self) -> bool:
        return all(rule.passed for rule in self.rules)


def gate(
    course: Course, assignment: str, on_progress: Progress = lambda message: None
) -> GateReport:
    """Hold the assignment against every rule. Writes build/ only.

    Raises UserError where the source can't be built at all.
    """
    evidence = gather(course, assignment, on_progress)
    page = course.build / "pages" / f"{assignment}.html"
    reference = evidence.references[SEEDS[0]]
    _write_page(page, reference.notebook, course.source / assignment)
    rules = []
    for name, rule in RULES.items():
        detail = rule(evidence)
        rules.append(Rule(name, not detail, detail))
    return GateReport(assignment, rules, reference.seconds, page)


def gather(course: Course, assignment: str, on_progress: Progress) -> Evidence:
    """Build, run and try all that the rules ask about."""
    on_progress("building")
    evidence = read(course, assignment)
    first, *others = SEEDS
    on_progress(f"running the reference with seed {first}")  # alone, because it is timed
    evidence.references[first] = run_reference(evidence, first)
    with ThreadPoolExecutor(max_workers=1) as pool:
        trying = pool.submit(try_variants, evidence, on_progress)
        for seed in others:
            on_progress(f"running the reference with seed {seed}")
            evidence.references[seed] = run_reference(evidence, seed)
        on_progress("running the untouched release")
        evidence.untouched = run_as_student(evidence.release, evidence.built.parent)
        on_progress("grading the untouched release")
        evidence.untouched_graded = run_untouched_graded(evidence)
        trying.result()
    return evidence


def read(course: Course, assignment: str) -> Evidence:
    """Build the assignment and read its variants: all the evidence that needs no kernel."""
    folder = course.solutions / assignment
    path = folder / f"{assignment}.py"
    return Evidence(
        path=path,
        built=build(course, assignment),
        short=short_name(assignment),
        source=source_notebook(path),
        release=release_notebook(course, assignment),
        rebuilt=release_notebook(course, assignment),
        variants=variants.load(folder),
    )


def run_reference(evidence: Evidence, seed: int) -> Execution:
    """Run the source notebook, answers included, with this seed; all but the first as graded.

    The first is what instructors see, with its figures.
    """
    notebook, beside = with_parameters(evidence.source, seed=seed), evidence.built.parent
    if seed == SEEDS[0]:
        return run_as_student(notebook, beside)
    return execute(
        notebook, LIMITS, beside, sandbox=_sandbox(), preamble=preamble(evidence.release)
    )


def run_as_student(notebook: NotebookNode, beside: Path) -> Execution:
    """Run a notebook as its student would, who is not graded at that moment: figures are drawn."""
    notebook = copy.deepcopy(notebook)
    notebook.cells.insert(0, new_code_cell(_NOT_GRADED))
    execution = execute(notebook, LIMITS, beside)
    del execution.notebook.cells[0]
    return execution


_NOT_GRADED = "__import__('os').environ.pop('NBGRADER_EXECUTION', None);"


def _sandbox() -> Sandbox:
    """Return what submissions will run in; an instructor's machine may have none."""
    try:
        return find()
    except UserError:
        return Sandbox.NONE


def try_variants(evidence: Evidence, on_progress: Progress = lambda message: None) -> None:
    """Try every mistake and alternative."""
    total = len(evidence.variants)

    def count(trial: variants.Trial) -> None:
        evidence.trials.append(trial)
        done = len(evidence.trials)
        on_progress(f"trying mistakes and alternatives: {done} of {total} ({trial.slug})")

    variants.run(evidence.built, evidence.short, evidence.variants, count)


def run_untouched_graded(evidence: Evidence) -> Execution:
    """Run the release with its hidden tests put back, as sanitising does."""
    notebook = with_hidden_tests(evidence.release, evidence.source)
    beside = evidence.built.parent
    return execute(notebook, LIMITS, beside, preamble=preamble(evidence.release))


def with_parameters(nb: NotebookNode, **parameters: object) -> NotebookNode:
    """Return a copy whose parameters are set by a cell that papermill injects."""
    nb = copy.deepcopy(nb)
    nb.metadata.papermill = {}
    for cell in nb.cells:
        cell.metadata.setdefault("tags", [])
    return parameterize_notebook(nb, parameters)


def with_hidden_tests(release: NotebookNode, source: NotebookNode) -> NotebookNode:
    """Return a copy of the release with the test cells of the source, as sanitising makes it."""
    nb = copy.deepcopy(release)
    tests = {grade_id(c): c.source for c in source.cells if _is_test(c)}
    for cell in nb.cells:
        cell.source = tests.get(grade_id(cell), cell.source)
    return nb


def _is_test(cell: NotebookNode) -> bool:
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("grade")) and not meta["solution"]


def _write_page(page: Path, executed: NotebookNode, folder: Path) -> None:
    """Write the executed reference as one HTML file, its figures inside."""
    exporter = HTMLExporter(embed_images=True)
    resources = {"metadata": {"name": page.stem, "path": str(folder)}}
    html, _ = exporter.from_notebook_node(executed, resources)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(html, encoding="utf-8")
