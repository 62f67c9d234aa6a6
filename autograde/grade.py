"""Grade a class: nbgrader's steps for each submission, with the execution swapped.

    submitted/ --intake, rebuild--> nbgrader sanitises --execute--> nbgrader saves --> autograded/

One coordinator runs several kernels at once and alone writes the gradebook. What becomes of each
submission is recorded in reports/<assignment>/grading.json as soon as it is known, so that a run
can be killed at any moment and started again: what is done is not done twice.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nbgrader.utils import is_grade, is_locked, is_solution, parse_utc
from sqlalchemy.exc import DBAPIError

from autograde import cluster, records
from autograde.build import register
from autograde.course import Course
from autograde.errors import UserError
from autograde.execute import Execution
from autograde.gradebook import backup, held
from autograde.handed_in import released_files
from autograde.intake import Submission, intake, release_of
from autograde.judge import preamble
from autograde.late import checked
from autograde.limits import DEFAULT, Limits
from autograde.outdated import brought_up
from autograde.rebuild import rebuild
from autograde.records import Ledger, Record
from autograde.sandbox import Sandbox
from autograde.sandbox import find as best_sandbox
from autograde.steps import Steps, logged
from autograde.survey import hours
from autograde.text import plain
from autograde.verdicts import verdicts
from autograde.worklist import Release, Work, chosen, tests_in_gradebook, worklist


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

    release: Release
    limits: Limits
    log: logging.Logger
    log_path: Path
    steps: Steps
    files: dict[str, bytes]  # what the release has beside its notebook
    preamble: str
    sandbox: Sandbox | None
    writer: ThreadPoolExecutor  # of one thread: a database that is locked holds up no kernel

    async def desk(self, step: Callable[..., Any], *arguments: Any) -> Any:
        """Do one of nbgrader's steps, one at a time, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, step, *arguments)


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
        in_words(course),
        held(course, f"grading {assignment}"),
        logged(course, f"grade-{assignment}") as (log, log_path),
        Steps(course, assignment, log) as steps,
        ThreadPoolExecutor(max_workers=1) as writer,
    ):
        checked(course.config())
        template = release_of(course, assignment)
        backup(course, log)
        register(course, assignment)
        tests = tests_in_gradebook(course, assignment, template)
        job = _Job(
            Release(course, assignment, template, tests), limits, log, log_path, steps,
            files=released_files(course.notebooks / assignment),
            preamble=preamble(template),
            sandbox=sandbox or (None if scheduler else best_sandbox()),
            writer=writer,
        )  # fmt: skip
        submissions = chosen(intake(course, assignment), students)
        ledger = _ledger(job)
        if students is None:  # those whose folders are gone are forgotten
            ledger.keep({submission.student for submission in submissions})
        todo = worklist(job.release, limits, ledger, submissions, force, on_event)
        graded: list[str] = []

        def done(student: str, record: Record) -> None:
            ledger.enter(student, record)
            graded.append(student)
            said = plain(f"{student}: {record['outcome']}")
            on_event(f"{said} ({len(graded)} of {len(todo)})")
            if record["outcome"] != "finished":
                on_trouble(said)

        jobs = jobs or cores()
        where = cluster.on_workers(scheduler) if scheduler else cluster.here(jobs)
        ahead = cluster.AT_ONCE if scheduler else jobs + 1  # one is ready when another ends
        asyncio.run(_grade_all(job, todo, where, ahead, done))
        ledger.close()
    return GradingRun(assignment, ledger.path, ledger.students, graded)


@contextmanager
def in_words(course: Course) -> Iterator[None]:
    """Turn what the disk and the database can say into a line for people."""
    try:
        yield
    except OSError as error:
        place = error.filename or course.root
        raise UserError(
            f"{place} cannot be written ({error.strerror or error}). Make room, or mend its "
            "permissions, and run this again: what is done is kept."
        ) from error
    except DBAPIError as error:
        said = str(error.orig or error).splitlines()[0]
        raise UserError(
            f"The gradebook cannot be used ({said}). `unrolled doctor` looks into it; "
            "build/backups/ holds what it was before each run."
        ) from error


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ledger(job: _Job) -> Ledger:
    about = job.release.template.metadata.get("unrolled", {})
    head = {
        "assignment": job.release.assignment,
        "version": about.get("version", ""),
        "limits": asdict(job.limits),
    }
    ledger = Ledger(job.release.course.reports / job.release.assignment / "grading.json", head)
    ledger.open()
    return ledger


async def _grade_all(
    job: _Job,
    todo: list[Work],
    where: AbstractAsyncContextManager[cluster.Run],
    ahead: int,
    done: Callable[[str, Record], None],
) -> None:
    """Grade submissions side by side. What fails in one is recorded, and stays there."""
    async with where as run, asyncio.TaskGroup() as group:
        begun = asyncio.Semaphore(ahead)

        async def one(work: Work) -> None:
            async with begun:
                done(work.submission.student, await _grade_safely(job, work, run))

        for work in todo:
            group.create_task(one(work))


async def _grade_safely(job: _Job, work: Work, run: cluster.Run) -> Record:
    student = work.submission.student
    try:
        return await _grade_one(job, work, run)
    except Exception as error:
        job.log.exception("grading %s", student)
        said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        what = f"could not be graded ({said}); run it again, or see {job.log_path}"
        return records.record("failed", what, work.submission.notes, work.key)


async def _grade_one(job: _Job, work: Work, run: cluster.Run) -> Record:
    """Take one submission through all steps, and return its record."""
    submission = work.submission
    assert submission.notebook is not None
    about = job.release
    theirs, done = brought_up(about.course, about.assignment, about.template, submission.notebook)
    notebook, mended = rebuild(about.template, theirs)
    notes = [*submission.notes, *done, *mended]
    timestamp = _timestamp(submission, notes)
    sanitised = await job.desk(job.steps.sanitise, submission.student, notebook)
    files = {**job.files, **work.files}
    task = cluster.Task(work.key, sanitised, files, job.preamble, job.limits, job.sandbox)
    execution = await run(task)
    check_setup(execution)
    await job.desk(job.steps.save, submission.student, execution.notebook, timestamp, work.files)
    return records.record(
        "graded", "; ".join(execution.notes) or "finished", notes, work.key,
        seconds=execution.seconds,
        hours=hours(notebook),
        verdicts=[asdict(verdict) for verdict in verdicts(execution.notebook)],
    )  # fmt: skip


def check_setup(execution: Execution) -> None:
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
