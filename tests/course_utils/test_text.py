"""Words are counted as people count them, and the check says how many are missing."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from course_utils.checks import NOT_ATTEMPTED, RIGHT, WRONG, Checks, NotAttempted, Wrong
from course_utils.text import about, count_words

COUNTED = {
    "": 0,
    " \n\t\n": 0,
    "one": 1,
    "one two\nthree\n\n\nfour": 4,
    "don't, it’s and long-term": 4,
    "3.5 % of 2,000 = 70 - about": 5,
    "e.g. and/or h_t (1/n)": 4,
    "before—after, before — after": 4,
    "encoder–decoder ... and … so on": 4,
    "naïve Schrödinger Да здравствует": 4,
    "**bold** _slanted_ ~~struck~~ `h_last` ***": 4,
    "half**bold**half": 1,
    "# A heading\n\nAnother\n=======\n\n---\n\n> quoted words": 5,
    "- one\n* two\n+ three\n  - [x] four": 4,
    "1. one\n2) two\n   10. ten": 3,
    "> 1. quoted": 1,
    "In 1998. Later.": 3,
    "[the paper](https://example.org/a-b?c=d) says": 3,
    "[the paper][1] says\n\n[1]: https://example.org 'A title'": 3,
    "<https://example.org> and https://example.org": 3,
    "see ![a picture of a net](figures/net.svg) here": 2,
    "[![a picture](a.png)](https://example.org) one": 1,
    "the loss $L = \\|X - W_2 W_1 X\\|_F^2 + \\lambda$ falls": 4,
    "so\n\n$$\na = b\n+ c\n$$\n\nholds": 3,
    "costs $5 and then $6 more": 6,
    "costs $5-$6 or so": 4,
    r"costs \$5 or \$6": 4,
    r"\$one two$ three": 3,
    "| size | loss |\n|:-----|-----:|\n| 5|0.22 |": 4,
    "one<br>two <b>three</b> <!-- not\nread --> four": 4,
    "a < b and b > a": 5,
    "one&nbsp;two": 2,
    "one &amp; two": 2,
    "before\n```python\nfor x in y:\n    print(x)\n```\nafter": 2,
    "before\n~~~\nnever closed": 1,
    "before <!-- never closed": 1,
}


@pytest.mark.parametrize(("text", "words"), COUNTED.items(), ids=range(len(COUNTED)))
def test_words_are_counted_as_they_are_read(text: str, words: int) -> None:
    assert count_words(text) == words


def test_windows_line_ends_change_nothing() -> None:
    for text, words in COUNTED.items():
        assert count_words(text.replace("\n", "\r\n")) == words, text


@pytest.mark.parametrize("sign", ["$", "![", "[", "<a ", "<!--", "```\n", "$a", "](", "$$", "\\$"])
def test_a_text_made_to_be_slow_is_counted_quickly(sign: str) -> None:
    begun = time.process_time()
    count_words(sign * 50_000)
    assert time.process_time() - begun < 1


def test_a_length_that_is_asked_for() -> None:
    assert about("word " * 80, 80, 120) == "80 words."
    assert about("word " * 120, 80, 120) == "120 words."
    assert about("word", 1, 2) == "1 word."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("word " * 79, r"^79 words; 80 to 120 are asked for: 1 too few\.$"),
        ("word " * 130, r"^130 words; 80 to 120 are asked for: 10 too many\.$"),
        ("word", r"^1 word; 80 to 120 are asked for: 79 too few\.$"),
        (["word"] * 100, r"^the answer should be a text in quotes, got `list`\.$"),
    ],
)
def test_another_length_is_told_by_how_much(words: str | list, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        about(words, 80, 120)


@pytest.mark.parametrize("words", [None, "", "  \n", "# —"])
def test_an_answer_without_words_is_not_attempted(words: str | None) -> None:
    with pytest.raises(NotAttempted):
        about(words, 80, 120)


def test_a_notebook_s_check_is_this_check() -> None:
    check = Checks("demo")
    check.exercise("interesting", names=["interesting"])(lambda words: about(words, 3, 5))
    said = {
        words: check.run("interesting", {"interesting": words}) for words in (None, "a", "a b c")
    }
    assert [result.outcome for result in said.values()] == [NOT_ATTEMPTED, WRONG, RIGHT]
    assert said["a b c"].text == "✓ interesting: 3 words."
    assert said["a"].text == "✗ interesting: 1 word; 3 to 5 are asked for: 2 too few."


def test_it_can_be_imported_before_all_else() -> None:
    code = "from course_utils.text import count_words; print(count_words('one two'))"
    assert subprocess.check_output([sys.executable, "-c", code]).strip() == b"2"
