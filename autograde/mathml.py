"""Formulas as MathML, which browsers show by themselves: no script, nothing from the network."""

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# latex2mathml knows the one that stands by itself, not the one inside of $$ … $$.
_ALIGNED = re.compile(r"\\(begin|end)\{aligned\}")
MOST_CHARS = 2000  # a longer formula is shown as it was typed

_TAGS = _words(
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow "
    "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
_ATTRIBUTES = _words(
    "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence "
    "form height largeop linebreak linethickness lspace mathvariant maxsize minsize movablelimits "
    "notation rowlines rowspacing rspace scriptlevel separator stretchy symmetric width"
)
_VALUE = re.compile(r"[\w .%+-]{1,80}")


def mathml(tex: str, *, block: bool = False) -> str:
    """Return a formula as MathML, or as its TeX source where that is not possible.

    The text is a student's: whatever it says, what is returned holds elements and attributes of
    formulas and nothing else.
    """
    source = f"<code>{html.escape(f'$${tex}$$' if block else f'${tex}$')}</code>"
    if len(tex) > MOST_CHARS:
        return source
    try:
        # Its `convert` returns text that it has unescaped: we write the tree out ourselves.
        from latex2mathml.converter import convert_to_element

        known = _ALIGNED.sub(r"\\\1{align*}", tex)
        tree = convert_to_element(known, display="block" if block else "inline")
        return "".join(_written(tree))
    except Exception:  # whatever its parser meets, RecursionError included
        return source


def _written(element: Element) -> Iterator[str]:
    """Yield the parts of an element. Raises ValueError for one that has no place in a formula."""
    if element.tag not in _TAGS:
        raise ValueError(element.tag)
    known = {n: v for n, v in element.attrib.items() if n in _ATTRIBUTES and _VALUE.fullmatch(v)}
    yield " ".join([f"<{element.tag}", *(f'{n}="{v}"' for n, v in known.items())]) + ">"
    yield _text(element.text)
    for child in element:
        yield from _written(child)
        yield _text(child.tail)
    yield f"</{element.tag}>"


def _text(text: str | None) -> str:
    return html.escape(html.unescape(text or ""))  # signs stand there as &#x0003D;
