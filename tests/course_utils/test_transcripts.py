"""A pasted transcript with notes: quotes are found, what is amiss is said, nothing runs."""

from __future__ import annotations

import re
import time

import pytest

from course_utils.annotated import in_html, in_text, parts
from course_utils.checks import NOT_ATTEMPTED, RECORDED, WRONG
from course_utils.checks.audit import check
from course_utils.quotes import find, nearest
from course_utils.transcripts import LONGEST, Note, annotate, measured, read, summary

SAID = """
**You:** Does dropout help?

**Assistant:** Sure! A few points:

1. Dropout “always” lowers the *training* loss — it can't hurt.
2. In `eval()` mode it does nothing… See [the manual](https://example.org/a).

> It was found in **2012**,
> as far as I know.

The loss is $\\|X - W_2 W_1 X\\|^2$ and <script>alert(1)</script> café ﬁts.
"""
ALWAYS = "Dropout always lowers the training loss"
DONE = [
    Note('Dropout "always" lowers the training loss', "false", "0.31 with it, 0.22 without."),
    Note("In eval() mode it does nothing", "true", "Two passes gave equal numbers."),
    Note("It was found in 2012", "unclear", "There is a preprint; I read no earlier one."),
]

FOUND = {
    'dropout "ALWAYS" lowers the training\nloss': "Dropout “always” lowers the *training* loss",
    "loss - it can’t hurt": "loss — it can't hurt",
    "**eval()** mode it does nothing...": "`eval()` mode it does nothing…",
    "See the manual.": "See [the manual](https://example.org/a).",
    "found in 2012, as far": "found in **2012**,\n> as far",
    "The loss is X - W_2 W_1 X^2": "The loss is $\\|X - W_2 W_1 X\\|^2$",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "cafe\u0301 fits": "café ﬁts",
    "l\u200bow\u00aders the": "lowers the",
    "2. In eval() mode": "In `eval()` mode",
}


@pytest.mark.parametrize(("quote", "where"), FOUND.items(), ids=range(len(FOUND)))
def test_quotes_are_found_up_to_their_look(quote: str, where: str) -> None:
    place = find(SAID, quote)
    assert place is not None
    assert SAID[slice(*place)] == where


@pytest.mark.parametrize("quote", ["", "**", "never lowers", "a ≠ b", "it can hurt", "X + W_2"])
def test_other_words_are_not_found(quote: str) -> None:
    assert find(SAID + "a = b", quote) is None


def test_the_nearest_place() -> None:
    place = nearest(SAID, "dropout never lowers training loss")
    assert place is not None
    assert "lowers the *training*" in SAID[slice(*place)]
    assert nearest(SAID, "quantum chromodynamics on the lattice") is None
    assert nearest("", "nothing at all") is nearest(SAID, " ** ") is None


def test_a_long_transcript_does_not_take_long() -> None:
    text = "".join(
        f"Line {i} says that {i % 7} of *{i * i}* are right, [ or so.\n" for i in range(5000)
    )
    notes = [
        Note(f"of {i} things are surely right or wrong", "true", "I ran it 3 times.")
        for i in range(5)
    ]
    begun = time.process_time()
    _, claims, faults = read(text, notes)
    assert len(faults) == 5
    assert time.process_time() - begun < 4
    assert "5000 lines without a claim" in in_text(text, claims, "", [])
    assert read("x" * (LONGEST + 1), notes)[2] == [
        f"the transcript has {LONGEST + 1} signs; keep the part with the claims."
    ]


FAULTS = {
    Note("It was found in 1912", "true", "I looked it up in the paper."):
        'these words are not in the transcript. Nearest, in line 8: "It was found in **2012**,"',
    Note("Vectors commute with sausages", "true", "I looked it up."): "nothing is like them",
    Note("", "true", "x"): "it quotes no statement",
    Note("Dropout", "true", "x"): "it quotes no statement",
    Note(ALWAYS.replace("always", "“always”"), "maybe", "0.31 with it, 0.22 without"):
        '"maybe" is no verdict: write "true", "false" or "unclear".',
    Note("it can't hurt", "", "0.31 with it, 0.22 without"): "it has no verdict",
    Note("it can't hurt", "false", " \n"): "it has no evidence: what did you",
    Note("it can't hurt", "false"): "it has no evidence: what did you",
    Note("it can't hurt", "false", "That it can't hurt is wrong."): "says the claim or the verdict",
    Note("it can't hurt", "false", "Tried: loss 0.31"): "has 3 words; 5 to 200 are asked for",
    Note("it can't hurt", "false", "word " * 201): "again: how do you know?",
    Note("it can't hurt", "false", "one two three four " * 60): "has 240 words; 5 to 200",
    Note(3, "false", "x"): "its quote should be a text in quotes, got a `int`",  # pyright: ignore
    Note("it can't hurt", "false", 0.31): "its evidence should be a text",  # pyright: ignore
    ("it can't hurt", "false", "x"): "should be `Note(quote, verdict, evidence)`, got a `tuple`",
}  # fmt: skip


@pytest.mark.parametrize(("note", "words"), FAULTS.items(), ids=range(len(FAULTS)))
def test_what_is_amiss_is_said(note: Note, words: str) -> None:
    _, _, faults = read(SAID, [DONE[1], note])
    assert len(faults) == 1
    assert faults[0].startswith("claim 2: ")
    assert words in faults[0]


