"""Questions with options. Their check says what was recorded, and never whether it is right."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .core import Checks
from .outcome import NotAttempted, Recorded, Wrong

_LONGEST = 200  # characters of an entry
_questions: dict[str, Question] = {}


@dataclass(frozen=True)
class Question:
    """The options of one question, and the name of the variable that holds the answer."""

    slug: str
    name: str
    options: Mapping[str, str]  # the text of each option by its key; "" where the key says it all
    several: bool = False

    def marked(self, answer: object) -> list[str]:
        """The keys of the options that the answer names, in the options' order.

        Raises NotAttempted where there is none yet, and Wrong for what is not among the options.

        >>> which = Question("which", "which", {"0": "", "1": "", "2": ""})
        >>> which.marked(2), which.marked("1")
        (['2'], ['1'])
        """
        given = entries(answer, self.several)
        if not given:
            raise NotAttempted(self.invitation)
        keys = {normal(key): key for key in self.options}
        found = {keys.get(form) for entry in given if (form := normal(entry)) is not None}
        strange = [entry for entry in given if normal(entry) not in keys]
        if strange:
            known = ", ".join(f'"{key}"' for key in self.options)
            raise Wrong(f"{_shown(strange[0])} is not one of the options: {known}.")
        if len(found) > 1 and not self.several:
            raise Wrong(f"{len(found)} options are given, and one is asked for.")
        return [key for key in self.options if key in found]

    @property
    def invitation(self) -> str:
        """How to answer."""
        return "Mark all that apply." if self.several else "Mark one option."

    def value(self, keys: list[str]) -> str | list[str] | None:
        """What the variable holds when these options are marked."""
        if not keys:
            return None
        return keys if self.several else keys[0]


def question(
    check: Checks, slug: str, name: str, options: Mapping[str, str], several: bool = False
) -> Question:
    """Register a question with a notebook's checks, under the exercise's slug.

    `name` is the variable that holds the answer: an option's key or, with `several`, a list of
    them. `options` maps keys to texts. The check says what was recorded, or what is no option.

    >>> check = Checks("demo")
    >>> _ = question(check, "demo-colour", "colour", {"red": "warm", "blue": "cold"})
    >>> check.run("demo-colour", {"colour": "Red"}).message
    'recorded: red'
    >>> check.run("demo-colour", {"colour": "pink"}).message
    '"pink" is not one of the options: "red", "blue".'

    Raises ValueError where two keys are read as the same, or another question has this slug.
    """
    if len({normal(key) for key in options}) < len(options):
        raise ValueError(f"{slug}: two options have keys that are read as the same.")
    made = Question(slug, name, dict(options), several)
    if _questions.setdefault(slug, made) != made:
        raise ValueError(f"there is another question called {slug!r}.")

    @check.exercise(slug, names=[name])
    def _(answer: object) -> str:
        return Recorded(f"recorded: {', '.join(made.marked(answer))}")

    return made


def question_of(slug: str) -> Question | None:
    """The question with this slug, if a notebook's checks have one."""
    return _questions.get(slug)


def entries(answer: Any, several: bool) -> list[Any]:
    """What an answer names; nothing for None, "" and the like.

    >>> entries("dropout, SGD", several=True), entries(("a",), several=False), entries(None, True)
    (['dropout', ' SGD'], ['a'], [])
    """
    if type(answer) in (list, tuple, set, frozenset):
        return list(answer)
    if answer is None or answer is ...:
        return []
    if type(answer) is not str:
        return [answer]
    parts = re.split(r"[,;+&\n]|\band\b", answer[: 10 * _LONGEST]) if several else [answer]
    return [part for part in parts if part.strip()]


def normal(entry: Any) -> str | None:
    """How an entry reads, whatever its case, spaces and quotes; None for what is no plain data.

    >>> normal(2), normal("b)"), normal("nn.MSELoss()"), normal("Weight_Decay"), normal([])
    ('2', 'b', 'mseloss', 'weightdecay', None)
    """
    if type(entry) is int or (type(entry) is float and entry.is_integer()):
        entry = str(int(entry))
    if type(entry) is not str or len(entry) > _LONGEST:
        return None
    text = entry.strip(" \t\n\"'`().:")
    text = re.sub(r"^(torch\.)?nn\.", "", text)
    return re.sub(r"(?<=[^\W\d])[\s_-]+(?=[^\W\d])", "", text).casefold()


def _shown(entry: Any) -> str:
    if type(entry) is str:
        return f'"{entry if len(entry) < 40 else entry[:40] + "…"}"'
    if type(entry) in (int, float, bool):
        return reprlib.repr(entry)
    if isinstance(entry, type):
        return f"`{entry.__name__}` without quotes"
    return f"A `{type(entry).__name__}`"
