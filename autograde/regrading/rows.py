"""What a gradebook holds of one assignment, as plain data that can be copied and compared.

nbgrader's tables, row by row: `rows["grade"][id]["auto_score"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from nbgrader import api
from sqlalchemy import create_engine, delete, insert, select, text, true, update

from autograde.gradebook import Book

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]  # by table, then by primary key

_TABLES = {table.name: table for table in api.Base.metadata.sorted_tables}
_COMMON = ("course", "student")  # what other assignments need too; we never change it
_BETWEEN = ("grade", "comment")  # what a person may write while another is asked


class ChangedMeanwhileError(Exception):
    """Somebody else wrote what we were about to write."""


@dataclass(frozen=True)
class _Edit:
    """One row that is to be another; `new` is None where it goes, `old` where it comes."""

    table: str
    key: str
    old: Row | None
    new: Row | None


def read(book: Book, assignment: str) -> Rows:
    """Return all rows of an assignment, and of the class; empty where it is not known."""
    conditions = _conditions(assignment)
    return {
        name: {row["id"]: row for row in _read(book, name, conditions[name])} for name in _TABLES
    }


def _read(book: Book, name: str, condition: Any) -> list[Row]:
    found = book.db.execute(select(_TABLES[name]).where(condition))
    return [dict(row) for row in found.mappings()]


def _conditions(assignment: str) -> dict[str, Any]:
    """Return for each table which rows belong to an assignment."""
    table = _TABLES

    def ids(name: str, condition: Any) -> Any:
        return select(table[name].c.id).where(condition)

    which = table["assignment"].c.name == assignment
    notebook = table["notebook"].c.assignment_id.in_(ids("assignment", which))
    of_notebook = ids("notebook", notebook)
    cell = table["base_cell"].c.notebook_id.in_(of_notebook)
    handed_in = table["submitted_assignment"].c.assignment_id.in_(ids("assignment", which))
    work = table["submitted_notebook"].c.assignment_id.in_(ids("submitted_assignment", handed_in))
    of_work = ids("submitted_notebook", work)
    return {
        "course": true(),
        "student": true(),
        "assignment": which,
        "notebook": notebook,
        "base_cell": cell,
        "source_cell": table["source_cell"].c.notebook_id.in_(of_notebook),
        "submitted_assignment": handed_in,
        "submitted_notebook": work,
        "grade": table["grade"].c.notebook_id.in_(of_work),
        "comment": table["comment"].c.notebook_id.in_(of_work),
        **{
            kind: table[kind].c.id.in_(ids("base_cell", cell))
            for kind in ("grade_cells", "solution_cells", "task_cells")
        },
    }


def write(rows: Rows, db_url: str) -> None:
    """Make a database that holds these rows, and nothing else."""
    engine = create_engine(db_url)
    try:
        api.Base.metadata.create_all(bind=engine)
        with engine.begin() as connection:
            for name, table in _TABLES.items():
                if rows[name]:
                    connection.execute(insert(table), list(rows[name].values()))
    finally:
        engine.dispose()


def owners(rows: Rows) -> dict[str, str]:
    """Return whose each submitted notebook is."""
    of = {key: row["student_id"] for key, row in rows["submitted_assignment"].items()}
    return {key: of[row["assignment_id"]] for key, row in rows["submitted_notebook"].items()}


def names(rows: Rows) -> dict[str, str]:
    """Return the name of each graded cell or answer, by its key."""
    return {key: row["name"] for key, row in rows["base_cell"].items()}


def points(rows: Rows) -> dict[str, float]:
    """Return what each graded cell is worth, by its key."""
    graded = rows["grade_cells"] | rows["task_cells"]
    return {key: row["max_score"] for key, row in graded.items()}


def earned(grade: Row) -> float | None:
    """Return what nbgrader counts for a grade; None while nobody gave any."""
    given = grade["auto_score"] if grade["manual_score"] is None else grade["manual_score"]
    return None if given is None else given + (grade["extra_credit"] or 0.0)


def apply(book: Book, assignment: str, before: Rows, after: Rows) -> None:
    """Write what differs. To be called inside a transaction of the book.

    Marks and comments that a person gave since `before` was read stay. Raises ChangedMeanwhileError
    where they are among what is to be written, or something else was written in the meantime.
    """
    if book.engine.dialect.name == "postgresql":  # SQLite's transaction has the whole file
        names = ", ".join(name for name in _TABLES if name not in _COMMON)
        book.db.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    edits = list(_edits(before, after))
    ours = {(edit.table, edit.key) for edit in edits}
    for theirs in _edits(before, read(book, assignment)):
        if theirs.table not in _BETWEEN or (theirs.table, theirs.key) in ours:
            raise ChangedMeanwhileError(theirs.table)
    for edit in sorted(edits, key=_order):
        _write(book, edit)


def _edits(before: Rows, after: Rows) -> Iterator[_Edit]:
    for name in _TABLES:
        if name in _COMMON:
            continue
        for key in {**before[name], **after[name]}:
            old, new = before[name].get(key), after[name].get(key)
            if old != new:
                yield _Edit(name, key, old, new)


def _order(edit: _Edit) -> int:
    """Take away first what refers to others; then add what others refer to."""
    place = list(_TABLES).index(edit.table)
    return place if edit.new is not None else -1 - place


def _write(book: Book, edit: _Edit) -> None:
    table = _TABLES[edit.table]
    if edit.new is None:
        book.db.execute(delete(table).where(table.c.id == edit.key))
    elif edit.old is None:
        book.db.execute(insert(table).values(**edit.new))
    else:
        book.db.execute(update(table).where(table.c.id == edit.key).values(**edit.new))


def read_from(db_url: str, course_id: str, assignment: str) -> Rows:
    """Return all rows of an assignment that a database holds."""
    with closing(Book(db_url, course_id)) as book:
        return read(book, assignment)