@pytest.mark.parametrize("verdict", ["true", "False", " UNCLEAR.", True, False])
def test_verdicts_in_all_forms(verdict: object) -> None:
    note = Note("it can't hurt", verdict, "0.31 with it, 0.22 without")  # pyright: ignore
    assert read(SAID, [note])[2] == []


def test_the_same_words_twice() -> None:
    again = Note("**in eval() mode** it does nothing", "true", "Two passes gave equal numbers.")
    assert read(SAID, [*DONE, again])[2] == ["claim 4: it quotes the same words as claim 2."]


@pytest.mark.parametrize(
    ("transcript", "notes", "words"),
    [(None, DONE, "`transcript` should be"), (" \n", DONE, "the transcript is empty"),
     (SAID, DONE[0], "`notes` should be a list"), (SAID, "it", "`notes` should be a list")],
)  # fmt: skip
def test_what_is_no_transcript_and_no_list(transcript, notes, words: str, capsys) -> None:
    assert words in read(transcript, notes)[2][0]
    annotate(transcript, notes)
    assert f"✗ {words[:10]}" in capsys.readouterr().out


def test_on_paper(capsys) -> None:
    annotate(SAID, DONE)
    out = capsys.readouterr().out
    assert out.startswith("3 claims: 1 true, 1 false, 1 unclear\n\n  **You:** Does dropout help?\n")
    assert "⟦In `eval()` mode it does nothing⟧[2]…" in out
    assert (
        "\n  > ⟦It was found in **2012**⟧[3],\n  > as far as I know.\n      [3] unclear: There"
        in out
    )
    assert max(map(len, out.split("\n"))) <= 100


def test_before_there_are_notes(capsys) -> None:
    annotate(SAID, None)
    assert capsys.readouterr().out.startswith("no claims yet\n\n  **You:**")


def page(notes: list[Note], transcript: str = SAID) -> str:
    shown, claims, faults = read(transcript, notes)
    return in_html(shown, claims, summary(claims), faults)


def test_a_page_shows_what_was_pasted_as_text() -> None:
    evil = Note(
        "<script>alert(1)</script> café", "<i>", "<img src=x onerror=alert(2)> of five words"
    )
    html = page([*DONE, evil], SAID + "\x1b[2J <img src=x> \u202e gnippilf \ud800\r\nend")
    body = html.partition("</style>")[2]
    assert re.findall(r"<(?!/?(?:section|p|div|mark|b|span)\b)", body) == []
    assert "&lt;script&gt;" in body
    assert "&lt;img" in body
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", html)
    html.encode()
    assert '<mark class="an-false">Dropout “always”' in body
    assert body.count('role="note"') == 4


def test_overlapping_quotes_are_both_marked() -> None:
    inner = Note("does nothing", "true", "Two passes gave equal numbers.")
    shown, claims, _ = read(SAID, [DONE[1], inner])
    assert "⟦In `eval()` mode it does nothing⟧[1][2]…" in in_text(shown, claims, "", [])


def test_long_stretches_are_folded_up_and_nothing_is_lost() -> None:
    filler = "\n\n".join(f"Word {i} of many." for i in range(40))
    text = f"{filler}\n\n{SAID}\n\n{filler}"
    shown, claims, _ = read(text, DONE)
    assert "[… 79 lines without a claim]" in in_text(shown, claims, "", [])
    assert page(DONE, text).count("<details>") == 2
    joined = "".join(shown[part.begin : part.end] for part in parts(shown, claims))
    assert "".join(joined.split()) == "".join(shown.split())


def test_a_number_of_ones_own() -> None:
    def has(evidence: str, quote: str = "It takes 5 s") -> bool:
        return measured(read("", [Note(quote, "true", evidence)])[1][0])

    assert all(map(has, ["0.31 and so on", "it took 12 s", "1e-6 left", "−3", "1,000 rows", "97%"]))
    assert not any(
        map(has, ["5 s indeed", "see notebook 04", "W_1 and h_2", "x^2", "Exercise 1.2"])
    )


def run(transcript: object, notes: object):
    return check.run("annotate", {"transcript": transcript, "notes": notes})


def test_the_check_records_and_reveals_nothing() -> None:
    done = run(SAID, DONE)
    assert (done.outcome, done.message) == (
        RECORDED,
        "recorded: 3 claims, 1 true, 1 false, 1 unclear.",
    )
    other = [Note(note.quote, "true", note.evidence) for note in DONE]
    assert run(SAID, other).outcome == RECORDED


@pytest.mark.parametrize("notes", [None, [], ()])
def test_the_check_waits(notes) -> None:
    assert run(SAID, notes).outcome == NOT_ATTEMPTED


def test_the_check_says_what_is_missing() -> None:
    assert run(SAID, DONE[:2]).message == "2 claims; at least 3 are asked for: 1 too few."
    words = [Note(note.quote, note.verdict, "I read the manual, page 12.") for note in DONE]
    assert "no claim is held against a number of yours" in run(SAID, words).message
    wrong = run(SAID, [Note("not there", "true", "It is 3.")] * 5)
    assert wrong.outcome == WRONG
    assert wrong.message.endswith("(and 2 more)")
