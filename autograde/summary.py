"""What a class's scores add up to: who needs a person, what went wrong, how long it took.

Pure functions over `ClassScores`; the report and the command line show what they return.
"""

import math
import re
import shlex
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autograde.scores import ClassScores, Exercise, Score, Student


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
    """One question with answers that wait for a person's marks."""

    slug: str
    points: float
    waiting: int
    marked: int


@dataclass(frozen=True)
class Group:
    """The same thing, said of several students; `varies`: with other numbers for some of them."""

    label: str
    names: list[str]
    varies: bool


@dataclass(frozen=True)
class Failure:
    """How the class did on one exercise, and the diagnoses by how often they were given."""

    exercise: Exercise
    counts: dict[str, int]
    groups: list[Group]

    @property
    def of(self) -> int:
        return sum(self.counts.values())

    @property
    def lost(self) -> int:
        return self.of - self.counts.get("full", 0) - self.counts.get("to mark", 0)


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
    return _grouped((s.outcome or "Nothing was handed in.", s.name) for s in known.missing)


def answers_to_mark(known: ClassScores) -> list[Marking]:
    """Return the questions with answers that wait for marks, in the notebook's order."""
    found = []
    for exercise in known.exercises:
        given = [
            s.scores[exercise.grade_id] for s in known.students if exercise.grade_id in s.scores
        ]
        waiting = sum(score.state == "to mark" for score in given)
        if waiting:
            marked = sum(score.by_hand and score.state != "to mark" for score in given)
            found.append(Marking(exercise.slug, exercise.points, waiting, marked))
    return found


def repairs(known: ClassScores) -> list[Group]:
    """Return what was noted about submissions that were graded, the most frequent first."""
    return _grouped((note, s.name) for s in known.graded for note in s.notes)


def failures(known: ClassScores) -> list[Failure]:
    """Return the exercises on which somebody lost points: those that run first, worst first."""
    found = []
    for exercise in known.exercises:
        given = [
            (s.name, s.scores[exercise.grade_id])
            for s in known.students
            if exercise.grade_id in s.scores
        ]
        said = [
            (_diagnosis(score, exercise.slug), name)
            for name, score in given
            if score.state in ("wrong", "partial")
        ]
        blank = [
            (score.state, name)
            for name, score in given
            if score.state in ("not attempted", "no answer")
        ]
        counts = Counter(score.state for _, score in given)
        failure = Failure(exercise, dict(counts), _grouped(said) + _grouped(blank))
        if failure.lost:
            found.append(failure)
    return sorted(found, key=lambda f: (f.exercise.written, -f.lost / f.of))


def _diagnosis(score: Score, slug: str) -> str:
    """Return a check's message without its mark and slug, or words for its absence."""
    if score.by_hand:
        return "marked below full points"
    said = re.sub(rf"^[✓○✗]?\s*({re.escape(slug)}\s*:)?\s*", "", score.message)
    return said or "points lost without a message: read the notebook"


def _grouped(said: Iterable[tuple[str, str]]) -> list[Group]:
    """Group (text, name) pairs by text, numbers in it aside; the largest group first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for text, name in said:
        groups.setdefault(_without_numbers(text), []).append((text, name))
    found = []
    for pairs in groups.values():
        texts = Counter(text for text, _ in pairs)
        names = list(dict.fromkeys(name for _, name in pairs))
        found.append(Group(texts.most_common(1)[0][0], names, varies=len(texts) > 1))
    return sorted(found, key=lambda group: (-len(group.names), group.label))


def _without_numbers(text: str) -> str:
    """Return a key that two students' evidence for the same diagnosis share."""
    text = re.sub(r"[-−+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?|\b(?:nan|inf)\b", "#", text, flags=re.I)
    text = re.sub(r"#(?:[\s,;×x]*#)+", "#", text)
    return " ".join(text.casefold().split())


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
