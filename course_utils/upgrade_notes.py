"""What an upgrade did, in whole sentences, for students and for those who grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .aligning import Pair
from .handed_out import unstamped
from .merging import Merged

MOST = 8  # names in one note

# In the order in which they are told.
NEW = "New"
RENEWED = "Changed in this version"
MERGED = "Changed by hand and in this version, in different lines; both are in"
BESIDE = (
    "Changed by hand and in this version, in the same lines; what was written by hand stays, and "
    "this version's lines stand below it as comments"
)
PLACEHOLDER = "Answered; this version words the line that the answer was written over differently"
GONE = "No longer in the notebook"
KEPT = "No longer in the notebook; what was written is kept in a cell of its own"
LOCKED = "Locked, and changed by hand; put back, and the changes stand below it"
DELETED = "Had been deleted; put back"
EMPTIED = "Had been emptied; put back"
TURNED = "Turned into a text; put back as code, and what was written stands below it"
FOUND = "Had lost its metadata; recognised by what it says"
SEVERAL = "There were several copies; the last one that was changed counts, the others stand above"
ORDER = "The cells were in another order; they are in the order of the release again."


@dataclass
class Log:
    """Collects names under what happened to them."""

    names: dict[str, list[str]] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)  # how many cells without a key
    conflicts: list[str] = field(default_factory=list)
    ordered: bool = True

    def add(self, what: str, name: str) -> None:
        self.names.setdefault(what, []).append(name)

    def found(self, pairs: list[Pair], ordered: bool) -> None:
        """Note in what state the student's cells are."""
        self.ordered = ordered
        self.texts[NEW] = sum(p.old is None and not p.place.grade_id for p in pairs)
        self.texts[GONE] = sum(p.new is None and not p.place.grade_id for p in pairs)
        for name in _exercises(p for p in pairs if p.old is None and not p.place.copies):
            self.add(NEW, name)
        for pair in pairs:
            if pair.old is not None and pair.new is not None and pair.place.grade_id:
                for what in _state(pair):
                    self.add(what, pair.place.grade_id)
                if pair.locked:
                    self.renewed(pair)

    def renewed(self, pair: Pair) -> None:
        """Note a cell that is the new version's now."""
        if pair.old is None or not pair.renewed or _only_numbered(pair):
            return
        if pair.place.grade_id:
            self.add(RENEWED, pair.label)
        else:
            self.texts[RENEWED] += 1

    def removed(self, pair: Pair, written: bool) -> None:
        if pair.place.editable:
            self.add(KEPT if written else GONE, pair.label)

    def turned(self, pair: Pair, written: bool) -> None:
        if written:
            self.add(TURNED, pair.label)

    def merged(self, pair: Pair, merged: Merged, before: str) -> None:
        """Note what became of a cell that the student had changed."""
        if merged.aside and pair.place.kind == "markdown" and pair.place.editable:
            self.add(PLACEHOLDER, pair.label)
        elif merged.aside:
            self.add(BESIDE, pair.label)
            self.conflicts.append(pair.label)
        elif merged.text != before and not _only_numbered(pair):
            self.add(MERGED, pair.label)

    def notes(self) -> list[str]:
        order = [NEW, RENEWED, MERGED, BESIDE, PLACEHOLDER, KEPT, GONE, LOCKED, DELETED, EMPTIED]
        notes = []
        for what in (*order, TURNED, FOUND, SEVERAL):
            names = [listed(self.names[what])] if what in self.names else []
            if count := self.texts[what]:
                names.append(f"{count} text{'s' * (count > 1)} or figure{'s' * (count > 1)}")
            if names:
                notes.append(f"{what}: {', and '.join(names)}.")
        return notes if self.ordered else [*notes, ORDER]


def listed(names: list[str]) -> str:
    """Return names in a row, not too many.

    >>> listed(list("abcdefghijk"))
    'a, b, c, d, e, f, g, h and 3 more'
    """
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {more} more" if more > 0 else "")


def _state(pair: Pair) -> list[str]:
    """Return what is to be said of a cell with a key that both versions have."""
    place = pair.place
    if not place.copies:
        return [DELETED]
    if pair.locked:
        return [LOCKED] * any(place.changed(c) for c in place.copies)
    said = [FOUND] * place.by_content
    if not any(c.source.strip() for c in place.copies):
        said.append(EMPTIED)
    if len({c.source.strip() for c in place.copies if place.changed(c)}) > 1:
        said.append(SEVERAL)
    return said


def _exercises(pairs: Iterable[Pair]) -> list[str]:
    """Return the keys of what is new, without those of the tests and questions of an exercise."""
    keyed = [pair for pair in pairs if pair.place.grade_id]
    answers = [pair.place.grade_id for pair in keyed if pair.place.editable]
    return [
        pair.place.grade_id
        for pair in keyed
        if pair.place.editable
        or not any(pair.place.grade_id.startswith(f"{name}-") for name in answers)
    ]


def _only_numbered(pair: Pair) -> bool:
    """Whether the number of the version is all that is different."""
    if pair.old is None or pair.new is None:
        return False
    return unstamped(pair.old.source) == unstamped(pair.new.source)
