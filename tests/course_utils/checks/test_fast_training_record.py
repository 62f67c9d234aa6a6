"""The check of the reading: what makes sense is recorded alike, the arithmetic is checked."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import NOT_ATTEMPTED, RECORDED, WRONG
from course_utils.checks.fast_training import check
from course_utils.checks.fast_training.ideal import CASES, SLIPS
from course_utils.checks.fast_training.record import as_percent, as_seconds, as_start
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "06_fast_training"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "record"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
EMPTY = {
    "accuracy": None, "start_s": None, "start_is": None, "steps_s": [None] * 4,
    "series_end_s": None, "augmented_s": None,
}  # fmt: skip
FULL = {
    "accuracy": 94, "start_s": 341, "start_is": "record", "steps_s": [323, 308, 301, 297],
    "series_end_s": 34, "augmented_s": 26,
}  # fmt: skip
OTHER = {
    "accuracy": 71, "start_s": 900, "start_is": "reproduction", "steps_s": [811, 700, 650, 630],
    "series_end_s": 99, "augmented_s": 120,
}  # fmt: skip


def right(flop_per_image, images, epochs, flop_per_second):
    return flop_per_image * images * epochs / flop_per_second


def stub(*_):
    raise NotImplementedError


def answer(source: str) -> dict:
    """What a solution cell defines."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(source, namespace)
    return namespace


def checked(given=FULL, ideal_seconds=right, **instead):
    return check.run("record", {**given, **instead, "ideal_seconds": ideal_seconds})


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = check.run("record", answer(variant.source))
    assert result.outcome in (RECORDED, WRONG), result.text
    if variant.kind == "alternative":
        assert result.outcome == RECORDED, result.text
    assert variant.says in result.message, result.text


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 10
    assert len(VARIANTS) - len(MISTAKES) >= 3


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said = [check.run("record", answer(v.source)).message.partition("\n")[0] for v in MISTAKES]
    assert len(set(said)) == len(said)


def test_right_numbers_and_others_are_recorded_alike() -> None:
    """Nothing but the numbers themselves differs."""
    for given in (FULL, OTHER, {**FULL, "start_is": "reproduction"}, {**FULL, "start_s": 356}):
        result = checked(given)
        assert result.outcome == RECORDED
        assert result.message == (
            f"recorded: {given['accuracy']} % from {given['start_s']} s ({given['start_is']}) over "
            f"{', '.join(map(str, given['steps_s']))} s to {given['series_end_s']} s "
            f"({given['augmented_s']} s augmented). `ideal_seconds` is right."
        )


def test_nothing_yet() -> None:
    result = checked(EMPTY, stub)
    assert result.outcome == NOT_ATTEMPTED
    assert "Still to fill in" not in result.message
    assert checked({**EMPTY, "steps_s": None, "start_is": ""}, stub).outcome == NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("given", "function", "left"),
    [
        (EMPTY, right, "`start_s`, `start_is`, `steps_s`, `series_end_s`, `augmented_s`."),
        (FULL, stub, "in: `ideal_seconds`."),
        ({**FULL, "accuracy": None, "start_is": "..."}, right, "in: `accuracy`, `start_is`."),
        ({**FULL, "steps_s": [323, None, "", 297]}, stub, "`steps_s[1]`, `steps_s[2]`, `ideal_s"),
        ({**FULL, "steps_s": [...] * 4, "start_s": None}, right, "in: `start_s`, `steps_s`."),
    ],
)  # fmt: skip
def test_what_is_left_is_named(given, function, left: str) -> None:
    result = checked(given, function)
    assert result.outcome == NOT_ATTEMPTED
    assert left in result.message


def test_a_wrong_function_is_told_before_anything_is_read() -> None:
    result = checked(EMPTY, lambda f, n, e, r: f * n / r)
    assert result.outcome == WRONG
    assert "one epoch" in result.message


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"accuracy": "most"}, "`accuracy` should be a percentage, got 'most'"),
        ({"accuracy": 0}, "percentage, got 0"),
        ({"accuracy": True}, "percentage, got True"),
        ({"accuracy": 101}, "percentage, got 101"),
        ({"start_s": float("nan")}, "`start_s` should be a number of seconds, got nan"),
        ({"start_s": [341]}, "number of seconds, got [341]"),
        ({"start_s": "5:41"}, "number of seconds, got '5:41'"),
        ({"start_s": -341}, "`start_s` is -341"),
        ({"start_s": 300}, "323 s comes after 300 s"),
        ({"start_is": 341}, '"record" (of the competition) or "reproduction"'),
        ({"start_is": "both"}, "got 'both'"),
        ({"steps_s": 297}, "`steps_s` should be a list of four times, got 297"),
        ({"steps_s": "323, 308, 301, 297"}, "should be a list of four times"),
        ({"steps_s": [323, 308, 301]}, "got 3."),
        ({"steps_s": [323, 308, 301, "fast"]}, "`steps_s[3]` should be a number of seconds"),
        ({"steps_s": [5.4, 5.1, 5.02, 4.95]}, "or like minutes"),
        ({"steps_s": [297, 301, 308, 323]}, "301 s comes after 297 s"),
        ({"steps_s": [323, None, 330, 297]}, "330 s comes after 323 s"),
        ({"steps_s": [323, 323, 301, 297]}, "323 s comes after 323 s"),
        ({"series_end_s": 400}, "`series_end_s` is 400 s, slower than the first part's end, 297 s"),
        ({"augmented_s": 297}, "`augmented_s` is where the first part ends"),
        ({"augmented_s": 0.4}, "are these minutes?"),
    ],
)
def test_what_makes_no_sense(instead: dict, said: str) -> None:
    result = checked(**instead)
    assert result.outcome == WRONG, result.text
    assert said in result.message, result.text


