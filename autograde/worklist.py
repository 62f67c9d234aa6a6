"""What there is to grade: which submissions are new or changed, and against which tests."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade, is_locked, is_solution

from autograde import records
from autograde.course import Course
from autograde.errors import UserError
from autograde.gradebook import exists
from autograde.handed_in import asked_files
from autograde.intake import Submission
from autograde.limits import Limits
from autograde.records import Ledger
from autograde.text import plain


@dataclass
class Work:
    """One submission to grade, with the files it was asked to bring."""

    submission: Submission
    files: dict[str, bytes] = field(default_factory=dict)
    key: str = ""


@dataclass
class Release:
    """What all submissions are graded against; `tests` is a fingerprint of nbgrader's cells."""

    course: Course
    assignment: str
    template: NotebookNode
    tests: str


def worklist(
    release: Release,
    limits: Limits,
    ledger: Ledger,
    submissions: list[Submission],
    force: bool,
    on_event: Callable[[str], object],
) -> list[Work]:
    """Return what there is to do, and enter what can't be done."""
    todo = []
    template = nbformat.writes(release.template)
    for submission in submissions:
        old = ledger.students.get(submission.student, {})
        work = Work(submission)
        if submission.state == "ready":
            folder = submission.path.parent
            work.files, notes = asked_files(release.template, folder, limits)
            submission.notes += notes
        work.key = records.key_of(submission, work.files, template, release.tests, limits)
        if submission.state != "ready":
            ledger.enter(submission.student, records.not_graded(submission, work.key, old))
            on_event(plain(f"{submission.student}: {submission.state}"))
        elif force or not records.is_done(
            release.course, submission, release.assignment, work.key, old
        ):
            todo.append(work)
    return todo


def chosen(submissions: list[Submission], students: Collection[str] | None) -> list[Submission]:
    """Return the submissions of these students. Raises UserError when there is none of one."""
    there = {submission.student for submission in submissions}
    unknown = sorted(set(students or ()) - there)
    if unknown:
        raise UserError(
            f"There is no folder in submitted/ for {', '.join(map(repr, unknown))}. "
            f"There are: {', '.join(sorted(there)) or 'none'}."
        )
    if not submissions:
        raise UserError("submitted/ is empty: there is nothing to grade.")
    return [s for s in submissions if students is None or s.student in students]


def tests_in_gradebook(course: Course, assignment: str, template: NotebookNode) -> str:
    """Return a fingerprint of what nbgrader will put into each submission, hidden tests included.

    Raises UserError when the gradebook does not know this release.
    """
    mend = f"Run `unrolled release {assignment}` and grade again."
    if not exists(course):
        raise UserError(f"{course.gradebook} does not exist. {mend}")
    with Gradebook(course.db_url, course.config().CourseDirectory.course_id) as gradebook:
        try:
            cells = gradebook.find_notebook(assignment, assignment).source_cells
        except MissingEntry:
            raise UserError(f"The gradebook does not know {assignment} yet. {mend}") from None
        known = sorted((c.name, c.cell_type, c.source, c.checksum) for c in cells)
    kept = {
        c.metadata.nbgrader.grade_id
        for c in template.cells
        if is_grade(c) or is_solution(c) or is_locked(c)
    }
    if {name for name, *_ in known} != kept:
        raise UserError(f"The gradebook knows another version of {assignment}. {mend}")
    return records.fingerprint(known)
