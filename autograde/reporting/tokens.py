"""Answers as sequences of tokens in which comments, layout and chosen names make no difference."""

import builtins
import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME, TEXT = "name", "text"  # what stands for a name that the student chose, and for a string
_BUILT_IN = frozenset([*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "self", "cls"])
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?:(?![.!?;:]\s|\n[ \t]*\n).)+.?", re.DOTALL)
# Python's own tokenizer stops at what is not Python, and Pygments takes ten times as long.
_TOKEN = re.compile(
    r"""
      (?P<skip> [^\S\n]+ | \\\n | \#[^\n]* )
    | (?P<end> \n )
    | (?P<text> [bfru]{0,2} (?:
          \"\"\" (?s:.)*? (?: \"\"\" | \Z ) | \'\'\' (?s:.)*? (?: \'\'\' | \Z )
        | " (?: \\. | [^"\\\n] )* "? | ' (?: \\. | [^'\\\n] )* '? ) )
    | (?P<name> [^\W\d]\w* )
    | (?P<other> \d[\w.]* | [-+*/%@&|^<>=!:~]?=|\*\*|//|->|<<|>>| . )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One statement, or one sentence: the lines of the source from `first` to `last`, in tokens."""

    first: int
    last: int
    tokens: tuple[str, ...]


def names(sources: Iterable[str]) -> frozenset[str]:
    """Return the names in these sources: whoever uses one of them has not chosen it."""
    found = (match for source in sources for match in _TOKEN.finditer(source))
    return frozenset(match[0] for match in found if match.lastgroup == "name")


def code(source: str, known: frozenset[str]) -> list[Line]:
    """Return the statements of Python code, which need not be right, in order.

    Comments, docstrings and layout are left out. A name that is not `known` was chosen: any other
    would do. So would any other text; what follows a dot belongs to a library.

    >>> code("total = 0  # start\\nfor x in xs:\\n    total += x", frozenset())[1].tokens
    ('for', 'name', 'in', 'name', ':')
    """
    lines: list[Line] = []
    tokens: list[str] = []
    row = first = depth = 0
    for match in _TOKEN.finditer(source + "\n"):
        text, kind = match[0], match.lastgroup
        if kind == "end" and depth <= 0:
            if tokens and tokens != [TEXT]:  # that would be a docstring
                lines.append(Line(first, row, tuple(tokens)))
            tokens, depth = [], 0
        elif meant := _meant(kind, text, tokens, known):
            first = first if tokens else row
            tokens.append(meant)
            depth += (meant in "([{") - (meant in ")]}")
        row += text.count("\n")
    return [*lines, *([Line(first, row, tuple(tokens))] if tokens else [])]


def _meant(kind: str | None, text: str, before: list[str], known: frozenset[str]) -> str:
    """Return what a token counts as, after those `before` it; nothing if it does not count."""
    if kind in ("skip", "end"):
        return ""
    if kind == "text":
        return "" if before[-1:] == [TEXT] else TEXT
    if kind == "name" and text not in known and text not in _BUILT_IN:
        of_a_library = before[-1:] == ["."] and before[-2:-1] != ["self"]
        return text if of_a_library else NAME
    return text


def prose(source: str) -> list[Line]:
    """Return the sentences of a text as the words in them, in order.

    >>> [line.tokens for line in prose("It fades. *It* fades, again and again!")]
    [('it', 'fades'), ('it', 'fades', 'again', 'and', 'again')]
    """
    lines = []
    for found in _SENTENCE.finditer(source):
        if words := tuple(_WORD.findall(found[0].casefold())):
            start = found.end() - len(found[0].lstrip())
            last = source.count("\n", 0, found.start() + len(found[0].rstrip()))
            lines.append(Line(source.count("\n", 0, start), last, words))
    return lines
