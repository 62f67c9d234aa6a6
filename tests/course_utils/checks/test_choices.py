"""Questions with options: what is recorded, in all forms that people write; nothing is revealed."""

import pytest
import torch
from torch import nn

from course_utils.checks import NOT_ATTEMPTED, RAISED, RECORDED, WRONG, CheckFailed, Checks
from course_utils.checks.choices import Question, entries, normal, question, question_of
from course_utils.checks.linear_autoencoders import check as linear
from course_utils.checks.translation import check as translation

ALL = {"linear": linear, "translation": translation}
SLUGS = [(linear, slug) for slug in ("layers", "loss", "needed")]
SLUGS += [(translation, slug) for slug in ("training-tokens", "evaluation-tokens")]
NOTHING = [None, "", "  ", [], (), set(), ...]
FORMS = {
    "layers": {"2": [2, 2.0, "2", " 2 ", "'2'", '"2"', "2.", "(2)", ["2"], (2,), {2}, ["2", 2]]},
    "loss": {
        "MSELoss": ["MSELoss", "mseloss", "nn.MSELoss", "torch.nn.MSELoss", "nn.MSELoss()"],
        "CrossEntropyLoss": ["cross entropy loss", "nn.CrossEntropyLoss", ["CrossEntropyLoss"]],
    },
    "needed": {
        "weight decay, SGD": [
            ["SGD", "weight decay"], ("Weight Decay", "sgd"), {"weight_decay", "SGD"},
            frozenset({"SGD", "weight-decay"}), ["SGD", "SGD", "WeightDecay"], "weight decay, SGD",
            "SGD + weight decay", "weight decay and SGD", "weight decay & sgd;",
            "SGD\nweight decay",
        ],
        "batch norm": ["batch norm", ["BatchNorm"], "batch_norm,"],
    },
    "training-tokens": {"b": ["b", "B", "b)", "(b)", "b.", ["b"]], "f": ["f", " F "]},
}  # fmt: skip
STRANGE = {
    "layers": ["4", 4, -2, 2.5, True, "two", "", ["2", "4"], nn.Linear, torch.tensor(2), b"2"],
    "loss": [nn.MSELoss, nn.MSELoss(), "MSE", "Loss", {"MSELoss": 1}, "MSELoss" * 1000],
    "needed": [["weight decay", "Adam"], "weight decay, Adam", ["weight decay, SGD"], object()],
    "training-tokens": ["g", "ab", "<sos> I see a dog", 1],
}


def check_of(slug: str) -> Checks:
    return next(check for check, own in SLUGS if own == slug)


def run(slug: str, answer: object):
    made = question_of(slug)
    assert made is not None
    return check_of(slug).run(slug, {made.name: answer})


def _named(value: object) -> str:
    """The same in every process: a set has no order, and an object an address."""
    if isinstance(value, set | frozenset):
        return f"{type(value).__name__} {sorted(map(repr, value))}"
    return repr(value).partition(" at 0x")[0][:60]


@pytest.mark.parametrize("slug", [slug for _, slug in SLUGS])
def test_every_option_is_recorded_alike(slug: str) -> None:
    """Neither the outcome nor the words tell a right option from a wrong one."""
    made = question_of(slug)
    assert made is not None
    results = {key: run(slug, key) for key in made.options}
    assert all(result.message == f"recorded: {key}" for key, result in results.items())
    assert {result.outcome for result in results.values()} == {RECORDED}


@pytest.mark.parametrize("slug", [slug for _, slug in SLUGS])
@pytest.mark.parametrize("answer", NOTHING, ids=_named)
def test_nothing_is_not_attempted(slug: str, answer: object) -> None:
    result = run(slug, answer)
    assert result.outcome == NOT_ATTEMPTED
    words = "Mark all that apply." if slug == "needed" else "Mark one option."
    assert result.message == f"not attempted yet. {words}"


@pytest.mark.parametrize(
    ("slug", "keys", "answer"),
    [(slug, keys, a) for slug, all_ in FORMS.items() for keys, some in all_.items() for a in some],
    ids=_named,
)
def test_forms_of_one_answer(slug: str, keys: str, answer: object) -> None:
    assert run(slug, answer).message == f"recorded: {keys}"


@pytest.mark.parametrize(
    ("slug", "answer"), [(slug, a) for slug, some in STRANGE.items() for a in some if a != ""],
    ids=_named,
)  # fmt: skip
def test_what_is_no_option_is_named(slug: str, answer: object) -> None:
    result = run(slug, answer)
    assert result.outcome == WRONG
    assert "is not one of the options: " in result.message
    assert all(f'"{key}"' in result.message for key in question_of(slug).options)  # type: ignore[union-attr]
    assert len(result.message) < 300


def test_a_class_instead_of_its_name() -> None:
    assert "`MSELoss` without quotes is not one of" in run("loss", nn.MSELoss).message
    assert "A `MSELoss` is not one of" in run("loss", nn.MSELoss()).message


def test_one_option_is_asked_for() -> None:
    result = run("layers", ["1", "2"])
    assert (result.outcome, result.message) == (WRONG, "2 options are given, and one is asked for.")


def test_the_name_is_gone() -> None:
    assert "`layers` is not defined" in linear.run("layers", {}).message


class Hostile(str):
    def __eq__(self, other: object) -> bool:
        raise SystemExit

    def __hash__(self) -> int:
        raise SystemExit


def test_objects_that_answer_for_themselves_are_not_asked() -> None:
    assert run("layers", Hostile("2")).outcome == WRONG
    assert run("layers", Hostile("2")).outcome != RAISED


def test_options_that_read_alike_are_refused() -> None:
    with pytest.raises(ValueError, match="read as the same"):
        question(Checks("demo"), "alike", "alike", {"SGD": "", "sgd": ""})


def test_another_question_of_the_same_slug_is_refused() -> None:
    question(Checks("demo"), "twice", "twice", {"a": ""})
    question(Checks("demo"), "twice", "twice", {"a": ""})
    with pytest.raises(ValueError, match="another question called 'twice'"):
        question(Checks("demo"), "twice", "twice", {"a": "", "b": ""})


def test_what_the_variable_holds() -> None:
    one = Question("one", "one", {"a": "", "b": ""})
    many = Question("many", "many", {"a": "", "b": ""}, several=True)
    assert [one.value([]), one.value(["b"])] == [None, "b"]
    assert [many.value([]), many.value(["b"]), many.value(["a", "b"])] == [None, ["b"], ["a", "b"]]


def test_entries_and_forms() -> None:
    assert entries("a, b", several=False) == ["a, b"]
    assert normal("-1") == "-1"
    assert normal(True) is None


def test_the_options_of_notebook_05_are_five_tokens_each() -> None:
    for slug in ("training-tokens", "evaluation-tokens"):
        options = question_of(slug).options  # type: ignore[union-attr]
        assert list(options) == list("abcdef")
        assert {len(text.split()) for text in options.values()} == {5}
        assert len(set(options.values())) == 6


def test_validation_passes_whatever_is_recorded(monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    monkeypatch.setitem(globals(), "layers", "0")
    linear("layers")
    assert capsys.readouterr().out == "● layers: recorded: 0\n"
    monkeypatch.setitem(globals(), "layers", "9")
    with pytest.raises(CheckFailed):
        linear("layers")
