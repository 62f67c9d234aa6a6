"""Run a grader as a TA would, as a command, and measure it from outside."""

import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from autograde import nbgrader_settings as settings
from autograde.course import CONFIG_FILE, Course
from support import classes, cpu

LIMIT_S = 3 * 3600  # a command that takes longer is ended
TICK_S = 0.02
Scores = dict[str, dict[str, float | None]]  # student → cell → points

# nbgrader as it comes: only the names of our folders, and time enough for the longest cell.
STOCK = f"""c = get_config()
c.CourseDirectory.course_id = "unrolled"
c.CourseDirectory.source_directory = {settings.SOURCE!r}
c.CourseDirectory.release_directory = {settings.RELEASE!r}
c.CourseDirectory.submitted_directory = {settings.SUBMITTED!r}
c.CourseDirectory.autograded_directory = {settings.AUTOGRADED!r}
c.CourseDirectory.feedback_directory = {settings.FEEDBACK!r}
c.ClearSolutions.code_stub = {{"python": {settings.CODE_STUB!r}}}
c.ClearSolutions.text_stub = {settings.TEXT_STUB!r}
c.Execute.timeout = 600
"""


@dataclass(frozen=True)
class Measured:
    """What one command took."""

    wall_s: float
    cpu_s: float  # of the command and all that it started: see cpu.py
    waited_cpu_s: float  # the part of it that parents waited for (rusage)
    machine_cpu_s: float  # of the whole machine in that time (/proc/stat)


def unrolled(assignment: str, *options: str) -> list[str]:
    """Return the command `unrolled grade`."""
    program = "from autograde.cli import main; main()"
    return [sys.executable, "-P", "-c", program, "grade", assignment, *options]


def nbgrader(assignment: str) -> list[str]:
    """Return the command `nbgrader autograde`."""
    return [sys.executable, "-P", "-m", "nbgrader", "autograde", assignment]


def script(name: str, *arguments: str | Path) -> list[str]:
    """Return the command that runs a script of this folder."""
    path = Path(__file__).with_name(f"{name}.py")
    return [sys.executable, "-P", str(path), *map(str, arguments)]


def fresh_course(
    released: Course, root: Path, assignment: str, students: Iterable[str], handed_in: Path
) -> Course:
    """Return a copy of a released course in which these students have handed in."""
    shutil.copytree(released.root, root)
    course = Course(root, root / "solutions")
    classes.submit(course, assignment, students, handed_in)
    return course


def as_stock(course: Course) -> None:
    """Give the course nbgrader's own settings."""
    (course.root / CONFIG_FILE).write_text(STOCK, encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which every side runs: one thread, no settings of the user's."""
    scripts = str(Path(sys.executable).parent)
    as_installed = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **as_installed,
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "IPYTHONDIR": str(folder / "ipython"),
        "TMPDIR": os.environ.get("TMPDIR", "/tmp"),  # noqa: S108 (short: paths of sockets)
    }


def measure(
    command: list[str],
    cwd: Path,
    folder: Path,
    watch: Callable[[int], object] = lambda pid: None,
) -> Measured:
    """Run a command to its end. `watch` is called with its pid every few hundredths of a second.

    Raises RuntimeError, with the end of what it said, unless it ends well and in time.
    """
    log = folder / "log.txt"
    with log.open("wb") as said, closing(cpu.Group()) as group:
        busy, started = cpu.machine_s(), time.monotonic()
        process = subprocess.Popen(  # noqa: S603 (our own words)
            command, cwd=cwd, env=environment(folder), stdout=said, stderr=said,
            stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=group.enter,
        )  # fmt: skip
        try:
            usage = _wait(process, started, watch)
        finally:
            end(process)
        taken = time.monotonic() - started
        machine = cpu.machine_s() - busy
        counted = group.seconds()
    if process.returncode:
        last = log.read_text(errors="replace").strip()[-2000:]
        raise RuntimeError(f"{' '.join(command[:6])} … ended with {process.returncode}:\n{last}")
    waited = usage.ru_utime + usage.ru_stime
    # Without a group the machine's busy time is the safe side: it holds what others did, too.
    return Measured(taken, max(waited, machine) if counted is None else counted, waited, machine)


def _wait(process: subprocess.Popen, started: float, watch: Callable[[int], object]):
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage
        if time.monotonic() - started > LIMIT_S:
            raise RuntimeError(f"a command did not end in {LIMIT_S} s: {process.args}")
        watch(process.pid)
        time.sleep(TICK_S)


def end(process: subprocess.Popen) -> None:
    """End a process of ours, if it has not ended."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def scores(course: Course, assignment: str) -> Scores:
    """Return the points that a grader gave by itself, cell by cell, from the gradebook."""
    found: Scores = {}
    with (
        warnings.catch_warnings(action="ignore"),  # SQLAlchemy's, about nbgrader
        Gradebook(course.db_url, "unrolled") as gradebook,
    ):
        for submission in gradebook.assignment_submissions(assignment):
            grades = [g for notebook in submission.notebooks for g in notebook.grades]
            found[submission.student.id] = {g.name: g.auto_score for g in grades}
    return found


def differences(one: Scores, other: Scores) -> list[str]:
    """Return a line for each cell on which two graders disagree."""
    lines = []
    for student in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(student, {}), other.get(student, {})
        for cell in sorted(mine.keys() | theirs.keys()):
            if mine.get(cell) != theirs.get(cell):
                lines.append(f"{student} {cell}: {mine.get(cell)} and {theirs.get(cell)}")
    return lines
