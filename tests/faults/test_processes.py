"""What goes wrong with the processes that serve a coordinator, or with the coordinator itself."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from autograde.course import Course
from tests.autograde.tiny_class import copied
from tests.faults import corpus
from tests.faults.corpus import FAULTS, POINTS
from tests.faults.harness import (
    ROOT,
    counts,
    nursery,
    private_tmp,
    recorded,
)
from tests.faults.nursery import descendants
from tests.faults.test_system import small_disk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


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
