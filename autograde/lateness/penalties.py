"""Enter what lateness costs, whenever the score, the due date or an extension has changed.

nbgrader reckons a penalty once, while it grades: before answers are marked by hand.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from nbgrader.api import MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import TraitError

from autograde.course import CONFIG_FILE, Course
from autograde.errors import UserError
from autograde.grade import in_words
from autograde.gradebook import Book, GradebookBusyError, backup, exists, held, patiently
from autograde.late import checked, lateness, points
from autograde.lateness import extensions
from autograde.steps import logged

_Result = TypeVar("_Result")
_QUIET = logging.Logger("late")  # what nbgrader's step says is said by `Penalty`
_QUIET.addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Penalty:
    """What lateness costs a student in points, before and now."""

    student: str
    before: float
    now: float

    def __str__(self) -> str:
        """Say it in words.

        >>> print(Penalty("ada", 0.0, 0.7))
        ada: 0.7 points less for lateness (before: nothing)
        >>> print(Penalty("ada", 0.7, 0.0))
        ada: nothing less for lateness (before: 0.7 points)
        """
        now, before = (points(p) if p else "nothing" for p in (self.now, self.before))
        return f"{self.student}: {now} less for lateness (before: {before})"


def settle(course: Course, assignment: str) -> list[Penalty]:
    """See that all penalties are what they should be; return those that changed.

    Extensions that waited for a submission move into the gradebook. Raises UserError where the
    course's rule cannot be used, and while another `unrolled` writes what has to be changed.
    """
    checked(course.config())
    if not exists(course):
        return []
    pending = extensions.waiting(course, assignment)
    with in_words(course), opened(course) as book:
        if assignment not in {known.name for known in book.assignments}:
            return []
        found = find(book, assignment)
        arrived = {s.student_id for s in found.submissions} & pending.keys()
        if not arrived and not _changes(found, course, pending):
            return []
    changed = written(course, assignment, lambda book: reckon(book, course, assignment, pending))
    extensions.keep(course, assignment, {n: e for n, e in pending.items() if n not in arrived})
    return changed


def reckon(
    book: Book, course: Course, assignment: str, pending: dict[str, timedelta]
) -> list[Penalty]:
    """Enter extensions that waited, and all penalties; return those that changed."""
    found = find(book, assignment)
    for submission in found.submissions:
        submission.extension = pending.get(submission.student_id, submission.extension)
    changes = _changes(found, course, pending)
    for _, notebook, penalty in changes:
        notebook.late_submission_penalty = penalty
    return [change for change, _, _ in changes]


def _changes(
    found: Any, course: Course, pending: dict[str, timedelta]
) -> list[tuple[Penalty, Any, float | None]]:
    """Return (change, submitted notebook, penalty) where another penalty is due than is entered."""
    step = _step(course)
    changes = []
    for submission in found.submissions:
        student = submission.student_id
        late = lateness(
            found.duedate, submission.timestamp, pending.get(student, submission.extension)
        )
        for notebook in submission.notebooks:
            penalty = None
            if late and late.seconds:
                penalty = step.plugin_inst.late_submission_penalty(
                    student, notebook.score, late.seconds
                )
                penalty = penalty and step._check_late_penalty(notebook, penalty)
            change = Penalty(student, notebook.late_submission_penalty or 0.0, penalty or 0.0)
            if abs(change.now - change.before) > 1e-9:
                changes.append((change, notebook, penalty))
    return sorted(changes, key=lambda found: found[0].student)


def _step(course: Course) -> Any:
    """Return nbgrader's step with the plugin that the course's configuration names."""
    try:
        step = AssignLatePenalties(config=checked(course.config()), log=_QUIET)
        step.init_plugin()
    except (TraitError, ImportError) as error:
        raise UserError(
            f"{CONFIG_FILE}: the plugin for late submissions cannot be used ({error})."
        ) from error
    return step


def find(book: Book, assignment: str) -> Any:
    """Return an assignment. Raises UserError where the gradebook does not know it."""
    try:
        return book.find_assignment(assignment)
    except MissingEntry:
        raise UserError(
            f"The gradebook does not know {assignment} yet. Run `unrolled release {assignment}`."
        ) from None


@contextmanager
def opened(course: Course) -> Iterator[Book]:
    """Yield the gradebook."""
    with closing(Book(course.db_url, course.config().CourseDirectory.course_id)) as book:
        yield book


def written(course: Course, assignment: str, work: Callable[[Book], _Result]) -> _Result:
    """Return what `work` returns, done in one transaction, after a backup.

    No other `unrolled` writes meanwhile. Raises UserError where the gradebook stays locked.
    """
    with (
        in_words(course),
        held(course, f"reckoning lateness for {assignment}"),
        logged(course, f"late-{assignment}") as (log, _),
    ):
        backup(course, log)

        def attempt() -> _Result:
            with opened(course) as book, book.transaction():
                return work(book)

        try:
            return patiently(attempt, log)
        except GradebookBusyError as error:
            raise UserError(f"Nothing was changed: {error}. Close it, run this again.") from None
