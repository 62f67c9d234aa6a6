"""What hidden tests expect stays hidden; what the student's code got, and instant checks, stay."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_output
from traitlets.config import Config

from autograde import veil as module
from autograde.errors import UserError
from autograde.veil import LONGEST, VEIL, shows_expected, veil, veiled


def test_examples():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("all_h[0, 0]: expected 1.625, got 0.9254.", "all_h[0, 0]: expected …, got 0.9254."),
        ("double(5) is wrong", "double(…) is wrong"),
        ("label should be Spanish, got English.", "label should be …, got English."),
        ("h should have shape (2, 3), got (3, 2).", "h should have …, got (3, 2)."),
        ("expected [1, [2, 3]], got [4, [5]]", "expected …, got [4, [5]]"),
        ("Expected 1.5 but got 2.5.", "Expected … but got 2.5."),
        ("got English instead of Spanish", "got English instead of …"),
        ("The right answer is 7.", "The right answer is …."),
        ("The right answer is Spanish.", "The right answer is …."),
        ("{'a': 1} != {'a': 2}", "{…} != {…}"),
        ("x must be None, not 'a'", "x must be …, not …"),
        (" ACTUAL: array([1, 2])\n DESIRED: array([1, 4])", " ACTUAL: array([…])\n DESIRED: …"),
        ("tensor([[1., 2.],\n        [3., 4.]])", "tensor([…])"),
        ("W^h is transposed: h_{t+1} = W^h h_t.", "W^h is transposed: h_{t+1} = W^h h_t."),
        ("Is the student's h_1 kept in h_list[0]?", "Is the student's h_1 kept in h_list[0]?"),
        ("no network has been trained", "no network has been trained"),
        ("`x` is 3, and `y` = 4e-3", "`x` is …, and `y` = …"),
    ],
)
def test_values_go_but_for_what_came(said, shown):
    assert veiled(said) == shown


NUMBERS = st.one_of(
    st.integers(10, 10**9),
    st.floats(0.001, 1e6).filter(lambda x: len(repr(x)) > 4),
    st.lists(st.integers(10, 10**6), min_size=1, max_size=4),
    st.tuples(st.integers(10, 10**6), st.booleans()),
    st.dictionaries(st.sampled_from("ab"), st.integers(10, 10**6), min_size=1),
    st.text("qxz", min_size=5).map("'{}'".format),
)
WAYS = [
    "f(x): expected {}, got 7.", "expected {} but got 7", "expected: {}", "f should be {}, got 7.",
    "assert 7 == {}", "7 != {}", "got 7 instead of {}", "got 7, not {}", "f must return {}",
    "The correct value is {}. Yours is not.", "`f` = {}", "wrong: {}", "f[0]: {} wanted",
    "expected\n{}", "{}", "f gives 7 where {} is right: is it doubled?",
]  # fmt: skip


@given(NUMBERS, st.sampled_from(WAYS))
def test_no_value_that_is_expected_shows_in_any_wording(value, way):
    shown = veiled(way.format(value))
    assert str(value) not in shown
    parts = value if isinstance(value, list | tuple) else [*value.values()] if isinstance(
        value, dict) else [value]  # fmt: skip
    assert not [part for part in parts if str(part) in shown]


@given(st.text())
def test_any_text_can_be_veiled(text):
    veiled(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("said", ["x should be ", "expected ", "got [[", "'", "got ((1,"])
def test_a_megabyte_of_anything_is_cut_off_and_takes_no_time(said):
    shown = veiled(said * 100_000)
    assert len(shown) <= LONGEST + 1
    assert shown.endswith(VEIL)


def error(ename, evalue):
    return new_output("error", ename=ename, evalue=evalue, traceback=["line", "5 == 7"])


def test_an_error_of_a_hidden_test_is_veiled_with_its_traceback():
    output = error("AssertionError", "expected 5, got 7.")
    veil(output)
    assert output.evalue == "expected …, got 7."
    assert output.traceback == ["AssertionError: expected …, got 7."]


@pytest.mark.parametrize(
    "output",
    [
        error("CellTimeout", "The code under test was stopped after 60 s."),
        error("ValueError", "size 3 (in `forward`, line 4 of its cell)"),
        new_output("stream", text="✗ double: double(21) should be 42, got 63\n"),
        new_output("execute_result", {"text/plain": "2.5"}),
        new_output("display_data", {"text/plain": "✗ a: expected 4, got 5", "text/html": "4"}),
        new_output("display_data", {"text/plain": "x", "text/html": '<div role="status">4</div>'}),
        new_output("display_data", {"image/png": "x"}),
    ],
)
def test_what_is_no_hidden_tests_stays_whole(output):
    before = str(output)
    veil(output)
    assert str(output) == before


def test_what_a_hidden_test_prints_or_displays_is_veiled():
    printed = new_output("stream", text="truth: 12\n✓ double: right.\n")
    shown = new_output("display_data", {"text/plain": "12", "text/html": "<b>12</b>"})
    ended = new_output("execute_result", {"text/plain": "tensor([12])"})
    for output in (printed, shown, ended):
        veil(output)
        assert "12" not in str(output)
    assert "✓ double: right." in printed.text


def test_the_setting_is_off_and_is_true_or_false():
    config = Config()
    assert not shows_expected(config)
    config.Unrolled.show_expected = True
    assert shows_expected(config)
    config.Unrolled.show_expected = "no"
    with pytest.raises(UserError, match=r"show_expected is either True or False, not 'no'"):
        shows_expected(config)
