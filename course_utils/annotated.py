"""A transcript with its notes, as a page and on paper."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .transcripts import Claim

_STYLE = Path(__file__).parent / "widgets" / "transcripts.css"
_FOLDED = 20  # lines without a claim that are folded up, where there are more of them
_WIDTH = 100


@dataclass(frozen=True)
class Part:
    """Some paragraphs, from `begin` to `end`, and the claims that end in them."""

    begin: int
    end: int
    claims: Sequence[Claim] = ()
    lines: int = 0  # how many there are, where they are to be folded up


def parts(text: str, claims: Sequence[Claim]) -> list[Part]:
    """The transcript paragraph by paragraph; long stretches without a claim are one part each."""
    ends = {claim: claim.place[1] for claim in claims if claim.place}
    found = [
        Part(begin, end, [claim for claim, last in ends.items() if begin < last <= end])
        for begin, end in _paragraphs(text)
    ]
    marked = [claim.place for claim in claims if claim.place]
    near = {
        j
        for i, part in enumerate(found)
        if any(begin < part.end and part.begin < end for begin, end in marked)
        for j in (i - 1, i, i + 1)
    }
    folded: list[Part] = []
    idle: list[Part] = []
    for i, part in enumerate([*found, None]):
        if part is not None and i not in near:
            idle.append(part)
            continue
        folded += _folded(text, idle) + ([part] if part else [])
        idle = []
    return folded


def _folded(text: str, idle: list[Part]) -> list[Part]:
    if not idle:
        return []
    begin, end = idle[0].begin, idle[-1].end
    lines = text.count("\n", begin, end) + 1
    return [Part(begin, end, lines=lines)] if lines > _FOLDED else idle


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs begin and end: they stand between empty lines."""
    begin, place = None, 0
    for line in text.split("\n"):
        if line.strip() and begin is None:
            begin = place
        if not line.strip() and begin is not None:
            yield begin, place - 1
            begin = None
        place += len(line) + 1
    if begin is not None:
        yield begin, len(text)


def _pieces(
    part: Part, claims: Sequence[Claim]
) -> Iterator[tuple[int, int, Claim | None, list[Claim]]]:
    """The part cut where a quote begins or ends: the claim a piece belongs to, if any, and those
    that end with it."""
    placed = [(claim, *claim.place) for claim in claims if claim.place]
    cuts = {part.begin, part.end} | {cut for _, *place in placed for cut in place}
    inside = sorted(cut for cut in cuts if part.begin <= cut <= part.end)
    for begin, end in pairwise(inside):
        over = [claim for claim, first, last in placed if first <= begin and end <= last]
        ending = [claim for claim, _, last in placed if last == end]
        yield begin, end, min(over, key=_length, default=None), ending


def _length(claim: Claim) -> int:
    """Of claims that overlap, the shorter one shows."""
    begin, end = claim.place or (0, 0)
    return end - begin


def _rendered(
    text: str,
    part: Part,
    claims: Sequence[Claim],
    plain: Callable[[str], str],
    mark: Callable[[str, Claim], str],
    number: Callable[[Claim], str],
) -> str:
    said = []
    for begin, end, claim, ending in _pieces(part, claims):
        words = text[begin:end]
        said.append(plain(words) if claim is None else mark(words, claim))
        said += map(number, ending)
    return "".join(said)


# ---- on paper


def in_text(text: str, claims: Sequence[Claim], head: str, faults: Sequence[str]) -> str:
    """The head, what is amiss, and the transcript with each note below the claim's paragraph."""
    blocks = ["\n".join([head, *(f"✗ {fault}" for fault in faults)])]
    for part in parts(text, claims):
        if part.lines:
            blocks.append(f"  [… {part.lines} lines without a claim]")
            continue
        said = _rendered(
            text, part, claims, str, lambda words, _: f"⟦{words}⟧", lambda c: f"[{c.number}]"
        ).replace("⟧⟦", "")
        notes = [_note_in_text(claim) for claim in part.claims]
        blocks.append("\n".join([*_wrapped(said, "  "), *notes]))
    if lost := [_note_in_text(claim) for claim in claims if claim.place is None and claim.quote]:
        blocks.append("\n".join(["  Not found in the transcript:", *lost]))
    return "\n\n".join(blocks)


def _note_in_text(claim: Claim) -> str:
    said = " ".join(f"[{claim.number}] {_verdict(claim)}: {_evidence(claim)}".split())
    quote = [] if claim.place else _wrapped(f"“{claim.quote}”", "      ")
    return "\n".join([*quote, *_wrapped(said, "      ")])


def _wrapped(said: str, indent: str) -> list[str]:
    return [
        line
        for whole in said.split("\n")
        for line in textwrap.wrap(
            whole, _WIDTH, initial_indent=indent, subsequent_indent=indent,
            replace_whitespace=False, drop_whitespace=True,
        ) or [""]
    ]  # fmt: skip


# ---- as a page


def in_html(text: str, claims: Sequence[Claim], head: str, faults: Sequence[str]) -> str:
    """The same as HTML: notes beside the paragraphs, or below them where there is little room.

    The transcript comes from outside: all of it is escaped, and its formulas stay as they are.
    """
    said = [f"<style>{_STYLE.read_text('utf-8')}</style>"]
    said.append('<section class="an tex2jax_ignore mathjax_ignore" aria-label="Annotated text">')
    said.append(f'<p class="an-head">{html.escape(head)}</p>')
    said += [f'<p class="an-fault">✗ {html.escape(fault)}</p>' for fault in faults]
    for part in parts(text, claims):
        words = _rendered(text, part, claims, html.escape, _mark, _number)
        words = f'<div class="an-said" dir="auto">{words}</div>'
        notes = "".join(map(_note, part.claims))
        if part.lines:
            said.append(
                '<details><summary data-lm-suppress-shortcuts="true">'
                f"{part.lines} lines without a claim</summary>{words}</details>"
            )
        else:
            said.append(f'<div class="an-row">{words}<div>{notes}</div></div>')
    if lost := [claim for claim in claims if claim.place is None and claim.quote]:
        said.append('<p class="an-head">Not found in the transcript</p>')
        said += [
            f'<div class="an-row"><div class="an-said" dir="auto">{html.escape(claim.quote)}</div>'
            f"<div>{_note(claim)}</div></div>"
            for claim in lost
        ]
    return "\n".join([*said, "</section>"])


def _mark(words: str, claim: Claim) -> str:
    return f'<mark class="an-{claim.verdict or "none"}">{html.escape(words)}</mark>'


def _number(claim: Claim) -> str:
    return f'<b class="an-number">[{claim.number}]</b>'


def _note(claim: Claim) -> str:
    return (
        f'<div class="an-note an-{claim.verdict or "none"}" role="note" '
        f'aria-label="On claim {claim.number}"><b>[{claim.number}] {_verdict(claim)}</b> '
        f'<span dir="auto">{html.escape(_evidence(claim))}</span></div>'
    )


def _verdict(claim: Claim) -> str:
    return claim.verdict or "no verdict"


def _evidence(claim: Claim) -> str:
    return claim.evidence.strip() or "(no evidence)"
