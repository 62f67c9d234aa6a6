"""Grade a class: nbgrader's steps for each submission, with the execution swapped.

    submitted/ --intake, rebuild--> nbgrader sanitises --execute--> nbgrader saves --> autograded/

One coordinator runs several kernels at once and alone writes the gradebook. What becomes of each
submission is recorded in reports/<assignment>/grading.json as soon as it is known, so that a run
can be killed at any moment and started again: what is done is not done twice.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade, is_locked, is_solution, parse_utc

from autograde import cluster, records
from autograde.build import register
from autograde.course import Course
from autograde.errors import UserError
from autograde.execute import Execution
from autograde.gradebook import backup, exists, held
from autograde.handed_in import asked_files, released_files
from autograde.intake import Submission, intake, release_of
from autograde.judge import preamble
from autograde.limits import DEFAULT, Limits
from autograde.rebuild import rebuild
from autograde.records import Ledger, Record
from autograde.sandbox import Sandbox
from autograde.sandbox import find as best_sandbox
from autograde.steps import Steps, logged
from autograde.survey import hours
from autograde.verdicts import verdicts



@dataclass
class GradingRun:
    """What `grade` did. `students` is what grading.json holds; `done` were graded in this run."""

    assignment: str
    path: Path
    students: dict[str, Record]
    done: list[str]


@dataclass
class _Job:
    """What is the same for all submissions of one run."""

    course: Course
    assignment: str
    template: NotebookNode
    limits: Limits
    log: logging.Logger
    log_path: Path
    steps: Steps
    tests: str  # a fingerprint of what nbgrader puts into each submission
    files: dict[str, bytes]  # what the release has beside its notebook
    preamble: str
    sandbox: Sandbox | None


@dataclass
class _Work:
    """One submission to grade, with the files it was asked to bring."""

    submission: Submission
    files: dict[str, bytes] = field(default_factory=dict)
    key: str = ""


def grade(
    course: Course,
    assignment: str,
    *,
    students: Collection[str] | None = None,
    jobs: int | None = None,
    limits: Limits = DEFAULT,
    force: bool = False,
    sandbox: Sandbox | None = None,
    scheduler: str | None = None,
    on_event: Callable[[str], object] = lambda event: None,
    on_trouble: Callable[[str], object] = lambda trouble: None,
) -> GradingRun:
    """Grade the submissions to an assignment that are new or changed; with `force`, all of them.

    `jobs` notebooks run at once, one for each core unless told; with a Dask `scheduler`, its
    workers decide. `sandbox` is the best there is unless told. `on_event` is called with a line
    about each submission, `on_trouble` with a line about each that a person should look at.
    Raises UserError when nothing can be graded at all; what is wrong with one submission is in its
    record, and the others are graded.
    """
    with (
        held(course, f"grading {assignment}"),
        logged(course, f"grade-{assignment}") as (log, log_path),
        Steps(course, assignment, log) as steps,
    ):
        template = release_of(course, assignment)
        backup(course, log)
        register(course, assignment)
        job = _Job(
            course, assignment, template, limits, log, log_path, steps,
            tests=_tests_in_gradebook(course, assignment, template),
            files=released_files(course.notebooks / assignment),
            preamble=preamble(template),
            sandbox=sandbox or (None if scheduler else best_sandbox()),
        )  # fmt: skip
        submissions = _chosen(intake(course, assignment), students)
        ledger = _ledger(job)
        if students is None:  # those whose folders are gone are forgotten
            ledger.keep({submission.student for submission in submissions})
        todo = _todo(job, ledger, submissions, force, on_event)
        graded: list[str] = []

        def done(student: str, record: Record) -> None:
            ledger.enter(student, record)
            graded.append(student)
            on_event(f"{student}: {record['outcome']} ({len(graded)} of {len(todo)})")
            if record["outcome"] != "finished":
                on_trouble(f"{student}: {record['outcome']}")

        jobs = jobs or _cores()
        where = cluster.on_workers(scheduler) if scheduler else cluster.here(jobs)
        ahead = cluster.AT_ONCE if scheduler else jobs + 1  # one is ready when another ends
        asyncio.run(_grade_all(job, todo, where, ahead, done))
        ledger.close()
    return GradingRun(assignment, ledger.path, ledger.students, graded)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ledger(job: _Job) -> Ledger:
    about = job.template.metadata.get("unrolled", {})
    head = {
        "assignment": job.assignment,
        "version": about.get("version", ""),
        "limits": asdict(job.limits),
    }
    ledger = Ledger(job.course.reports / job.assignment / "grading.json", head)
    ledger.open()
    return ledger


def _todo(
    job: _Job,
    ledger: Ledger,
    submissions: list[Submission],
    force: bool,
    on_event: Callable[[str], object],
) -> list[_Work]:
    """Return what there is to do, and enter what can't be done."""
    todo = []
    template = nbformat.writes(job.template)
    for submission in submissions:
        old = ledger.students.get(submission.student, {})
        work = _Work(submission)
        if submission.state == "ready":
            folder = submission.path.parent
            work.files, notes = asked_files(job.template, folder, job.limits)
            submission.notes += notes
        work.key = records.key_of(submission, work.files, template, job.tests, job.limits)
        if submission.state != "ready":
            ledger.enter(submission.student, records.not_graded(submission, work.key, old))
            on_event(f"{submission.student}: {submission.state}")
        elif force or not records.is_done(job.course, submission, job.assignment, work.key, old):
            todo.append(work)
    return todo


