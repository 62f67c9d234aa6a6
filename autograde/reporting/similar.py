"""Submissions that are more alike than the task explains.

What the release, the reference or many of the class have does not count. What is left of an answer
is compared as a sequence of tokens (see tokens.py), and the tokens alike are added up over the
exercises that two students have much the same.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from autograde.reporting import tokens
from autograde.reporting.tokens import Line

# tests/autograde/test_similar.py holds these against pairs of right answers that were written
# apart (the alternatives of all notebooks), and against copies that were disguised.
ALIKE = 0.8  # an exercise counts from this part of its tokens
SHORT = 10  # tokens alike in an exercise that is too short to say anything
ENOUGH = 60  # tokens alike, in all other such exercises together
COMMON = 0.05  # of the class: lines that more students have are what anybody would write
FEW = 4  # but lines that so few have always count
MOST = 40  # pairs that are shown
LONGEST = 20_000  # characters of an answer that are compared


@dataclass(frozen=True)
class Answer:
    """One answer; `code` says that it is Python, not prose."""

    source: str
    code: bool


Answers = Mapping[str, Answer]  # by exercise


@dataclass(frozen=True)
class Shown:
    """One line of an answer. `kind`: "same" as the other's, "common", or "" for what is its own."""

    text: str
    kind: str


@dataclass(frozen=True)
class Match:
    """An exercise that two students have alike, and their two answers."""

    exercise: str
    share: float
    tokens: int
    left: list[Shown]
    right: list[Shown]


@dataclass(frozen=True)
class Pair:
    """Two students whose submissions are alike; the most alike exercise first."""

    left: str
    right: str
    matches: list[Match]

    @property
    def tokens(self) -> int:
        return sum(match.tokens for match in self.matches)


@dataclass(frozen=True)
class _Compared:
    """An answer in lines, and those of them that count."""

    source: str
    lines: list[Line]
    counting: list[Line]

    @property
    def sequence(self) -> list[str]:
        return [token for line in self.counting for token in line.tokens]


def pairs(
    students: Mapping[str, Answers], released: Collection[Answer] = (), most: int = MOST
) -> list[Pair]:
    """Return the pairs of students that are alike, at most so many, the most alike first.

    `released` is what nobody has written: the release's cells, the reference's answers.
    """
    known = tokens.names(answer.source for answer in released if answer.code)
    given = {line.tokens for answer in released for line in _lines(answer, known)}
    limit = common(len(students))
    found: dict[tuple[str, str], dict[str, tuple[float, int]]] = {}
    compared: dict[str, dict[str, _Compared]] = {}
    for exercise in dict.fromkeys(e for answers in students.values() for e in answers):
        lines = {s: _lines(a[exercise], known) for s, a in students.items() if exercise in a}
        expected = given | _frequent(lines.values(), limit)
        compared[exercise] = {
            s: _Compared(
                students[s][exercise].source, own, [x for x in own if x.tokens not in expected]
            )
            for s, own in lines.items()
        }
        for names, share, alike in _close(compared[exercise]):
            found.setdefault(names, {})[exercise] = (share, alike)
    enough = {n: m for n, m in found.items() if sum(alike for _, alike in m.values()) >= ENOUGH}
    order = sorted(enough, key=lambda names: (-sum(a for _, a in enough[names].values()), names))
    return [_pair(names, enough[names], compared) for names in order[:most]]


def common(students: int) -> float:
    """Return how many of so many students may have a line before it stops to count."""
    return max(FEW, COMMON * students)


def _lines(answer: Answer, known: frozenset[str]) -> list[Line]:
    source = answer.source[:LONGEST]
    return tokens.code(source, known) if answer.code else tokens.prose(source)


def _frequent(answers: Iterable[list[Line]], limit: float) -> set[tuple[str, ...]]:
    """Return the lines that more than `limit` answers have."""
    counts = Counter(line for lines in answers for line in {x.tokens for x in lines})
    return {line for line, count in counts.items() if count > limit}


def _close(answers: Mapping[str, _Compared]) -> Iterable[tuple[tuple[str, str], float, int]]:
    """Yield the names, the share and the number of tokens alike of all pairs that are close."""
    code: dict[str, str] = {}
    written = {  # each token as one sign: rapidfuzz is fastest with strings
        name: "".join(code.setdefault(token, chr(0x100 + len(code))) for token in answer.sequence)
        for name, answer in answers.items()
    }
    names = [name for name, text in written.items() if text]
    texts = [written[name] for name in names]
    if not texts:
        return
    shares = process.cdist(
        texts, texts, scorer=Indel.normalized_similarity, score_cutoff=ALIKE, dtype=np.float32
    )
    for i, j in zip(*np.nonzero(np.triu(shares, 1)), strict=True):
        share = float(shares[i, j])
        alike = round(share * (len(texts[i]) + len(texts[j])) / 2)
        if alike > SHORT:
            yield (names[i], names[j]), share, alike


def _pair(
    names: tuple[str, str],
    matches: Mapping[str, tuple[float, int]],
    compared: Mapping[str, Mapping[str, _Compared]],
) -> Pair:
    shown = []
    for exercise in sorted(matches, key=lambda e: -matches[e][1]):
        left, right = (compared[exercise][name] for name in names)
        shown.append(Match(exercise, *matches[exercise], _shown(left, right), _shown(right, left)))
    return Pair(*names, shown)


def _shown(mine: _Compared, other: _Compared) -> list[Shown]:
    """Return an answer line by line, and what each line is beside the other's answer."""
    theirs = {line.tokens for line in other.counting}
    counting = {line.tokens for line in mine.counting}
    kinds: dict[int, str] = {}
    for line in mine.lines:
        kind = "same" if line.tokens in theirs else "" if line.tokens in counting else "common"
        for row in range(line.first, line.last + 1):
            kinds.setdefault(row, kind)
    rows = mine.source[:LONGEST].splitlines()
    return [Shown(text, kinds.get(row, "common")) for row, text in enumerate(rows)]


def rings(found: Sequence[Pair]) -> list[tuple[list[str], list[Pair]]]:
    """Return the students that pairs connect, and their pairs, together; in the pairs' order."""
    ring = {name: {name} for pair in found for name in (pair.left, pair.right)}
    for pair in found:
        joined = ring[pair.left] | ring[pair.right]
        ring |= dict.fromkeys(joined, joined)
    whole = {id(names): names for pair in found for names in [ring[pair.left]]}
    return [
        (sorted(names), [pair for pair in found if ring[pair.left] is names])
        for names in whole.values()
    ]
