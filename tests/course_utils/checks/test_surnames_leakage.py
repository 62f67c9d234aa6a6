"""Copies between training and testing: what is counted, and a split without any."""

import random

import pytest
import torch

from course_utils.checks import Wrong
from course_utils.checks.surnames import check, leakage, overlaps
from course_utils.checks.surnames.leakage import grade_clean_split
from course_utils.checks.surnames.overlaps import draw_rows, grade_overlap

SEEDS = range(25)


def overlap(train_names, test_names):
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names, test_share, seed):
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


def complaint(grade, answer) -> str:
    with pytest.raises(Wrong) as caught:
        grade(answer)
    return str(caught.value)


def test_right() -> None:
    result = check.run("leakage", {"overlap": overlap, "clean_split": clean_split})
    assert result.outcome == "right"
    for seed in SEEDS:
        grade_overlap(overlap, seed)
        grade_clean_split(clean_split, seed)


@pytest.mark.parametrize("name", ["overlap", "clean_split"])
def test_not_attempted(name: str) -> None:
    def stub(*_):
        raise NotImplementedError

    answers = {"overlap": overlap, "clean_split": clean_split, name: stub}
    assert check.run("leakage", answers).outcome == "not attempted"


def test_rows_are_what_they_are_said_to_be() -> None:
    rows = draw_rows(300, 1)
    spelt, different = set(rows), {name.lower() for name in rows}
    assert len(different) == 300
    assert len(spelt) > len(different)
    assert len(rows) > len(spelt)
    assert rows != sorted(rows)
    assert rows == draw_rows(300, 1) != draw_rows(300, 2)


# --- overlap -----------------------------------------------------------------------------------


def low(names) -> set[str]:
    return {name.lower() for name in names}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda a, b: None, "returned None"),
        (lambda a, b: "0.5", "got `str`"),
        (lambda a, b: True, "got `bool`"),
        (lambda a, b: torch.ones(2), "got `Tensor`"),
        (lambda a, b: len(low(a) & low(b)) / max(len(low(b)), 1), "Names are counted once, but"),
        (lambda a, b: len(low(a) & low(b)) / max(len(b), 1), "once above the line"),
        (lambda a, b: sum(n.lower() in low(a) for n in b) / max(len(a), 1), "the length of train"),
        (lambda a, b: len(low(a) & low(b)) / max(len(low(a) | low(b)), 1), "of both sets together"),
        (lambda a, b: sum(n in a for n in b) / max(len(b), 1), "Capitals"),
        (lambda a, b: overlap(b, a), "the other way round"),
        (lambda a, b: 1 - overlap(a, b), "*not* in train"),
        (lambda a, b: sum(n.lower() in low(a) for n in b), "divide it by"),
        (lambda a, b: 100 * overlap(a, b), "in percent"),
        (
            lambda a, b: sum(n.lower() in " ".join(a).lower() for n in b) / max(len(b), 1),
            "part of a longer name",
        ),
        (
            lambda a, b: sum([m.lower() for m in a].count(n.lower()) for n in b) / max(len(b), 1),
            "Every copy in train",
        ),
        (lambda a, b: overlap(a, b) if b else float("nan"), "divides by 0"),
        (lambda a, b: overlap(a, b) if b else 1 / 0, "divides by 0"),
        (lambda a, b: overlap(a, b) if b else 1.0, "expected 0, got 1"),
        (lambda a, b: 0.123, "expected 0.6, got 0.123"),
        (lambda a, b: [a.sort(), overlap(a, b)][1], "changes the lists"),
    ],
)
def test_what_is_amiss_with_an_overlap(answer, said: str) -> None:
    for seed in SEEDS:
        assert said in complaint(lambda a, seed=seed: grade_overlap(a, seed), answer)


@pytest.mark.parametrize("kind", [torch.tensor, lambda v: torch.tensor([v]), float])
def test_any_number_will_do(kind) -> None:
    grade_overlap(lambda a, b: kind(overlap(a, b)))


def test_an_error_of_another_kind_is_passed_on() -> None:
    with pytest.raises(ZeroDivisionError):
        grade_overlap(lambda a, b: 1 / 0)


