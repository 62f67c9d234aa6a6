"""Runs coordinators, kills some of them, and looks for what they leave behind.

`python -m tests.faults.nursery` reads a task (see `Task`) as JSON from stdin and writes an account
as JSON to stdout. Every process that a coordinator starts, however it detaches itself, becomes a
child of this one when it is orphaned: so none can hide.
"""

import atexit
import ctypes
import json
import os
import random
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograde import cluster
from autograde import grade as grading
from autograde.course import Course
from autograde.errors import UserError
from autograde.limits import Limits

PR_SET_CHILD_SUBREAPER = 36
GRACE_S = 15.0  # what orphans get to end, on a machine that is busy with other tests
FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}


@dataclass
class Task:
    """What to run.

    `kill` is "" (never), "delay" (from outside, at random moments) or "step" (by itself, before a
    random access to the disk or the database). A `victim` (see `find_victim`) is killed once.
    """

    root: str
    assignment: str
    limits: dict[str, Any]
    jobs: int = 2
    kill: str = ""
    kills: int = 0
    seed: int = 0
    longest_s: float = 5.0  # of an undisturbed run: delays are drawn below it
    steps: int = 0  # of an undisturbed run: how often it touches disk and database
    pretend: bool = False  # nothing is executed
    victim: str = ""
    victim_after_s: float = 0.7  # after it was first seen
    signal: int = signal.SIGKILL  # to end a coordinator
    scheduler: str | None = None  # Dask's
    timeout_s: float = 300.0


