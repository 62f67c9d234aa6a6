"""A course without names: nothing in it tells who is who, and marks given in it come back."""

import csv
import json
import re
import stat
from contextlib import contextmanager

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from typer.testing import CliRunner

from autograde import anonymous, scores
from autograde.anonymity import pseudonyms, taking
from autograde.cli import app
from autograde.deadlines import set_due
from autograde.errors import UserError
from autograde.lateness.catching_up import catch_up
from tests.autograde.graded_class import graded, handed_in_at, mark, marks, penalty, with_rule
from tests.autograde.test_deadlines import DUE
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course

NAMES = ("ada", "Lovelace", "Zoë B", "cyd")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture(scope="module")
def ready(released, tmp_path_factory):
    """Two are graded, one of them late; what the third handed in cannot be read."""
    course = with_rule(copied(released, tmp_path_factory.mktemp("graded") / "tiny"))
    set_due(course, TINY, DUE)
    handed_in_at(course, "ada", "2026-12-01 20:00:00")
    handed_in_at(course, "Zoë B", "2026-12-03 09:59:00")
    hand_in(course, "cyd", b"")
    with pytest.MonkeyPatch.context() as patch:
        graded(course, patch)
    sign(course)
    with Gradebook(course.db_url, course_id="unrolled") as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace", email="a@b.c")
    record = course.reports / TINY / "grading.json"
    told = json.loads(record.read_text("utf-8"))
    told["students"]["ada"]["notes"] = ["The file of Lovelace, ada/x.ipynb, was mended."]
    record.write_text(json.dumps(told), "utf-8")
    return course


def sign(course):
    """Leave in what was graded what an editor notes of a person."""
    path = course.autograded / "ada" / TINY / f"{TINY}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.metadata["colab"] = {"authors": [{"name": "Ada Lovelace"}]}
    nb.cells[0].metadata["executionInfo"] = {"user": {"displayName": "Ada Lovelace"}}
    nbformat.write(nb, path)


@pytest.fixture
def course(ready, tmp_path):
    return copied(ready, tmp_path / "tiny")


@pytest.fixture
def made(course):
    return anonymous.make(course, TINY)


def other(course, student):
    return pseudonyms.key(course)[student]


def test_no_file_in_it_tells_a_name(course, made):
    for path in made.course.root.rglob("*"):
        assert not any(name in str(path) for name in ("ada", "Zo", "cyd")), path
        held = path.read_bytes() if path.is_file() else b""
        held = re.sub(rb"[0-9a-f]{32}", b"", held)  # nbgrader's ids, in which "ada" may stand
        for name in NAMES:
            whole = rb"(?i)(?<![a-z])" + name.encode() + rb"(?![a-z])"
            assert not re.search(whole, held), (path, name)
    assert b"2026-12" not in made.course.gradebook.read_bytes()  # nor when somebody handed in


def test_its_report_is_the_other_one_without_names(course, made):
    assert made.report.html == made.course.reports / TINY / "report.html"
    there = {row["student"]: row for row in csv.DictReader(made.report.csv.open())}
    assert there[other(course, "Zoë B")]["score"] == "4"
    assert there[other(course, "cyd")]["status"] == "unreadable"
    ada = other(course, "ada")
    assert there[ada]["notes"] == f"The file of {ada}, {ada}/x.ipynb, was mended."
    assert list(there) == sorted(there)


def test_names_stay_the_same_and_new_students_get_new_ones(course, made, monkeypatch):
    before = pseudonyms.key(course)
    assert set(before) == {"ada", "Zoë B", "cyd"}
    hand_in(course, "dan")
    graded(course, monkeypatch)
    anonymous.make(course, TINY)
    after = pseudonyms.key(course)
    assert {name: after[name] for name in before} == before
    assert len(set(after.values())) == 4
    assert (made.course.autograded / after["dan"] / TINY).is_dir()
    students = {s.name for s in scores.read(made.course, TINY).students}
    assert students == set(after.values())


def test_only_instructors_can_read_the_key(course, made):
    path = course.root / pseudonyms.NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(made.course.root.rglob(pseudonyms.NAME))


@pytest.mark.parametrize(
    "text", ["student\nada", "student,pseudonym\nada,BCDF\nbob,BCDF\n", "a,b\nada,BCDF\n", "x"]
)
def test_a_damaged_key_is_one_line(course, text):
    (course.root / pseudonyms.NAME).write_text(text)
    with pytest.raises(UserError, match=r"pseudonyms\.csv is damaged"):
        anonymous.make(course, TINY)
    assert (course.root / pseudonyms.NAME).read_text() == text


@contextmanager
def formgrader(course):
    """What formgrader's pages ask, in this course."""
    config = course.config()
    coursedir = CourseDirectory(config=config)
    coursedir.db_url = course.db_url
    yield NbGraderAPI(coursedir, config=config)


def test_formgrader_works_in_it_and_shows_no_names(course, made):
    with formgrader(made.course) as api:
        assert [a["name"] for a in api.get_assignments()] == [TINY]
        found = api.get_notebook_submissions(TINY, TINY)
        assert {s["student"] for s in found} == {other(course, "ada"), other(course, "Zoë B")}
        assert {(s["first_name"], s["last_name"]) for s in found} == {(None, None)}
        assert all(s["needs_manual_grade"] for s in found)
        assert len(api.get_submissions(TINY)) == 2


