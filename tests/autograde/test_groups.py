"""Named mistakes, and errors that nobody has named: what is put together and what is not."""

import re
from pathlib import Path

import pytest

from autograde import variants
from autograde.reporting.groups import alike, grouped, named
from autograde.variants import Variant

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def mistake(name, says):
    return Variant("rnn-layer", "mistake", name, "", says)


def of(groups):
    return [(group.label, group.names) for group in groups]


def test_a_message_is_known_by_what_its_mistake_says():
    known = [mistake("detached", "is detached"), mistake("exchanged", "The gates")]
    said = [
        ("h_2 is detached: 0.5", "ben"),
        ("The gates f and i are exchanged", "cy"),
        ("h_1 is detached: 0.25", "ada"),
        ("something else", "dan"),
    ]
    made, rest = named(said, known)
    assert [(group.mistake, group.names) for group in made] == [
        ("detached", ["ada", "ben"]), ("exchanged", ["cy"]),
    ]  # fmt: skip
    assert made[0].varies
    assert rest == [("something else", "dan")]


def test_the_mistake_that_says_most_counts_and_equal_ones_share():
    known = [
        mistake("wrong", "is wrong"),
        mistake("fed", "is wrong. Is h_0 fed back"),
        mistake("also-fed", "is wrong. Is h_0 fed back"),
    ]
    made, _ = named([("h_2 is wrong. Is h_0 fed back each time?", "ada")], known)
    assert [group.mistake for group in made] == ["fed or also-fed"]


def test_each_message_of_a_real_notebook_s_mistakes_is_known_by_its_own_name():
    """A check's message holds what its mistake `says`; no other mistake's may win."""
    for folder in sorted(SOLUTIONS.glob("0[1-5]_*")):
        known = [v for v in variants.load(folder) if v.kind == "mistake"]
        for one in known:
            same = [v for v in known if v.slug == one.slug]
            [group], _ = named([(f"{one.says} (0.5)", "ada")], same)
            assert one.name in group.mistake.split(" or ")


JOINED = [
    ["NameError: name 'h0' is not defined", "NameError: name 'hidden' is not defined"],
    [
        "the answer cell raised SyntaxError: incomplete input (2018393624.py, line 5)",
        "the answer cell raised SyntaxError: incomplete input (77.py, line 12)",
    ],
    [
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5x7 and 4x3)",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x2 and 10x3)",
    ],
    [
        "TypeError: RNNLayer.forward() missing 1 required positional argument: 'h_0'",
        "TypeError: LSTMLayer.forward() missing 2 required positional arguments: 'h_0' and 'C_0'",
    ],
]
APART = [
    "NameError: name 'h0' is not defined",
    "UnboundLocalError: local variable 'h0' referenced before assignment",
    "AttributeError: 'RNNLayer' object has no attribute 'h0'",
    "TypeError: 'NoneType' object is not subscriptable",
    "TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'",
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5x7 and 4x3)",
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
    "RuntimeError: The size of tensor a (3) must match the size of tensor b (4)",
    "The code under test was stopped after 60 s of computing: an endless loop?",
    "points lost without a message: read the notebook",
    "all_h has the shape (2, 5), expected (2, 5, 3)",
    "all_h holds NaN",
]


@pytest.mark.parametrize("texts", JOINED)
def test_the_same_error_with_other_names_and_numbers_is_one_group(texts):
    [group] = alike([(text, str(n)) for n, text in enumerate(texts)])
    assert group.names == ["0", "1"]
    assert group.label in texts


def test_other_errors_are_other_groups():
    assert sorted(of(alike((text, text) for text in APART))) == sorted((t, [t]) for t in APART)


def test_the_most_frequent_wording_is_the_label_and_the_others_are_kept():
    said = [("KeyError: 'a'", "ada"), ("KeyError: 'b'", "ben"), ("KeyError: 'b'", "cy")]
    [group] = alike(said)
    assert (group.label, group.others, group.varies) == ("KeyError: 'b'", ("KeyError: 'a'",), False)


def test_the_order_in_which_students_come_makes_no_difference():
    said = [(text, f"s{n}") for n, text in enumerate(APART + [t for pair in JOINED for t in pair])]
    assert alike(said) == alike(reversed(said))
    assert grouped(said) == grouped(reversed(said))


def test_quotes_that_never_end_take_no_time():
    assert len(alike([("'" * 300, "ada"), ("`" * 300, "ben"), (re.escape("("), "cy")])) >= 1
