"""The gradebook: one writer at a time, a backup before each run, one transaction a student.

It is nbgrader's own, in whatever database its `db_url` names: SQLite unless told otherwise.
"""

import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from autograde.course import Course
from autograde.errors import UserError

KEPT_BACKUPS = 10
BACKUP_S = 30.0
BUSY_S = 2.0  # how long the database itself waits for a lock
WAITS_S = (0.1, 0.3, 1.0, 3.0)  # between attempts, after that

_PASSING = {"55P03", "40P01", "40001"}  # PostgreSQL: lock timeout, deadlock, serialisation failure
_Result = TypeVar("_Result")


class GradebookBusyError(Exception):
    """Another program keeps the database locked."""


@contextmanager
def held(course: Course, doing: str = "grading") -> Iterator[None]:
    """Keep every other `unrolled` from writing this course's gradebook meanwhile.

    The system drops the lock of a process that dies. Raises UserError, which says who is at work,
    where another process holds it.
    """
    course.build.mkdir(parents=True, exist_ok=True)
    holder = course.build / "gradebook.holder"
    lock = FileLock(course.build / "gradebook.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UserError(f"{_who(holder)} Wait until it is done, then run this again.") from None
    try:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": now, "doing": doing}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        who = json.loads(holder.read_text())
        pid, since, doing = int(who["pid"]), datetime.fromisoformat(who["since"]), who["doing"]
        if not _lives(pid):
            raise ProcessLookupError
    except (OSError, ValueError, KeyError, TypeError):  # it has not yet said who it is
        return "Another `unrolled` has just begun to write this course's gradebook."
    when = f"{since:%H:%M:%S}" if since.date() == datetime.now().date() else f"{since:%F %H:%M}"
    return f"Process {pid} has been {doing} in this course since {when}."


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def exists(course: Course) -> bool:
    """Whether there is a database to open. One on a server is taken to be there."""
    file = _sqlite_file(course.db_url)
    return file is None or file.is_file()


def backup(course: Course, log: logging.Logger) -> Path | None:
    """Copy a SQLite gradebook to build/backups, where the newest ten stay. Return the copy.

    A database on a server is left to the server's own backups. Raises UserError when the copy
    cannot be made.
    """
    file = _sqlite_file(course.db_url)
    if file is None:
        log.info("The gradebook is on a database server, whose own backups are in charge.")
        return None
    if not file.is_file():
        return None
    folder = course.build / "backups"
    copy = folder / f"gradebook-{datetime.now():%Y%m%d-%H%M%S-%f}.db"
    part = copy.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(file, timeout=BUSY_S)) as source,
            closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target, pages=1000, progress=_until(time.monotonic() + BACKUP_S))
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:  # TimeoutError is an OSError
        part.unlink(missing_ok=True)
        raise UserError(
            f"{file} could not be backed up to {folder} ({error}), so nothing was changed. "
            "Is the disk full, the file damaged or open elsewhere? `unrolled doctor` looks."
        ) from error
    for old in sorted(folder.glob("gradebook-*.db"))[:-KEPT_BACKUPS]:
        old.unlink(missing_ok=True)
    log.info("The gradebook was backed up to %s", copy)
    return copy


def _until(end: float) -> Callable[[int, int, int], None]:
    """Return what ends a backup in time: by itself it waits for ever while the file is locked."""

    def look(status: int, remaining: int, total: int) -> None:
        if time.monotonic() > end:
            raise TimeoutError("another program keeps it locked")

    return look


