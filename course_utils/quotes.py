"""Where a quote stands in a text that was pasted from a page: up to its look, not its words."""

from __future__ import annotations

import bisect
import difflib
import functools
import heapq
import re
import unicodedata

# What is not read aloud: block quotes, bullets, numbers of lists, headings, where links lead,
# emphasis, code, formulas' marks, bars of tables, spaces, and signs that have no width.
_SILENT = re.compile(
    r"^[ \t]*(?:>[ \t]*)*(?:(?:[-*+•]|\d{1,3}[.)]|#{1,6})[ \t]+)?"
    r"|\]\([^()\s]*\)|\[(?=[^\[\]]*\]\()"
    r"|[*_`~$|\\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+",
    re.MULTILINE,
)
_EMPHASIS = ("*", "_", "`", "~", "$")  # goes with the words beside it
_ALIKE = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛‹›′´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}
)  # fmt: skip
_CANDIDATES = 12  # places with the most words in common, which are compared letter by letter
_LIKE = 0.6  # how alike two passages have to be, as difflib counts it
_LONGEST = 400  # letters of a quote that are compared


def find(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote begins and ends in the text, the first time; None where it doesn't occur.

    Spaces, line breaks, Markdown's marks, capitals, and the form of quotes and dashes don't count.

    >>> find('It said: **the loss** "falls"\\n> by half.', "The loss “falls” by half")
    (9, 39)
    """
    wanted = flat(quote)
    letters, places = _whole(text)
    at = letters.find(wanted) if wanted else -1
    if at < 0:
        return None
    begin, end = places[at], places[at + len(wanted) - 1] + 1
    while text[begin - 1 : begin] in _EMPHASIS:
        begin -= 1
    while text[end : end + 1] in _EMPHASIS:
        end += 1
    return begin, end


def nearest(text: str, quote: str) -> tuple[int, int] | None:
    """Where the passage stands that is most like a quote; None where nothing is like it.

    >>> text = "First the loss falls quickly. Then it stays."
    >>> begin, end = nearest(text, "the loss fell quickly")
    >>> text[begin:end]
    'the loss falls quickly.'
    """
    words = _words(text)
    asked = [word for word in map(flat, quote.split()) if word]
    size = min(len(asked), len(words))
    if not size:
        return None
    known = set(asked)
    common = [word in known for _, _, word in words]
    shared = [sum(common[:size])]
    for i in range(len(words) - size):
        shared.append(shared[-1] + common[i + size] - common[i])
    best = heapq.nlargest(_CANDIDATES, range(len(shared)), key=shared.__getitem__)
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2("".join(asked)[:_LONGEST])

    def likeness(i: int) -> float:
        matcher.set_seq1("".join(word for _, _, word in words[i : i + size])[:_LONGEST])
        return matcher.ratio()

    first = max(sorted(best), key=likeness)
    return (words[first][0], words[first + size - 1][1]) if likeness(first) >= _LIKE else None


def flat(text: str) -> str:
    """What is compared of a text.

    >>> flat("**Don’t** [look](https://example.org) — at  $h_t$…")
    "don'tlook-atht..."
    """
    return _flattened(text)[0]


@functools.lru_cache(maxsize=1)
def _words(text: str) -> list[tuple[int, int, str]]:
    """Where each word begins and ends, and what is compared of it."""
    letters, places = _whole(text)
    found, first = [], 0
    for match in re.finditer(r"\S+", text):
        last = bisect.bisect_left(places, match.end(), first)
        if last > first:
            found.append((match.start(), match.end(), letters[first:last]))
        first = last
    return found


def _flattened(text: str) -> tuple[str, list[int]]:
    """What is compared of a text, and where each of its letters stands in it."""
    letters: list[str] = []
    places: list[int] = []
    begin = 0
    for silent in [*_SILENT.finditer(text), None]:
        end = len(text) if silent is None else silent.start()
        for place in range(begin, end):
            for letter in _plain(text[place]):
                letters.append(letter)
                places.append(place)
        begin = end if silent is None else silent.end()
    return "".join(letters), places


_whole = functools.lru_cache(maxsize=1)(_flattened)  # many quotes are looked for in one text


def _plain(letter: str) -> str:
    """A letter without accents and capitals; other signs as they are, or their plain form."""
    if letter.isascii():
        return letter.lower()
    if unicodedata.combining(letter):
        return ""
    if letter.isalnum():
        parts = unicodedata.normalize("NFKD", letter)
        return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
    return letter.translate(_ALIKE)
