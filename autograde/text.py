"""Text from outside, made fit to be shown anywhere."""

import re
import unicodedata

# What steers a terminal rather than being shown, as far as it is more than one sign.
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?")
_UNFIT = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, format, surrogate, …, separators


def plain(text: object, most: int | None = None) -> str:
    """Return text as one line, cut to `most` signs, with nothing that steers what shows it.

    >>> plain("\\x1b[2Jred\\n\\u202eline"), plain("too long", 5)
    ('red line', 'too …')
    """
    said = str(text) if most is None else str(text)[: 4 * most]
    signs = (" " if s in "\n\r\t\u2028\u2029" else s for s in _ESCAPES.sub("", said))
    line = " ".join("".join(s for s in signs if unicodedata.category(s) not in _UNFIT).split())
    return line if most is None or len(line) <= most else f"{line[: most - 1]}…"
