import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum, determine_grade

from autograde.verdicts import Verdict, settle, slug_of, verdicts
from tests.autograde.submissions import ANSWER, keyed


def graded(*outputs, points=4):
    """Return a test cell with these outputs."""
    cell = keyed(
        new_code_cell, 'check("rnn-layer")', "small-rnn-layer-test",
        grade=True, locked=True, points=points,
    )  # fmt: skip
    cell.outputs = list(outputs)
    return cell


def said(text):
    return new_output("display_data", {"text/html": "<b>…</b>", "text/plain": text})


def error(name="AssertionError", value="wrong", traceback=("Traceback",)):
    return new_output("error", ename=name, evalue=value, traceback=list(traceback))


def result(text):
    return new_output("execute_result", {"text/plain": text}, execution_count=1)


def verdict_of(*outputs):
    (verdict,) = verdicts(new_notebook(cells=[graded(*outputs)]))
    return verdict


def test_all_points_without_an_error():
    assert verdict_of(said("✓ rnn-layer: right")) == Verdict(
        "small-rnn-layer-test", "rnn-layer", 4.0, 4.0, "passed", ""
    )


def test_partial_credit_keeps_what_the_check_said():
    verdict = verdict_of(said("✗ rnn-layer: h_2 is wrong"), result("1.5"))
    assert (verdict.points, verdict.state, verdict.message) == (1.5, "partial", "h_2 is wrong")


def test_partial_credit_keeps_what_the_test_printed_where_the_check_passes():
    printed = new_output("stream", name="stdout", text="✓ rnn-layer: right\nno bias\n")
    assert verdict_of(printed, result("1.5")).message == "no bias"
    assert verdict_of(printed, result("4")).message == ""


def test_a_failure_says_what_the_check_said():
    verdict = verdict_of(said("✗ rnn-layer: h_2 is wrong.\n  expected 1\n  got 2"), error())
    assert (verdict.points, verdict.state) == (0, "failed")
    assert verdict.message == "h_2 is wrong. expected 1 got 2"


def test_a_check_that_prints_is_read_too():
    printed = new_output("stream", name="stdout", text="hello\n✗ rnn-layer: h_2 is wrong\n")
    assert verdict_of(printed, error()).message == "h_2 is wrong"


def test_not_attempted_is_not_failed():
    verdict = verdict_of(said("○ rnn-layer: not attempted yet"), error("NotImplementedError", ""))
    assert (verdict.state, verdict.message) == ("not attempted", "not attempted yet")


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([error("AssertionError", "random weights: h_1 differs")], "random weights: h_1 differs"),
        ([said("✓ rnn-layer: right"), error("NameError", "name 'x'")], "NameError: name 'x'"),
        ([error("KeyboardInterrupt", "")], "KeyboardInterrupt"),
        ([error("ValueError", "a"), error("CellTimeout", "b")], "b"),
        ([result("0")], ""),
    ],
)
def test_where_the_check_names_no_mistake_the_last_error_speaks(outputs, message):
    assert verdict_of(*outputs).message == message


def test_messages_are_one_line_without_colours_and_short():
    message = verdict_of(error("ValueError", "\x1b[31mred\x1b[0m\n" + "x" * 999)).message
    assert message.startswith("ValueError: red xxx")
    assert len(message) == 300


def test_a_written_answer_waits_for_a_person_and_a_missing_one_does_not():
    answered = keyed(
        new_markdown_cell, "Because.", "small-why", grade=True, solution=True, points=2
    )
    empty = keyed(new_markdown_cell, ANSWER, "small-whynot", grade=True, solution=True, points=3)
    for cell in (answered, empty):
        cell.metadata.nbgrader.checksum = compute_checksum(empty)
    got = verdicts(new_notebook(cells=[answered, new_code_cell("1"), empty]))
    assert [(v.slug, v.state, v.points, v.max_points) for v in got] == [
        ("why", "manual", 0, 2),
        ("whynot", "no answer", 0, 3),
    ]


def test_slugs():
    assert slug_of("rnn_lstm-rnn-layer-test") == "rnn-layer"
    assert slug_of("rnn_lstm-lstm-cell-path-written") == "lstm-cell-path-written"


def settled(*outputs, points=4):
    """Return what nbgrader itself gives for a test cell with these outputs, once settled."""
    cell = graded(*outputs, points=points)
    settle(cell)
    return determine_grade(cell)[0]


def test_a_warning_costs_nothing():
    assert settled(new_output("stream", name="stderr", text="UserWarning: …")) == 4


def test_an_error_wins_over_an_earlier_result():
    assert settled(result("4"), error()) == 0


def test_of_two_results_the_last_counts():
    assert settled(result("4"), result("1")) == 1


@pytest.mark.parametrize("text", ["nan", "-1", "5", "inf", "True", "tensor(2.)", "'four'", ""])
def test_a_result_that_is_no_number_of_points_earns_none(text):
    assert settled(result(text)) == 0


@pytest.mark.parametrize(("text", "points"), [("0", 0), ("2.5", 2.5), ("4", 4)])
def test_a_number_of_points_is_taken(text, points):
    assert settled(result(text)) == points


def test_a_rounding_error_above_the_maximum_is_the_maximum():
    assert settled(result("0.30000000000000004"), points=0.3) == 0.3


def test_an_answer_cell_that_did_not_run_is_what_went_wrong():
    answer = keyed(new_code_cell, "def loss(:", "small-rnn-layer", solution=True, locked=False)
    answer.outputs = [error("SyntaxError", "invalid syntax")]
    test = graded(said("✗ rnn-layer: `RNNLayer` is not defined."), error())
    (verdict,) = verdicts(new_notebook(cells=[answer, test]))
    assert verdict.message == "the answer cell raised SyntaxError: invalid syntax"
    answer.outputs = []
    assert verdicts(new_notebook(cells=[answer, test]))[0].message == "`RNNLayer` is not defined."
