"""Ready-made cells run the student's code, or say in one line why they can't yet."""

import pytest
from matplotlib import pyplot as plt
from torch import nn

from course_utils.training import attempt


class RNNLayer(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError


class NoForward(nn.Module):
    pass


def gradient_norms():
    return {}["missing"]


def _line(capsys) -> str:
    out = capsys.readouterr().out
    assert out.endswith("\n")
    assert out.count("\n") == 1, "one line, no traceback"
    return out.strip()


def test_done_code_just_runs(capsys) -> None:
    with attempt(RNNLayer="rnn-layer"):
        result = 3
    assert result == 3
    assert capsys.readouterr().out == ""


def test_only_the_undone_exercise_is_named(capsys) -> None:
    with attempt(RNNLayer="rnn-layer", gradient_norms="gradient-norms"):
        RNNLayer()
    assert _line(capsys) == "○ this cell runs your RNNLayer: finish rnn-layer first."


def test_all_are_named_when_it_is_unclear_which(capsys) -> None:
    with attempt(NoForward="lstm-layer", other="stacked", third="stacked"):
        NoForward()(1)
    line = _line(capsys)
    assert (
        line == "○ this cell runs your NoForward, other, third: finish lstm-layer, stacked first."
    )


def test_name_that_is_not_there_yet(capsys) -> None:
    with attempt(LSTM="stacked", RNNLayer="rnn-layer"):
        LSTM  # noqa: B018
    assert _line(capsys) == "○ this cell runs your LSTM: finish stacked first."


def test_other_missing_name_is_a_mistake(capsys) -> None:
    with attempt(RNNLayer="rnn-layer"):
        typo  # noqa: B018
    assert _line(capsys) == "✗ your code raised NameError: name 'typo' is not defined"


def test_other_exception_says_where(capsys) -> None:
    with attempt(gradient_norms="gradient-norms"):
        gradient_norms()
    line = gradient_norms.__code__.co_firstlineno + 1
    assert _line(capsys) == f"✗ your code raised KeyError (gradient_norms, line {line}): 'missing'"


def test_long_message_stays_on_one_line(capsys) -> None:
    with attempt():
        raise ValueError("one\n  two")
    assert _line(capsys) == "✗ your code raised ValueError: one two"
    with attempt():
        raise ValueError
    assert _line(capsys) == "✗ your code raised ValueError"
    with attempt():
        raise NotImplementedError
    assert _line(capsys) == "○ this cell runs your code: finish the exercises above first."


def test_half_drawn_figure_is_closed(capsys) -> None:
    kept = plt.figure()
    with attempt():
        plt.figure()
        raise ValueError("x")
    assert _line(capsys).startswith("✗")
    assert plt.get_fignums() == [kept.number]
    plt.close(kept)


def test_interrupt_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt), attempt():
        raise KeyboardInterrupt
