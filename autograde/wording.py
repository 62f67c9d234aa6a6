"""A check's message, taken apart: what is wrong, what was expected, what came, and the hint."""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"(?<=[.?!)])\s+(?=[(`“\"'A-Z∂]|[a-z]\w*[_\[/(])")
_LONGEST = 2000
_GOT = r",? (?:but )?got:? (?P<got>.+?)(?:: (?P<question>[a-z].*\?))?\.?$"
_EVIDENCE = (
    re.compile(rf"(?:(?P<what>.+?): )?[Ee]xpected:? (?P<expected>.+?){_GOT}"),
    re.compile(
        rf"(?P<what>.+?) (?:should|must) (?:be|have|give|return|equal) (?P<expected>.+?){_GOT}"
    ),
)
_QUESTION = re.compile(
    r"(?P<said>.+?): (?P<question>(?:is|are|was|does|do|did|has|have|what|which|where|how|why|were)"
    r"\b.*\?\)?)$"
)
_ADVICE = re.compile(
    r"\(?(?:Did|Is|Are|Does|Do|Has|Have|What|Which|Where|Begin|Call|Collect|Divide|Draw|Give|Hide|"
    r"Join|Keep|Leave|Let|Look|Make|Move|Put|Read|Return|Run|Set|Start|Take|Turn|Unpack|Use|Write"
    r")\b|In Python\b"
)


@dataclass(frozen=True)
class Told:
    """What a student is told of one exercise; any part of it may be "".

    `expected` and `came` are values of `what`; `hidden` says that a hidden test told it.
    """

    diagnosis: str = ""
    what: str = ""
    expected: str = ""
    came: str = ""
    hint: str = ""
    hidden: bool = False


def apart(message: str) -> Told:
    """Take a message apart. Of a longer one than any check says only the beginning is taken.

    >>> apart("h_1 is wrong. Is tanh missing?\\nh_1[0]: expected 0.8, got 1.2.")
    ... # doctest: +NORMALIZE_WHITESPACE
    Told(diagnosis='h_1 is wrong.', what='h_1[0]', expected='0.8', came='1.2',
         hint='Is tanh missing?', hidden=False)
    """
    message = message.strip()[:_LONGEST]
    if message.startswith("your code raised "):
        return _raised(message.removeprefix("your code raised "))
    said, hints, evidence = list[str](), list[str](), None
    for line in message.split("\n"):
        advising = False
        for sentence in _SENTENCE.split(line.strip()):
            found = None if evidence else _evidence(sentence)
            if found is not None:
                evidence = found
                hints += [_sentence(found["question"])] if found["question"] else []
                continue
            statement, question = _parted(sentence)
            advising = advising or not statement
            (hints if advising else said).append(sentence if advising else statement)
            if question and not advising:
                hints.append(_sentence(question))
                advising = True
    facts = evidence or {"what": "", "expected": "", "got": ""}
    return Told(
        " ".join(filter(None, said)),
        facts["what"] or "",
        facts["expected"],
        facts["got"],
        " ".join(filter(None, hints)),
    )


def _raised(message: str) -> Told:
    """What Python said, the student's own line, and how errors of this kind are mended."""
    error, *rest = message.split("\n")
    place = rest.pop(0) if rest and rest[0].startswith("in `") else ""
    came = f"{error} ({place.rstrip('.')})" if place else error
    return Told("Your code stopped with an error.", came=came, hint=" ".join(rest))


def _evidence(sentence: str) -> dict[str, str] | None:
    """Return what was expected and what came, if a sentence says both."""
    for pattern in _EVIDENCE:
        if found := pattern.fullmatch(sentence):
            return found.groupdict()
    return None


def _parted(sentence: str) -> tuple[str, str]:
    """Return what a sentence states, and what it asks or advises; either may be ""."""
    if _ADVICE.match(sentence):
        return "", sentence
    if found := _QUESTION.fullmatch(sentence):
        return f"{found['said']}.", found["question"]
    return ("", sentence) if sentence.endswith("?") else (sentence, "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
