"""Starts the nursery, and reads what stands in a gradebook and in grading.json."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from nbgrader.api import Gradebook

from autograde.course import Course
from autograde.limits import Limits
from tests.faults.nursery import Account, Task

ROOT = Path(__file__).absolute().parents[2]
SMALL = Limits(
    cell_s=2,
    notebook_s=12,
    output_bytes=100_000,
    memory_bytes=700 << 20,
    file_bytes=16 << 20,
    disk_bytes=64 << 20,
    shm_bytes=16 << 20,
)


@contextmanager
def private_tmp() -> Iterator[Path]:
    """Yield an empty folder for a coordinator's temporary files; its path is short, for sockets."""
    path = Path(tempfile.mkdtemp(prefix="uf-", dir="/tmp"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def nursery(course: Course, assignment: str, tmp: Path, **facts: object) -> Account:
    """Run coordinators as `Task` says; return what happened."""
    limits = facts.pop("limits", SMALL)
    assert isinstance(limits, Limits)
    task = Task(str(course.root), assignment, asdict(limits), **facts)  # type: ignore[arg-type]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.faults.nursery"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp)},
        input=json.dumps(asdict(task)),
        stdout=subprocess.PIPE,
        text=True,
        timeout=task.timeout_s * max(1, task.kills) + 60,
        check=True,
    )
    return Account(**json.loads(done.stdout))


def recorded(course: Course, assignment: str) -> dict:
    """Return grading.json."""
    return json.loads((course.reports / assignment / "grading.json").read_text(encoding="utf-8"))


def gradebook_rows(course: Course, assignment: str) -> list[tuple]:
    """Return all that a gradebook says of the submissions: each cell's grade, each comment."""
    rows: list[tuple] = []
    with Gradebook(course.db_url, course_id="unrolled") as book:
        for submission in book.assignment_submissions(assignment):
            student = submission.student.id
            rows.append((student, str(submission.timestamp), submission.needs_manual_grade))
            for notebook in submission.notebooks:
                rows += [
                    (student, "grade", g.name, g.auto_score, g.manual_score, g.extra_credit,
                     g.needs_manual_grade, g.failed_tests)
                    for g in notebook.grades
                ]  # fmt: skip
                rows += [
                    (student, "comment", c.name, c.auto_comment, c.manual_comment)
                    for c in notebook.comments
                ]
    return sorted(rows, key=repr)


def counts(course: Course) -> dict[str, int]:
    """Return how many rows of each kind there are, whoever they belong to."""
    tables = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")
    with closing(sqlite3.connect(course.gradebook)) as database:
        found = {t: database.execute(f"select count(*) from {t}").fetchone()[0] for t in tables}
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    return found


def dated(events: list[list], student: str) -> list[float]:
    """Return when a student was said to be done."""
    return [when for when, said in events if said.startswith(f"{student}: ")]
