"""Which scores would change, for people to read before anything is saved."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from autograde.regrading import rows
from autograde.regrading.rows import Row, Rows
from autograde.text import plain
from autograde.verdicts import slug_of

LATENESS = "lateness"
NOTHING = "nothing"
HEADING = ("when", "student", "exercise", "before", "after", "why")


@dataclass(frozen=True)
class Change:
    """One student's score for one exercise, or the penalty for lateness, before and after."""

    student: str
    exercise: str
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True)
class _Standing:
    """What a student has for an exercise."""

    points: float | None
    most: float
    waits: bool  # for a person
    by_hand: bool

    def __str__(self) -> str:
        if self.points is None:
            return "to mark" if self.waits else NOTHING
        said = f"{self.points:g} of {self.most:g}"
        return said + " by hand" * self.by_hand + ", to look at again" * self.waits

    def counts_as(self, other: _Standing) -> bool:
        """Whether it's the same score, whatever the exercise is worth."""
        return (self.points, self.waits) == (other.points, other.waits)


def changes(before: Rows, after: Rows, why: Mapping[tuple[str, str], str]) -> list[Change]:
    """Return what differs, by student; `why` is told by student and graded cell."""
    old, new = _standings(before), _standings(after)
    found = []
    for student, name in sorted({**old, **new}, key=lambda key: (key[0].casefold(), key[0])):
        was, now = old.get((student, name)), new.get((student, name))
        if was and now and was.counts_as(now):
            continue
        reason = why.get((student, name), "" if now else "the exercise is gone")
        found.append(
            Change(student, slug_of(name), str(was or NOTHING), str(now or NOTHING), plain(reason))
        )
    return found + _penalties(before, after)


def _standings(known: Rows) -> dict[tuple[str, str], _Standing]:
    owners, names, points = rows.owners(known), rows.names(known), rows.points(known)

    def standing(grade: Row) -> _Standing:
        by_hand = grade["manual_score"] is not None
        most = points.get(grade["cell_id"], 0.0)
        return _Standing(rows.earned(grade), most, bool(grade["needs_manual_grade"]), by_hand)

    return {
        (owners[grade["notebook_id"]], names[grade["cell_id"]]): standing(grade)
        for grade in known["grade"].values()
    }


def _penalties(before: Rows, after: Rows) -> list[Change]:
    owners, found = rows.owners(after), []
    for key, row in after["submitted_notebook"].items():
        was = before["submitted_notebook"].get(key, {}).get("late_submission_penalty") or 0.0
        now = row["late_submission_penalty"] or 0.0
        if was != now:
            why = "counted from the new score"
            found.append(Change(owners[key], LATENESS, _less(was), _less(now), why))
    return found


def _less(points: float) -> str:
    return f"{points:g} less" if points else NOTHING


def listing(found: list[Change]) -> Iterator[str]:
    """Say it in lines, exercise by exercise; those with the same change stand together.

    >>> one, two = (Change(name, "total", "3 of 3", "2 of 3", "another test") for name in "ab")
    >>> list(listing([one, two]))
    ['total', '  3 of 3 → 2 of 3, another test: a, b']
    """
    order = {change.exercise: n for n, change in reversed(list(enumerate(found)))}

    def same(change: Change) -> tuple[int, str, str, str]:
        return order[change.exercise], change.before, change.after, change.why

    for _, of_exercise in itertools.groupby(sorted(found, key=same), lambda c: c.exercise):
        group = list(of_exercise)
        yield group[0].exercise
        for _, alike in itertools.groupby(group, same):
            whose = list(alike)
            why = f", {whose[0].why}" if whose[0].why else ""
            students = ", ".join(plain(change.student) for change in whose)
            yield f"  {whose[0].before} → {whose[0].after}{why}: {students}"


def keep(path: Path, found: list[Change]) -> None:
    """Add the changes to a CSV file that tells all there ever were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.exists()
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with path.open("a", newline="", encoding="utf-8", errors="replace") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        if not begun:
            write(HEADING)
        for change in found:
            write([now, *(_cell(value) for value in astuple(change))])


def _cell(value: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
