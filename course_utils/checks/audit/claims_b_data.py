"""Checks of the claims on data: one class that is much larger, and copies in a random split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from .experiment import Experiment, register
from .registry import check

PERCENT = 1e-6  # a mean in single precision will do


def always_largest(counts: list[int]) -> tuple[float, float]:
    """Accuracy and macro-F1, in percent, of the answer that is right most often."""
    share = max(counts) / sum(counts)  # the precision for this class; the recall is 1
    return 100 * share, 100 * 2 * share / (1 + share) / len(counts)


def _scores(f1: Callable[[float, int], float]) -> Callable:
    """A slip in macro-F1, made of the largest share and the number of classes."""

    def slip(counts: list[int]) -> tuple[float, float]:
        share = max(counts) / sum(counts)
        return 100 * share, 100 * f1(share, len(counts))

    return slip


def _of_class(which: Callable[[list[int]], int]) -> Callable:
    """A slip in the class that is answered."""

    def slip(counts: list[int]) -> tuple[float, float]:
        share = which(counts) / sum(counts)
        return 100 * share, 100 * 2 * share / (1 + share) / len(counts)

    return slip


LARGEST_SLIPS: dict[str, Callable] = {
    "Both are shares: multiply by 100.": lambda counts: tuple(
        value / 100 for value in always_largest(counts)
    ),
    "macro_f1 is a share: multiply it by 100.": lambda counts: (
        always_largest(counts)[0],
        always_largest(counts)[1] / 100,
    ),
    "The two are exchanged: accuracy comes first.": lambda counts: always_largest(counts)[::-1],
    "macro_f1 is the F1 of the largest class alone: the others have an F1 of 0, and count in the "
    "mean.": _scores(lambda share, classes: 2 * share / (1 + share)),
    "macro_f1 leaves one class out of the mean: all of them count, the largest too.": (
        _scores(lambda share, classes: 2 * share / (1 + share) / max(classes - 1, 1))
    ),
    "macro_f1 is weighted by the classes' shares: in a macro mean all classes count the same.": (
        _scores(lambda share, classes: 2 * share / (1 + share) * share)
    ),
    "macro_f1 is the accuracy (which is micro-F1): take the mean of the classes' own F1.": (
        _scores(lambda share, classes: share)
    ),
    "macro_f1 is the mean recall: F1 has the precision in it as well.": (
        _scores(lambda share, classes: 1 / classes)
    ),
    "macro_f1 is the mean precision: F1 has the recall in it as well.": (
        _scores(lambda share, classes: share / classes)
    ),
    "F1 is taken as (precision + recall) / 2: it is their harmonic mean.": (
        _scores(lambda share, classes: (share + 1) / 2 / classes)
    ),
    "F1 lacks its factor 2: it is 2 · precision · recall / (precision + recall).": (
        _scores(lambda share, classes: share / (1 + share) / classes)
    ),
    "The largest class need not stand first: look for it.": _of_class(lambda counts: counts[0]),
    "The largest class need not stand last: look for it.": _of_class(lambda counts: counts[-1]),
    "This answers with the smallest class.": _of_class(min),
    "The largest count is divided by all the others: divide by the number of all examples.": (
        lambda counts: (
            100 * max(counts) / (sum(counts) - max(counts)),
            always_largest(counts)[1],
        )
    ),
    "The accuracy is that of guessing a class at random: the answer is always the same one.": (
        lambda counts: (100 / len(counts), always_largest(counts)[1])
    ),
    "This is rounded to whole percent: return the numbers as they are, and round in print.": (
        lambda counts: tuple(round(value) for value in always_largest(counts))
    ),
    "This is rounded to one digit: return the numbers as they are, and round in print.": (
        lambda counts: tuple(round(value, 1) for value in always_largest(counts))
    ),
    "This is rounded to two digits: return the numbers as they are, and round in print.": (
        lambda counts: tuple(round(value, 2) for value in always_largest(counts))
    ),
}

register(
    check,
    "always-largest",
    Experiment(
        name="always_largest",
        verdict="accuracy_misleads",
        cases=[
            ([41, 12, 10, 9, 7, 6, 5, 5, 3, 2],),
            ([3, 19, 4],),
            ([8, 2, 30, 60, 7],),
            ([1, 2],),
        ],
        truth=always_largest,
        slips=LARGEST_SLIPS,
        tolerance=PERCENT,
        words=[
            "counts = [41, 12, …], ten classes",
            "counts = [3, 19, 4]",
            "counts = [8, 2, 30, 60, 7]",
            "counts = [1, 2]",
        ],
        parts=["accuracy", "macro_f1"],
    ),
)


def parts(rows: list[str], test: list[int]) -> tuple[list[str], list[str]]:
    """The rows for training and those for testing."""
    chosen = set(test)
    return [row for n, row in enumerate(rows) if n not in chosen], [rows[n] for n in test]


def copied_share(rows: list[str], test: list[int]) -> float:
    """How many of the test rows, in percent, also stand among the rows for training."""
    train, held_out = parts(rows, test)
    return 100 * sum(row in train for row in held_out) / len(held_out)


def _of_parts(count: Callable[[list[str], list[str]], float]) -> Callable:
    """A slip in what is counted in the rows for training and those for testing."""
    return lambda rows, test: count(*parts(rows, test))


def _different(train: list[str], test: list[str]) -> int:
    return len(set(train) & set(test))


def _name(row: str) -> str:
    return row.split(",")[0]


SPLIT_SLIPS: dict[str, Callable] = {
    "This is always 0: the places in `test` are different, but are the rows?": (
        lambda rows, test: 0.0
    ),
    "This is always 100: every test row is one of `rows`. Leave the test rows out of those that "
    "you search.": lambda rows, test: 100.0,
    "This is a share: multiply by 100.": lambda rows, test: copied_share(rows, test) / 100,
    "This is the number of copied rows: divide by the number of test rows.": (
        lambda rows, test: copied_share(rows, test) * len(test) / 100
    ),
    "Equal rows are counted once, among the copies and among the test rows: every place counts.": (
        _of_parts(lambda train, test: 100 * _different(train, test) / len(set(test)))
    ),
    "Equal copies are counted once, and the test rows one by one: every place counts.": (
        _of_parts(lambda train, test: 100 * _different(train, test) / len(test))
    ),
    "This divides by the number of all rows: divide by that of the test rows.": (
        lambda rows, test: copied_share(rows, test) * len(test) / len(rows)
    ),
    "This divides by the number of rows for training: divide by that of the test rows.": (
        _of_parts(lambda train, test: 100 * sum(row in train for row in test) / len(train))
    ),
    "This is the share of the rows for training that stand in `test`, too: it should be the other "
    "way round.": (
        _of_parts(lambda train, test: 100 * sum(row in test for row in train) / len(train))
    ),
    "Rows that occur twice in `test` and nowhere else are counted: only a copy in the training "
    "part gives an answer away.": lambda rows, test: (
        100 * sum(Counter(rows)[rows[n]] > 1 for n in test) / len(test)
    ),
    "A row is counted for every copy that it has: count it once.": (
        _of_parts(lambda train, test: 100 * sum(map(train.count, test)) / len(test))
    ),
    "Only the names are compared: a row is a name and a language.": (
        _of_parts(
            lambda train, test: (
                100 * sum(_name(row) in map(_name, train) for row in test) / len(test)
            )
        )
    ),
    "A row is also found inside of a longer one: compare with whole rows.": (
        _of_parts(
            lambda train, test: 100 * sum(row in "\n".join(train) for row in test) / len(test)
        )
    ),
    "This is the share of the rows that are no copies.": (
        lambda rows, test: 100 - copied_share(rows, test)
    ),
    "This is rounded to whole percent: return the number as it is, and round in print.": (
        lambda rows, test: round(copied_share(rows, test))
    ),
    "This is rounded to one digit: return the number as it is, and round in print.": (
        lambda rows, test: round(copied_share(rows, test), 1)
    ),
    "This is rounded to two digits: return the number as it is, and round in print.": (
        lambda rows, test: round(copied_share(rows, test), 2)
    ),
}

_ROWS = [
    "Haddad, Arabic", "Haddad, Arabic", "Haddad, Arabic", "Haddad, Arabic", "Lean, Scottish",
    "McLean, Scottish", "Nahas, Arabic", "Nahas, Arabic", "Silva, Spanish", "Silva, Portuguese",
    "Abe, Japanese", "Ruiz, Spanish", "Ruiz, Spanish", "Ruiz, Spanish", "Moreau, French",
]  # fmt: skip

register(
    check,
    "random-split",
    Experiment(
        name="copied_share",
        verdict="split_is_clean",
        cases=[
            (_ROWS, [0, 2, 4, 6, 7, 9, 12]),
            (_ROWS, [13, 1, 10]),
            (_ROWS, [14, 6, 7, 4]),
            (["Ito, Japanese"] * 3, [2]),
        ],
        truth=copied_share,
        slips=SPLIT_SLIPS,
        tolerance=PERCENT,
        words=[
            "15 rows, seven of them for testing",
            "15 rows, three of them for testing",
            "15 rows, four of them for testing, no copies",
            "three times the same row, one for testing",
        ],
    ),
)