async def _grade_all(
    job: _Job,
    todo: list[_Work],
    where: AbstractAsyncContextManager[cluster.Run],
    ahead: int,
    done: Callable[[str, Record], None],
) -> None:
    """Grade submissions side by side. What fails in one is recorded, and stays there."""
    async with where as run, asyncio.TaskGroup() as group:
        begun = asyncio.Semaphore(ahead)

        async def one(work: _Work) -> None:
            async with begun:
                done(work.submission.student, await _grade_safely(job, work, run))

        for work in todo:
            group.create_task(one(work))


async def _grade_safely(job: _Job, work: _Work, run: cluster.Run) -> Record:
    student = work.submission.student
    try:
        return await _grade_one(job, work, run)
    except Exception as error:
        job.log.exception("grading %s", student)
        said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        what = f"could not be graded ({said}); run it again, or see {job.log_path}"
        return records.record("failed", what, work.submission.notes, work.key)


async def _grade_one(job: _Job, work: _Work, run: cluster.Run) -> Record:
    """Take one submission through all steps, and return its record."""
    submission = work.submission
    assert submission.notebook is not None
    notebook, mended = rebuild(job.template, submission.notebook)
    notes = [*submission.notes, *mended]
    timestamp = _timestamp(submission, notes)
    sanitised = job.steps.sanitise(submission.student, notebook)
    files = {**job.files, **work.files}
    task = cluster.Task(work.key, sanitised, files, job.preamble, job.limits, job.sandbox)
    execution = await run(task)
    _check_setup(execution)
    job.steps.save(submission.student, execution.notebook, timestamp, work.files)
    return records.record(
        "graded", "; ".join(execution.notes) or "finished", notes, work.key,
        seconds=execution.seconds,
        hours=hours(notebook),
        verdicts=[asdict(verdict) for verdict in verdicts(execution.notebook)],
    )  # fmt: skip


def _check_setup(execution: Execution) -> None:
    """Raise RuntimeError if a locked cell failed before any of the student's had run.

    Then it is our fault, and no zero follows. Later on, what failed may be the student's doing.
    """
    for cell in execution.notebook.cells:
        if is_solution(cell) or cell.get("id", "").startswith("student--"):
            return
        if cell.cell_type == "code" and is_locked(cell) and not is_grade(cell):
            errors = [f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"]
            if errors:
                name = cell.metadata.nbgrader.grade_id
                raise RuntimeError(f"the course's own cell {name} failed, {errors[-1]}")


def _timestamp(submission: Submission, notes: list[str]) -> str | None:
    """Return what timestamp.txt says, if nbgrader can read it; it decides whether it is late."""
    path = submission.path.parent / "timestamp.txt"
    if not path.is_file() or path.is_symlink():
        return None
    try:
        text = path.read_text(encoding="utf-8").strip()
        parse_utc(text)
    except (ValueError, OverflowError, OSError):
        notes.append("timestamp.txt holds no date; lateness was not looked at.")
        return None
    return text


def _chosen(submissions: list[Submission], students: Collection[str] | None) -> list[Submission]:
    """Return the submissions of these students. Raises UserError when there is none of one."""
    there = {submission.student for submission in submissions}
    unknown = sorted(set(students or ()) - there)
    if unknown:
        raise UserError(
            f"There is no folder in submitted/ for {', '.join(map(repr, unknown))}. "
            f"There are: {', '.join(sorted(there)) or 'none'}."
        )
    if not submissions:
        raise UserError("submitted/ is empty: there is nothing to grade.")
    return [s for s in submissions if students is None or s.student in students]


def _tests_in_gradebook(course: Course, assignment: str, template: NotebookNode) -> str:
    """Return a fingerprint of what nbgrader will put into each submission, hidden tests included.

    Raises UserError when the gradebook does not know this release.
    """
    mend = f"Run `unrolled release {assignment}` and grade again."
    if not exists(course):
        raise UserError(f"{course.gradebook} does not exist. {mend}")
    with Gradebook(course.db_url, course.config().CourseDirectory.course_id) as gradebook:
        try:
            cells = gradebook.find_notebook(assignment, assignment).source_cells
        except MissingEntry:
            raise UserError(f"The gradebook does not know {assignment} yet. {mend}") from None
        known = sorted((c.name, c.cell_type, c.source, c.checksum) for c in cells)
    kept = {
        c.metadata.nbgrader.grade_id
        for c in template.cells
        if is_grade(c) or is_solution(c) or is_locked(c)
    }
    if {name for name, *_ in known} != kept:
        raise UserError(f"The gradebook knows another version of {assignment}. {mend}")
    return records.fingerprint(known)
