"""Many small submissions: does the coordinator keep its size, and its pace?"""

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograde import build
from autograde.course import Course
from support import classes, commands

ASSIGNMENT = "00_tiny"
ANSWERS = {
    "tiny-double": (
        "def double(x):\n    return 2 * x",
        "def double(x):\n    return x + x",
        "def double(x):\n    return x * x",
    ),
    "tiny-total": (
        "def total(numbers):\n    return sum(numbers)",
        "def total(numbers):\n    return numbers[0] + total(numbers[1:]) if numbers else 0",
        "def total(numbers):\n    return sum(numbers[1:])",
    ),
    "tiny-why": ("Zero is what adding starts from.", "There is nothing to add.", ""),
}


@dataclass
class Sample:
    """The coordinator at one moment."""

    seconds: float
    done: int
    memory_mb: float


def run(number: int, folder: Path) -> dict[str, object]:
    """Grade so many small submissions; print a table; return the figures for the last line."""
    course = classes.tiny(folder / "many")
    _hand_in(course, number)
    journal = course.reports / ASSIGNMENT / "grading.journal"
    samples: list[Sample] = []
    started = time.monotonic()

    def look(pid: int) -> None:
        now = time.monotonic() - started
        if not samples or now - samples[-1].seconds > 0.25:
            samples.append(Sample(now, _lines(journal), _memory_mb(pid)))

    taken = commands.measure(commands.unrolled(ASSIGNMENT), course.root, folder, look)
    record = json.loads((course.reports / ASSIGNMENT / "grading.json").read_text())["students"]
    graded = sum(entry["status"] == "graded" for entry in record.values())
    if graded != number:
        raise RuntimeError(f"{number} were handed in, {graded} graded")
    while samples and samples[-1].done == 0:  # the journal is gone: the report is being written
        samples.pop()
    fifths = [_fifth(samples, number * k // 5, number * (k + 1) // 5) for k in range(5)]
    print(f"{number} small submissions in {taken.wall_s:.0f} s, {commands.cores()} cores")
    print(f"{'':14}{'first fifth':>14}{'middle fifth':>14}{'last fifth':>14}")
    shown = [fifths[0], fifths[2], fifths[4]]
    print(f"{'submissions/min':15}" + "".join(f"{pace:14.0f}" for pace, _ in shown))
    print(f"{'memory, MB':15}" + "".join(f"{memory:14.0f}" for _, memory in shown))
    shutil.rmtree(course.root)
    return {
        "benchmark": "grading-many",
        "submissions": number,
        "per_minute": [round(pace, 1) for pace, _ in shown],
        "coordinator_mb": [round(memory, 1) for _, memory in shown],
        "pace_ratio": round(shown[2][0] / shown[0][0], 3),
        "memory_ratio": round(shown[2][1] / shown[0][1], 3),
    }


def _fifth(samples: list[Sample], first: int, last: int) -> tuple[float, float]:
    """Return submissions per minute, and the most memory, between two counts of what was done.

    The first moments of a command, before anything is done, are part of no fifth.
    """
    begin = next(s for s in samples if s.done >= max(first, 1))
    end = next((s for s in samples if s.done >= last), samples[-1])
    inside = [s.memory_mb for s in samples if begin.seconds <= s.seconds <= end.seconds]
    pace = 60 * (end.done - begin.done) / max(end.seconds - begin.seconds, 1e-9)
    return pace, max(inside)


def _lines(journal: Path) -> int:
    try:
        return journal.read_bytes().count(b"\n")
    except FileNotFoundError:  # not begun, or done
        return 0


def _memory_mb(pid: int) -> float:
    """Return the memory that a process holds; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next((x for x in status.splitlines() if x.startswith("VmRSS")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024


def _hand_in(course: Course, number: int) -> None:
    release = course.notebooks / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    for n in range(number):
        notebook = nbformat.read(release, as_version=4)
        for cell in notebook.cells:
            if answers := ANSWERS.get(build.grade_id(cell) or ""):
                cell.source = answers[n % len(answers)]
        place = course.submitted / f"student-{n:04}" / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_text(build.dump(notebook), encoding="utf-8")
