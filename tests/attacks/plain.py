"""The unprotected half: each attack under plain `nbgrader autograde`, on a machine of its own.

    python -m tests.attacks.plain <folder> [<case> …]

Writes <folder>/plain.json: what became of each case. Everything that attacks can reach by design
lies below the folder: the course, the home, the Python packages they may alter.
"""

import contextlib
import dataclasses
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import nbformat  # noqa: F401  (imported before the forks)
from nbgrader import api
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from tests.attacks import answers
from tests.attacks import arena as arenas
from tests.attacks.arena import Arena
from tests.attacks.corpus import ASSIGNMENT, Case, cases
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

HERE = Path(__file__).parent
STUDENT, LATER = "mallory", "zoe"
TOKEN = "ATTACK_RUN"  # the environment variable by which processes are found again
AT_ONCE = 2
LONGEST_S = 90
# What nbgrader's own quickstart sets, with this course's folders.
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "unrolled"
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "notebooks"
c.Execute.timeout = 30
c.ClearMarkScheme.enforce_metadata = False
"""


def main(root: Path, names: list[str]) -> None:
    """Run the cases that can be shown, or those named."""
    # A shell that starts us in the background has interrupts ignored; a TA's ctrl-C isn't.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chosen = [c for c in cases() if c.shown and (not names or c.name in names)]
    base = arenas.plant(root / "base")
    (base.course.root / "nbgrader_config.py").write_text(CONFIG)
    with _forkserver(base) as sock, arenas.service(base) as base:
        _grade_bob(base, sock)
        found = _run(base, sock, chosen, root)
        # Nothing keeps attacks from one another here: whom another one hit is tried alone.
        for case in [case for case in chosen if not found[case.name]["won"]]:
            found |= _run(base, sock, [case], root / "alone")
    (root / "plain.json").write_text(json.dumps(found, indent=1))


def _run(base: Arena, sock: str, todo: list[Case], root: Path) -> dict[str, dict]:
    """Grade each attacker on a copy of the machine, AT_ONCE at a time; return what became of it."""
    found, todo = {}, list(todo)
    running: dict[int, tuple[Case, Arena, dict, float]] = {}
    while todo or running:
        while todo and len(running) < AT_ONCE:
            case = todo.pop(0)
            mine = _copy(base, root / case.name, case)
            before = arenas.snapshot(mine.root)
            running[_fork(mine, case, sock)] = (case, mine, before, time.monotonic())
        for pid in [pid for pid in running if _ended(pid, running[pid][3])]:
            case, mine, before, started = running.pop(pid)
            found[case.name] = _verdict(case, mine, before, time.monotonic() - started)
            _sweep(case)
            print(case.name, found[case.name], flush=True)
    return found


@contextlib.contextmanager
def _forkserver(base: Arena) -> Iterator[str]:
    """Start the server of warm kernels, which has course_utils from a copy."""
    sock = str(base.root / "fork")
    command = [sys.executable, str(HERE / "forkserver.py"), sock]
    env = {**os.environ, "PYTHONPATH": str(base.site), "OMP_NUM_THREADS": "1"}
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        assert server.stdout.readline() == b"ready\n"
        yield sock
    finally:
        server.stdin.close()
        server.wait(10)


def _grade_bob(base: Arena, sock: str) -> None:
    """Grade the honest student, so that the gradebook holds somebody's marks."""
    _wait(_fork(base, None, sock, "bob"))
    with api.Gradebook(base.course.db_url, "unrolled") as book:
        book.update_or_create_student("bob", first_name=base.words["gradebook"])
    points = arenas.marks(base.course.gradebook).points["bob"]
    assert points == {**answers.POINTS, "why": 0}, points


def _copy(base: Arena, root: Path, case: Case) -> Arena:
    """Make a machine for one case, with the attacker's submission, and one after it."""
    shutil.copytree(
        base.root, root, ignore=shutil.ignore_patterns("fork", "jupyter", "log", "service")
    )
    mine = dataclasses.replace(base, root=root)
    (mine.loot).chmod(0o1777)
    arenas.attack(mine, case, STUDENT)
    if case.wins == "stops":
        arenas.put(mine, LATER, arenas.honest(arenas.release(mine)))
    return mine


