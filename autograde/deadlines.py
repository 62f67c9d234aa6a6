"""When an assignment is due, for the class and for single students, as nbgrader keeps it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from nbgrader.api import MissingEntry

from autograde.build import register
from autograde.course import Course
from autograde.errors import UserError
from autograde.grade import in_words
from autograde.gradebook import Book, exists
from autograde.intake import why_unfit
from autograde.late import span
from autograde.lateness import extensions
from autograde.lateness.penalties import Penalty, find, opened, reckon, written
from autograde.lateness.when import shown, zone_of


@dataclass(frozen=True)
class Deadlines:
    """When the class has to be done, in UTC, and by how much single students later.

    Extensions that wait are those of students without a graded submission.
    """

    due: datetime | None
    extensions: dict[str, timedelta]
    waiting: dict[str, timedelta]

    def lines(self, course: Course) -> list[str]:
        """Say it in words; one line for each extension."""
        if self.due is None:
            return ["no due date: nobody is late"]
        zone = zone_of(course.config())
        said = [f"due {shown(self.due, zone)}"]
        for student, more in sorted((self.extensions | self.waiting).items()):
            line = f"{student}: {shown(self.due + more, zone)}, {span(more.total_seconds())} more"
            said.append(f"{line} (nothing graded yet)" if student in self.waiting else line)
        return said


@dataclass(frozen=True)
class Granted:
    """An extension that was given: until when, in UTC; whether it waits; names that are similar."""

    until: datetime
    extension: timedelta
    waits: bool
    near: list[str]
    penalties: list[Penalty]
    student: str

    def lines(self, course: Course) -> list[str]:
        """Say it in words."""
        more = span(self.extension.total_seconds())
        time = f"has until {shown(self.until, zone_of(course.config()))}"
        said = [
            f"{self.student} {time}, {f'{more} more than' if self.extension else 'as'} the class"
        ]
        if self.waits and self.extension:
            said.append(
                f"nothing of {self.student} is graded yet: {extensions.NAME} keeps it till then"
            )
        if self.near:
            said.append(f"nobody has that name so far; there is {', '.join(self.near)}")
        return said + [str(change) for change in self.penalties]


def deadlines(course: Course, assignment: str) -> Deadlines:
    """Return what is set. Raises UserError where the gradebook does not know the assignment."""
    with in_words(course):
        register(course, assignment)
        if not exists(course):
            raise UserError(f"There is no gradebook yet. Run `unrolled release {assignment}`.")
        with opened(course) as book:
            found = find(book, assignment)
            given = {s.student_id: s.extension for s in found.submissions if s.extension}
            return Deadlines(found.duedate, given, extensions.waiting(course, assignment))


def set_due(course: Course, assignment: str, when: datetime | None) -> list[Penalty]:
    """Set when an assignment is due, in UTC; None: never. Return the penalties that changed.

    Where nothing is due nothing can be extended: then the extensions go, too. Raises UserError as
    `deadlines` does.
    """
    pending = deadlines(course, assignment).waiting if when else {}

    def work(book: Book) -> list[Penalty]:
        found = find(book, assignment)
        found.duedate = when
        if when is None:
            for submission in found.submissions:
                submission.extension = None
        return reckon(book, course, assignment, pending)

    changed = written(course, assignment, work)
    if when is None:
        extensions.keep(course, assignment, {})
    return changed


def extend(
    course: Course,
    assignment: str,
    student: str,
    hours: float | None = None,
    until: datetime | None = None,
) -> Granted:
    """Give a student more time than the class has, in place of an earlier extension; 0 ends it.

    Raises UserError where nothing is due, or where `until` is before that.
    """
    if unfit := why_unfit(student):
        raise UserError(f"{unfit}: nobody can have that name.")
    if (hours is None) == (until is None):
        raise UserError("Say either --hours, counted from the due date, or --until.")
    known = deadlines(course, assignment)
    if known.due is None:
        raise UserError(
            f"{assignment} has no due date that could be extended. "
            f'Set one: unrolled due {assignment} "2026-12-01 23:59"'
        )
    more = timedelta(hours=hours or 0) if until is None else until - known.due
    if more < timedelta():
        day = shown(known.due, zone_of(course.config()))
        raise UserError(f"That is before the due date of the class, {day}.")
    pending = {name: e for name, e in known.waiting.items() if name != student}

    def work(book: Book) -> tuple[bool, list[str], list[Penalty]]:
        try:
            submission: Any = book.find_submission(assignment, student)
        except MissingEntry:
            return True, _near(student, course, book), []
        submission.extension = more or None
        return False, [], reckon(book, course, assignment, pending)

    waits, near, penalties = written(course, assignment, work)
    extensions.keep(course, assignment, pending | ({student: more} if waits and more else {}))
    return Granted(known.due + more, more, waits, near, penalties, student)


def _near(student: str, course: Course, book: Book) -> list[str]:
    """Return known names for which a name that nobody has may have been meant."""
    folders = course.submitted.glob("*/") if course.submitted.is_dir() else ()
    known = {*(str(s.id) for s in book.students), *(p.name for p in folders)}
    return [] if student in known else get_close_matches(student, sorted(known), 3, 0.75)
