"""Grade a class: nbgrader's steps for each submission, with the execution swapped.

    submitted/ --intake, rebuild--> nbgrader sanitises --execute--> nbgrader saves --> autograded/

One coordinator runs several kernels at once and alone writes the gradebook. What becomes of each
submission is recorded in reports/<assignment>/grading.json as soon as it is known, so that a run
can be killed at any moment and started again: what is done is not done twice.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade, is_locked, is_solution, parse_utc

from autograde import records
from autograde.build import register
from autograde.course import Course
from autograde.errors import UserError
from autograde.execute import DEFAULT, Execution, Limits, aexecute
from autograde.intake import Submission, intake, release_of
from autograde.rebuild import rebuild
from autograde.records import Ledger, Record
from autograde.steps import Sanitise, Save, convert, logged
from autograde.survey import hours
from autograde.verdicts import verdicts

STAGES = "build/grading"


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


def grade(
    course: Course,
    assignment: str,
    *,
    students: Collection[str] | None = None,
    jobs: int | None = None,
    limits: Limits = DEFAULT,
    force: bool = False,
    on_event: Callable[[str], object] = lambda event: None,
) -> GradingRun:
    """Grade the submissions to an assignment that are new or changed; with `force`, all of them.

    `jobs` notebooks run at once, one for each core unless told. `on_event` is called with a line
    about each submission. Raises UserError when nothing can be graded at all; what is wrong with
    one submission is in its record, and the others are graded.
    """
    template = release_of(course, assignment)
    register(course, assignment)
    tests = _tests_in_gradebook(course, assignment, template)
    submissions = _chosen(intake(course, assignment), students)
    ledger = _ledger(course, assignment, template, limits)
    if students is None:  # those whose folders are gone are forgotten
        there = {submission.student for submission in submissions}
        ledger.students = {n: r for n, r in ledger.students.items() if n in there}
    todo: list[tuple[Submission, str]] = []
    for submission in submissions:
        old = ledger.students.get(submission.student, {})
        key = records.key_of(submission, nbformat.writes(template), tests, limits)
        if submission.state != "ready":
            ledger.enter(submission.student, records.not_graded(submission, key, old))
            on_event(f"{submission.student}: {submission.state}")
        elif force or not records.is_done(course, submission, assignment, key, old):
            todo.append((submission, key))

    graded: list[str] = []

    def done(student: str, record: Record) -> None:
        ledger.enter(student, record)
        graded.append(student)
        on_event(f"{student}: {record['outcome']} ({len(graded)} of {len(todo)})")

    with logged(course, f"grade-{assignment}") as (log, log_path):
        job = _Job(course, assignment, template, limits, log, log_path)
        asyncio.run(_grade_all(job, todo, jobs or os.cpu_count() or 1, done))
    ledger.close()
    return GradingRun(assignment, ledger.path, ledger.students, graded)


def _ledger(course: Course, assignment: str, template: NotebookNode, limits: Limits) -> Ledger:
    about = template.metadata.get("unrolled", {})
    head = {"assignment": assignment, "version": about.get("version", ""), "limits": asdict(limits)}
    ledger = Ledger(course.reports / assignment / "grading.json", head)
    ledger.open()
    return ledger


async def _grade_all(
    job: _Job,
    todo: list[tuple[Submission, str]],
    jobs: int,
    done: Callable[[str, Record], None],
) -> None:
    """Grade submissions, so many at once. What fails in one is recorded, and stays there."""
    slots = asyncio.Semaphore(jobs)

    async def one(submission: Submission, key: str) -> None:
        async with slots:
            try:
                record = await _grade_one(job, submission, key)
            except Exception as error:
                job.log.exception("grading %s", submission.student)
                said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
                what = f"could not be graded ({said}); run it again, or see {job.log_path}"
                record = records.record("failed", what, submission.notes, key)
        done(submission.student, record)

    async with asyncio.TaskGroup() as group:
        for submission, key in todo:
            group.create_task(one(submission, key))


async def _grade_one(job: _Job, submission: Submission, key: str) -> Record:
    """Take one submission through all steps, and return its record."""
    assert submission.notebook is not None
    notebook, mended = rebuild(job.template, submission.notebook)
    notes = [*submission.notes, *mended]
    stage = {name: f"{STAGES}/{name}" for name in ("staged", "sanitised", "executed")}
    timestamp = _timestamp(submission, notes)
    _put(job, stage["staged"], submission.student, notebook, timestamp)
    _convert(
        job, Sanitise, submission,
        submitted_directory=stage["staged"], autograded_directory=stage["sanitised"],
    )  # fmt: skip
    ready = job.course.root / stage["sanitised"] / submission.student / job.assignment
    sanitised = nbformat.read(ready / f"{job.assignment}.ipynb", as_version=4)
    files = job.course.notebooks / job.assignment
    execution = await aexecute(sanitised, job.limits, files)
    _check_setup(execution)
    _put(job, stage["executed"], submission.student, execution.notebook, timestamp)
    _convert(job, Save, submission, submitted_directory=stage["executed"])
    for folder in stage.values():
        shutil.rmtree(job.course.root / folder / submission.student, ignore_errors=True)
    return records.record(
        "graded", "; ".join(execution.notes) or "finished", notes, key,
        seconds=execution.seconds,
        hours=hours(notebook),
        verdicts=[asdict(verdict) for verdict in verdicts(execution.notebook)],
    )  # fmt: skip


def _check_setup(execution: Execution) -> None:
    """Raise RuntimeError if a locked cell without points failed: it is ours, so no zero follows."""
    for cell in execution.notebook.cells:
        if cell.cell_type == "code" and is_locked(cell) and not is_grade(cell):
            errors = [f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"]
            if errors:
                name = cell.metadata.nbgrader.grade_id
                raise RuntimeError(f"the course's own cell {name} failed, {errors[-1]}")


def _convert(job: _Job, step: Any, submission: Submission, **folders: str) -> None:
    convert(step, job.course, job.assignment, submission.student, job.log, **folders)


def _put(
    job: _Job, folder: str, student: str, notebook: NotebookNode, timestamp: str | None
) -> None:
    """Write a notebook, and when it was handed in, to where nbgrader's next step looks."""
    place = job.course.root / folder / student / job.assignment
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{job.assignment}.ipynb")
    if timestamp is not None:
        (place / "timestamp.txt").write_text(timestamp, encoding="utf-8")


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
    if not course.gradebook.is_file():
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
