"""Who is in the class, and which row of Canvas' gradebook is whose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from autograde.course import Course
from autograde.gradebook import exists
from autograde.text import plain


@dataclass(frozen=True)
class Person:
    """What nbgrader's gradebook knows of a student; all but `student`, the id, may be empty."""

    student: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms_id: str = ""  # `nbgrader db student add … --lms-user-id`: the ID that Canvas gave

    @property
    def name(self) -> str:
        """The name as lists of a class are ordered by; the id where it is not known."""
        return ", ".join(filter(None, (self.last, self.first))) or self.student


@dataclass(frozen=True)
class Row:
    """A student's row in a file from Canvas. `number` is its place there."""

    number: int
    name: str
    id: str = ""
    sis_user: str = ""
    sis_login: str = ""


@dataclass
class Matches:
    """Which row is whose, and what is to be said of those for whom that is not known."""

    rows: dict[str, Row] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def people(course: Course) -> dict[str, Person]:
    """Return all students in the gradebook by the name that `scores.read` has for them."""
    if not exists(course):
        return {}
    from nbgrader import api

    with api.Gradebook(course.db_url, course_id="unrolled") as gradebook:
        found = [
            Person(*(plain(value or "") for value in known))
            for known in gradebook.db.query(
                api.Student.id,
                api.Student.first_name,
                api.Student.last_name,
                api.Student.email,
                api.Student.lms_user_id,
            )
        ]
    return {person.student: person for person in found}


def match(class_: list[Person], rows: list[Row]) -> Matches:
    """Find the row of each person: by ID, then by SIS User ID, then by SIS Login ID.

    Where more than one row could be meant, or one row by more than one person, nobody is guessed.
    """
    matches = Matches()
    for person in class_:
        by_kind = _hits(person, rows)
        numbers = {row.number: row for hits in by_kind.values() for row in hits}
        if not numbers:
            matches.unknown.append(_unknown(person, rows))
        elif person.lms_id and len(by_kind.get("ID", [])) == 1:
            matches.rows[person.student] = by_kind["ID"][0]  # the instructor said so
        elif len(numbers) > 1:
            fits = [f"{row.name} (by {kind})" for kind, hits in by_kind.items() for row in hits]
            matches.ambiguous.append(f"{person.student} could be {' or '.join(fits)}")
        else:
            (matches.rows[person.student],) = numbers.values()
    return _without_shared(matches)


def _hits(person: Person, rows: list[Row]) -> dict[str, list[Row]]:
    """Return the rows that fit, by the column that says so, in the order in which Canvas looks."""
    student, login = person.student, {person.student.casefold(), person.email.casefold()} - {""}
    found = {
        "ID": [row for row in rows if row.id and row.id == (person.lms_id or student)],
        "SIS User ID": [row for row in rows if row.sis_user and row.sis_user == student],
        "SIS Login ID": [row for row in rows if row.sis_login.casefold() in login],
    }
    return {kind: hits for kind, hits in found.items() if hits}


def _unknown(person: Person, rows: list[Row]) -> str:
    """Say that there is no row; and if one has the same name, how to make it theirs."""
    same = [
        row for row in rows if _words(row.name) in (_words(person.name), _words(person.student))
    ]
    said = f"{person.student} has no row with this ID, SIS User ID or SIS Login ID"
    if len(same) == 1 and same[0].id:
        said += (
            f"; {same[0].name} is a row's name: if that is the same person, run "
            f"`nbgrader db student add {person.student!r} --lms-user-id={same[0].id}`"
        )
    return said


def _words(name: str) -> list[str]:
    """Return what "Lovelace, Ada" and "ada lovelace" have in common."""
    return sorted(name.casefold().replace(",", " ").replace("_", " ").split())


def _without_shared(matches: Matches) -> Matches:
    """Take back rows that more than one person would get."""
    claims = Counter(row.number for row in matches.rows.values())
    for student, row in list(matches.rows.items()):
        if claims[row.number] > 1:
            others = [s for s, r in matches.rows.items() if r == row and s != student]
            matches.ambiguous.append(f"{student} has the same row, {row.name}, as {others[0]}")
    matches.rows = {s: row for s, row in matches.rows.items() if claims[row.number] == 1}
    return matches
