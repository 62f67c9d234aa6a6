"""Notebooks run here, or on Dask workers; what becomes of them when a worker dies."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from autograde import cluster
from autograde.cluster import Task
from autograde.errors import UserError
from autograde.execute import Execution
from autograde.grade import grade
from autograde.limits import DEFAULT
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course

pytestmark = pytest.mark.slow

# What workers run in place of a kernel: it says that it runs, waits as long as the notebook says,
# and brings back who ran it. A notebook with the word DEADLY ends its worker.
PRETEND = """
import asyncio
import os
import re

from autograde import cluster
from autograde.execute import Execution


async def pretend(task):
    text = str(task.notebook)
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(f"{task.key} {os.getpid()}\\n")
    if "DEADLY" in text:
        os._exit(1)
    waits = re.search("waits ([0-9.]+)", text)
    await asyncio.sleep(float(waits[1]) if waits else 0.05)
    return Execution(task.notebook, notes=[str(os.getpid())])


cluster.run = pretend
"""


class Workers:
    """A scheduler and its workers, one thread each, as `dask scheduler` and `dask worker`."""

    def __init__(self, folder: Path) -> None:
        self.seen = folder / "seen.txt"
        self.preload = folder / "pretend.py"
        self.about = folder / "scheduler.json"
        self.folder, self.started = folder, []
        self.env = {**os.environ, "SEEN": str(self.seen)}
        self.preload.write_text(PRETEND)
        self.seen.touch()

    def start(self, *words: str) -> subprocess.Popen:
        log = (self.folder / "log.txt").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard"],
            cwd=self.folder, env=self.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        log.close()
        self.started.append(process)
        return process

    def address(self, number: int) -> str:
        """Start everything; return where the scheduler is."""
        quiet = ("--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(self.about))
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0", *quiet)
        for n in range(number):
            self.start(
                "worker", "--host", "127.0.0.1", "--nthreads", "1", "--memory-limit", "0", *quiet,
                "--preload", str(self.preload), "--local-directory", str(self.folder / f"{n}"),
            )  # fmt: skip
        wait_until(lambda: self.about.exists() and self.about.read_text().endswith("}"))
        address = json.loads(self.about.read_text())["address"]
        with Client(address) as client:
            if number:
                client.wait_for_workers(number, timeout=120)
        return address

    def ran(self) -> list[tuple[str, int]]:
        """Return which task ran on which process, in the order of their beginning."""
        lines = [line.split() for line in self.seen.read_text().splitlines()]
        return [(key, int(pid)) for key, pid in lines]

    def end(self) -> None:
        for process in reversed(self.started):  # workers first: they take leave of the scheduler
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until(true: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


def allow_failures(address: str, number: int) -> None:
    def on_scheduler(dask_scheduler):
        dask_scheduler.allowed_failures = number

    with Client(address) as client:
        client.run_on_scheduler(on_scheduler)


@contextmanager
def started(folder: Path, number: int) -> Iterator[tuple[Workers, str]]:
    workers = Workers(folder)
    try:
        yield workers, workers.address(number)
    finally:
        workers.end()


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[tuple[Workers, str]]:
    with started(tmp_path_factory.mktemp("workers"), 2) as workers:
        yield workers


@pytest.fixture
def workers(shared) -> tuple[Workers, str]:
    shared[0].seen.write_text("")
    return shared


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


def a_task(key: str, source: str = "1 + 1") -> Task:
    return Task(key, new_notebook(cells=[new_code_cell(source)]), {}, "", DEFAULT)


def run_all(where, tasks: list[Task]) -> list[Execution]:
    async def run() -> list[Execution]:
        async with where as run_one:
            return await asyncio.gather(*(run_one(task) for task in tasks))

    return asyncio.run(run())


def test_so_many_tasks_at_once_run_here_and_no_more(monkeypatch):
    now, most = 0, 0

    async def pretend(task: Task) -> Execution:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return Execution(task.notebook, notes=[task.key])

    monkeypatch.setattr(cluster, "run", pretend)
    done = run_all(cluster.here(3), [a_task(str(n)) for n in range(10)])
    assert [execution.notes for execution in done] == [[str(n)] for n in range(10)]
    assert most == 3


def test_a_task_runs_beside_its_files_and_leaves_none(monkeypatch):
    seen = {}

    async def pretend(notebook, limits, folder, *, sandbox, preamble):
        for path in folder.rglob("*.txt"):
            seen[str(path.relative_to(folder))] = path.read_bytes()
        seen["folder"] = folder
        return Execution(notebook)

    monkeypatch.setattr(cluster, "aexecute", pretend)
    monkeypatch.setattr(cluster.sandbox, "find", lambda: None)
    files = {"a.txt": b"\x00one", "data/b.txt": b"two"}
    run_all(cluster.here(1), [Task("k", new_notebook(), files, "", DEFAULT)])
    assert not seen.pop("folder").exists()
    assert seen == files


def test_workers_share_the_tasks_and_each_brings_its_own_result(workers):
    watched, address = workers
    tasks = [a_task(f"share-{n}", f"{n}  # waits 0.3") for n in range(6)]
    done = run_all(cluster.on_workers(address), tasks)
    assert [e.notebook.cells[0].source for e in done] == [t.notebook.cells[0].source for t in tasks]
    assert Counter(key for key, _ in watched.ran()) == {task.key: 1 for task in tasks}
    assert len({pid for _, pid in watched.ran()}) == 2


def test_identical_notebooks_of_two_students_are_two_tasks(workers):
    watched, address = workers
    ada = a_task("ada")
    done = run_all(cluster.on_workers(address), [ada, replace(ada, key="ben")])
    assert [key for key, _ in sorted(watched.ran())] == ["ada", "ben"]
    assert done[0].notebook == done[1].notebook == ada.notebook


def test_a_task_can_run_again_under_the_key_of_an_earlier_run(workers):
    watched, address = workers
    for _ in range(2):
        run_all(cluster.on_workers(address), [a_task("again")])
    assert [key for key, _ in watched.ran()] == ["again", "again"]


def test_a_task_whose_worker_is_killed_runs_elsewhere_and_is_recorded_once(
    workers, released, tmp_path
):
    watched, address = workers
    course = copied(released, tmp_path / "tiny")
    students = ["ada", "ben", "chloé", "dan"]
    for student in students:
        hand_in(course, student, answered(course, tiny_why=f"waits 1.5, {student}"))
    killed = []

    def kill_one() -> None:
        wait_until(watched.ran)
        time.sleep(0.5)
        killed.append(watched.ran()[0])
        os.kill(killed[0][1], signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    entered = []
    run = grade(course, TINY, scheduler=address, on_event=entered.append)
    killer.join()
    key, pid = killed[0]
    where = [p for k, p in watched.ran() if k == key]
    assert where[0] == pid
    assert len(where) == 2, "the task whose worker was killed did not run again"
    assert where[1] != pid
    assert sorted(run.done) == students
    assert {record["status"] for record in run.students.values()} == {"graded"}
    for student in students:
        assert sum(line.startswith(f"{student}: ") for line in entered) == 1
    with Gradebook(course.db_url, "unrolled") as gradebook:
        saved = [submission.student.id for submission in gradebook.assignment_submissions(TINY)]
    assert sorted(saved) == students


def test_a_task_with_which_workers_die_is_one_failed_record(workers, released, tmp_path):
    watched, address = workers
    course = copied(released, tmp_path / "tiny")
    hand_in(course, "ada")
    hand_in(course, "ben", answered(course, tiny_why="DEADLY"))
    hand_in(course, "chloé")
    allow_failures(address, 0)  # a new worker takes seconds
    try:
        run = grade(course, TINY, scheduler=address)
    finally:
        allow_failures(address, 3)
    assert max(Counter(key for key, _ in watched.ran()).values()) == 2, "its workers did not die"
    by_status = {name: record["status"] for name, record in run.students.items()}
    assert by_status == {"ada": "graded", "ben": "failed", "chloé": "graded"}
    said = run.students["ben"]["outcome"]
    assert "KilledWorker" in said
    assert len(said.splitlines()) == 1


def test_a_scheduler_that_ends_leaves_a_record_of_every_submission(released, tmp_path):
    course = copied(released, tmp_path / "tiny")
    for student in ("ada", "ben", "chloé"):
        hand_in(course, student)
    folder = tmp_path / "workers"
    folder.mkdir()
    with started(folder, 0) as (watched, address):  # without workers tasks wait for ever
        ender = threading.Timer(3, watched.started[0].kill)
        ender.start()
        run = grade(course, TINY, scheduler=address)
        ender.join()
    assert sorted(run.done) == ["ada", "ben", "chloé"]
    for record in run.students.values():
        assert record["status"] == "failed"
        assert len(record["outcome"].splitlines()) == 1


def test_where_no_scheduler_answers_one_line_says_what_to_do(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    with pytest.raises(UserError) as raised:
        run_all(cluster.on_workers("tcp://127.0.0.1:1"), [a_task("nobody")])
    said = str(raised.value)
    assert re.match(r"No Dask scheduler answers at tcp://127\.0\.0\.1:1 \(.+\)\. Start one", said)
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("address", ["nonsense://here:1", "", "127.0.0.1:1:2"])
def test_an_address_that_is_none_is_one_line_too(address):
    with pytest.raises(UserError, match="No Dask scheduler"):
        run_all(cluster.on_workers(address), [a_task("nobody")])
