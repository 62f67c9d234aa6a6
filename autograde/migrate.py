"""Bring a gradebook that holds submissions to a new version of a notebook.

nbgrader refuses to add or remove cells then. So the cells come and go here, in a draft, with all
that hangs on them; nbgrader's own steps do the rest, and find nothing to refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from nbformat import NotebookNode
from nbgrader import api
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from autograde import build, versions
from autograde.build import grade_id
from autograde.course import Course
from autograde.gradebook import Book, exists, held
from autograde.regrade import carry_through
from autograde.regrading import entries, rows
from autograde.regrading.draft import Draft, drafted, submissions
from autograde.regrading.facts import facts, to_grade_again
from autograde.regrading.rerun import How


def generate(
    course: Course,
    assignment: str,
    before: NotebookNode | None,
    source: NotebookNode,
    on_progress: Callable[[str], None],
    confirm: Callable[[str], bool],
) -> None:
    """Write notebooks/<assignment>/, and tell the gradebook.

    Where it holds submissions, those exercises are graded again that are new, or that have other
    points or another test. Every changed score is told in what `confirm` is asked, and saved after
    a yes. `before` is the source of the version that is out, where it is kept: what the gradebook
    holds is compared, which may be newer. Raises UserError after a no; then all is as it was.
    """
    if not (exists(course) and submissions(course, assignment)):
        with held(course, f"releasing {assignment}"):
            build.generate(course, assignment)
        return
    with drafted(course, assignment, "releasing") as draft:
        was = f" from {versions.of(before)}" if before is not None else ""
        on_progress(f"bringing the gradebook{was} to {versions.of(source)}")
        with closing(Book(draft.db_url, draft.course_id)) as book, book.transaction():
            _fit(book, assignment, source)
        build.generate(draft, assignment)
        _carry(draft, source, on_progress, confirm)


def _carry(
    draft: Draft,
    source: NotebookNode,
    on_progress: Callable[[str], None],
    confirm: Callable[[str], bool],
) -> None:
    """Grade again what the new release changed, and save it with the release."""
    real, assignment = draft.real, draft.assignment
    old, new = facts(draft.before), facts(draft.rows())
    order = [name for cell in source.cells if (name := grade_id(cell))]
    again = to_grade_again(old, new, order)
    gone = [name for name, fact in old.items() if fact.graded and name not in new]
    students = rows.owners(draft.before).values() if again or gone else ()
    moves = [
        (draft.notebooks / assignment, real.notebooks / assignment),
        (draft.source / assignment, real.source / assignment),
    ]
    how = How(entries.limits_of(real, assignment))
    carry_through(draft, again, students, how, moves, on_progress, confirm)


def _fit(book: Book, assignment: str, source: NotebookNode) -> None:
    """Give a gradebook the cells of the new source, with a grade or comment for everybody."""
    notebook: Any = book.find_notebook(assignment, assignment)
    wanted = {
        api.GradeCell: {grade_id(c): c for c in source.cells if is_grade(c)},
        api.SolutionCell: {grade_id(c): c for c in source.cells if is_solution(c)},
        api.TaskCell: {grade_id(c): c for c in source.cells if is_task(c)},
    }
    for kind, cells in wanted.items():
        known = {c.name: c for c in book.db.query(kind).filter(kind.notebook_id == notebook.id)}
        for name in known.keys() - cells.keys():
            _remove(book, known[name])
        for name, cell in cells.items():
            if name not in known:
                _add(book, notebook, kind, cell)
    _order(book, notebook, [c for kind in wanted.values() for c in kind.values()], source)


def _remove(book: Book, cell: Any) -> None:
    for kind in (api.Grade, api.Comment):
        book.db.query(kind).filter(kind.cell_id == cell.id).delete()
    book.db.delete(cell)
    book.db.flush()


def _add(book: Book, notebook: Any, kind: Any, cell: NotebookNode) -> None:
    """Add a cell, and what nbgrader's `add_submission` would have made of it for each student."""
    about = cell.metadata.nbgrader
    graded = kind is not api.SolutionCell
    facts = {"max_score": float(about["points"]), "cell_type": cell.cell_type} if graded else {}
    new = kind(name=about["grade_id"], notebook_id=notebook.id, **facts)
    book.db.add(new)
    book.db.flush()
    for work in notebook.submissions:
        if graded:
            book.db.add(api.Grade(cell_id=new.id, notebook_id=work.id))
        if kind is not api.GradeCell:
            book.db.add(api.Comment(cell_id=new.id, notebook_id=work.id))
    book.db.flush()


def _order(book: Book, notebook: Any, keyed: list[NotebookNode], source: NotebookNode) -> None:
    """Let the gradebook know the sources of the cells anew, in order, where others come or go.

    What they hold nbgrader writes when it makes the release. The order says where it puts a cell
    back that a student deleted.
    """
    names = {grade_id(cell) for cell in keyed}
    cells = {grade_id(c): c for c in source.cells if grade_id(c) in names or is_locked(c)}
    known = {cell.name: cell for cell in notebook.source_cells}
    if known.keys() == cells.keys():
        return
    for cell in known.values():
        book.db.delete(cell)
    book.db.flush()
    for name, cell in cells.items():
        book.db.add(api.SourceCell(name=name, cell_type=cell.cell_type, notebook_id=notebook.id))
        book.db.flush()  # one by one: the rows keep this order
