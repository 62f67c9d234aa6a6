"""Checks of what goes wrong between training and testing: copies, and names on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from numbers import Integral
from typing import Any

from torch import Tensor

from course_utils.checks.ladder import expect_tuple
from course_utils.checks.outcome import Wrong

from .overlaps import draw_rows, grade_overlap
from .registry import check

NAMES, SHARE, SEED = 480, 0.2, 3
FEWEST, MOST = 0.5, 1.6
"""How many test rows there may be, measured by the share asked for: names are drawn, not rows."""


def grade_clean_split(clean_split: Callable, seed: int = 1) -> None:
    """`clean_split(names, test_share, seed)`: all rows, each once, all rows of a name together."""
    names = draw_rows(NAMES, seed)
    train, test = split(clean_split, names, SHARE, SEED)
    expect_every_row_once(train, test, names)
    expect_share_of_rows(train, test, SHARE)
    expect_together(train, test, names)
    expect_drawn_at_random(clean_split, names, set(test))
    giant = ["Lee"] * 30 + names[:30]  # one name of half the rows: nothing is said of its share
    train, test = split(clean_split, giant, SHARE, SEED)
    expect_every_row_once(train, test, giant)
    expect_together(train, test, giant)


def split(
    clean_split: Callable, names: list[str], share: float, seed: int
) -> tuple[list[int], list[int]]:
    """(rows for training, rows for testing), as plain numbers; the names stay as they are."""
    given = list(names)
    value = clean_split(given, share, seed)
    if given != names:
        raise Wrong("`clean_split` changes the list of names: work on a list of your own.")
    train, test = expect_tuple(value, 2, "clean_split", "(rows for training, rows for testing)")
    return rows_of(train, "training", len(names)), rows_of(test, "testing", len(names))


def rows_of(rows: Any, purpose: str, count: int) -> list[int]:
    """The rungs of type and range for one of the two lists."""
    if isinstance(rows, Tensor) or hasattr(rows, "tolist"):
        raise Wrong(f"The rows for {purpose} are a `{type(rows).__name__}`: use `.tolist()`.")
    if not isinstance(rows, list | tuple):
        raise Wrong(f"The rows for {purpose} should be a list, got `{type(rows).__name__}`.")
    if any(isinstance(row, str) for row in rows):
        raise Wrong(
            f"The rows for {purpose} are names. Return rows, the places in `names`: a name can "
            "have several, and each has its label at the same place."
        )
    wrong = [row for row in rows if not isinstance(row, Integral) or isinstance(row, bool)]
    if wrong:
        raise Wrong(f"The rows for {purpose} should be ints, got `{type(wrong[0]).__name__}`.")
    outside = [row for row in rows if not 0 <= row < count]
    if outside:
        raise Wrong(
            f"There is no row {outside[0]}: {count} names have the rows 0 to {count - 1}. (Rows "
            "are places in `names` as it came, not in a shuffled or shortened list.)"
        )
    return [int(row) for row in rows]


def expect_every_row_once(train: list[int], test: list[int], names: list[str]) -> None:
    """Nothing is dropped, nothing comes twice."""
    both = set(train) & set(test)
    if both:
        row = min(both)
        raise Wrong(f"Row {row} ({names[row]}) is for training and for testing: pick one side.")
    used = [*train, *test]
    if len(used) > len(set(used)):
        row, times = Counter(used).most_common(1)[0]
        raise Wrong(f"Row {row} ({names[row]}) comes {times} times on one side: list it once.")
    missing = sorted(set(range(len(names))) - set(used))
    if not missing:
        return
    kept = {names[row].lower() for row in used}
    row = missing[0]
    if all(names[row].lower() in kept for row in missing):
        raise Wrong(
            f"Copies are dropped: {len(missing)} rows are on neither side, such as row {row} "
            f"({names[row]}). Keep all rows of a name, together on one side."
        )
    raise Wrong(f"{len(missing)} rows are on neither side, such as row {row} ({names[row]}).")


def expect_share_of_rows(train: list[int], test: list[int], share: float) -> None:
    """About as many test rows as asked for."""
    got = len(test) / (len(train) + len(test))
    if FEWEST * share <= got <= MOST * share:
        return
    evidence = f"{got:.0%} of the rows are for testing, and test_share is {share:.0%}."
    if abs(got - (1 - share)) < share / 2:
        raise Wrong(
            "The two sides are exchanged, or test_share is taken for train's: first come the rows "
            f"for training, then those for testing.\n{evidence}"
        )
    raise Wrong(evidence)


def expect_together(train: list[int], test: list[int], names: list[str]) -> None:
    """All rows of one name are on one side, capitals ignored."""
    exact = {names[row] for row in train} & {names[row] for row in test}
    known = {names[row].lower(): row for row in train}
    across = [row for row in test if names[row].lower() in known]
    if not across:
        return
    row = next((row for row in across if names[row] in exact), across[0])
    pair = f"rows {known[names[row].lower()]} and {row}"
    if exact:
        raise Wrong(
            f"{names[row]} is on both sides ({pair}), and {len(across)} test rows like it: rows "
            "are drawn one by one. Draw names, and let all rows of a name follow it."
        )
    raise Wrong(
        f"{names[known[names[row].lower()]]} and {names[row]} are on different sides ({pair}): "
        "capitals make no difference, so these are rows of one name."
    )


def expect_drawn_at_random(clean_split: Callable, names: list[str], test: set[int]) -> None:
    """The seed decides, and nothing else; the test rows come from everywhere."""
    if set(split(clean_split, names, SHARE, SEED)[1]) != test:
        raise Wrong(
            f"Two calls with seed {SEED} give two splits: draw from a generator of its own, such "
            "as `random.Random(seed)`."
        )
    others = [set(split(clean_split, names, SHARE, SEED + n)[1]) for n in (1, 2)]
    if all(other == test for other in others):
        different = list(dict.fromkeys(name.lower() for name in names))
        drawn = {names[row].lower() for row in test}
        where = "the first" if drawn == set(different[: len(drawn)]) else "the same"
        raise Wrong(
            f"Every seed puts {where} names into test: the seed should draw them. (The names that "
            "come with the course are sorted by language.)"
        )
    rows_of = Counter(name.lower() for name in names)
    single = {row for row in test if rows_of[names[row].lower()] == 1}
    for part in range(4):
        begin, end = part * len(names) // 4, (part + 1) * len(names) // 4
        if not single & set(range(begin, end)):
            raise Wrong(
                f"No name of the rows {begin} to {end - 1} is drawn for testing: draw from all "
                "over the list, for names are sorted by language."
            )


@check.exercise("leakage", names=["overlap", "clean_split"])
def _leakage(overlap: Callable, clean_split: Callable) -> str:
    grade_overlap(overlap)
    grade_clean_split(clean_split)
    return "right: every row counts, and every name stays on one side."
