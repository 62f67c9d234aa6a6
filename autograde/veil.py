"""What hidden tests say, without the values that they expect.

Students may know what went wrong in a hidden test and what their own code gave, but not the
answers, unless the course's nbgrader_config.py says `c.Unrolled.show_expected = True`.
"""

import re

from nbformat import NotebookNode
from traitlets.config import Config

from autograde.errors import UserError

VEIL = "…"
LONGEST = 2000  # characters of a message that are looked at; the rest is left out
CHECK = re.compile(r"([✓○✗●]) ([\w-]+): *(.*)", re.DOTALL)  # a line of an instant check

# Errors whose words are the grader's own.
OURS = ("CellTimeout", "KernelDied", "KernelError", "NotRun", "OutputLimit")

_PLACE = re.compile(r"\(in `[^`]*`, line \d+ of its cell\)$")  # it was raised by the student's code
_QUOTED = r"(?<!\w)(?:'[^'\n]*'|\"[^\"\n]*\")"
_NUMBER = r"(?<![\w.])[-−+]?(?:\d[\d_]*(?:\.\d+|\.(?=\s*[\]),]))?|\.\d+)(?:e[-+]?\d+)?j?"
_INNER = r"[\[({][^\[\](){}\n]*[\])}]"
_GROUP = rf"[\w.]*[\[({{](?:[^\[\](){{}}\n]|{_INNER})*[\])}}]"
_VALUE = rf"(?:an? )?(?:{_QUOTED}|`[^`\n]*`|{_GROUP}|{_NUMBER}%?|\w+)"
_END = r"(?=,? (?:but )?got\b|, (?:but|not)\b|[.;:?!](?:\s|$)|\n|$)"
_TRUTH = r"expected|wanted|desired|truth|(?:correct|right|true)(?: \w+)? (?:is|was|would be)"
_SHOULD = r"(?:should|must|ought to) (?:be|have|give|return|equal)"
_TOKENS = re.compile(
    rf"(?P<got>\bgot:? {_VALUE})"
    rf"(?P<instead>,? (?:instead of|rather than|and not|not) [^\n]+?{_END})?"
    rf"|(?P<wants>\b(?:{_TRUTH}):?)\s+(?!to\b)[^\n]+?{_END}"
    rf"|(?P<should>\b{_SHOULD}) [^\n]+?(?=,? (?:but )?got\b)"
    rf"|(?P<quoted>{_QUOTED})"
    r"|(?P<name>[^\W\d]\w*(?:\.\w+)*(?:(?<=_)\{[^}\n]*\})?(?:\[[\d\s,:]*\])*)"
    rf"|(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_VALUES = ("true", "false", "none", "nan", "inf")


def shows_expected(config: Config) -> bool:
    """Whether students see what hidden tests expect. Raises UserError for a setting that is none.

    >>> shows_expected(Config())
    False
    """
    value = config.get("Unrolled", {}).get("show_expected", False)
    if not isinstance(value, bool):
        raise UserError(
            f"nbgrader_config.py: c.Unrolled.show_expected is either True or False, not {value!r}."
        )
    return value


def veiled(said: str) -> str:
    """Return what a hidden test says without its values, but for those that the student's code got.

    >>> veiled("all_h[0, 1]: expected 1.625, got 0.9254.")
    'all_h[0, 1]: expected …, got 0.9254.'
    >>> veiled("total([3, 4]) should be 7. Are both counted?")
    'total([…]) should be …. Are both counted?'
    """
    text = _TOKENS.sub(_token, said[:LONGEST]) + (VEIL if len(said) > LONGEST else "")
    before = ""
    while text != before:
        before = text
        text = re.sub(rf"{VEIL}(?:[\s,;:]+{VEIL})+", VEIL, text)
        text = re.sub(rf"\[{VEIL}\](?:,?\s+\[{VEIL}\])+|\[\[{VEIL}\]\]", f"[{VEIL}]", text)
    return text


def _token(found: re.Match[str]) -> str:
    if found["got"]:
        return found["got"] + (re.sub(r"(of|than|not) .*", rf"\1 {VEIL}", found["instead"] or ""))
    if found["wants"]:
        return f"{found['wants']} {VEIL}"
    if found["should"]:
        return f"{found['should']} {VEIL}"
    if found["name"]:
        return VEIL if found["name"].lower() in _VALUES else found["name"]
    return VEIL


def veil(output: NotebookNode) -> None:
    """Take from an output of a cell with hidden tests the values that they may have shown.

    Instant checks, pictures, points, and what the grader itself or the student's code says stay.
    """
    if output.output_type == "error":
        if output.ename not in OURS and not _PLACE.search(output.evalue):
            output.evalue = veiled(output.evalue)
            output.traceback = [f"{output.ename}: {output.evalue}"]
    elif output.output_type == "stream":
        lines = output.text.splitlines(keepends=True)
        output.text = "".join(x if CHECK.match(x) else veiled(x) for x in lines)
    elif not (is_check(output) or _is_score(output)):
        for kind in [kind for kind in output.data if kind.startswith("text/")]:
            text = output.data.pop(kind)
            if kind == "text/plain":
                output.data[kind] = veiled(text)


def is_check(output: NotebookNode) -> bool:
    """Whether an output is what an instant check shows."""
    if output.output_type != "display_data":
        return False
    shown = 'role="status"' in str(output.data.get("text/html", ""))
    return shown or bool(CHECK.match(str(output.data.get("text/plain", ""))))


def _is_score(output: NotebookNode) -> bool:
    """Whether an output is the points with which a hidden test ended."""
    text = str(output.data.get("text/plain", ""))
    return output.output_type == "execute_result" and bool(re.fullmatch(r"\d+(\.\d+)?", text))