@pytest.mark.parametrize("value", [94, 94.0, "94", "94 %", "94%", "94 percent", 0.94, "0.94", "94.",
                                   torch.tensor(94), np.float64(94), np.array([94])])  # fmt: skip
def test_percentages(value: object) -> None:
    assert as_percent(value) == 94


@pytest.mark.parametrize("value", [341, 341.0, "341", " 341 s", "341s", "341 sec.", "341 Seconds",
                                   torch.tensor([341.0]), np.int32(341)])  # fmt: skip
def test_seconds(value: object) -> None:
    assert as_seconds(value) == 341


@pytest.mark.parametrize("value", [None, "", "s", "341 min", "341 %", "1e999", 10**400, 1j, b"341",
                                   {341}, "3" * 100, float("inf"), torch.ones(2)])  # fmt: skip
def test_no_seconds(value: object) -> None:
    assert as_seconds(value) is None


def test_a_percent_sign_is_believed() -> None:
    assert as_percent("0.94 %") == 0.94
    assert as_percent(1) == 100


def test_names_of_the_start() -> None:
    assert as_start(" 'Record' ") == "record"
    assert as_start("REPRODUCTION") == "reproduction"
    assert as_start("recordings") is None
    assert as_start(["record"]) is None


@pytest.mark.parametrize("cause", SLIPS)
def test_each_slip_of_the_arithmetic_is_named(cause: str) -> None:
    result = checked(ideal_seconds=SLIPS[cause])
    assert result.outcome == WRONG
    assert result.message.startswith(cause), result.text
    assert "expected 5.25" in result.message


def test_the_cases_tell_slips_apart() -> None:
    rows = [tuple(f"{slip(*case):.6g}" for case in CASES) for slip in [*SLIPS.values(), right]]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("place", range(4))
def test_a_number_in_an_argument_s_place(place: int) -> None:
    text = (2.8e9, 50_000, 35, 125e12)

    def own(*given):
        return right(*(text[k] if k == place else given[k] for k in range(4)))

    name = ("flop_per_image", "images", "epochs", "flop_per_second")[place]
    assert f"`{name}` makes no difference" in checked(ideal_seconds=own).message


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda *_: None, "Did you forget a `return`"),
        (lambda *a: f"{right(*a)} s", "got a text. Leave the unit out."),
        (lambda *a: (right(*a),), "got `tuple`"),
        (lambda *_: True, "got `bool`"),
        (lambda *_: float("nan"), "got nan"),
        (lambda f, n, e, r: f + n + e + r, "ideal_seconds(3e+06, 1000, 7, 4e+09): expected 5.25"),
    ],
)
def test_what_the_function_should_return(function, said: str) -> None:
    result = checked(ideal_seconds=function)
    assert result.outcome == WRONG
    assert said in result.message, result.text


def test_single_precision_will_do() -> None:
    def single(f, n, e, r):
        return torch.tensor(f, dtype=torch.float32) * n * e / r

    assert checked(ideal_seconds=single).outcome == RECORDED
    assert checked(ideal_seconds=lambda *a: np.float32(right(*a))).outcome == RECORDED


def test_the_students_error_is_shown() -> None:
    assert "ZeroDivisionError" in checked(ideal_seconds=lambda *_: 1 / 0).text


def test_it_is_quick() -> None:
    with effort() as spent:
        assert checked().outcome == RECORDED
    assert spent.calls < 600


@pytest.mark.parametrize("slug", ["learned", "interesting"])
@pytest.mark.parametrize(
    ("text", "outcome", "said"),
    [
        ("word " * 80, RECORDED, "recorded: 80 words."),
        ("**word** " * 120, RECORDED, "recorded: 120 words."),
        ("word " * 79, WRONG, "79 words; 80 to 120 are asked for: 1 too few."),
        ("word " * 121, WRONG, "1 too many"),
        (["word"] * 100, WRONG, "should be a text in quotes, got `list`"),
        ("", NOT_ATTEMPTED, ""),
        (None, NOT_ATTEMPTED, ""),
        (..., NOT_ATTEMPTED, ""),
        ("\n...\n", NOT_ATTEMPTED, ""),
        ("Your answer here.", NOT_ATTEMPTED, ""),
        ("Write about 100 words here.", NOT_ATTEMPTED, ""),
    ],
)
def test_the_length_of_the_written_answers(slug, text, outcome, said) -> None:
    result = check.run(slug, {slug: text})
    assert result.outcome == outcome, result.text
    assert said in result.message
