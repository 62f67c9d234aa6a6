"""Who is in the class, and under which names other systems know them.

Read from any of: nbgrader's list (id, first_name, last_name, email, lms_user_id), Canvas' exported
gradebook (Student, ID, SIS User ID, SIS Login ID, Section), Gradescope's roster (Name, SID, Email).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograde.errors import UserError

# What students are called here is in the first of these columns that is filled in.
_OWN = ("id", "studentid", "sid", "username", "login", "sisloginid", "sisuserid", "email")
_CANVAS = ("sisloginid", "sisuserid", "id")  # its ID is a number that nobody knows by heart
_KEYS = {*_OWN, "lmsuserid", "integrationid", "loginid", "emailaddress"}


@dataclass
class Person:
    """One student: the id used here, those used elsewhere, and the name in some spellings."""

    id: str
    keys: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


class Roster:
    """The students of a class."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.people = list(people)

    def find(self, ids: Iterable[str], name: str = "") -> Person | None:
        """Return whom an id means, tried in this order; else who alone has this name.

        Raises UserError where the name, or an id, is that of several.
        """
        for known in ids:
            fits = [p for p in self.people if known.casefold() in p.keys]
            if fits:
                return _only(fits, known)
        fits = [p for p in self.people if spellings(name) & p.names] if name else []
        return _only(fits, name) if fits else None


def load(path: Path) -> Roster:
    """Read a list of students. Raises UserError where it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text. Save it as “CSV UTF-8”.") from None
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    rows = list(csv.reader(text.splitlines(), delimiter=separator))
    headings = [re.sub(r"[\W_]+", "", heading).lower() for heading in (rows or [[]])[0]]
    own = _CANVAS if {"student", "section"} <= set(headings) else _OWN
    if not set(own) & set(headings):
        raise UserError(
            f"{path} is not a list of students: its first line names none of the columns "
            "id, SID, SIS Login ID, Email."
        )
    people: dict[str, Person] = {}
    for row in rows[1:]:
        said = {h: v.strip() for h, v in zip(headings, row, strict=False) if v.strip()}
        chosen = next((said[column] for column in own if column in said), "")
        if not chosen or said.get("student", "").startswith("Points Possible"):
            continue
        person = people.setdefault(chosen, Person(chosen))
        person.keys |= {said[column].casefold() for column in _KEYS & set(said)}
        person.names |= _names(said)
    return Roster(people.values())


def spellings(name: str) -> set[str]:
    """Return a name without spaces, accents and capitals, with either end of it first.

    >>> sorted(spellings("Lovelace, Ada")), spellings("lovelaceada")
    (['adalovelace', 'lovelaceada'], {'lovelaceada'})
    """
    last, comma, first = name.partition(",")
    words = name.split()
    orders = [[last, first], [first, last]] if comma else [words, words[-1:] + words[:-1]]
    return {_letters("".join(order)) for order in orders} - {""}


def _names(said: dict[str, str]) -> set[str]:
    found = spellings(said.get("student", said.get("name", "")))
    if "lastname" in said:
        found |= spellings(f"{said['lastname']}, {said.get('firstname', '')}")
    return found


def _letters(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parted if sign.isalnum())


def _only(people: list[Person], known: str) -> Person:
    if len(people) > 1:
        names = ", ".join(person.id for person in people)
        raise UserError(f"the roster knows several as {known!r}: {names}")
    return people[0]
