"""The line that a student reads: all outcomes, as text and as HTML."""

import builtins
from html.parser import HTMLParser

import pytest

from course_utils.checks import NOT_ATTEMPTED, RAISED, RECORDED, RIGHT, WRONG, Result

LINES = {
    RIGHT: "✓ rnn-layer: h_1 is fine.",
    WRONG: "✗ rnn-layer: h_1 is fine.",
    RAISED: "✗ rnn-layer: your code raised h_1 is fine.",
    NOT_ATTEMPTED: "○ rnn-layer: h_1 is fine.",
    RECORDED: "● rnn-layer: h_1 is fine.",
}


class _Page(HTMLParser):
    """What a browser would make of it: the tags it opens, and the text it shows."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("outcome", LINES)
def test_text(outcome: str) -> None:
    assert Result("rnn-layer", outcome, "h_1 is fine.").text == LINES[outcome]


@pytest.mark.parametrize("outcome", LINES)
def test_html_says_the_same_words(outcome: str) -> None:
    result = Result("rnn-layer", outcome, "h_1 is fine.")
    words = _Page(result.html).text.split()
    assert words == result.text.replace("rnn-layer:", "rnn-layer").split()


def test_outcomes_differ_in_sign_as_well_as_in_colour() -> None:
    outcomes = (RIGHT, WRONG, NOT_ATTEMPTED, RECORDED)
    pages = [Result("a", outcome, "m").html for outcome in outcomes]
    assert len({_Page(page).text[0] for page in pages}) == 4
    assert len({page.partition("solid ")[2][:7] for page in pages}) == 4


def test_lines_of_a_message_are_lines_of_the_page() -> None:
    assert Result("a", WRONG, "first\nsecond\nthird").html.count("<br>") == 2


def test_screen_readers_are_told() -> None:
    assert ("role", "status") in _Page(Result("a", RIGHT, "m").html).attributes


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</div></b><h1>",
        "&lt;b&gt; &amp;",
        "a: <b>: c",
    ],
)
@pytest.mark.parametrize("outcome", LINES)
def test_what_a_student_wrote_is_shown_as_text(hostile: str, outcome: str) -> None:
    page = _Page(Result("rnn-layer", outcome, hostile).html)
    assert page.tags == ["div", "b", "span"]
    assert {name for name, _ in page.attributes} == {"role", "style"}
    assert hostile in page.text


def test_a_hostile_slug_is_text_too() -> None:
    page = _Page(Result("<i>", WRONG, "m").html)
    assert page.tags == ["div", "b", "span"]


def test_plain_python_prints(capsys, monkeypatch) -> None:
    monkeypatch.setattr("course_utils.checks.outcome._in_ipython", lambda: False)
    Result("a", WRONG, "m").show()
    assert capsys.readouterr().out == "✗ a: m\n"


def test_a_notebook_gets_html_with_the_text_beside_it(monkeypatch, capsys) -> None:
    import IPython
    import IPython.display

    shown = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: shown.append((data, raw)))
    result = Result("a", RIGHT, "m")
    result.show()
    assert shown == [({"text/html": result.html, "text/plain": result.text}, True)]
    assert capsys.readouterr().out == ""


def test_ipython_merely_imported_is_no_notebook(monkeypatch, capsys) -> None:
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    Result("a", RIGHT, "m").show()
    assert capsys.readouterr().out == "✓ a: m\n"


def test_ipython_is_not_imported_to_find_out(monkeypatch, capsys) -> None:
    importing = builtins.__import__

    def refuse(name, *args, **kwargs):
        assert not name.startswith("IPython")
        return importing(name, *args, **kwargs)

    monkeypatch.delitem(__import__("sys").modules, "IPython", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    Result("a", RIGHT, "m").show()
    assert capsys.readouterr().out == "✓ a: m\n"
