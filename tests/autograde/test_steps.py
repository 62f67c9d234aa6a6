"""nbgrader's steps without its detours: the same marks, and no student harms the next."""

import sqlite3
import threading
from contextlib import closing, contextmanager

import nbformat
import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde

from autograde import gradebook, steps
from autograde.gradebook import GradebookBusyError
from autograde.steps import Steps, convert, logged
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course

LATE = "2031-01-02 03:04:05 UTC"
PENALTY = """
from datetime import datetime
from autograde.restore import RestoreCells
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import (
    AssignLatePenalties, CheckCellMetadata, DeduplicateIds, LimitOutput, OverwriteKernelspec,
    SaveAutoGrades,
)

class Half(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2

c = get_config()
c.AssignLatePenalties.plugin_class = Half
"""
NOT_RUN = """
# nbgrader's own Autograde for notebooks that have been run already
c.Autograde.sanitize_preprocessors = [
    DeduplicateIds, OverwriteKernelspec, RestoreCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [
    LimitOutput, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata]
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def course(released, tmp_path):
    return copied(released, tmp_path / "tiny")


@pytest.fixture
def opened(course):
    """The steps for one run, and their log."""
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as opened:
        yield opened


def executed(course, *outputs, test="tiny-double-test", **sources):
    """Return a notebook as it comes back from execution: these are the outputs of one test."""
    nb = answered(course, **sources)
    cell_of(nb, test).outputs = list(outputs)
    return nb


def wrong(text="no"):
    return new_output("error", ename="AssertionError", evalue=text, traceback=[text])


def partial(points):
    return new_output("execute_result", {"text/plain": str(points)}, execution_count=1)


def rows(course):
    """Return all that the gradebook holds on submissions."""
    submitted = """select student_id, base_cell.name, {} from {} as entry
        join submitted_notebook on entry.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        join base_cell on base_cell.id = entry.cell_id order by 1, 2"""
    columns = {
        "grade": "auto_score, manual_score, needs_manual_grade, late_submission_penalty, timestamp",
        "comment": "auto_comment, manual_comment",
    }
    with closing(sqlite3.connect(course.gradebook)) as db:
        return [
            db.execute(submitted.format(what, kind)).fetchall() for kind, what in columns.items()
        ]


def files(course):
    folder = course.autograded
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def book(course):
    with Gradebook(course.db_url, course_id="unrolled") as gradebook:
        yield gradebook
        gradebook.db.commit()


def grade(course, cell="tiny-why", student="ada"):
    with book(course) as gradebook:
        found = gradebook.find_grade(cell, TINY, TINY, student)
        return found.auto_score, found.manual_score, found.needs_manual_grade


def mark(course, points, cell="tiny-why", comment=None, waiting=False):
    """Do what a person does in formgrader."""
    with book(course) as gradebook:
        found = gradebook.find_grade(cell, TINY, TINY, "ada")
        found.manual_score, found.needs_manual_grade = points, waiting
        if comment:
            gradebook.find_comment(cell, TINY, TINY, "ada").manual_comment = comment


def test_hidden_tests_are_put_in_and_locked_cells_put_right(opened, course):
    nb = answered(course)
    cell_of(nb, "tiny-double-test").source = "pass"
    cell_of(nb, "tiny-double").outputs = [wrong()]
    got = opened.sanitise("ada", nb)
    assert "BEGIN HIDDEN TESTS" in cell_of(got, "tiny-double-test").source
    assert "BEGIN MARK SCHEME" in cell_of(got, "tiny-why-question").source
    assert cell_of(got, "tiny-double").outputs == []
    assert cell_of(nb, "tiny-double-test").source == "pass"  # what was given is left alone
    assert rows(course) == [[], []]  # a run that fails leaves no row of zeros


def test_marks_penalties_comments_and_files_are_those_of_nbgrader_itself(course, tmp_path):
    theirs = copied(course, tmp_path / "theirs")
    for one, more in ((course, ""), (theirs, NOT_RUN)):
        (one.root / "nbgrader_config.py").write_text(
            (one.root / "nbgrader_config.py").read_text() + PENALTY + more
        )
        with book(one) as gradebook:
            gradebook.find_assignment(TINY).duedate = nbgrader_time("2030-01-01")
    work = {
        "right": (executed(course), None),
        "Zoë": (executed(course, wrong(), tiny_why="*Your answer here.*"), LATE),
        "part": (executed(course, partial(2), test="tiny-total-test"), LATE),
        "early": (executed(course, partial("none of it")), "2029-01-02 03:04:05 UTC"),
        "loud": (executed(course, new_output("stream", name="stdout", text="x\n" * 2000)), None),
    }
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as steps:
        for student, (nb, timestamp) in work.items():
            full = steps.sanitise(student, nb)
            for cell, done in zip(full.cells, nb.cells, strict=True):
                cell.update({"outputs": done.outputs} if cell.cell_type == "code" else {})
            steps.save(student, full, timestamp)
        for student, (nb, timestamp) in work.items():
            folder = hand_in(theirs, student, nb).parent
            if timestamp:
                (folder / "timestamp.txt").write_text(timestamp)
            convert(Autograde, theirs, TINY, student, log)
    assert rows(course) == rows(theirs)
    assert len(rows(course)[0]) == 15
    assert {penalty for *_, penalty, _ in rows(course)[0]} == {None, 1.5, 2.0}
    assert files(course) == files(theirs)


def test_a_penalty_is_reckoned_from_the_new_score(course):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(PENALTY)
    with book(course) as gradebook:
        gradebook.find_assignment(TINY).duedate = nbgrader_time("2030-01-01")
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as steps:
        for outputs, penalty in (([], 2.5), ([wrong()], 1.5), ([], 2.5)):
            steps.save("ada", executed(course, *outputs), LATE)
            assert {row[-2] for row in rows(course)[0]} == {penalty}


def nbgrader_time(day):
    from nbgrader.utils import parse_utc

    return parse_utc(f"{day} 00:00:00 UTC")


def test_old_marks_go_even_where_the_new_submission_has_no_such_cell(opened, course):
    opened.save("ada", executed(course))
    assert grade(course, "tiny-double-test") == (2, None, False)
    nb = executed(course)
    nb.cells.remove(cell_of(nb, "tiny-double-test"))
    opened.save("ada", nb)
    assert grade(course, "tiny-double-test") == (None, None, True)


def test_a_persons_mark_stays_while_the_answer_does(opened, course):
    opened.save("ada", executed(course))
    assert grade(course) == (None, None, True)
    mark(course, 1.5, comment="Nearly.")
    opened.save("ada", executed(course, wrong(), tiny_double="pass"))
    assert grade(course) == (None, 1.5, False)
    opened.save("ada", executed(course, tiny_why="Another reason."))
    assert grade(course) == (None, 1.5, True)
    opened.save("ada", executed(course, tiny_why="Another reason."))
    assert grade(course) == (None, 1.5, True)  # it still waits
    with book(course) as gradebook:
        assert gradebook.find_comment("tiny-why", TINY, TINY, "ada").comment == "Nearly."


def test_an_answer_of_which_only_the_picture_changed_waits_again(opened, course):
    opened.save("ada", executed(course))
    mark(course, 2)
    nb = executed(course)
    cell_of(nb, "tiny-why").attachments = {"a.png": {"image/png": "aGk="}}
    opened.save("ada", nb)
    assert grade(course) == (None, 2, True)


def test_a_mark_whose_answer_cannot_be_compared_waits_again(opened, course):
    opened.save("ada", executed(course))
    mark(course, 2)
    (course.autograded / "ada" / TINY / f"{TINY}.ipynb").unlink()
    opened.save("ada", executed(course))
    assert grade(course) == (None, 2, True)


def test_a_persons_mark_on_a_test_stays_while_all_code_does(opened, course):
    opened.save("ada", executed(course, wrong()))
    mark(course, 1, "tiny-double-test")
    opened.save("ada", executed(course, wrong("other words"), tiny_why="Other."))
    assert grade(course, "tiny-double-test") == (0, 1, False)
    opened.save("ada", executed(course, wrong(), tiny_double="pass"))
    assert grade(course, "tiny-double-test") == (0, 1, True)
    mark(course, 1, "tiny-double-test")
    opened.save("ada", executed(course, tiny_double="pass"))
    assert grade(course, "tiny-double-test") == (2, 1, True)


def test_a_resubmission_without_a_time_does_not_keep_the_old_one(opened, course):
    opened.save("ada", executed(course), LATE)
    assert rows(course)[0][0][-1].startswith("2031")
    opened.save("ada", executed(course))
    assert rows(course)[0][0][-1] is None


def test_files_that_were_asked_for_lie_beside_the_notebook(opened, course):
    opened.save(
        "ada", executed(course), files={"net/weights.npy": b"\x93", "figures/square.svg": b"x"}
    )
    place = course.autograded / "ada" / TINY
    assert (place / "net" / "weights.npy").read_bytes() == b"\x93"
    assert (place / "figures" / "square.svg").read_bytes() != b"x"  # ours is put back
    assert not list((course.build / "grading").iterdir())


def test_one_students_crash_leaves_nothing_to_the_next(opened, course):
    opened.save("ada", executed(course))
    before = rows(course), files(course)
    broken = executed(course, wrong())
    broken.cells.append(cell_of(executed(course), "tiny-total-test"))  # an id that occurs twice
    for student in ("ada", "new"):
        with pytest.raises(Exception, match="Duplicate grade id"):
            opened.save(student, broken)
        assert (rows(course), files(course)) == before
    opened.save("bob", executed(course))
    assert grade(course, "tiny-double-test", "bob") == (2, None, False)


def test_a_full_disk_takes_the_marks_back(opened, course, monkeypatch):
    opened.save("ada", executed(course))
    before = rows(course), files(course)

    def full(*args):
        raise OSError(28, "No space left on device")

    real = nbformat.write
    monkeypatch.setattr(nbformat, "write", full)
    with pytest.raises(OSError, match="No space"):
        opened.save("ada", executed(course, wrong()))
    monkeypatch.setattr(nbformat, "write", real)
    assert (rows(course), files(course)) == before
    opened.save("ada", executed(course, wrong()))
    assert grade(course, "tiny-double-test") == (0, None, False)


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(gradebook, "BUSY_S", 0.05)
    monkeypatch.setattr(gradebook, "WAITS_S", (0.05, 0.05, 0.3))


@contextmanager
def locked(course):
    """Another program writes, and does not come to an end."""
    with closing(sqlite3.connect(course.gradebook, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield


def test_a_lock_is_waited_for(opened, course, hurried):
    opened.save("ada", executed(course))
    begun, end = threading.Event(), threading.Event()

    def other():
        with locked(course):
            begun.set()
            end.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    begun.wait(10)
    timer = threading.Timer(0.25, end.set)
    timer.start()
    opened.save("ada", executed(course, wrong()))
    thread.join()
    assert grade(course, "tiny-double-test") == (0, None, False)


def test_a_lock_that_stays_is_one_line_and_costs_nobody_else(opened, course, hurried):
    opened.save("ada", executed(course))
    with locked(course), pytest.raises(GradebookBusyError, match="another program keeps the gr"):
        opened.save("bob", executed(course))
    opened.save("cyd", executed(course))
    assert {student for student, *_ in rows(course)[0]} == {"ada", "cyd"}
    assert "trying again" in (course.build / "logs" / "steps.log").read_text()


def test_a_run_opens_the_gradebook_once_and_closes_it(course, monkeypatch):
    opened = []

    class Counted(steps.Book):
        def __init__(self, *args):
            opened.append(self)
            super().__init__(*args)

        def close(self):
            super().close()
            if hasattr(self, "_submitted"):
                opened.remove(self)

    monkeypatch.setattr(steps, "Book", Counted)
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as run:
        for student in ("ada", "bob"):
            run.sanitise(student, answered(course))
            run.save(student, executed(course))
        assert len(opened) == 1
    assert not opened
    assert not course.gradebook.with_name("gradebook.db-wal").exists()


def test_after_a_crash_everything_is_made_anew(course, monkeypatch):
    made = []

    class Counted(steps.Book):
        def __init__(self, *args):
            made.append(self)
            super().__init__(*args)

    monkeypatch.setattr(steps, "Book", Counted)
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as run:
        with pytest.raises(ValueError, match="day"):
            run.save("ada", executed(course), "2026-02-31 00:00:00 UTC")
        run.save("bob", executed(course))
    assert len(made) == 2


def test_an_instructors_hooks_are_run(course):
    (course.root / "nbgrader_config.py").write_text(
        (course.root / "nbgrader_config.py").read_text()
        + "\nfrom pathlib import Path\nc = get_config()\n"
        + "def told(**about): Path('told').open('a').write(about['student'])\n"
        + "c.Autograde.post_convert_hook = told\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course.root)
        with logged(course, "steps") as (log, _), Steps(course, TINY, log) as run:
            run.save("ada", executed(course))
    assert (course.root / "told").read_text() == "ada"


def test_students_who_are_not_in_the_class_can_be_refused(course):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nget_config().Autograde.create_student = False\n")
    with book(course) as gradebook:
        gradebook.add_student("ada")
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as run:
        run.save("ada", executed(course))
        with pytest.raises(Exception, match="No such student: bob"):
            run.save("bob", executed(course))
