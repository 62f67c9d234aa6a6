"""What was said of many students, put together: named mistakes, then messages that are alike."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

Said = tuple[str, str]  # a text, and the student of whom it was said

ALIKE = 80  # of 100: tests/autograde/test_groups.py says what this joins and what it keeps apart


class Named(Protocol):
    """A mistake that the course knows: a check's message that holds `says` tells of it."""

    @property
    def slug(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def says(self) -> str: ...


@dataclass(frozen=True)
class Group:
    """The same thing, said of several students.

    `varies`: with other numbers for some of them. `others` are other wordings of it. `mistake` is
    its name where the course knows it.
    """

    label: str
    names: list[str]
    varies: bool = False
    others: tuple[str, ...] = ()
    mistake: str = ""


def grouped(said: Iterable[Said]) -> list[Group]:
    """Group texts that are the same, numbers in them aside; the largest group first."""
    groups: dict[str, list[Said]] = {}
    for text, name in said:
        groups.setdefault(_without_numbers(text), []).append((text, name))
    return _ordered(_group(pairs) for pairs in groups.values())


def named(said: Iterable[Said], mistakes: Collection[Named]) -> tuple[list[Group], list[Said]]:
    """Return the mistakes that were made, the most frequent first, and what tells of none.

    Where a message tells of several, the one that says most counts; those that say the same go by
    all their names.
    """
    made: dict[str, list[Said]] = {}
    rest = []
    for text, name in said:
        told = max((m.says for m in mistakes if m.says in text), key=len, default="")
        (made.setdefault(told, []) if told else rest).append((text, name))
    called = {says: " or ".join(m.name for m in mistakes if m.says == says) for says in made}
    return _ordered(replace(_group(p), mistake=called[says]) for says, p in made.items()), rest


def alike(said: Iterable[Said]) -> list[Group]:
    """Group texts that say much the same of the same kind of error; the largest group first.

    The most frequent wordings gather the others around them. Numbers, and what stands in quotes,
    make no difference.

    >>> found = alike([("NameError: name 'h0' is not defined", "ada"),
    ...                ("NameError: name 'hidden' is not defined", "ben"),
    ...                ("KeyError: 'h0'", "cy")])
    >>> [(group.label, group.names) for group in found]
    [("NameError: name 'h0' is not defined", ['ada', 'ben']), ("KeyError: 'h0'", ['cy'])]
    """
    from rapidfuzz import fuzz, process

    wordings: dict[str, list[Said]] = {}
    for text, name in said:
        wordings.setdefault(_without_details(text), []).append((text, name))
    gathered: dict[str, dict[str, list[Said]]] = {}  # kind of error → key → what was said
    for key in sorted(wordings, key=lambda k: (-len(wordings[k]), k)):
        leaders = gathered.setdefault(_kind(key), {})
        found = process.extractOne(key, list(leaders), scorer=fuzz.ratio, score_cutoff=ALIKE)
        leaders.setdefault(found[0] if found else key, []).extend(wordings[key])
    return _ordered(_group(pairs) for leaders in gathered.values() for pairs in leaders.values())


def _ordered(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-len(group.names), group.label))


def _group(said: list[Said]) -> Group:
    """Return a group with its most frequent text as label; wordings differ by more than numbers."""
    texts = Counter(text for text, _ in said)
    keys: dict[str, str] = {}
    for text in sorted(texts, key=lambda text: (-texts[text], text)):
        keys.setdefault(_without_numbers(text), text)
    label, *others = keys.values()
    return Group(
        label,
        sorted({name for _, name in said}, key=lambda name: (name.casefold(), name)),
        varies=len(texts) > len(keys),
        others=tuple(others),
    )


def _without_numbers(text: str) -> str:
    """Return a key that two students' evidence for the same diagnosis share."""
    text = re.sub(r"[-−+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?|\b(?:nan|inf)\b", "#", text, flags=re.I)
    text = re.sub(r"#(?:[\s,;×x]*#)+", "#", text)
    return " ".join(text.casefold().split())


def _without_details(text: str) -> str:
    """Return a key without numbers and without what the student has named."""
    return re.sub(r"'[^']{1,80}'|`[^`]{1,80}`|\"[^\"]{1,80}\"", "…", _without_numbers(text))


def _kind(key: str) -> str:
    """Return the name of the error that a message begins with, or "", in small letters."""
    found = re.match(r"(?:the answer cell raised )?([a-z_]\w*(?:error|exception|timeout))\b", key)
    return found[1] if found else ""
