"""What a class's scores add up to: who needs a person, what went wrong, how long it took.

Pure functions over `ClassScores`; the report and the command line show what they return.
"""

import math
import shlex
import statistics
from collections import Counter
from dataclasses import dataclass

from autograde.reporting.groups import Group, grouped
from autograde.reporting.outcomes import given
from autograde.scores import ClassScores, Exercise, Student

SLOW = 3  # times the median run, and
SLOW_S = 5.0  # seconds above it


@dataclass(frozen=True)
class Case:
    """Submissions that a person has to look at: what happened and what to do."""

    names: list[str]
    status: str
    happened: str
    todo: str
    command: str


@dataclass(frozen=True)
class Marking:
    """One question with answers that wait for a person's marks; `names`: whose."""

    exercise: Exercise
    names: list[str]
    marked: int


@dataclass(frozen=True)
class Run:
    """A run that was stopped (`happened` says how), or that took long (`slow`: far too long)."""

    name: str
    seconds: float | None
    happened: str = ""
    slow: bool = False


@dataclass(frozen=True)
class Bin:
    """One column of a histogram; `share` is its height beside the tallest, from 0 to 1."""

    low: float
    high: float
    count: int
    share: float


# What to do about each status, and whether the command that follows names the students.
_TODO = {
    "unreadable": ("Once that is mended in submitted/, run", False),
    "refused": ("Once that is mended in submitted/, run", False),
    "failed": ("Nothing is lost: run", False),
    "stopped": ("The score counts what ran: see whether that is fair. To run it once more:", True),
}


def needs_a_person(known: ClassScores) -> list[Case]:
    """Return what could not be graded, or not to its end; the same case of several together."""
    cases: dict[tuple[str, str], list[str]] = {}
    for s in known.problems:
        cases.setdefault((s.status, _happened(s)), []).append(s.name)
    for s in known.graded:
        if s.outcome not in ("", "finished"):
            cases.setdefault(("stopped", _happened(s)), []).append(s.name)
    return [_case(names, *case, known.assignment) for case, names in cases.items()]


def _happened(student: Student) -> str:
    said = [student.outcome]
    if student.status != "graded":
        said += student.notes
        if student.scores:
            said.append("The gradebook still holds the scores of an earlier submission.")
    sentences = (x[0].upper() + x[1:] for x in dict.fromkeys(said) if x)
    return " ".join(x if x[-1] in ".?!:)" else f"{x}." for x in sentences)


def _case(names: list[str], status: str, happened: str, assignment: str) -> Case:
    todo, named = _TODO.get(status, _TODO["failed"])
    command = f"unrolled grade {assignment}"
    if named:
        command += "".join(f" --student {shlex.quote(name)}" for name in names) + " --force"
    return Case(names, status, happened, todo, command)


def missing(known: ClassScores) -> list[Group]:
    """Return who handed in no notebook, by what was found instead."""
    return grouped((s.outcome or "Nothing was handed in.", s.name) for s in known.missing)


def answers_to_mark(known: ClassScores) -> list[Marking]:
    """Return the questions with answers that wait for marks, in the notebook's order."""
    found = []
    for exercise in known.exercises:
        scores = given(known, exercise)
        waiting = [name for name, score in scores if score.state == "to mark"]
        if waiting:
            marked = sum(score.by_hand and score.state != "to mark" for _, score in scores)
            found.append(Marking(exercise, waiting, marked))
    return found


def repairs(known: ClassScores) -> list[Group]:
    """Return what was noted about submissions that were graded, the most frequent first."""
    return grouped((note, s.name) for s in known.graded for note in s.notes)


def runs(known: ClassScores, few: int = 5) -> list[Run]:
    """Return the runs that were stopped, then those far slower than most, or the `few` slowest."""
    stopped = [s for s in known.graded if s.outcome not in ("", "finished")]
    timed = [s for s in known.students if s.seconds is not None and s not in stopped]
    timed.sort(key=lambda s: -(s.seconds or 0))
    seconds = [s.seconds for s in known.students if s.seconds is not None]
    typical = statistics.median(seconds) if seconds else 0.0
    limit = max(SLOW * typical, typical + SLOW_S)
    slow = [s for s in timed if (s.seconds or 0) > limit]
    chosen = slow if len(stopped) + len(slow) >= few else timed[: few - len(stopped)]
    stopped.sort(key=lambda s: -(s.seconds or 0))
    return [
        *(Run(s.name, s.seconds, _happened(s)) for s in stopped),
        *(Run(s.name, s.seconds, slow=s in slow) for s in chosen),
    ]


def histogram(values: list[float], top: float | None = None) -> list[Bin]:
    """Return at most about ten columns of round width from 0 to `top`, or to the largest value."""
    if not values:
        return []
    top = max(top or 0.0, *values)
    top = top if top > 1e-9 else 1.0
    power = 10.0 ** math.floor(math.log10(top / 10))
    step = next(k * power for k in (1, 2, 2.5, 5, 10) if top / (k * power) <= 10)
    bins = max(1, math.ceil(round(top / step, 9)))
    counts = Counter(min(int(round(value / step, 9)), bins - 1) for value in values)
    tallest = max(counts.values())
    return [Bin(i * step, (i + 1) * step, counts[i], counts[i] / tallest) for i in range(bins)]


def number(value: float | None) -> str:
    """Return a number as people write it, with at most two decimals; nothing for None."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def duration(seconds: float | None) -> str:
    """Return a time as people say it: "0.4 s", "12 s", "3 min 20 s", "1 h 05 min"."""
    if seconds is None:
        return ""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
