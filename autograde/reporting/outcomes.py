"""How a class did on each exercise: its points, the mistakes that it made, what else went wrong."""

import math
import re
import statistics
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from autograde.reporting.groups import Group, Named, alike, grouped, named
from autograde.scores import ClassScores, Exercise, Score


@dataclass(frozen=True)
class Spread:
    """How the points of one exercise are spread over the class.

    `counts` are those with no points, with up to a quarter, a half, three quarters, with less than
    all, and with all. Blank answers, which have no points either, are counted apart, and so are
    those still to be marked. `mean` is the share of the points that was reached.
    """

    exercise: Exercise
    counts: list[int]
    blank: int
    waiting: int
    mean: float | None

    @property
    def tallest(self) -> int:
        return max(self.counts)


@dataclass(frozen=True)
class Failure:
    """How the class did on one exercise: mistakes that the course knows, other errors, blanks."""

    exercise: Exercise
    counts: dict[str, int]
    mistakes: list[Group]
    unknown: list[Group]
    blank: list[Group]

    @property
    def of(self) -> int:
        return sum(self.counts.values())

    @property
    def lost(self) -> int:
        return self.of - self.counts.get("full", 0) - self.counts.get("to mark", 0)


def given(known: ClassScores, exercise: Exercise) -> list[tuple[str, Score]]:
    """Return the name and the score of each student that has a score for the exercise."""
    return [
        (s.name, s.scores[exercise.grade_id])
        for s in known.students
        if exercise.grade_id in s.scores
    ]


def spreads(known: ClassScores) -> list[Spread]:
    """Return how the points of each exercise are spread, in the notebook's order."""
    found = []
    for exercise in known.exercises:
        given_scores = [score for _, score in given(known, exercise)]
        settled = [score for score in given_scores if score.points is not None]
        shares = [
            (score.points or 0.0) / exercise.points if exercise.points else 1.0 for score in settled
        ]
        blank = [score.state in ("not attempted", "no answer") for score in settled]
        counts = [0] * 6
        for share, empty in zip(shares, blank, strict=True):
            if not empty:
                counts[_column(share)] += 1
        mean = statistics.mean(shares) if shares else None
        found.append(Spread(exercise, counts, sum(blank), len(given_scores) - len(settled), mean))
    return found


def _column(share: float) -> int:
    """Return which of `Spread.counts` a share of the points belongs to."""
    if share >= 1:
        return 5
    return min(4, max(0, math.ceil(round(4 * share, 9))))


def failures(known: ClassScores, mistakes: Collection[Named] = ()) -> list[Failure]:
    """Return the exercises on which somebody lost points: those that run first, worst first.

    Each of the `mistakes` has a `slug`, too: its exercise.
    """
    found = []
    for exercise in known.exercises:
        scores = given(known, exercise)
        said = [
            (_diagnosis(score, exercise.slug), name)
            for name, score in scores
            if score.state in ("wrong", "partial")
        ]
        blank = [
            (score.state, name)
            for name, score in scores
            if score.state in ("not attempted", "no answer")
        ]
        counts = Counter(score.state for _, score in scores)
        made, rest = named(said, [m for m in mistakes if m.slug == exercise.slug])
        failure = Failure(exercise, dict(counts), made, alike(rest), grouped(blank))
        if failure.lost:
            found.append(failure)
    return sorted(found, key=lambda f: (f.exercise.written, -f.lost / f.of))


def _diagnosis(score: Score, slug: str) -> str:
    """Return a check's message without its mark and slug, or words for its absence."""
    if score.by_hand:
        return "marked below full points"
    said = re.sub(rf"^[✓○✗]?\s*({re.escape(slug)}\s*:)?\s*", "", score.message)
    return said or "points lost without a message: read the notebook"
