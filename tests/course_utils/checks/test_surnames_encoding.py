"""The check of `encode`: answers in many styles pass, and each slip is told by name."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks.surnames import check, encoding
from course_utils.data import surnames

FOLDER = Path(__file__).parents[3] / "solutions" / "02_surnames"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "encode"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
GIVEN = {
    "torch": torch,
    "Tensor": Tensor,
    "nn": nn,
    "surnames": surnames,
    "ALPHABET": surnames.ALPHABET,
    "to_ascii": surnames.to_ascii,
}


def answer(source: str) -> dict:
    """The names that a solution cell defines."""
    namespace = {**GIVEN, "__name__": "__main__"}
    exec(source, namespace)
    return namespace


def right() -> dict:
    """A right answer, to be spoilt."""
    return answer(next(v.source for v in VARIANTS if v.name == "lists-then-tensors"))


def said(**replaced) -> str:
    return check.run("encode", right() | replaced).text


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 6
    assert len(VARIANTS) - len(MISTAKES) >= 3


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = check.run("encode", answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert variant.says in result.message


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said = {check.run("encode", answer(v.source)).message for v in MISTAKES}
    assert len(said) == len(MISTAKES)


def test_not_attempted() -> None:
    def letter_to_index(letter):
        raise NotImplementedError

    def encode(names):
        raise NotImplementedError

    for replaced in ({"letter_to_index": letter_to_index}, {"encode": encode}):
        assert check.run("encode", right() | replaced).outcome == "not attempted"


def test_the_names_reach_as_far_as_promised() -> None:
    names = [name for stage in encoding.STAGES.values() for name in stage]
    assert {40, 60} <= {len(surnames.to_ascii(name)) for name in names}
    assert {"", "   ", "😀", "李"} <= set(names)


def test_the_course_s_own_encode_is_back_afterwards() -> None:
    kept = surnames.encode
    assert "the course's own" in said(encode=surnames.encode)
    assert surnames.encode is kept
    assert surnames.encode(["a"])[1].tolist() == [0]


def changed(change):
    """A right encode, and then something done to x or last_pos."""
    encode = right()["encode"]
    return lambda names: change(names, *encode(names))


def in_place(names, x, last_pos):
    names[:] = [name.lower() for name in names]
    names.append("")
    return x, last_pos


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda names, x, last: None, "encode returned None. (Did you forget a `return`"),
        (lambda names, x, last: x, "should return (x, last_pos), got one `Tensor`"),
        (lambda names, x, last: (x, last - 1), "last_pos is one too small"),
        (lambda names, x, last: (x, last * 0 + x.shape[1]), "last_pos is the width of x"),
        (lambda names, x, last: (x, last.flip(0)), "last_pos: expected [1, 4, 9, 10, 0]"),
        (lambda names, x, last: (x.int(), last), "x should hold int64"),
        (lambda names, x, last: (x, last.double()), "last_pos should hold int64"),
        (lambda names, x, last: (x, last[:, None]), "last_pos should have shape (names,)"),
        (lambda names, x, last: (x[:, :5], last), "x is 5 wide: names are cut"),
        (lambda names, x, last: (x.unsqueeze(2), last), "x should have shape (names, longest)"),
        (lambda names, x, last: (x[1:], last), "x has 4 rows for 5 names"),
        (lambda names, x, last: (x.where(x != 19, 3), last), "'smith-jones': expected [19, 13"),
        (in_place, "changes the list of names"),
    ],
)
def test_other_slips(change, words: str) -> None:
    assert words in said(encode=changed(change))


@pytest.mark.parametrize(
    ("letter_to_index", "words"),
    [
        (lambda letter: str(letter), "should be an int, got `str`"),
        (lambda letter: letter == "a", "should be an int, got `bool`"),
        (lambda letter: surnames.ALPHABET.index(letter) + 2, "'a'): expected 1, got 2"),
        (lambda letter: surnames.ALPHABET.find(letter) + 1 or 30, "counts as a space, 27, got 30"),
    ],
)
def test_other_letters(letter_to_index, words: str) -> None:
    assert words in said(letter_to_index=letter_to_index)