@dataclass
class Account:
    """What happened: runs, the events of all of them, and what was left."""

    kills: int = 0
    runs: int = 0
    seconds: float = 0.0
    steps: int = 0
    complete: bool = False
    said: str = ""  # why it is not complete
    events: list[tuple[float, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # processes that outlived their coordinator
    hit: str = ""  # the victim that was killed


def main() -> None:
    task = Task(**json.load(sys.stdin))
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    assert threading.active_count() == 1, "a process with threads must not be forked"
    print(json.dumps(asdict(run_until_done(task))))


def run_until_done(task: Task) -> Account:
    """Run coordinators until one comes to its end, killing them as the task says."""
    account, chance = Account(), random.Random(task.seed)
    while not account.complete and not account.said:
        killing = bool(task.kill) and account.kills < task.kills
        _run_once(task, account, chance if killing else None)
    return account


def _run_once(task: Task, account: Account, chance: random.Random | None) -> None:
    step = chance.randint(1, task.steps) if chance and task.kill == "step" else 0
    delay = chance.uniform(0, task.longest_s) if chance and task.kill == "delay" else None
    reading, writing = os.pipe()
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _coordinate(task, step, writing)
    os.close(writing)
    account.runs += 1
    fatal = started + (task.timeout_s if delay is None else delay)
    killed, seen = False, 0.0
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        said = b""
        while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            if not killed and time.monotonic() > fatal:
                os.kill(pid, task.signal if delay is not None else signal.SIGKILL)
                killed = True
            if task.victim and not account.hit and (victim := find_victim(task.victim, pid)):
                seen = seen or time.monotonic()
                if time.monotonic() > seen + task.victim_after_s:
                    account.hit = _command(victim)
                    os.kill(victim, signal.SIGKILL)
            if select.select([pipe], [], [], 0.01)[0]:
                said = _enter_lines(account, said + pipe.read(65536))
        while select.select([pipe], [], [], 0)[0] and (last := pipe.read(65536)):
            said = _enter_lines(account, said + last)
    _, status = os.waitpid(pid, 0)
    account.seconds = time.monotonic() - started
    account.left += _leftovers()
    if os.WIFSIGNALED(status) and (step or delay is not None):
        account.kills += 1
    elif status and not account.said:
        why = f"it took longer than {task.timeout_s:g} s" if killed else f"status {status}"
        account.said = f"the coordinator ended: {why}"


def _enter_lines(account: Account, said: bytes) -> bytes:
    """Enter what a coordinator tells, line by line; return the line that is not whole yet."""
    *lines, rest = said.split(b"\n")
    for line in lines:
        kind, value = json.loads(line)
        if kind == "event":
            account.events.append((time.monotonic(), value))
        elif kind == "steps":
            account.steps = value
        elif kind == "complete":
            account.complete = True
        else:
            account.said = value
    return rest


def _coordinate(task: Task, step: int, pipe: int) -> None:
    """Do what `unrolled grade` does, in a process of its own; tell on the pipe what happens."""
    code = 1

    def tell(kind: str, value: object = None) -> None:
        os.write(pipe, json.dumps([kind, value]).encode() + b"\n")

    try:
        os.set_inheritable(pipe, False)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        course = Course(Path(task.root), Path(task.root, "solutions"))
        if task.pretend:
            cluster.run = pretend
        counted = count_steps(step)
        grading.grade(
            course, task.assignment, jobs=task.jobs, limits=Limits(**task.limits),
            scheduler=task.scheduler,
            on_event=lambda said: tell("event", str(said)),
        )  # fmt: skip
        tell("steps", counted())
        tell("complete")
        code = 0
    except UserError as error:
        tell("said", str(error))
    except BaseException as error:
        tell("said", f"{type(error).__name__}: {error}")
    finally:
        with suppress(BaseException):
            atexit._run_exitfuncs()
        os._exit(code)


async def pretend(task: cluster.Task) -> cluster.Execution:
    """Fail the test of each exercise that was left as a stub, without running anything."""
    from nbformat.v4 import new_output

    stubs = set()
    for cell in task.notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if "NotImplementedError" in cell.source:
            stubs.add(f"{grade_id}-test")
        if grade_id in stubs:
            cell.outputs = [new_output("error", ename="AssertionError", evalue="no", traceback=[])]
    return cluster.Execution(task.notebook, seconds=0.5)


def count_steps(fatal: int) -> Callable[[], int]:
    """Count accesses to disk and database; die by SIGKILL before the fatal one, if not 0."""
    count, coordinator = 0, os.getpid()

    def step(*_: object) -> None:
        nonlocal count
        count += 1
        if count == fatal and os.getpid() == coordinator:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(name: str, args: tuple[object, ...]) -> None:
        reads = name == "open" and not _writes(args)
        if name in FILE_EVENTS and not reads:
            step()

    sys.addaudithook(hook)
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, step)
    return lambda: count


def _writes(args: tuple[object, ...]) -> bool:
    flags = args[2] if len(args) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _leftovers() -> list[str]:
    """Return the processes that outlive their coordinator by more than a moment, and end them."""
    end = time.monotonic() + GRACE_S
    while time.monotonic() < end:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not (pids := descendants(os.getpid())):
            return []
        time.sleep(0.02)
    left = [_command(pid) for pid in pids]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return left


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes that a process has started, and those that they started."""
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        with suppress(OSError):  # it may end meanwhile
            for path in Path(f"/proc/{parent}/task").glob("*/children"):
                children = [int(child) for child in path.read_text().split()]
                found += children
                todo += children
    return found


def find_victim(kind: str, coordinator: int) -> int | None:
    """Return the process of a running kernel that is called so, or None if there is none now.

    "init" is the first process of a kernel's own process namespace (which lies in the warm
    process's), and "zygote" what it was forked from. "judges" is the coordinator's own process that
    forks judges, and "judge" one of those.
    """
    ids = {pid: _ids(pid) for pid in descendants(coordinator)}
    here = len(_ids(coordinator))
    inits = [pid for pid, inner in ids.items() if len(inner) == here + 2 and inner[-1] == 1]
    if not inits:
        return None
    if kind in ("init", "zygote"):
        return inits[0] if kind == "init" else _parent(inits[0])
    servers = [p for p in ids if _parent(p) == coordinator and b"bwrap" not in _words(p)]
    judges = [p for p in ids if _parent(p) in servers and len(ids[p]) == here]
    found = judges if kind == "judge" else [p for p in servers if judges]
    return found[0] if found else None


def _ids(pid: int) -> list[int]:
    """Return a process's ids, from the outermost namespace to its own."""
    return [int(word) for word in _status(pid, "NSpid")]


def _parent(pid: int) -> int:
    return int((_status(pid, "PPid") or ["0"])[0])


def _status(pid: int, name: str) -> list[str]:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            key, _, value = line.partition(":")
            if key == name:
                return value.split()
    return []


def _words(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _command(pid: int) -> str:
    return f"{pid} {_words(pid).replace(bytes(1), b' ').decode(errors='replace')[:200]}"


if __name__ == "__main__":
    main()
