"""What a student wrote over one version of a cell, brought to the next version, line by line.

Lines that the student left alone follow the new version. Where both changed the same lines, the
student's stand, and the new version's follow as comments.
"""

from __future__ import annotations

import ast
import difflib
import functools
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from IPython.core.inputtransformer2 import TransformerManager


@dataclass(frozen=True)
class Merged:
    """The text, and the new version's lines that it does not hold as they are.

    `told` says whether it holds them as comments.
    """

    text: str
    aside: list[str] = field(default_factory=list)
    told: bool = True


@dataclass(frozen=True)
class _Edit:
    """Lines start:end of the base became these."""

    start: int
    end: int
    lines: list[str]


@dataclass
class _Piece:
    """Some lines of the result; `aside` are those that the new version has there."""

    lines: list[str]
    aside: list[str] = field(default_factory=list)


def merge_code(base: str, mine: str, new: str, name: str) -> Merged:
    """Merge the sources of a code cell; `name` says which version is the new one.

    What parses still does: where the lines of both don't fit together, the student's stay alone.

    >>> base = "def f(x):\\n    # Your code here\\n    raise NotImplementedError"
    >>> mine = "def f(x):\\n    return 2 * x"
    >>> print(merge_code(base, mine, base.replace("f(x)", "f(x, y=0)"), "Version 1.1").text)
    def f(x, y=0):
        return 2 * x
    >>> print(merge_code(base, mine, base.replace("here", "here: one line"), "Version 1.1").text)
    def f(x):
        return 2 * x
        # Version 1.1 has here:
        # # Your code here: one line
    """
    pieces = list(_pieces(base, mine, new))
    aside = [line for piece in pieces for line in piece.aside]
    plain = "\n".join(line for piece in pieces for line in piece.lines)
    inline = "\n".join(
        line for p in pieces for line in (*p.lines, *_comments(p.aside, f"{name} has here:"))
    )
    below = "\n".join([plain, *_comments(aside, f"{name} has:")])
    for text in (inline, below) if aside else (plain,):
        if _still(mine, plain, text):
            return Merged(text, aside)
    aside = [line for edit in _edits(base, new) for line in edit.lines if line.strip()]
    alone = "\n".join([mine, *_comments(aside, f"{name} has:")])
    return Merged(alone, aside) if _still(mine, mine, alone) else Merged(mine, aside, told=False)


def merge_text(base: str, mine: str, new: str) -> Merged:
    """Merge what a markdown cell says; where both changed the same lines the student's stand.

    >>> merge_text("*Your answer here.*", "Because.", "*Your answer in two sentences.*")
    Merged(text='Because.', aside=['*Your answer in two sentences.*'], told=False)
    """
    pieces = list(_pieces(base, mine, new))
    aside = [line for piece in pieces for line in piece.aside]
    text = "\n".join(line for piece in pieces for line in piece.lines)
    return Merged(text, aside, told=not aside)


def added_lines(base: str, mine: str) -> list[str]:
    """Return the lines that the student put into a text, or put in the place of others.

    >>> added_lines("a\\nb\\nc", "a\\nB\\nc\\nd")
    ['B', 'd']
    """
    return [line for edit in _edits(base, mine) for line in edit.lines]


@functools.lru_cache(maxsize=256)
def parsed(source: str) -> str | None:
    """Return what a cell's source means to Python, comments aside; None where it can't be read."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.dump(ast.parse(TransformerManager().transform_cell(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def runs_alone(source: str) -> bool:
    """Whether Python would take this as a whole cell.

    >>> runs_alone("print(1)"), runs_alone("else:"), runs_alone("return 1")
    (True, False, False)
    """
    if parsed(source) is None:
        return False
    code = TransformerManager().transform_cell(source)
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(code, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _still(mine: str, plain: str, text: str) -> bool:
    """Whether comments changed nothing, and what parsed before still does."""
    if parsed(mine) is None:
        return True
    meant = parsed(plain)
    return meant is not None and parsed(text) == meant


def _edits(base: str, other: str) -> list[_Edit]:
    before, after = base.split("\n"), other.split("\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Edit(start, end, after[low:high])
        for kind, start, end, low, high in matcher.get_opcodes()
        if kind != "equal"
    ]


def _pieces(base: str, mine: str, new: str) -> Iterator[_Piece]:
    """Yield the merged lines from top to bottom."""
    lines, at = base.split("\n"), 0
    for theirs, ours in _groups(_edits(base, mine), _edits(base, new)):
        start = min(edit.start for edit in (*theirs, *ours))
        end = max(edit.end for edit in (*theirs, *ours))
        yield _Piece(lines[at:start])
        if not theirs:
            yield _Piece(_applied(lines, ours, start, end))
        else:
            kept = _applied(lines, theirs, start, end)
            there = {line.strip() for line in kept} | {""}
            aside = [line for e in ours for line in e.lines if line.strip() not in there]
            yield _Piece(kept, aside)
        at = end
    yield _Piece(lines[at:])


def _groups(theirs: list[_Edit], ours: list[_Edit]) -> Iterator[tuple[list[_Edit], list[_Edit]]]:
    """Yield the edits of both, in order; those that concern the same lines together."""
    both = sorted(
        [(e.start, e.end, side, e) for side, edits in enumerate((theirs, ours)) for e in edits],
        key=lambda item: item[:3],
    )
    group: tuple[list[_Edit], list[_Edit]] = ([], [])
    for _, _, side, edit in both:
        if not any(_overlap(edit, other) for edits in group for other in edits):
            if group[0] or group[1]:
                yield group
            group = ([], [])
        group[side].append(edit)
    if group[0] or group[1]:
        yield group


def _overlap(one: _Edit, other: _Edit) -> bool:
    """Whether both change the same lines. Edits that merely touch go together."""
    if one.start == one.end == other.start == other.end:
        return True
    return one.start < other.end and other.start < one.end


def _applied(lines: list[str], edits: list[_Edit], start: int, end: int) -> list[str]:
    """Return lines start:end of the base with these edits made."""
    result: list[str] = []
    for edit in edits:
        result += [*lines[start : edit.start], *edit.lines]
        start = edit.end
    return result + lines[start:end]


def _comments(lines: list[str], head: str) -> list[str]:
    """Return lines as comments, as far indented as they are."""
    if not lines:
        return []
    first = lines[0]
    indent = first[: len(first) - len(first.lstrip())]
    body = textwrap.dedent("\n".join(lines)).split("\n")
    return [f"{indent}# {head}", *(f"{indent}# {line}".rstrip() for line in body)]
