"""Check of the share of test rows whose name is in the training set."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

from torch import Tensor

from course_utils.checks.outcome import Wrong

TRAIN = ["Khoury", "Li", "Haddad", "Ito", "Kim", "Park", "Diaz"]


def draw_rows(count: int, seed: int) -> list[str]:
    """Names of which every third comes twice or three times, with other capitals, shuffled."""
    draw = random.Random(seed)  # noqa: S311
    names = [
        "".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(4)).title()
        for _ in range(count)
    ]
    copies = [
        copy
        for n, name in enumerate(names)
        if n % 3 == 0
        for copy in (name, name.upper())[: 1 + n % 2]
    ]
    rows = names + copies
    draw.shuffle(rows)
    return rows


def leaked(train: Sequence[str], test: Sequence[str]) -> float:
    """The share of the test rows whose name is in train, capitals ignored."""
    known = {name.lower() for name in train}
    return sum(name.lower() in known for name in test) / len(test) if test else 0.0


def grade_overlap(overlap: Callable, seed: int = 1) -> None:
    """`overlap(train_names, test_names)` counts rows of the test set, whatever their capitals."""
    rows = draw_rows(240, seed)
    train, test = rows[:217], rows[217:]
    parts = [name[:-1] for name in train[:7]]  # in train only as the beginning of a longer name
    cases = [
        (TRAIN, ["Khoury", "Khoury", "Roy", "Khoury", "Sato"]),
        (TRAIN, ["KHOURY", "Haddad", "li", "Roy", "Sato"]),
        (train, test),
        (train, [*parts, "Quick", "Quaye", "Quinn"]),
        ([], ["Ito"]),
        (["Ito"], []),
    ]
    for train, test in cases:
        got = number(ask(overlap, train, test))
        expect_share(got, train, test)


def ask(overlap: Callable, train: list[str], test: list[str]) -> Any:
    """Call it on copies. The inputs must stay as they are, and no test rows are no error."""
    given = list(train), list(test)
    try:
        value = overlap(*given)
    except ZeroDivisionError:
        if test:
            raise
        value = math.nan
    if not test and isinstance(value, float) and math.isnan(value):
        raise Wrong("Without any test rows `overlap` divides by 0: it should be 0.0.")
    if given != (train, test):
        raise Wrong("`overlap` changes the lists it is given: work on lists or sets of your own.")
    return value


def number(value: Any) -> float:
    """A plain number, from whatever holds one."""
    if value is None:
        raise Wrong("`overlap` returned None. (Did you forget a `return` statement?)")
    single = isinstance(value, Tensor) and value.numel() == 1
    if isinstance(value, bool) or not (isinstance(value, Real) or single):
        raise Wrong(f"`overlap` should return a number, got `{type(value).__name__}`.")
    return float(value)


def expect_share(got: float, train: list[str], test: list[str]) -> None:
    """The last rung: the number, and the cause when it is recognised."""
    truth = leaked(train, test)
    if abs(got - truth) < 1e-6:
        return
    known, asked = {n.lower() for n in train}, {n.lower() for n in test}
    both, rows = known & asked, round(truth * len(test))
    whole = " ".join(train).lower()
    slips = {
        "Names are counted once, but every row counts: three copies in the test set are three "
        "rows that the network has seen.": len(both) / max(len(asked), 1),
        "Names are counted once above the line, and rows below: every row counts, copies too.": (
            len(both) / max(len(test), 1)
        ),
        "This divides by the length of train: it is the share of the test rows.": (
            rows / max(len(train), 1)
        ),
        "This divides by the names of both sets together: it is the share of the test rows.": (
            len(both) / max(len(known | asked), 1)
        ),
        "Capitals make a difference here: KHOURY and Khoury are one name. Use `name.lower()`.": (
            sum(n in set(train) for n in test) / max(len(test), 1)
        ),
        "This is the share of train rows that are in test: it should be the other way round.": (
            leaked(test, train)
        ),
        "This is the share of test rows that are *not* in train.": 1 - truth,
        "This is the number of rows: divide it by the number of test rows.": rows,
        "This is in percent: a share lies between 0 and 1.": 100 * truth,
        "A part of a longer name counts as a name here: look for the name in a set, not in a "
        "text.": sum(n.lower() in whole for n in test) / max(len(test), 1),
        "Every copy in train counts once more: a test row is in train or it isn't.": (
            sum(Counter(n.lower() for n in train)[n.lower()] for n in test) / max(len(test), 1)
        ),
    }
    cause = next((words for words, value in slips.items() if abs(got - value) < 1e-6), "")
    evidence = (
        f"{rows} of the {len(test)} test rows have a name that is in train: expected {truth:.4g}, "
        f"got {got:.4g}."
    )
    if len(test) <= 5:
        evidence += f"\ntrain: {', '.join(train) or 'empty'}. test: {', '.join(test) or 'empty'}."
    raise Wrong("\n".join(filter(None, [cause, evidence])))
