"""How long a written answer is: words counted as people count them, and a check on their number."""

from __future__ import annotations

import html
import re

from .checks.outcome import NotAttempted, Wrong

# Blocks of code, comments, pictures, a list's numbers and boxes, where links lead: nobody's words.
_NO_WORDS = re.compile(
    r"^ {0,3}(?P<fence>```|~~~).*?(?:^ {0,3}(?P=fence)|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|!\[[^\[\]]*\]\([^()]*\)"
    r"|^[ \t>]*(?:\d+[.)]|[-*+][ \t]+\[[ xX]\])(?=\s)"
    r"|^ {0,3}\[[^\[\]]+\]:.*?$",
    re.MULTILINE | re.DOTALL,
)
_FORMULA = re.compile(r"(?<!\\)(?:\$\$[^$]+\$\$|\$(?=\S)(?:\\.|[^$\\\n])*(?<=\S)\$(?!\d))")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_APART = re.compile(r"[\s|—]+")  # spaces, the bars of a table, long dashes


def count_words(text: str) -> int:
    """How many words there are in Markdown, as one reads it.

    A word stands between spaces or long dashes and has a letter or a digit: `don't`, `long-term`
    and `3.5` are one each. So is a formula, however long. Marks, addresses behind links, pictures,
    comments and blocks of code are none.

    >>> count_words("**Long-term** memory: $h_t = W h_{t-1}$ doesn't [fade](https://example.org).")
    5
    >>> count_words("1. one\\n2. two - and a half")
    5
    """
    for what, instead in ((_NO_WORDS, " "), (_FORMULA, " 1 "), (_LINK, r"\1"), (_TAG, " ")):
        text = what.sub(instead, text)
    return sum(any(map(str.isalnum, word)) for word in _APART.split(html.unescape(text)))


def about(words: str | None, low: int, high: int) -> str:
    """Check that a written answer has from `low` to `high` words; return how many it has.

    Raises Wrong, which says how many are missing or too many, and NotAttempted where none is there.

    >>> about("Linear layers alone find what PCA finds.", 5, 10)
    '7 words.'
    """
    if words is None:
        raise NotAttempted
    if not isinstance(words, str):
        raise Wrong(f"the answer should be a text in quotes, got `{type(words).__name__}`.")
    count = count_words(words)
    if count == 0:
        raise NotAttempted
    said = f"{count} word{'s' * (count != 1)}"
    if low <= count <= high:
        return f"{said}."
    by = f"{low - count} too few" if count < low else f"{count - high} too many"
    raise Wrong(f"{said}; {low} to {high} are asked for: {by}.")