def _fork(mine: Arena, case: Case | None, sock: str, student: str = STUDENT) -> int:
    """Grade in a process of its own, as `nbgrader autograde` does it. Return its pid."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        with (mine.root / "log").open("w") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        _settle_in(mine, case, sock)
        _autograde(mine, case, "*" if case and case.wins == "stops" else student)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _settle_in(mine: Arena, case: Case | None, sock: str) -> None:
    os.environ.update(
        {
            "HOME": str(mine.home),
            "PYTHONPATH": str(mine.site),
            arenas.VARIABLE: mine.words["environment"],
            TOKEN: case.name if case else "",
            "OMP_NUM_THREADS": "1",
        }
    )
    if case is None or not case.cold:
        spec = mine.root / "jupyter" / "kernels" / "python3"
        spec.mkdir(parents=True)
        command = [sys.executable, "-I", "-S", str(HERE / "forkserver.py"), sock]
        about = {"argv": [*command, "{connection_file}"], "display_name": "", "language": "python"}
        (spec / "kernel.json").write_text(json.dumps(about))
        os.environ["JUPYTER_PATH"] = str(mine.root / "jupyter")
    os.chdir(mine.course.root)


def _autograde(mine: Arena, case: Case | None, student: str) -> None:
    """Do what `nbgrader autograde` does, with the configuration that it would read."""
    config: Config = PyFileConfigLoader(
        "nbgrader_config.py", path=str(mine.course.root)
    ).load_config()
    config.CourseDirectory.root = str(mine.course.root)
    config.CourseDirectory.assignment_id = ASSIGNMENT
    config.CourseDirectory.student_id = student
    for line in case.values("config") if case else []:
        match = re.fullmatch(r"(\w+)\.(\w+) = (\d+)", line)
        assert match, line
        config[match[1]][match[2]] = int(match[3])
    log = logging.Logger("nbgrader", logging.INFO)
    log.addHandler(logging.StreamHandler(sys.stderr))
    with mock.patch.object(
        api, "get_alembic_version", return_value=REVISION
    ):  # it starts a process
        coursedir = CourseDirectory(config=config, log=log)
        Autograde(coursedir=coursedir, config=config, log=log).start()


def _ended(pid: int, started: float) -> bool:
    """Whether the process is over; one that takes far too long is killed with its children."""
    if time.monotonic() - started > LONGEST_S:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    done, _ = os.waitpid(pid, os.WNOHANG)
    time.sleep(0.02)
    return bool(done)


def _wait(pid: int) -> None:
    os.waitpid(pid, 0)


def _verdict(case: Case, mine: Arena, before: dict[str, str], seconds: float) -> dict:
    """Return whether the attack succeeded, and what shows it."""
    seen = {"seconds": round(seconds, 1), **_SHOWN[case.wins](case, mine, before, seconds)}
    return {"won": bool(seen.pop("won")), **seen}


def _won_marks(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    points = arenas.marks(mine.course.gradebook).points.get(STUDENT, {})
    above = {s: points.get(s, 0) for s in case.aims if points.get(s, 0) > case.deserves.get(s, 0)}
    return {"won": len(above) == len(case.aims), "marks": above}


def _won_secret(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    text = _said(mine, errors="count" in case.values("errors")) + "".join(
        p.read_text(errors="replace") for p in mine.loot.glob("*")
    )
    found = [name for name in case.aims if mine.words[name] in text]
    return {"won": found == list(case.aims), "secrets": found}


def _won_change(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    differs = arenas.changed(before, arenas.snapshot(mine.root))
    now = arenas.marks(mine.course.gradebook)
    then = arenas.marks(mine.root.parent / "base" / "course" / "gradebook.db")
    if now.without(STUDENT) != then.without(STUDENT):
        differs.append("gradebook")
    wanted = [any(Path(d).match(aim) for d in differs) for aim in case.aims]
    return {
        "won": all(wanted),
        "changed": [d for d in differs if any(map(Path(d).match, case.aims))],
    }


def _won_words(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    return {"won": " ".join(case.aims) in _said(mine)}


def _won_lasts(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    left = _left(case)
    return {"won": left, "processes": len(left)}


def _won_stops(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    return {"won": LATER not in arenas.marks(mine.course.gradebook).points}


def _won_holds(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    return {"won": seconds >= float(case.aims[0])}


def _won_grows(case: Case, mine: Arena, before: dict, seconds: float) -> dict:
    size = _result(mine).stat().st_size / 1e6 if _result(mine).exists() else 0
    return {"won": size > float(case.aims[0]), "MB": round(size, 1)}


_SHOWN = {
    "grows": _won_grows,
    "marks": _won_marks,
    "secret": _won_secret,
    "change": _won_change,
    "words": _won_words,
    "lasts": _won_lasts,
    "stops": _won_stops,
    "holds": _won_holds,
}


def _result(mine: Arena) -> Path:
    return mine.course.autograded / STUDENT / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def _said(mine: Arena, errors: bool = False) -> str:
    return arenas.outputs(_result(mine), errors)


def _left(case: Case) -> list[int]:
    """Return the processes that the case left behind (of a cold kernel: a warm one's have the
    environment that its server was started with)."""
    found = []
    mark = f"{TOKEN}={case.name}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def _sweep(case: Case) -> None:
    for pid in _left(case):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    REVISION = api.get_alembic_version()
    main(Path(sys.argv[1]), sys.argv[2:])
