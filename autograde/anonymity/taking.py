"""Bring marks that were given in a course without names back into the real gradebook.

Rows have the same keys in both. A mark is taken where it changed since the folder was made, unless
somebody marked in the real gradebook as well, or the answer is another by now.
"""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Base
from sqlalchemy import update

from autograde.anonymity import pseudonyms
from autograde.course import Beside, Course
from autograde.errors import UserError
from autograde.lateness.penalties import written
from autograde.marks import basis, cells_of
from autograde.regrading import rows
from autograde.regrading.rows import Rows

FOLDER = "anonymous"
_GIVEN = ".given.json"  # what stood in the gradebook when the folder was made
_COLUMNS = {
    "grade": ("manual_score", "extra_credit", "needs_manual_grade"),
    "comment": ("manual_comment",),
    "submitted_notebook": ("flagged",),
}
_Marks = dict[str, dict[str, list[Any]]]  # by table, then by key


@dataclass(frozen=True)
class Anonymous(Beside):
    """A course without names. What is the same for everybody is the real one's."""

    @property
    def releases(self) -> Path:
        return self.real.releases


@dataclass(frozen=True)
class Taken:
    """How many marks and comments were taken; a line for each that was not.

    `seen` is what the other gradebook held then; None where there is none yet.
    """

    count: int = 0
    left: list[str] = field(default_factory=list)
    seen: Rows | None = None

    def lines(self) -> list[str]:
        """Say it in words."""
        said = [f"{self.count} marks and comments given in {FOLDER}/"] if self.count else []
        return said + self.left


def beside(course: Course, assignment: str) -> Anonymous:
    """Return the course without names of an assignment, which need not be there yet."""
    return Anonymous(course.root / FOLDER / assignment, course.solutions, course)


def is_anonymous(course: Course) -> bool:
    """Whether this is itself a course without names."""
    return (course.root / _GIVEN).is_file()


def remember(blind: Anonymous, hidden: Rows) -> None:
    """Note which marks stand in it without anybody having given them there."""
    _save(blind, _marks(hidden))


def take(course: Course, assignment: str) -> Taken:
    """Take the marks that were given since the last time. Does nothing where there is no folder.

    Raises UserError where another `unrolled` writes, or what was noted of the folder is damaged.
    """
    blind = beside(course, assignment)
    if not blind.gradebook.is_file():
        return Taken()
    course_id = course.config().CourseDirectory.course_id
    seen = rows.read_from(blind.db_url, course_id, assignment)
    given, now = _load(blind), _marks(seen)
    new = [
        (table, key, values)
        for table, entries in now.items()
        for key, values in entries.items()
        if values != given.get(table, {}).get(key)
    ]
    if not new:
        return Taken(seen=seen)

    def work(book: Any) -> tuple[int, list[str]]:
        real, left = rows.read(book, assignment), []
        why_not = _judge(course, blind, real, given)
        for table, key, values in new:
            if why := why_not(table, key, values):
                left.append(f"{_whose(seen, table, key)}: not taken, {why}")
                continue
            given[table][key] = values
            where = Base.metadata.tables[table]
            entry = dict(zip(_COLUMNS[table], values, strict=True))
            book.db.execute(update(where).where(where.c.id == key).values(**entry))
        return len(new) - len(left), sorted(left)

    count, left = written(course, assignment, work)
    _save(blind, given)
    return Taken(count, left, seen)


def _judge(
    course: Course, blind: Anonymous, real: Rows, given: _Marks
) -> Callable[[str, str, list[Any]], str]:
    """Return what says why a mark cannot be taken; "" if it can."""
    names, cells, owners = pseudonyms.key(course), rows.names(real), rows.owners(real)
    read = functools.cache(cells_of)
    path = Path(blind.root.name, f"{blind.root.name}.ipynb")

    def why_not(table: str, key: str, values: list[Any]) -> str:
        row, before = real[table].get(key), given[table].get(key)
        if row is None or before is None:
            return "the release has no such question any more"
        there = _values(table, row)[:2]  # the marks, not whether they are to be looked at again
        if there not in (before[:2], values[:2]):
            return "the gradebook holds another one by now"
        if table in ("grade", "comment"):
            student, cell = owners[row["notebook_id"]], cells[row["cell_id"]]
            shown = read(blind.autograded / names.get(student, "") / path)
            if basis(shown, cell) != basis(read(course.autograded / student / path), cell):
                return "the answer has changed since"
        return ""

    return why_not


def _whose(seen: Rows, table: str, key: str) -> str:
    """Return what a line about a mark begins with: the other name, and what it is about."""
    if table == "submitted_notebook":
        return f"{rows.owners(seen)[key]}, the flag"
    row = seen[table][key]
    what = {"grade": "the mark", "comment": "the comment"}[table]
    return f"{rows.owners(seen)[row['notebook_id']]}, {what} on {rows.names(seen)[row['cell_id']]}"


def _marks(found: Rows) -> _Marks:
    return {t: {key: _values(t, row) for key, row in found[t].items()} for t in _COLUMNS}


def _values(table: str, row: dict[str, Any]) -> list[Any]:
    return [row[column] for column in _COLUMNS[table]]


def _load(blind: Anonymous) -> _Marks:
    try:
        return json.loads((blind.root / _GIVEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UserError(
            f"{blind.root / _GIVEN} is missing or damaged, so nobody can tell which marks were "
            f"given there. Move {blind.root} away; the next one is made from the gradebook."
        ) from None


def _save(blind: Anonymous, marks: _Marks) -> None:
    draft = blind.root / f"{_GIVEN}.new"
    draft.write_text(json.dumps(marks), encoding="utf-8")
    draft.replace(blind.root / _GIVEN)
