"""A course beside the real one, where a change to the gradebook is tried before it is made.

    gradebook --rows--> build/draft/gradebook.db, where nbgrader works as ever
    what came out differently --a person agrees--> one transaction, and files put in their places

So until then the real gradebook is only read, and whoever marks in it is not held up. It is never
replaced as a file: formgrader keeps it open, and would go on writing into the old one.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograde.course import Beside, Course
from autograde.errors import UserError
from autograde.grade import in_words
from autograde.gradebook import Book, GradebookBusyError, backup, held, patiently
from autograde.regrading import rows
from autograde.regrading.rows import Rows
from autograde.steps import logged

Move = tuple[Path, Path]  # from the draft to the course


@dataclass(frozen=True)
class Draft(Beside):
    """That course. What was handed in is the real one's; nothing ever writes there."""

    assignment: str
    before: Rows = field(repr=False)
    log: logging.Logger = field(repr=False)

    @property
    def submitted(self) -> Path:
        return self.real.submitted

    @property
    def course_id(self) -> str:
        return _course_id(self)

    def rows(self) -> Rows:
        """Return what its gradebook holds now."""
        return rows.read_from(self.db_url, self.course_id, self.assignment)

    def graded(self, student: str) -> Path:
        """Return the folder in which the real course keeps what was graded."""
        return self.real.autograded / student / self.assignment


def _course_id(course: Course) -> str:
    return course.config().CourseDirectory.course_id


def submissions(course: Course, assignment: str) -> int:
    """Return how many submissions the gradebook holds."""
    known = rows.read_from(course.db_url, _course_id(course), assignment)
    return len(known["submitted_notebook"])


@contextmanager
def drafted(course: Course, assignment: str, doing: str) -> Iterator[Draft]:
    """Yield a draft, with all that the gradebook holds of an assignment. It goes afterwards.

    No other `unrolled` writes the gradebook meanwhile. Raises UserError when it cannot be read.
    """
    place = course.build / "draft"
    with (
        in_words(course),
        _patient(),
        held(course, f"{doing} {assignment}"),
        logged(course, f"{doing.split()[0]}-{assignment}") as (log, _),
    ):
        _remove(place)
        try:
            found = patiently(
                lambda: rows.read_from(course.db_url, _course_id(course), assignment), log
            )
            place.mkdir(parents=True)
            draft = Draft(place, course.solutions, course, assignment, found, log)
            rows.write(found, draft.db_url)
            yield draft
        finally:
            _remove(place)


@contextmanager
def _patient() -> Iterator[None]:
    try:
        yield
    except GradebookBusyError as error:
        raise UserError(f"Nothing was changed: {error}. Close it and run this again.") from None


def _remove(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)


def adopt(draft: Draft, after: Rows, moves: list[Move]) -> None:
    """Make the real gradebook hold these rows, and put files and folders in their places.

    All of it happens, or nothing. Raises UserError where someone else wrote in the meantime.
    """
    backup(draft.real, draft.log)
    try:
        patiently(lambda: _adopt(draft, after, moves), draft.log)
    except rows.ChangedMeanwhileError as error:
        raise UserError(
            f"The gradebook was changed by someone else in the meantime (its table {error}), so "
            "nothing was changed. Run the same command again."
        ) from None


def _adopt(draft: Draft, after: Rows, moves: list[Move]) -> None:
    real = draft.real
    with closing(Book(real.db_url, _course_id(real))) as book, ExitStack() as undo:
        with book.transaction():
            rows.apply(book, draft.assignment, draft.before, after)
            for number, (made, place) in enumerate(moves):
                _move(made, place, draft.root / "before" / str(number), undo.callback)
        undo.pop_all()  # it is done: there is nothing to undo


def _move(made: Path, place: Path, aside: Path, undo: Callable[..., object]) -> None:
    """Put what was made into its place, and what was there aside."""
    if place.exists():
        aside.parent.mkdir(parents=True, exist_ok=True)
        place.rename(aside)
        undo(aside.rename, place)
    place.parent.mkdir(parents=True, exist_ok=True)
    made.rename(place)
    undo(place.rename, made)
