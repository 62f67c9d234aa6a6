"""What goes wrong around the coordinator: its disk, its database, the processes that serve it."""

import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import nbformat
import pytest

from autograde import cluster
from autograde.course import Course
from autograde.errors import UserError
from autograde.grade import grade
from autograde.records import Ledger
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course
from tests.faults import corpus
from tests.faults.corpus import FAULTS, POINTS
from tests.faults.harness import (
    ROOT,
    counts,
    gradebook_rows,
    nursery,
    private_tmp,
    recorded,
)
from tests.faults.nursery import descendants, pretend

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
    started = time.monotonic()
    with locked(course.gradebook):
        said = try_to_grade(course)
    assert said
    assert any("locked" in line or "another program" in line for line in said), said
    assert time.monotonic() - started < 60
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


@pytest.fixture(scope="module")
def sleepers(tmp_path_factory) -> Course:
    """A class in which one student's notebook sleeps for a while."""
    course = corpus.released_course(tmp_path_factory.mktemp("sleepers") / "course")
    corpus.hand_in(course, ["bob", "cyd", "dan"], [])
    notebook = corpus.answered(course)
    cell = nbformat.v4.new_code_cell("import time\n\ntime.sleep(3)")
    notebook.cells.insert(3, cell)
    place = course.submitted / "ada" / FAULTS
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{FAULTS}.ipynb")
    return course


@pytest.mark.parametrize("victim", ["init", "zygote", "judge", "judges"])
def test_a_process_killed_from_outside_costs_nobody_a_point(
    sleepers, tmp_path, real_sandbox, victim
):
    course = copied(sleepers, tmp_path / "course")
    with private_tmp() as tmp:
        account = nursery(course, FAULTS, tmp, victim=victim)
        assert account.complete, account.said
        assert account.hit, "nothing was killed"
        students = recorded(course, FAULTS)["students"]
        print(account.hit, {name: record["outcome"] for name, record in students.items()})
        failed = [name for name, record in students.items() if record["status"] == "failed"]
        if failed:  # ours, so no zero followed; the next run does it
            account = nursery(course, FAULTS, tmp)
            students = recorded(course, FAULTS)["students"]
        assert list(tmp.iterdir()) == []
        assert account.left == []
    for student in ("ada", "bob", "cyd", "dan"):
        points = {v["slug"]: v["points"] for v in students[student]["verdicts"]}
        assert {slug: points[slug] for slug in POINTS} == POINTS, students[student]
    assert counts(course)["submitted_assignment"] == 4


def test_no_room_for_temporary_files_is_nobodys_zero(sleepers, tmp_path, real_sandbox):
    course = copied(sleepers, tmp_path / "course")
    with small_disk(Path("/tmp") / f"uf-{os.getpid()}", "16k") as full:
        (full / "ballast").write_bytes(b"x" * 12288)
        account = nursery(course, FAULTS, full)
        said = [account.said]
        if account.complete:
            records = recorded(course, FAULTS)["students"].values()
            said = [r["outcome"] for r in records if r["status"] == "failed"]
        assert all("space" in line or "full" in line for line in said), said
    full.rmdir()
    with private_tmp() as tmp:
        assert nursery(course, FAULTS, tmp).complete
    students = recorded(course, FAULTS)["students"]
    assert {record["outcome"] for record in students.values()} == {"finished"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=str)
def test_a_coordinator_that_is_told_to_end_leaves_nothing_running(
    sleepers, tmp_path, real_sandbox, number
):
    course = copied(sleepers, tmp_path / "course")
    with private_tmp() as tmp:
        facts = {"kill": "delay", "kills": 1, "signal": int(number), "longest_s": 4.0, "seed": 3}
        account = nursery(course, FAULTS, tmp, **facts)
        print(account.kills, account.runs, account.said)
        if not account.complete:  # an interrupt is said, not died of
            assert "KeyboardInterrupt" in account.said
            assert account.left == []
            account = nursery(course, FAULTS, tmp)
        assert account.complete, account.said
        assert account.left == []
        assert list(tmp.iterdir()) == []
    students = recorded(course, FAULTS)["students"]
    assert {record["outcome"] for record in students.values()} == {"finished"}


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Run a Dask scheduler and two workers on this machine; yield its address, and them."""
    about = folder / "scheduler.json"
    dask = [sys.executable, "-W", "ignore", "-m", "distributed.cli."]
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    mine = ["--scheduler-file", str(about), "--no-dashboard", "--host", "127.0.0.1"]
    work = ["--no-nanny", "--nthreads", "1", "--death-timeout", "60"]

    def start(program: str, *words: str) -> subprocess.Popen:
        return subprocess.Popen([*dask[:-1], dask[-1] + program, *mine, *words], **quiet)

    started = [start("dask_scheduler", "--port", "0")]
    try:
        for _ in range(600):
            if about.is_file() and about.read_text():
                break
            time.sleep(0.05)
        started += [start("dask_worker", *work) for _ in range(2)]
        yield json.loads(about.read_text())["address"], started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def test_a_worker_killed_half_way_loses_no_submission(sleepers, tmp_path, real_sandbox):
    course = copied(sleepers, tmp_path / "course")
    with private_tmp() as tmp, scheduler(tmp_path) as (address, workers):

        def kill_one_at_work() -> None:
            for _ in range(2000):
                for worker in workers:
                    if inside := descendants(worker.pid):
                        time.sleep(0.7)
                        worker.kill()
                        orphans.extend(inside)
                        return
                time.sleep(0.02)

        orphans: list[int] = []
        busy = threading.Thread(target=kill_one_at_work)
        busy.start()
        account = nursery(course, FAULTS, tmp, scheduler=address)
        busy.join()
        assert orphans, "no worker was at work"
        assert not [pid for pid in orphans if Path(f"/proc/{pid}").exists()]
    assert account.complete, account.said
    students = recorded(course, FAULTS)["students"]
    assert {record["outcome"] for record in students.values()} == {"finished"}
    events = [said for _, said in account.events if " of " in said]
    assert len(events) == len(students) == 4
    assert counts(course)["submitted_assignment"] == 4