def _sqlite_file(db_url: str) -> Path | None:
    url = make_url(db_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def patiently(work: Callable[[], _Result], log: logging.Logger) -> _Result:
    """Return what `work` returns, trying it again while the database is locked.

    Raises GradebookBusyError when that goes on. `work` must leave nothing half done.
    """
    for wait_s in WAITS_S:
        try:
            return work()
        except Exception as error:
            if not _passes(error):
                raise
            log.warning("The gradebook is busy (%s); trying again.", type(error).__name__)
            time.sleep(wait_s)
    try:
        return work()
    except Exception as error:
        if not _passes(error):
            raise
        raise GradebookBusyError(
            "another program keeps the gradebook locked (formgrader, a database browser?)"
        ) from error


def _passes(error: BaseException | None) -> bool:
    """Whether this is a lock or a lost connection; nbgrader hides those behind its own errors."""
    while error is not None:
        if isinstance(error, DBAPIError):
            orig: Any = error.orig  # its code's name depends on the driver
            code = getattr(orig, "pgcode", None) or getattr(orig, "sqlstate", None)
            locked = "is locked" in str(orig) or code in _PASSING
            return locked or error.connection_invalidated
        error = error.__cause__ or error.__context__
    return False


class _Session(Session):
    """A session whose commits inside `Book.transaction` wait for its end.

    What a query asks for is written before it, as always.
    """

    def commit(self) -> None:
        if not self.info.get("held"):
            super().commit()


class Book(Gradebook):
    """nbgrader's gradebook for a whole run: one connection, and few queries for each student.

    The cells of a release are read once: no release may be made meanwhile (see `held`).
    """

    def __init__(self, db_url: str, course_id: str) -> None:
        super().__init__(db_url, course_id)  # makes the tables in a new database
        self.close()
        self.engine = _engine(db_url)
        self.db = scoped_session(sessionmaker(bind=self.engine, class_=_Session))
        self._released: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._submitted: dict[tuple[Any, ...], dict[str, Any]] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is written inside one transaction, whatever nbgrader commits meanwhile.

        Afterwards all of it is in the database, or, after an exception, nothing.
        """
        session = self.db()
        try:
            if self.engine.dialect.name == "sqlite":  # wait for a lock here, before any work
                session.execute(text("BEGIN IMMEDIATE"))
            session.info["held"] = True
            yield
            session.info["held"] = False
            session.commit()
        finally:
            self.forget()

    def forget(self) -> None:
        """Drop what is not committed, and all that was read of a submission."""
        self._submitted.clear()
        self.db.remove()

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Any:
        return _named(self.released(notebook, assignment, api.SourceCell), name)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> Any:
        return _named(self.released(notebook, assignment, api.GradeCell, api.TaskCell), name)

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Any:
        return _named(self.entries(api.Grade, notebook, assignment, student), grade_cell)

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Any:
        return _named(self.entries(api.Comment, notebook, assignment, student), solution_cell)

    def released(self, notebook: str, assignment: str, *kinds: Any) -> dict[str, Any]:
        """Return the cells of a release that are of these kinds, by name."""
        key = (notebook, assignment, kinds)
        if key not in self._released:
            of = self.find_notebook(notebook, assignment).id
            cells = [c for k in kinds for c in self.db.query(k).filter(k.notebook_id == of)]
            for cell in cells:
                self.db.expunge(cell)  # they outlive the session
            self._released[key] = {cell.name: cell for cell in cells}
        return self._released[key]

    def entries(self, kind: Any, notebook: str, assignment: str, student: str) -> dict[str, Any]:
        """Return a student's grades or comments, by the name of their cell."""
        key = (kind, notebook, assignment, student)
        if key not in self._submitted:
            of = self.find_submission_notebook(notebook, assignment, student).id
            named = self.db.query(api.BaseCell.name, kind).join(kind.cell)
            self._submitted[key] = dict(named.filter(kind.notebook_id == of).all())
        return self._submitted[key]


def _named(cells: dict[str, Any], name: str) -> Any:
    if name not in cells:
        raise MissingEntry(f"The gradebook knows no cell {name!r}.")
    return cells[name]


def _engine(db_url: str) -> Engine:
    """Return an engine that does not wait for ever; SQLite's readers don't hold its writer up."""
    backend = make_url(db_url).get_backend_name()
    if backend == "postgresql":
        patience = {"options": f"-c lock_timeout={int(BUSY_S * 1000)}"}
        return create_engine(db_url, connect_args=patience, pool_pre_ping=True)
    if backend != "sqlite":
        return create_engine(db_url, pool_pre_ping=True)
    engine = create_engine(db_url, connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def write_ahead(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")

    return engine