def test_short_lists_are_shown() -> None:
    said = complaint(grade_overlap, lambda a, b: 0.123)
    assert "train: Khoury, Li, Haddad" in said
    assert "test: Khoury, Khoury, Roy" in said
    with pytest.raises(Wrong) as caught:
        overlaps.expect_share(0.1, ["a"] * 9, ["a"] * 9)
    assert "\n" not in str(caught.value)


# --- a clean split -----------------------------------------------------------------------------


def changed(change):
    """A right split, spoilt."""

    def split(names, test_share, seed):
        return change(names, *clean_split(names, test_share, seed))

    return split


def in_place(names, test_share, seed):
    names.sort()
    return clean_split(names, test_share, seed)


def by_rows(names, test_share, seed):
    rows = list(range(len(names)))
    random.Random(seed).shuffle(rows)
    number = round(test_share * len(rows))
    return rows[number:], rows[:number]


def by_spelling(names, test_share, seed):
    different = sorted(set(names))
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    return [r for r in rows if names[r] not in held_out], [r for r in rows if names[r] in held_out]


def first_of_each(names, test_share, seed):
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        first.setdefault(name.lower(), row)
    train, test = by_rows(list(first), test_share, seed)
    rows = list(first.values())
    return [rows[r] for r in train], [rows[r] for r in test]


def from_the_start(names, test_share, seed, start=0):
    different = list(dict.fromkeys(name.lower() for name in names))
    held_out = set(different[start : start + round(test_share * len(different))])
    rows = range(len(names))
    test = [r for r in rows if names[r].lower() in held_out]
    return [r for r in rows if names[r].lower() not in held_out], test


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda *_: None, "returned None"),
        (changed(lambda names, train, test: test), "(rows for training, rows for testing)"),
        (changed(lambda names, train, test: (torch.tensor(train), test)), "`.tolist()`"),
        (changed(lambda names, train, test: (set(train), test)), "should be a list, got `set`"),
        (changed(lambda names, train, test: (train, [names[r] for r in test])), "Return rows"),
        (changed(lambda names, train, test: (train, [r + 0.0 for r in test])), "got `float`"),
        (changed(lambda names, train, test: ([len(names), *train[1:]], test)), "There is no row"),
        (changed(lambda names, train, test: (train + test, test)), "pick one side"),
        (changed(lambda names, train, test: (train, test + test[:1])), "comes 2 times"),
        (changed(lambda names, train, test: (train[1:], test)), "on neither side"),
        (first_of_each, "Copies are dropped"),
        (changed(lambda names, train, test: (test, train)), "exchanged"),
        (lambda n, s, seed: clean_split(n, 1 - s, seed), "test_share is taken for train's"),
        (lambda n, s, seed: clean_split(n, s / 3, seed), "and test_share is 20%"),
        (by_rows, "rows are drawn one by one"),
        (by_spelling, "are on different sides"),
        (lambda n, s, seed: clean_split(n, s, random.random()), "give two splits"),
        (lambda n, s, seed: clean_split(n, s, 0), "Every seed puts the same names"),
        (from_the_start, "Every seed puts the first names"),
        (in_place, "changes the list"),
    ],
)
def test_what_is_amiss_with_a_split(answer, said: str) -> None:
    for seed in SEEDS:
        assert said in complaint(lambda a, seed=seed: grade_clean_split(a, seed), answer)


def test_a_stretch_of_the_list_is_no_draw() -> None:
    """Copies of its names lie all over, so it is the names without any that tell."""

    def stretch(names, test_share, seed):
        return from_the_start(names, test_share, seed, start=10 * seed)

    for seed in SEEDS:
        names = draw_rows(leakage.NAMES, seed)
        assert min(stretch(names, 0.2, 3)[1]) < len(names) / 4
        assert max(stretch(names, 0.2, 3)[1]) > len(names) * 0.75
        assert "No name of the rows" in complaint(
            lambda a, seed=seed: grade_clean_split(a, seed), stretch
        )


def test_a_coin_for_each_name_is_near_enough() -> None:
    def toss(names, test_share, seed):
        side = {n: random.Random(f"{seed} {n}").random() < test_share for n in low(names)}
        rows = range(len(names))
        return [r for r in rows if not side[names[r].lower()]], [
            r for r in rows if side[names[r].lower()]
        ]

    for seed in range(100):
        grade_clean_split(toss, seed)
