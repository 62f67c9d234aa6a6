"""What makes no difference to a sequence of tokens, and what does."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograde.reporting import tokens
from autograde.reporting.tokens import code, prose

KNOWN = frozenset({"torch", "x", "W"})
PLAIN = "out = torch.stack([x @ W for row in x])\nreturn out + 0.5"


def statements(source):
    return [line.tokens for line in code(source, KNOWN)]


@pytest.mark.parametrize(
    "same",
    [
        "# first\nresult = torch.stack([x @ W for xs in x])  # a stack\n\nreturn result + 0.5",
        "out=torch.stack(\n    [x@W for row in x]\n)\nreturn out+0.5",
        '"""What it does."""\nout = torch.stack([x @ W for row in x])\n    return out + 0.5\n',
    ],
    ids=["names and comments", "layout", "docstring"],
)
def test_what_makes_no_difference(same):
    assert statements(same) == statements(PLAIN)


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("torch.stack", "torch.cat"),
        PLAIN.replace("0.5", "0.25"),
        PLAIN.replace("@", "*"),
        PLAIN.replace("x @ W", "W @ x"),
    ],
    ids=["another function", "another number", "another operator", "another order"],
)
def test_what_does(other):
    assert statements(other) != statements(PLAIN)


def test_each_statement_knows_its_lines():
    found = code('"""Two\nlines."""\na = f(1,\n      2)\n\nb = a', frozenset())
    assert [(line.first, line.last) for line in found] == [(2, 3), (5, 5)]


def test_names_of_the_release_stay_and_others_do_not():
    known = tokens.names(["def forward(self, hidden):", "# comment\n'text'"])
    assert known == {"def", "forward", "self", "hidden"}
    [line] = code("hidden = mine.weight + self.weight", known)
    assert line.tokens == ("hidden", "=", "name", ".", "weight", "+", "self", ".", "name")


def test_sentences_are_their_words_and_know_their_lines():
    found = prose("It *fades*,\nstep by step. Why? Because\n\nof tanh!")
    assert [line.tokens for line in found] == [
        ("it", "fades", "step", "by", "step"), ("why",), ("because",), ("of", "tanh"),
    ]  # fmt: skip
    assert [(line.first, line.last) for line in found] == [(0, 1), (1, 1), (1, 1), (3, 3)]


@given(st.text(alphabet="ab1 \n\"'\\#()[]{}.=fr", max_size=200))
def test_nothing_is_too_broken(source):
    lines = code(source, frozenset())
    rows = source.count("\n") + 1
    assert all(0 <= line.first <= line.last <= rows for line in lines)
    assert all(line.tokens for line in [*lines, *prose(source)])


@pytest.mark.parametrize("bad", ['"', "'''", "\\", "(", "a.", "\n", "#\n", "\\\n", " \n", "\n \t"])
def test_a_hostile_answer_takes_no_longer_than_another(bad):
    started = time.process_time()
    code(bad * 20_000, frozenset())
    prose(bad * 20_000)
    assert time.process_time() - started < 2
