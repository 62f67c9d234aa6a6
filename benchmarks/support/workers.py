"""A Dask scheduler and two workers on this machine's loopback, as a TA would start them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from distributed import Client

from support import commands, cpu

START_S = 120


@contextmanager
def cluster(folder: Path, group: cpu.Group, number: int = 2) -> Iterator[str]:
    """Yield the address of a scheduler with so many workers of one thread each.

    All its processes are put into the group, which counts their CPU.
    """
    folder.mkdir()
    started: list[subprocess.Popen] = []
    log = (folder / "cluster.log").open("wb")

    def start(*words: str) -> None:
        command = [sys.executable, "-P", "-m", "dask", *words]
        env = commands.environment(folder)
        started.append(
            subprocess.Popen(  # noqa: S603 (our own words)
                command, cwd=folder, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, preexec_fn=group.enter,
            )
        )  # fmt: skip

    try:
        about = folder / "scheduler.json"
        quiet = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")
        start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", *quiet,
            "--scheduler-file", str(about),
        )  # fmt: skip
        for n in range(number):
            start(
                "worker", "--scheduler-file", str(about), "--host", "127.0.0.1", "--nthreads", "1",
                "--memory-limit", "0", "--local-directory", str(folder / f"worker-{n}"), *quiet,
            )  # fmt: skip
        yield _address(about, number)
    finally:
        for process in reversed(started):
            commands.end(process)
        log.close()


def pids(address: str) -> list[int]:
    """Return the process ids of the workers there are now."""
    with Client(address) as client:
        found: dict[str, int] = client.run(os.getpid)  # pyright: ignore[reportAssignmentType]
        return sorted(found.values())


def _address(about: Path, number: int) -> str:
    """Wait for the workers; return their scheduler's address."""
    deadline = time.monotonic() + START_S
    while not about.exists() or not about.read_text().endswith("}"):
        if time.monotonic() > deadline:
            raise RuntimeError("the Dask scheduler did not start")
        time.sleep(0.1)
    address = json.loads(about.read_text())["address"]
    with Client(address) as client:
        client.wait_for_workers(number, timeout=START_S)
    return address


class Killer:
    """Kills one worker, by its pid, once half of the submissions have been recorded."""

    def __init__(self, address: str, journal: Path, half: int, kept: Path) -> None:
        self.victim, self.journal, self.half = pids(address)[0], journal, half
        self.kept = kept  # a second name of the journal, which the grader removes in the end
        self.killed_at = 0

    def __call__(self, _: int) -> None:
        """Look whether it is time."""
        if not self.kept.exists():
            with suppress(FileNotFoundError):
                os.link(self.journal, self.kept)
        elif not self.killed_at and len(self.entered()) >= self.half:
            os.kill(self.victim, signal.SIGKILL)
            self.killed_at = len(self.entered())

    def entered(self) -> list[str]:
        """Return the students in the order in which they were recorded."""
        lines = self.kept.read_text(encoding="utf-8").splitlines()
        return [line.split('"')[1] for line in lines]