def test_marks_and_comments_come_back(course, made):
    mark(made.course, other(course, "Zoë B"), 1.5, "Nearly.")
    assert catch_up(course, TINY) == [
        "2 marks and comments given in anonymous/",
        "Zoë B: 1.3 points less for lateness (before: 1 point)",
    ]
    assert marks(course, "Zoë B") == (1.5, False, "Nearly.")
    assert marks(course, "ada") == (None, True, None)
    assert catch_up(course, TINY) == []


def test_made_again_it_keeps_what_is_marked_and_its_file(course, made):
    mark(made.course, other(course, "Zoë B"), 1.5, "Nearly.")
    mark(course, "ada", 2)
    inode = made.course.gradebook.stat().st_ino  # formgrader may have it open
    again = anonymous.make(course, TINY)
    assert again.taken.count == 2
    assert again.course.gradebook.stat().st_ino == inode
    assert marks(again.course, other(course, "Zoë B")) == (1.5, False, "Nearly.")
    assert marks(again.course, other(course, "ada")) == (2, False, None)
    assert anonymous.make(course, TINY).taken.count == 0


def test_a_mark_on_an_answer_that_changed_is_left_and_kept_aside(course, made, monkeypatch):
    mark(made.course, other(course, "Zoë B"), 1.5)
    hand_in(course, "Zoë B", answered(course, tiny_why="Another reason."))
    graded(course, monkeypatch)
    name = other(course, "Zoë B")
    said = [f"{name}, the mark on tiny-why: not taken, the answer has changed since"]
    assert taking.take(course, TINY).lines() == said
    assert marks(course, "Zoë B") == (None, True, None)
    assert anonymous.make(course, TINY).taken.left == said
    assert marks(made.course, name) == (None, True, None)  # to be marked anew
    (kept,) = (course.build / "backups").glob(f"anonymous-{TINY}-*.db")
    with Gradebook(f"sqlite:///{kept}", course_id="unrolled") as book:
        assert book.find_grade("tiny-why", TINY, TINY, name).manual_score == 1.5
    assert taking.take(course, TINY).lines() == []


def test_a_mark_that_was_given_in_both_is_left(course, made):
    mark(made.course, other(course, "Zoë B"), 1.5)
    mark(course, "Zoë B", 0.5)
    assert taking.take(course, TINY).left == [
        f"{other(course, 'Zoë B')}, the mark on tiny-why: not taken, "
        "the gradebook holds another one by now"
    ]
    assert marks(course, "Zoë B")[0] == 0.5
    mark(course, "Zoë B", 1.5)
    assert taking.take(course, TINY).left == []  # they agree


def test_a_question_that_is_gone_is_one_line(course, made):
    mark(made.course, other(course, "Zoë B"), 1.5)
    with Gradebook(course.db_url, course_id="unrolled") as book:
        book.db.delete(book.find_grade("tiny-why", TINY, TINY, "Zoë B"))
        book.db.commit()
    (line,) = taking.take(course, TINY).left
    assert line.endswith("not taken, the release has no such question any more")


def test_flags_come_back(course, made):
    name = other(course, "ada")
    with Gradebook(made.course.db_url, course_id="unrolled") as book:
        book.find_submission_notebook(TINY, TINY, name).flagged = True
        book.db.commit()
    assert taking.take(course, TINY).count == 1
    with Gradebook(course.db_url, course_id="unrolled") as book:
        assert book.find_submission_notebook(TINY, TINY, "ada").flagged


def test_what_was_noted_of_it_is_needed(course, made):
    (made.course.root / ".given.json").unlink()
    with pytest.raises(UserError, match="is missing or damaged"):
        taking.take(course, TINY)


def test_nothing_graded_is_one_line(released, tmp_path):
    course = copied(released, tmp_path / "tiny")
    with pytest.raises(UserError, match="Nothing is graded yet"):
        anonymous.make(course, TINY)
    assert not (course.root / "anonymous").exists()


def unrolled(*words):
    result = CliRunner().invoke(app, words, prog_name="unrolled")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_command_says_where_to_mark_and_reports_inside_leave_scores_alone(course, monkeypatch):
    monkeypatch.chdir(course.root)
    code, out, _ = unrolled("report", "00", "--anonymous")
    assert code == 0
    assert "To mark without names, start `jupyter lab` in anonymous/00_tiny" in out
    monkeypatch.chdir(course.root / "anonymous" / TINY)
    assert unrolled("report", "00")[0] == 0
    blind = taking.beside(course, TINY)
    assert penalty(blind, other(course, "Zoë B")) == 1.0


def test_other_names_are_understood_where_a_student_is_named(course, made):
    names = [other(course, "ada"), "Zoë B", "nobody"]
    assert pseudonyms.real(course, names) == ["ada", "Zoë B", "nobody"]
    assert pseudonyms.real(course, None) is None


def test_notebooks_keep_what_marking_needs(course, made):
    path = made.course.autograded / other(course, "ada") / TINY / f"{TINY}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nbformat.validate(nb)
    assert not (path.parent / "timestamp.txt").exists()
    assert (path.parent / "figures" / "square.svg").exists()
    original = nbformat.read(course.autograded / "ada" / TINY / f"{TINY}.ipynb", as_version=4)
    assert [c.source for c in nb.cells] == [c.source for c in original.cells]
