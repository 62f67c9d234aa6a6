"""Progress of a loop: few messages, and one line that remains and is true."""

import re
import sys
from importlib import import_module

import pytest
from tqdm import std

from course_utils.widgets.progress import progress

module = import_module("course_utils.widgets.progress")  # the package has a function of that name


class Clock:
    """Time that passes when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Kernel:
    """What `get_ipython` gives in a notebook."""

    kernel = object()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(std, "time", clock)  # tqdm's
    monkeypatch.setattr(module.time, "perf_counter", clock)
    return clock


@pytest.fixture
def shown(monkeypatch) -> list[dict]:
    """What a notebook's page gets: first one display, then changes of it."""
    messages = []

    class Handle:
        def update(self, data, raw):
            messages.append(data)

    def display(data, raw, display_id):
        assert not messages, "one display for each bar"
        messages.append(data)
        return Handle()

    monkeypatch.setattr(module, "get_ipython", Kernel)
    monkeypatch.setattr(module, "display", display)
    return messages


def test_a_loop_that_ends(capsys, clock) -> None:
    seen = []
    for step in progress(range(800), "training"):
        clock.now += 12.34 / 800
        seen.append(step)
    assert seen == list(range(800))
    captured = capsys.readouterr()
    assert captured.out == "training: 800 steps in 12.3 s\n"
    assert captured.err == ""


def test_break_says_how_far_it_got(capsys, clock) -> None:
    for step in progress(range(800), "training"):
        if step == 120:
            break
        clock.now += 1
    assert capsys.readouterr().out == "training: stopped after 120 of 800 steps, 2 min 0 s\n"


def test_an_error_says_how_far_it_got_and_goes_on(capsys, clock) -> None:
    def train() -> None:
        for step in progress(range(800), "training"):
            if step == 7:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train()
    assert capsys.readouterr().out == "training: stopped after 7 of 800 steps, 0.0 s\n"


def test_an_error_of_the_iterable(capsys, clock) -> None:
    def batches():
        yield 1
        raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        list(progress(batches(), "reading"))
    assert capsys.readouterr().out == "reading: stopped after 1 step, 0.0 s\n"


def test_without_a_length(capsys, clock) -> None:
    list(progress(iter("abc"), "reading"))
    list(progress(iter("abc"), "reading", total=3))
    for _ in progress(iter("abc"), "reading", total=3):
        break
    assert capsys.readouterr().out == (
        "reading: 3 steps in 0.0 s\n" * 2 + "reading: stopped after 0 of 3 steps, 0.0 s\n"
    )


def test_no_steps_and_one(capsys, clock) -> None:
    list(progress([], "training"))
    list(progress([1], "training"))
    assert capsys.readouterr().out == "training: 0 steps in 0.0 s\ntraining: 1 step in 0.0 s\n"


def test_five_changes_a_second_in_notebooks(clock, shown, capsys) -> None:
    for _ in progress(range(10_000), "training"):
        clock.now += 1e-3  # ten seconds
    assert 45 <= len(shown) <= 52
    assert shown[-1] == {"text/plain": "training: 10000 steps in 10.0 s"}
    assert 'max="10000" value="0"' in shown[0]["text/html"]
    assert re.search(
        r'<progress aria-label="training" max="10000" value="5\d\d\d" ', shown[26]["text/html"]
    )
    assert re.fullmatch(
        r"training: \d+ of 10000 steps, 10\d\d\.\d\d steps/s, 00:0\d left", shown[26]["text/plain"]
    )
    assert capsys.readouterr() == ("", "")


def test_the_bar_follows_when_a_loop_becomes_slower(clock, shown) -> None:
    for step in progress(range(2010), "training"):
        clock.now += 1e-4 if step < 2000 else 1
    assert len(shown) >= 10, "each slow step is shown"


def test_left_early_in_a_notebook(clock, shown) -> None:
    for step in progress(iter(range(9)), "a < b"):
        clock.now += 1
        if step == 4:
            break
    assert shown[-1] == {"text/plain": "a < b: stopped after 4 steps, 5.0 s"}
    assert shown[3]["text/html"].startswith('<progress aria-label="a &lt; b"  style')
    assert shown[3]["text/html"].endswith("</progress> a &lt; b: 3 steps, 1.00 steps/s")


def test_while_grading_one_line(clock, shown, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for _ in progress(range(100), "training"):
        clock.now += 1
    assert shown == []
    assert capsys.readouterr() == ("training: 100 steps in 1 min 40 s\n", "")


def test_a_bar_in_a_terminal(clock, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    for _ in progress(range(3), "training"):
        clock.now += 1
    captured = capsys.readouterr()
    assert captured.out == "training: 3 steps in 3.0 s\n"
    assert captured.err.count("training:") >= 3
    assert captured.err.endswith("\r"), "the bar is cleared"
