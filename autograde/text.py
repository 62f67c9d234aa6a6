"""Text from outside, made fit to be shown anywhere."""

import re
import unicodedata

# What steers a terminal rather than being shown, as far as it is more than one sign.
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?")
_UNFIT = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, format, surrogate, …, separators


def plain(text: object, most: int | None = None, lines: bool = False) -> str:
    """Return text as one line, cut to `most` signs, with nothing that steers what shows it.

    With `lines` it keeps its lines, and their spaces.

    >>> plain("\\x1b[2Jred\\n\\u202eline"), plain("too long", 5)
    ('red line', 'too …')
    """
    said = str(text) if most is None else str(text)[: 4 * most]
    shown = "".join(_shown(sign, lines) for sign in _ESCAPES.sub("", said))
    whole = shown.strip() if lines else " ".join(shown.split())
    return whole if most is None or len(whole) <= most else f"{whole[: most - 1]}…"


def _shown(sign: str, lines: bool) -> str:
    if sign in "\n\r\t\u2028\u2029":
        return "\n" if lines and sign == "\n" else " "
    return "" if unicodedata.category(sign) in _UNFIT else sign
