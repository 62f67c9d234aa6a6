"""Notes on what a chat assistant said: each claim quoted, judged, and held against evidence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from . import quotes
from .checks.outcome import Wrong
from .text import about, count_words

VERDICTS = ("true", "false", "unclear")
LONGEST = 300_000  # signs of a transcript
EVIDENCE = (5, 200)  # words
# Words that say which verdict it is, or nothing.
_EMPTY = frozenset(
    {"a", "an", "and", "are", "as", "because", "claim", "correct", "does", "false", "for", "in",
     "indeed", "is", "isn't", "it", "just", "no", "not", "of", "right", "says", "so", "statement",
     "that", "the", "therefore", "this", "to", "true", "unclear", "was", "with", "wrong", "yes"}
)  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.^])\d+(?:[.,]\d+)*(?:e[-+]?\d+)?(?![\w^])", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:notebooks?|exercises?|questions?|sections?|chapters?|pages?|lines?|claims?|notes?|"
    r"cells?|figures?|equations?)\W{0,2}\d+[\d.]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Note:
    """A claim in the transcript's own words, your verdict ("true", "false" or "unclear"), and what
    you measured, derived or looked up to reach it."""

    quote: str
    verdict: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Claim:
    """A note that has been read: the place of its quote in the transcript, and what is wrong."""

    number: int
    quote: str
    verdict: str
    evidence: str
    place: tuple[int, int] | None
    fault: str


def annotate(transcript: str, notes: list[Note] | None) -> None:
    """Show a transcript with each quoted claim marked, and your note beside it.

    What is amiss with a note stands above. While submissions are graded, and outside notebooks, it
    is printed:

    >>> said = "You: Is it slow?\\n\\nBot: **A GPU** is always faster."
    >>> annotate(said, [Note("a GPU is always faster", "false", "64 weights: 3 ms, CPU: 1 ms")])
    1 claim: 1 false
    <BLANKLINE>
      You: Is it slow?
    <BLANKLINE>
      Bot: ⟦**A GPU** is always faster⟧[1].
          [1] false: 64 weights: 3 ms, CPU: 1 ms
    """
    from .annotated import in_html, in_text
    from .plots import grading

    shown, claims, faults = read(transcript, notes)
    text = in_text(shown, claims, summary(claims), faults)
    if grading() or get_ipython() is None:
        print(text)
        return
    page = in_html(shown, claims, summary(claims), faults)
    display({"text/html": page, "text/plain": text}, raw=True)


def read(transcript: Any, notes: Any) -> tuple[str, list[Claim], list[str]]:
    """The transcript as it can be shown, the claims, and all that is amiss, a line for each.

    >>> note = Note("it never fails", "false", "3 of 9 runs failed")
    >>> read("Bot: This can never fail.", [note])[2]
    ['claim 1: these words are not in the transcript. Nearest, in line 1: "can never fail."']
    """
    if not isinstance(transcript, str):
        return "", [], [f"`transcript` should be a text in quotes, got {_kind(transcript)}."]
    if len(transcript) > LONGEST:
        said = f"the transcript has {len(transcript)} signs; keep the part with the claims."
        return "", [], [said]
    shown = _fit(transcript)
    if notes is None:
        return shown, [], []
    if not isinstance(notes, list | tuple):
        return shown, [], [f"`notes` should be a list, `[Note(…), …]`, got {_kind(notes)}."]
    claims: list[Claim] = []
    for number, note in enumerate(notes, start=1):
        claims.append(_claim(number, note, shown, claims))
    faults = [f"claim {claim.number}: {claim.fault}" for claim in claims if claim.fault]
    return shown, claims, faults if shown.strip() else ["the transcript is empty."]


def summary(claims: list[Claim]) -> str:
    """How many claims there are, by verdict.

    >>> summary(read("", [Note("One is odd", "true"), Note("Two is odd", "no")])[1])
    '2 claims: 1 true, 1 without a verdict'
    """
    if not claims:
        return "no claims yet"
    count = Counter(claim.verdict or "without a verdict" for claim in claims)
    parts = [f"{count[kind]} {kind}" for kind in (*VERDICTS, "without a verdict") if count[kind]]
    return f"{len(claims)} claim{'s' * (len(claims) != 1)}: {', '.join(parts)}"


def measured(claim: Claim) -> bool:
    """Does the evidence have a number of its own, neither the claim's nor a notebook's?

    >>> note = Note("It takes 5 s", "false", "As in notebook 04, it took 0.2 s.")
    >>> measured(read("It takes 5 s", [note])[1][0])
    True
    """
    own = _NUMBER.findall(_ADDRESS.sub("", claim.evidence))
    return bool(set(own) - set(_NUMBER.findall(claim.quote)))


def _claim(number: int, note: Any, text: str, before: list[Claim]) -> Claim:
    """Read one note."""
    if not isinstance(note, Note):
        fault = f"it should be `Note(quote, verdict, evidence)`, got {_kind(note)}."
        return Claim(number, "", "", "", None, fault)
    quote, evidence = (x if isinstance(x, str) else "" for x in (note.quote, note.evidence))
    quote, evidence = _fit(quote), _fit(evidence)
    verdict = str(note.verdict).strip(" .\"'").lower()
    verdict = verdict if verdict in VERDICTS else ""
    place = quotes.find(text, quote)
    fault = (
        _wrong_kind(note)
        or _wrong_quote(quote, place, text, before)
        or _wrong_verdict(note.verdict, verdict)
        or _wrong_evidence(quote, evidence)
    )
    return Claim(number, quote, verdict, evidence, place, fault)


def _wrong_kind(note: Note) -> str:
    for name in ("quote", "evidence"):
        value = getattr(note, name)
        if not isinstance(value, str):
            return f"its {name} should be a text in quotes, got {_kind(value)}."
    return ""


def _wrong_quote(quote: str, place: tuple[int, int] | None, text: str, before: list[Claim]) -> str:
    if len(quote.split()) < 2:
        return "it quotes no statement: copy the words that claim something."
    for other in before:
        if quotes.flat(other.quote) == quotes.flat(quote):
            return f"it quotes the same words as claim {other.number}."
    if place is not None:
        return ""
    like = quotes.nearest(text, quote)
    if like is None:
        return "these words are not in the transcript, and nothing is like them."
    line = text.count("\n", 0, like[0]) + 1
    words = " ".join(text[slice(*like)].split())
    words = words if len(words) <= 150 else f"{words[:150]}…"
    return f'these words are not in the transcript. Nearest, in line {line}: "{words}"'


def _wrong_verdict(given: Any, verdict: str) -> str:
    if verdict:
        return ""
    known = '"true", "false" or "unclear"'
    if not str(given or "").strip():
        return f"it has no verdict: {known}."
    return f'"{_fit(str(given))[:40]}" is no verdict: write {known}.'


def _wrong_evidence(quote: str, evidence: str) -> str:
    if not count_words(evidence):
        return "it has no evidence: what did you measure, derive or look up?"
    own = set(map(_bare, evidence.split())) - set(map(_bare, quote.split())) - _EMPTY - {""}
    if len(own) < 3 and not _NUMBER.search(" ".join(own)):
        return "its evidence only says the claim or the verdict again: how do you know?"
    try:
        about(evidence, *EVIDENCE)
    except Wrong as error:
        return f"its evidence has {error}"
    return ""


def _bare(word: str) -> str:
    return quotes.flat(word).strip(".,;:!?()\"'-")


def _fit(text: str) -> str:
    """Text with one kind of line ends, and nothing that turns or hides what follows."""
    text = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text).replace("\t", "    ")
    text = text.encode("utf-8", "replace").decode()
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", "", text).strip("\n")


def _kind(value: Any) -> str:
    return f"a `{type(value).__name__}`"
