"""One writer, a backup before each run, and the same on SQLite and on PostgreSQL."""

import logging
import os
import pwd
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import create_engine, text

from autograde import build, gradebook
from autograde.course import Course
from autograde.errors import UserError
from autograde.gradebook import Book, backup, exists, held
from autograde.steps import Steps
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import FIXTURE, TINY, answered, copied, released_course

HOLD = """
import sys, time
from pathlib import Path
from autograde.course import Course
from autograde.gradebook import held
root = Path(sys.argv[1])
with held(Course(root, root), "grading 00_tiny"):
    print("held", flush=True)
    time.sleep(60)
"""
LOG = logging.getLogger("test")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def course(released, tmp_path) -> Course:
    return copied(released, tmp_path / "tiny")


@pytest.fixture
def other(course):
    """Another process that grades this course."""
    command = [sys.executable, "-c", HOLD, str(course.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_in_one_line_who_the_first_is(course, other):
    with pytest.raises(UserError) as told, held(course):
        pass
    who = rf"Process {other.pid} has been grading 00_tiny in this course since \d\d:\d\d:\d\d\. "
    assert re.fullmatch(who + "Wait until it is done, then run this again.", str(told.value))


def test_what_a_killed_process_leaves_stops_nobody(course, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert (course.build / "gradebook.holder").is_file()
    with held(course):
        pass
    assert not (course.build / "gradebook.holder").exists()


@pytest.mark.parametrize(
    "left", ["", "{}", '{"pid": 999999999, "since": "2026-01-01", "doing": ""}']
)
def test_a_holder_that_has_not_said_who_it_is(course, other, left):
    (course.build / "gradebook.holder").write_text(left)
    with pytest.raises(UserError, match="Another `unrolled` has just begun"), held(course):
        pass


def test_yesterdays_holder_is_told_with_its_date(course, other):
    holder = course.build / "gradebook.holder"
    holder.write_text(f'{{"pid": {other.pid}, "since": "2026-01-02T03:04:05", "doing": "x"}}')
    with pytest.raises(UserError, match="since 2026-01-02 03:04"), held(course):
        pass


def test_the_lock_goes_with_the_work_even_when_that_fails(course):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), held(course):
            _ = 1 / 0


def test_a_backup_is_the_whole_gradebook_even_while_it_is_written_to(course):
    with closing(sqlite3.connect(course.gradebook)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("INSERT INTO student (id) VALUES ('ada')")
        db.commit()
        copy = backup(course, LOG)
        db.execute("INSERT INTO student (id) VALUES ('bob')")
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT id FROM student").fetchall() == [("ada",)]
        assert db.execute("SELECT count(*) FROM source_cell").fetchone()[0] > 5


def test_the_ten_newest_backups_stay(course):
    copies = [backup(course, LOG) for _ in range(12)]
    assert sorted((course.build / "backups").iterdir()) == copies[2:]


def test_where_nothing_is_there_is_nothing_to_back_up(course):
    course.gradebook.unlink()
    assert backup(course, LOG) is None
    assert not exists(course)


def test_a_gradebook_that_cannot_be_backed_up_is_not_written_to(course):
    course.gradebook.write_bytes(b"no database at all" * 100)
    with pytest.raises(UserError, match=r"could not be backed up.*not a database.*unrolled doctor"):
        backup(course, LOG)
    assert list((course.build / "backups").iterdir()) == []


def test_readers_and_the_writer_do_not_hold_each_other_up(course):
    book = Book(course.db_url, "unrolled")
    with closing(sqlite3.connect(course.gradebook, isolation_level=None)) as reader, closing(book):
        with book.transaction():
            book.add_student("ada")
            assert reader.execute("SELECT count(*) FROM student").fetchone() == (0,)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM student").fetchone() == (1,)
        with book.transaction():
            book.add_student("bob")
    with closing(sqlite3.connect(course.gradebook)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_transaction_is_all_or_nothing(course):
    with closing(Book(course.db_url, "unrolled")) as book:
        with suppress(ZeroDivisionError), book.transaction():
            book.add_student("ada")
            book.add_submission(TINY, "ada")
            _ = 1 / 0
        assert book.students == []


def test_a_cell_that_nobody_knows_is_missing(course):
    with closing(Book(course.db_url, "unrolled")) as book:
        with pytest.raises(MissingEntry, match="no cell 'x'"):
            book.find_source_cell("x", TINY, TINY)
        with pytest.raises(MissingEntry, match="No such submitted notebook"):
            book.find_grade("tiny-why", TINY, TINY, "nobody")


def test_other_errors_of_the_database_are_not_tried_again():
    calls = []

    def work():
        calls.append(1)
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("SELECT * FROM absent")

    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        gradebook.patiently(work, LOG)
    assert calls == [1]


# PostgreSQL


def postgres_programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start a PostgreSQL that listens on a socket in a folder of its own; return its address."""
    programs = postgres_programs()
    if programs is None:
        message = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # sockets have short paths; readable to its user
    user = {}
    if os.getuid() == 0:  # the server refuses to be root
        owner = next(n for n in ("postgres", "nobody") if n in {u.pw_name for u in pwd.getpwall()})
        user = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}
        shutil.chown(folder, owner)
    data = folder / "data"

    def run(name, *words):
        command = [str(programs / name), "-D", str(data), *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **user)
        assert done.returncode == 0, done.stdout + done.stderr

    run("initdb", "--username=grader", "--auth=trust", "--no-sync", "--encoding=UTF8")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "-o", options)
    yield f"postgresql+psycopg2://grader@/postgres?host={folder}"
    run("pg_ctl", "stop", "--mode=immediate")
    shutil.rmtree(folder)


@pytest.fixture
def on_server(server, tmp_path):
    """A tiny course whose gradebook is on the server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS course"))
        connection.execute(text("CREATE DATABASE course"))
    engine.dispose()
    url = server.replace("/postgres?", "/course?")
    root = tmp_path / "tiny"
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("build"))
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nget_config().CourseDirectory.db_url = {url!r}\n")
    course = Course(root, root / "solutions")
    build.generate(course, TINY)
    return course


def test_a_class_is_graded_into_postgresql(on_server, caplog):
    course = on_server
    assert course.db_url.startswith("postgresql")
    assert exists(course)
    caplog.set_level(logging.INFO)
    assert backup(course, LOG) is None
    assert "server, whose own backups" in caplog.text
    with held(course), Steps(course, TINY, LOG) as steps:
        for student in ("ada", "Zoë 李雷", "cyd"):
            steps.save(student, steps.sanitise(student, answered(course)))
        wrong = steps.sanitise("cyd", answered(course))
        cell_of(wrong, "tiny-double-test").outputs = [
            new_output("error", ename="E", evalue="x", traceback=[])
        ]
        steps.save("cyd", wrong, "2026-01-02 03:04:05 UTC")
        broken = answered(course)
        broken.cells.append(cell_of(broken, "tiny-double-test"))
        with pytest.raises(Exception, match="Duplicate grade id"):
            steps.save("ada", broken)
    assert not course.gradebook.exists()
    with Gradebook(course.db_url, course_id="unrolled") as book:
        scores = {s.student.id: s.score for s in book.assignment_submissions(TINY)}
        assert scores == {"ada": 5, "Zoë 李雷": 5, "cyd": 3}
        assert book.find_submission(TINY, "cyd").timestamp.year == 2026
        assert book.find_grade("tiny-why", TINY, TINY, "ada").needs_manual_grade
        book.find_grade("tiny-why", TINY, TINY, "ada").manual_score = 2
        book.find_grade("tiny-why", TINY, TINY, "ada").needs_manual_grade = False
        book.db.commit()
    with Steps(course, TINY, LOG) as steps:
        steps.save("ada", steps.sanitise("ada", answered(course)))
    with Gradebook(course.db_url, course_id="unrolled") as book:
        assert not book.find_grade("tiny-why", TINY, TINY, "ada").needs_manual_grade


def test_a_row_that_is_locked_on_the_server_is_waited_for_and_then_told(on_server, monkeypatch):
    monkeypatch.setattr(gradebook, "BUSY_S", 0.1)
    monkeypatch.setattr(gradebook, "WAITS_S", (0.05,))
    with Steps(on_server, TINY, LOG) as steps:
        steps.save("ada", answered(on_server))
        engine = create_engine(on_server.db_url)
        with engine.begin() as connection:
            connection.execute(text("SELECT * FROM grade FOR UPDATE"))
            with pytest.raises(gradebook.GradebookBusyError, match="keeps the gradebook locked"):
                steps.save("ada", answered(on_server))
        engine.dispose()
        steps.save("ada", answered(on_server))


def test_a_lost_connection_is_made_again(on_server):
    with Steps(on_server, TINY, LOG) as steps:
        steps.save("ada", answered(on_server))
        engine = create_engine(on_server.db_url)
        kill = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        with engine.begin() as connection:
            connection.execute(text(f"{kill} AND pid <> pg_backend_pid()"))
        engine.dispose()
        steps.save("bob", answered(on_server))
