"""Grade some exercises of a class again, in a draft, and leave all other scores as they are.

What is graded is the notebook in autograded/, so what the student handed in then. It is run again
only where a test that runs is another or new; where only points changed, its outputs are enough.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from autograde import cluster, versions
from autograde.build import grade_id
from autograde.errors import UserError
from autograde.execute import Execution
from autograde.grade import check_setup, cores
from autograde.handed_in import asked_files, released_files
from autograde.intake import release_of
from autograde.judge import preamble
from autograde.limits import Limits
from autograde.regrading.carry import carried, take_outputs
from autograde.regrading.draft import Draft
from autograde.regrading.entries import Redone
from autograde.sandbox import Sandbox, find
from autograde.steps import Steps
from autograde.verdicts import settle, verdicts


@dataclass(frozen=True)
class Again:
    """Why an exercise is looked at again. A test is `auto`; other answers are marked by people."""

    why: str
    auto: bool
    runs: bool = False
    points: bool = False  # it is worth something else now


@dataclass(frozen=True)
class How:
    """In what way notebooks are run."""

    limits: Limits
    sandbox: Sandbox | None = None
    jobs: int | None = None


@dataclass
class _Work:
    """One student's notebook on its way."""

    graded: NotebookNode
    notebook: NotebookNode
    files: dict[str, bytes]
    timestamp: str | None
    execution: Execution | None = None


def rerun(
    draft: Draft,
    again: Mapping[str, Again],
    students: Collection[str],
    how: How,
    on_progress: Callable[[str], None],
) -> dict[str, Redone]:
    """Grade these exercises of these students, and save that in the draft.

    What fails for one student is told in what is returned, and the others are graded. Raises
    UserError where there is no sandbox to run in.
    """
    done: dict[str, Redone] = {}
    runs = {name for name, reason in again.items() if reason.runs}
    with Steps(draft, draft.assignment, draft.log) as steps:
        work = {}
        for student in sorted(students):
            with _apart(draft, student, done):
                work[student] = _prepared(draft, steps, student, how.limits)
        if runs and work:
            asyncio.run(_run_all(draft, work, done, how, on_progress))
        for student, one in work.items():
            with _apart(draft, student, done):
                if student not in done:
                    done[student] = _saved(draft, steps, student, one, again)
    return done


@contextmanager
def _apart(draft: Draft, student: str, done: dict[str, Redone]) -> Iterator[None]:
    """Let what fails for one student be known of that student, and stop nobody else."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        draft.log.exception("grading %s again", student)
        done[student] = Redone(failure=(str(error) or type(error).__name__).splitlines()[0][:200])


def _prepared(draft: Draft, steps: Steps, student: str, limits: Limits) -> _Work:
    """Return a graded notebook as the draft's release has it, hidden tests in."""
    folder, name = draft.graded(student), f"{draft.assignment}.ipynb"
    try:
        graded = nbformat.read(folder / name, as_version=4)
    except (OSError, ValueError) as error:
        raise RuntimeError(
            f"autograded/{student}/{draft.assignment}/{name} cannot be read; "
            f"`unrolled grade` makes it anew"
        ) from error
    release = release_of(draft, draft.assignment)
    notebook = steps.sanitise(student, carried(graded, _base(draft, graded), release))
    files, _ = asked_files(release, folder, limits)
    return _Work(graded, notebook, files, _timestamp(draft, student))


def _timestamp(draft: Draft, student: str) -> str | None:
    """Return when it was handed in, as the gradebook has it and nbgrader writes it down."""
    known = {row["student_id"]: row for row in draft.before["submitted_assignment"].values()}
    when = known[student]["timestamp"]
    return None if when is None else f"{when} UTC"


def _base(draft: Draft, graded: NotebookNode) -> NotebookNode:
    """Return the release that a graded notebook was made from, as far as that is known."""
    version = versions.of(graded)
    if version in versions.kept(draft.real, draft.assignment):
        return versions.student(draft.real, draft.assignment, version)
    return release_of(draft.real, draft.assignment)


async def _run_all(
    draft: Draft,
    work: dict[str, _Work],
    done: dict[str, Redone],
    how: How,
    on_progress: Callable[[str], None],
) -> None:
    release = release_of(draft, draft.assignment)
    beside = released_files(draft.notebooks / draft.assignment)
    sandbox, ahead = how.sandbox or find(), preamble(release)
    count = iter(range(1, len(work) + 1))

    async def one(student: str, run: cluster.Run) -> None:
        task = cluster.Task(
            student, work[student].notebook, {**beside, **work[student].files}, ahead,
            how.limits, sandbox,
        )  # fmt: skip
        with _apart(draft, student, done):
            execution = await run(task)
            check_setup(execution)
            work[student].execution = execution
        on_progress(f"grading again: {next(count)} of {len(work)} ({student})")

    async with cluster.here(how.jobs or cores()) as run, asyncio.TaskGroup() as group:
        for student in work:
            group.create_task(one(student, run))


def _saved(
    draft: Draft, steps: Steps, student: str, work: _Work, again: Mapping[str, Again]
) -> Redone:
    """Let nbgrader enter the marks. A test that did not run keeps its outputs."""
    ran = work.execution
    notebook = work.notebook if ran is None else ran.notebook

    def stays(cell: NotebookNode) -> bool:
        reason = again.get(grade_id(cell) or "")
        return ran is None or (is_grade(cell) and not (reason and reason.runs))

    take_outputs(notebook, work.graded, stays)
    for cell in notebook.cells:
        if cell.cell_type == "code" and is_grade(cell) and grade_id(cell) in again:
            settle(cell)
    steps.save(student, notebook, work.timestamp, work.files)
    found = verdicts(notebook)
    return Redone(found) if ran is None else Redone(found, ran.seconds, ran.notes)
