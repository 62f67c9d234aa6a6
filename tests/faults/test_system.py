"""What goes wrong around the coordinator: its disk, its database, another coordinator."""

import errno
import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from autograde import cluster
from autograde.course import Course
from autograde.errors import UserError
from autograde.grade import grade
from autograde.records import Ledger
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course
from tests.faults.harness import (
    counts,
    gradebook_rows,
    nursery,
    private_tmp,
    recorded,
)
from tests.faults.nursery import pretend

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
STUDENTS = ("ada", "bob", "cyd")


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Course:
    course = released_course(tmp_path_factory.mktemp("system") / "tiny")
    for student in STUDENTS:
        hand_in(course, student, answered(course, tiny_why=student))
    return course


@pytest.fixture
def course(released, tmp_path, monkeypatch) -> Course:
    """A course to grade in this process; nothing is executed."""
    monkeypatch.setattr(cluster, "run", pretend)
    return copied(released, tmp_path / "tiny")


@pytest.fixture
def expected(released, tmp_path, monkeypatch) -> list[tuple]:
    """What the gradebook holds after an undisturbed run."""
    monkeypatch.setattr(cluster, "run", pretend)
    course = copied(released, tmp_path / "undisturbed")
    grade(course, TINY, jobs=2)
    return gradebook_rows(course, TINY)


def try_to_grade(course: Course) -> list[str]:
    """Grade, and return what a person reads of what went wrong: one line each."""
    try:
        run = grade(course, TINY, jobs=2)
    except UserError as error:
        said = [str(error)]
    else:
        said = [r["outcome"] for r in run.students.values() if r["status"] == "failed"]
    assert all(len(line.splitlines()) == 1 and len(line) < 600 for line in said), said
    return said


def graded_in_full(course: Course, expected: list[tuple]) -> None:
    """Fail unless a run now ends well, with all marks, each once."""
    assert try_to_grade(course) == []
    assert {r["status"] for r in recorded(course, TINY)["students"].values()} == {"graded"}
    assert gradebook_rows(course, TINY) == expected
    assert counts(course)["submitted_assignment"] == len(STUDENTS)


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold a database as another program would that is busy writing."""
    with closing(sqlite3.connect(path, check_same_thread=False, isolation_level=None)) as holder:
        holder.execute("begin exclusive")
        yield holder


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """Mount a disk of its own size, in memory. Skips, visibly, without the right to mount."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "faults", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk that is full or read-only needs the right to mount one")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_database_that_is_locked_for_a_while_is_waited_for(course, expected):
    with locked(course.gradebook) as holder:
        later = threading.Timer(2, holder.execute, ["rollback"])
        later.start()
        assert try_to_grade(course) == []
        later.join()
    graded_in_full(course, expected)


def test_a_database_that_stays_locked_is_told_in_a_line_and_nothing_is_lost(course, expected):
    """In a process of its own: SQLite can wait for ever, where no signal ends it."""
    with private_tmp() as tmp, locked(course.gradebook):
        account = nursery(course, TINY, tmp, pretend=True, timeout_s=60)
    said = [account.said] if account.said else [said for _, said in account.events]
    assert any("locked" in line or "another program" in line for line in said), said
    graded_in_full(course, expected)


def test_a_gradebook_that_is_no_database_is_told_in_a_line(course):
    course.gradebook.write_bytes(b"This is a spreadsheet.\n" * 100)
    (said,) = try_to_grade(course)
    assert "gradebook" in said
    assert course.gradebook.read_bytes().startswith(b"This is a spreadsheet.")


def test_a_read_only_course_is_told_in_a_line(course, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "run", pretend)
    with small_disk(tmp_path / "disk", "64m") as disk:
        stuck = copied(course, disk / "tiny")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        said = try_to_grade(stuck)
        assert said
        assert any("ead-only" in line or "write" in line for line in said), said


def test_a_full_disk_is_told_in_a_line_and_with_room_again_all_are_graded(
    course, expected, tmp_path
):
    with small_disk(tmp_path / "disk", "24m") as disk:
        full = copied(course, disk / "tiny")
        ballast = disk / "ballast"
        free = shutil.disk_usage(disk).free
        for left in (0, 20_000, 200_000):  # nothing; too little to begin with; to go on with
            ballast.write_bytes(b"x" * (free - left))
            said = try_to_grade(full)
            if left < 200_000:
                assert said
                assert any("space" in line or "full" in line for line in said), said
            ballast.unlink()
        graded_in_full(full, expected)


def test_a_record_that_cannot_be_written_stops_no_one_elses(course, expected, monkeypatch):
    """Three tries of writing grading.json meet a full disk."""
    real, left = Ledger._write, [2, 3, 4]
    calls = []

    def full(ledger):
        calls.append(1)
        if len(calls) in left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(ledger)

    monkeypatch.setattr(Ledger, "_write", full)
    try_to_grade(course)
    monkeypatch.undo()
    monkeypatch.setattr(cluster, "run", pretend)
    graded_in_full(course, expected)


def test_two_coordinators_at_once_record_each_submission_once(released, expected, tmp_path):
    both = copied(released, tmp_path / "both")
    with private_tmp() as tmp, ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(nursery, both, TINY, tmp, pretend=True) for _ in range(2)]
        done = [run.result() for run in runs]
    assert any(account.complete for account in done)
    for account in done:
        assert account.complete or len(account.said.splitlines()) == 1
        print(account.said)
    events = [said for account in done for _, said in account.events]
    assert len([said for said in events if " of " in said]) == len(STUDENTS), events
    assert gradebook_rows(both, TINY) == expected
