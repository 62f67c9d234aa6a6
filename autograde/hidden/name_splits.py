"""Hidden test of notebook 02: copies between training and testing, and a split without any."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from torch import Tensor

from course_utils.checks import Wrong

from .probes import probe

SHARE = 0.25
_FEWEST, _MOST = 0.5, 1.6  # of the share asked for


@probe
def measured(overlap: Any, pairs: Any) -> list:
    """The student's shares for pairs of lists, and whether the lists are as before."""
    from numbers import Real

    found = []
    for train, test in pairs:
        given = list(train), list(test)
        value = overlap(*given)
        value = float(value) if isinstance(value, Real) else value
        found.append((value, given == (list(train), list(test))))
    return found


@probe
def divided(clean_split: Any, names: Any, share: float, seeds: Any) -> list:
    """The student's splits as plain numbers, and whether the names are as before."""
    from numbers import Integral

    def plain(rows):
        return [int(row) if isinstance(row, Integral) else None for row in rows]

    found = []
    for seed in seeds:
        given = list(names)
        train, test = clean_split(given, share, seed)
        found.append((plain(train), plain(test), given == list(names)))
    return found


def draw_rows(names: int, draw: random.Random) -> list[str]:
    """Rows in a random order: of most names one, of others up to four, some in capitals."""
    rows = []
    while len(rows) < names * 3 // 2:
        name = "".join(draw.choice("abcdefghijklmnopqrstuvwxyz '-") for _ in range(9))
        copies = draw.choice((1, 1, 1, 2, 4))
        rows += [draw.choice((name, name, name.upper(), name.title())) for _ in range(copies)]
    draw.shuffle(rows)
    return rows


def expect_split(overlap: Any, clean_split: Any, seed: int) -> None:
    """`overlap` counts rows, and `clean_split` keeps every row, and all rows of a name together."""
    draw = random.Random(seed)  # noqa: S311
    _expect_overlap(overlap, draw)
    names = draw_rows(600, draw)
    first = draw.randrange(1000)
    found = divided(clean_split, names, SHARE, [first, first + 1, first, first + 2])
    if type(found) is not list or len(found) != 4:
        raise Wrong("`clean_split` gives no two lists of rows.")
    tests = [_expect_clean(split, names) for split in found]
    if tests[0] != tests[2]:
        raise Wrong("The same seed gives two different splits.")
    if tests[0] == tests[1] == tests[3]:
        raise Wrong("Other seeds give the same split.")
    _expect_from_everywhere(tests[0], names)


def _expect_from_everywhere(test: set[int], names: list[str]) -> None:
    """Of the names without copies, some of every quarter are for testing."""
    count = Counter(name.lower() for name in names)
    drawn = {4 * row // len(names) for row in test if count[names[row].lower()] == 1}
    if len(drawn) < 4:
        raise Wrong("The names for testing come from one part of the list.")


def _expect_overlap(overlap: Any, draw: random.Random) -> None:
    rows = draw_rows(80, draw)
    pairs = [
        (rows[:90], rows[90:]),
        (rows[:30], rows[30:]),
        (rows[:60], [name.upper() for name in rows[50:]]),
        (rows[:9], []),
        ([], rows[:9]),
    ]
    found = measured(overlap, pairs)
    if type(found) is not list or len(found) != len(pairs):
        raise Wrong("`overlap` gives no shares.")
    for (train, test), (got, unchanged) in zip(pairs, found, strict=True):
        known = {name.lower() for name in train}
        truth = sum(name.lower() in known for name in test) / len(test) if test else 0.0
        value = got.item() if isinstance(got, Tensor) and got.numel() == 1 else got
        if type(value) not in (int, float):
            raise Wrong(f"`overlap` should return a number, got `{type(value).__name__}`.")
        if not abs(value - truth) < 1e-6:
            raise Wrong(
                f"Of {len(test)} test rows {truth:.4g} have a name in train; `overlap` says "
                f"{value:.4g}."
            )
        if unchanged is not True:
            raise Wrong("`overlap` changes the lists it is given.")


def _expect_clean(split: Any, names: list[str]) -> set[int]:
    """The rows for testing; raises `Wrong` unless the split is clean and complete."""
    train, test, unchanged = split
    if unchanged is not True:
        raise Wrong("`clean_split` changes the list of names.")
    used = [*train, *test]
    if any(type(row) is not int for row in used):
        raise Wrong("`clean_split` should return rows: two lists of ints.")
    if sorted(used) != list(range(len(names))):
        raise Wrong("Not every row is in exactly one of the two lists.")
    across = {names[row].lower() for row in train} & {names[row].lower() for row in test}
    if across:
        raise Wrong(f"{len(across)} names have rows in both lists.")
    if not _FEWEST * SHARE <= len(test) / len(names) <= _MOST * SHARE:
        raise Wrong(f"{len(test)} of {len(names)} rows are for testing, and test_share is {SHARE}.")
    return set(test)
