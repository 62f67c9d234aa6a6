"""The protected half: all attackers in one class, honest students between them, one `grade()`.

    python -m tests.attacks.protected <folder> [<case> …]

Writes <folder>/protected.json: see `Outcome`. The honest students are graded once more in a class
of their own, to compare. A process around it all sees what the grading leaves behind.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograde.feedback import feedback
from autograde.grade import grade
from autograde.limits import Limits
from nbgrader.api import Gradebook
from tests.attacks import answers
from tests.attacks import arena as arenas
from tests.attacks.arena import Arena
from tests.attacks.corpus import ASSIGNMENT, Case, cases

EVERY = 12  # so many attackers, then an honest student
LIMITS = Limits(
    cell_s=3, notebook_s=20, wall_factor=2, output_bytes=1_000_000, memory_bytes=1 << 30,
    processes=64, open_files=512, file_bytes=64 << 20, disk_bytes=100 << 20, shm_bytes=100 << 20,
)  # fmt: skip
OURS = ("autograded", "reports", "build", "feedback", "gradebook.db")  # what grading does write
PACKAGE = Path(arenas.build.__file__).parents[1] / "course_utils"
_DEATHSIG, _SUBREAPER = 1, 36  # of prctl


@dataclass
class Outcome:
    """What became of the class."""

    students: dict[str, str] = field(default_factory=dict)  # of each case, the student's id
    deserved: dict[str, dict[str, float]] = field(default_factory=dict)  # of the honest
    alone: dict[str, Any] = field(default_factory=dict)  # marks without attackers
    marks: dict[str, Any] = field(default_factory=dict)  # marks with them
    changed: list[str] = field(default_factory=list)  # what must not change, and did
    lines: list[str] = field(default_factory=list)  # for the console
    left: list[str] = field(default_factory=list)  # processes
    seconds: float = 0.0
    trouble: str = ""  # why there is no outcome


def main(root: Path, names: list[str]) -> None:
    """Run everything in a child, and look for what outlives it."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    result = root / "protected.json"
    pid = os.fork()
    if not pid:
        ctypes.CDLL(None).prctl(_DEATHSIG, signal.SIGKILL, 0, 0, 0)
        outcome = Outcome()
        try:
            _run(root, names, outcome)
        except BaseException:
            outcome.trouble = traceback.format_exc()
        result.write_text(json.dumps(asdict(outcome), indent=1))
        sys.exit(0)  # with its exit handlers, which end what it started
    os.waitpid(pid, 0)
    time.sleep(1)
    outcome = Outcome(**json.loads(result.read_text()))
    outcome.left = _left_behind()
    result.write_text(json.dumps(asdict(outcome), indent=1))


def _run(root: Path, names: list[str], outcome: Outcome) -> None:
    chosen = [case for case in cases() if not names or case.name in names]
    chosen.sort(key=lambda case: case.wins == "lasts")  # so that they still would at the end
    both = arenas.plant(root / "with")
    alone = arenas.plant(root / "alone")
    before = _all_that_stays(both)
    with arenas.service(both) as both:
        for number, case in enumerate(chosen):
            if number % EVERY == 0:
                _hand_in_honestly(both, alone, f"{number:03d}-honest", number // EVERY, outcome)
            student = f"{number:03d}-{case.name}"
            folder = arenas.attack(both, case, student)
            outcome.students[case.name] = folder.parent.name
        submitted = arenas.snapshot(both.course.submitted)
        _settle_in(both)
        outcome.alone = asdict(_graded(alone, []))
        started = time.monotonic()
        outcome.marks = asdict(_graded(both, outcome.lines))
        outcome.seconds = round(time.monotonic() - started, 1)
    feedback(both.course, ASSIGNMENT)
    outcome.changed = arenas.changed(before, _all_that_stays(both))
    after = arenas.snapshot(both.course.submitted)
    outcome.changed += [f"submitted/{name}" for name in arenas.changed(submitted, after)]
    outcome.changed += _mended()


def _settle_in(arena: Arena) -> None:
    """Give this process the home and the environment of a grader with something to lose."""
    os.environ["HOME"] = str(arena.home)
    os.environ["MPLCONFIGDIR"] = str(arena.root.parent / "matplotlib")  # what we write ourselves
    os.environ[arenas.VARIABLE] = arena.words["environment"]
    os.chdir(arena.course.root)
    for path in PACKAGE.rglob("*.py"):
        _PACKAGE_BEFORE[path] = path.read_bytes()


_PACKAGE_BEFORE: dict[Path, bytes] = {}


def _mended() -> list[str]:
    """Return what was altered of the course's real package, after putting it back."""
    altered = [p for p, content in _PACKAGE_BEFORE.items() if p.read_bytes() != content]
    for path in altered:
        path.write_bytes(_PACKAGE_BEFORE[path])
    added = PACKAGE.parent / "attacked.pth"
    if added.exists():
        added.unlink()
        altered.append(added)
    return [f"package/{path.name}" for path in altered]


def _hand_in_honestly(
    both: Arena, alone: Arena, student: str, number: int, outcome: Outcome
) -> None:
    """Hand in right answers but for one exercise, in both classes."""
    worse = list(answers.WORSE)[number % (len(answers.WORSE) + 1) :][:1]
    sources = {slug: answers.WORSE[slug][0] for slug in worse}
    sources["double"] = "import sys\nprint('fine', file=sys.stderr)\n" + sources.get(
        "double", answers.RIGHT["double"]
    )
    for arena in (both, alone):
        arenas.put(arena, student, arenas.honest(arenas.release(arena), **sources))
    less = {slug: answers.WORSE[slug][1] for slug in worse}
    outcome.deserved[student] = {**answers.POINTS, **less}


def _graded(arena: Arena, lines: list[str]) -> arenas.Marks:
    with Gradebook(arena.course.db_url, "unrolled") as book:
        book.update_or_create_student("bob", first_name=arena.words["gradebook"])
    grade(
        arena.course, ASSIGNMENT, jobs=2, limits=LIMITS,
        on_event=lines.append, on_trouble=lines.append,
    )  # fmt: skip
    return arenas.marks(arena.course.gradebook)


def _all_that_stays(arena: Arena) -> dict[str, str]:
    """Return what lies on the machine and is not for grading to write."""
    without = {f"course/{name}" for name in (*OURS, "submitted")}
    found = arenas.snapshot(arena.root, without)
    return {
        name: h for name, h in found.items() if not name.startswith(("course/gradebook", "service"))
    }


def _left_behind() -> list[str]:
    """Return the processes below this one, after ending them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, rest = int(path.parent.name), path.read_text().rpartition(")")[2].split()
            if int(rest[1]) == os.getpid() and rest[0] != "Z":
                words = (path.parent / "cmdline").read_bytes().replace(b"\0", b" ")
                found.append(words.decode(errors="replace")[:200])
                os.kill(pid, signal.SIGKILL)
    return found


def wanted(case: Case) -> dict[str, float]:
    """Return the most points that a case may get in each exercise."""
    return {**dict.fromkeys(answers.POINTS, 0.0), "why": 0.0, **case.deserves}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
