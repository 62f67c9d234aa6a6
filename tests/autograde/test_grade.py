import asyncio
import copy
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute

from autograde import cluster
from autograde import grade as module
from autograde.course import Course
from autograde.errors import UserError
from autograde.execute import Execution
from autograde.grade import grade
from autograde.limits import Limits
from autograde.records import Ledger, fingerprint
from autograde.steps import Steps
from tests.autograde.submissions import bare, cell_of
from tests.autograde.tiny_class import (
    TINY,
    answered,
    copied,
    hand_in,
    released_course,
    snapshot,
)

LIMITS = Limits(cell_s=30, notebook_s=120, output_bytes=50_000)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def course(released, tmp_path) -> Course:
    return copied(released, tmp_path / "tiny")


@pytest.fixture
def executed(monkeypatch) -> list[str]:
    """Replace the kernel by one that fails each test whose exercise is a stub; say what it ran."""
    ran = []

    async def pretend(notebook, limits, folder, **how):
        nb = copy.deepcopy(notebook)
        ran.append(cell_of(nb, "tiny-why").source)
        for name in ("tiny-double", "tiny-total"):
            if "NotImplementedError" in cell_of(nb, name).source:
                outputs = [new_output("error", ename="AssertionError", evalue="no", traceback=[])]
                cell_of(nb, f"{name}-test").outputs = outputs
        await asyncio.sleep(0)
        return Execution(nb, seconds=1.5)

    monkeypatch.setattr(cluster, "aexecute", pretend)
    return ran


def scores(course) -> dict[str, float]:
    with Gradebook(course.db_url, course_id="unrolled") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(TINY)}


def grading_json(course):
    return json.loads((course.reports / TINY / "grading.json").read_text(encoding="utf-8"))


def test_a_class_is_graded_whatever_one_of_them_handed_in(course, executed):
    hand_in(course, "ada")
    hand_in(course, "Zoë 李雷", answered(course, tiny_double="raise NotImplementedError"))
    hand_in(course, "empty", b"")
    hand_in(course, "a[b]")
    (course.submitted / "none").mkdir()
    before = snapshot(course.submitted)
    events = []
    run = grade(course, TINY, on_event=events.append)
    assert snapshot(course.submitted) == before
    assert sorted(run.done) == ["Zoë 李雷", "ada"]
    assert scores(course) == {"ada": 5, "Zoë 李雷": 3}
    assert {name: r["status"] for name, r in run.students.items()} == {
        "ada": "graded",
        "Zoë 李雷": "graded",
        "empty": "unreadable",
        "a[b]": "refused",
        "none": "missing",
    }
    assert "ada: finished (1 of 2)" in events or "ada: finished (2 of 2)" in events
    assert "empty: unreadable" in events


def test_the_record_says_all_that_a_report_needs(course, executed):
    hand_in(course, "ada")
    hand_in(course, "empty", b"")
    grade(course, TINY)
    record = grading_json(course)
    assert record["assignment"] == TINY
    assert record["version"]
    assert record["limits"] == asdict(Limits())
    assert record["started"] <= record["finished"]
    ada = record["students"]["ada"]
    assert (ada["outcome"], ada["notes"], ada["seconds"], ada["hours"]) == (
        "finished",
        [],
        1.5,
        2.5,
    )
    assert [(v["slug"], v["points"], v["max_points"], v["state"]) for v in ada["verdicts"]] == [
        ("double", 2, 2, "passed"),
        ("total", 3, 3, "passed"),
        ("why", 0, 2, "manual"),
    ]
    empty = record["students"]["empty"]
    assert empty["outcome"] == "00_tiny.ipynb is empty (0 bytes). Ask for it again."
    assert (empty["notes"], empty["verdicts"], empty["seconds"]) == ([], [], None)


def test_what_is_autograded_is_what_nbgrader_makes(course, executed):
    hand_in(course, "ada")
    grade(course, TINY)
    folder = course.autograded / "ada" / TINY
    nb = nbformat.read(folder / f"{TINY}.ipynb", as_version=4)
    assert "BEGIN HIDDEN TESTS" in cell_of(nb, "tiny-double-test").source
    assert "BEGIN MARK SCHEME" in cell_of(nb, "tiny-why-question").source
    assert (folder / "figures" / "square.svg").is_file()
    assert not list((course.root / "build" / "grading").glob("*/*"))


def test_what_is_done_is_not_done_again_unless_told(course, executed):
    for student in ("ada", "bob"):
        hand_in(course, student, answered(course, tiny_why=student))
    assert len(grade(course, TINY).done) == 2
    assert grade(course, TINY).done == []
    assert sorted(executed) == ["ada", "bob"]
    hand_in(course, "bob", answered(course, tiny_why="bob again"))
    assert grade(course, TINY).done == ["bob"]
    assert grade(course, TINY, students=["ada"], force=True).done == ["ada"]
    assert len(grade(course, TINY, limits=LIMITS).done) == 2
    assert executed[2:4] == ["bob again", "ada"]
    assert set(grading_json(course)["students"]) == {"ada", "bob"}


def test_a_result_that_was_deleted_is_made_again(course, executed):
    hand_in(course, "ada")
    grade(course, TINY)
    (course.autograded / "ada" / TINY / f"{TINY}.ipynb").unlink()
    assert grade(course, TINY).done == ["ada"]


def test_a_changed_hidden_test_grades_everybody_again(course, executed):
    hand_in(course, "ada")
    grade(course, TINY)
    with Gradebook(course.db_url, course_id="unrolled") as gradebook:
        cell = gradebook.find_source_cell("tiny-double-test", TINY, TINY)
        cell.checksum = "another"
        gradebook.db.commit()
    assert grade(course, TINY).done == ["ada"]


def test_a_run_that_was_killed_goes_on_where_it_was(course, executed, monkeypatch):
    for student in ("ada", "bob", "cyd"):
        hand_in(course, student)
    real = Steps.save

    def killed(steps, student, *rest):
        if student == "bob":
            raise KeyboardInterrupt
        real(steps, student, *rest)

    monkeypatch.setattr(Steps, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        grade(course, TINY, jobs=1)
    ledger = Ledger(course.reports / TINY / "grading.json", {})
    ledger.open()
    assert list(ledger.students) == ["ada"]
    assert grading_json(course)["finished"] is None
    monkeypatch.setattr(Steps, "save", real)
    assert grade(course, TINY, jobs=1).done == ["bob", "cyd"]
    assert scores(course) == {"ada": 5, "bob": 5, "cyd": 5}


def test_what_fails_in_one_submission_stays_there_and_is_tried_again(course, executed, monkeypatch):
    hand_in(course, "ada")
    hand_in(course, "bob")
    real = module.rebuild
    calls = []

    def broken(template, submitted):
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError("on\ntwo lines")
        return real(template, submitted)

    monkeypatch.setattr(module, "rebuild", broken)
    run = grade(course, TINY, jobs=1)
    assert run.students["ada"]["status"] == "failed"
    assert "could not be graded (ZeroDivisionError: on)" in run.students["ada"]["outcome"]
    assert run.students["bob"]["status"] == "graded"
    assert "ZeroDivisionError" in (course.build / "logs" / f"grade-{TINY}.log").read_text()
    assert grade(course, TINY).done == ["ada"]


def test_a_failure_of_the_courses_own_cell_is_no_zero(course, monkeypatch):
    async def no_module(notebook, limits, folder, **how):
        nb = copy.deepcopy(notebook)
        error = new_output("error", ename="ModuleNotFoundError", evalue="No module", traceback=[])
        cell_of(nb, "tiny-setup").outputs = [error]
        return Execution(nb)

    monkeypatch.setattr(cluster, "aexecute", no_module)
    hand_in(course, "ada")
    ada = grade(course, TINY).students["ada"]
    assert ada["status"] == "failed"
    assert (
        "the course's own cell tiny-setup failed, ModuleNotFoundError: No module" in ada["outcome"]
    )
    assert scores(course).get("ada", 0) == 0
    assert not (course.autograded / "ada").exists()


def test_an_unreadable_resubmission_says_that_old_scores_remain(course, executed):
    hand_in(course, "ada")
    grade(course, TINY)
    hand_in(course, "ada", b"{")
    for _ in range(2):
        ada = grade(course, TINY).students["ada"]
        assert ada["status"] == "unreadable"
        assert ada["notes"] == ["The gradebook still holds the scores of an earlier submission."]
    assert scores(course) == {"ada": 5}


def test_a_resubmission_without_its_tests_does_not_keep_old_marks(course, executed):
    hand_in(course, "ada")
    grade(course, TINY)
    nb = answered(course, tiny_double="raise NotImplementedError")
    nb.cells.remove(cell_of(nb, "tiny-double-test"))
    hand_in(course, "ada", nb)
    run = grade(course, TINY)
    assert scores(course) == {"ada": 3}
    assert run.students["ada"]["notes"] == [
        "Deleted by the student; put back as released: tiny-double-test."
    ]


def test_who_is_gone_from_submitted_is_gone_from_the_record(course, executed):
    hand_in(course, "ada")
    hand_in(course, "bob")
    grade(course, TINY)
    (course.submitted / "bob").rename(course.root / "bob")
    assert set(grade(course, TINY).students) == {"ada"}


def test_lateness_comes_from_the_timestamp_and_a_bad_one_is_noted(course, executed):
    (hand_in(course, "ada").parent / "timestamp.txt").write_text("2030-01-02 03:04:05 UTC")
    (hand_in(course, "bob").parent / "timestamp.txt").write_text("soon")
    run = grade(course, TINY)
    with Gradebook(course.db_url, course_id="unrolled") as gradebook:
        assert gradebook.find_submission(TINY, "ada").timestamp.year == 2030
        assert gradebook.find_submission(TINY, "bob").timestamp is None
    assert run.students["bob"]["notes"] == [
        "timestamp.txt holds no date; lateness was not looked at."
    ]
    (course.submitted / "ada" / TINY / "timestamp.txt").write_text("2031-01-02 03:04:05 UTC")
    assert grade(course, TINY).done == ["ada"]


def test_a_damaged_record_is_begun_anew(course, executed):
    hand_in(course, "ada")
    grade(course, TINY)
    for junk in ("", "[]", '{"students": 3}', '{"students": {"ada": 3}}'):
        (course.reports / TINY / "grading.json").write_text(junk)
        assert grade(course, TINY).done == ["ada"]


def test_a_reader_never_meets_half_a_record(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path / "new" / "grading.json", {"assignment": TINY})
    ledger.open()
    ledger.enter("ada\udc80", {"status": "graded"})
    ledger.close()
    before = ledger.path.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *args: 1 / 0)
    ledger.enter("bob", {"status": "graded"})
    with pytest.raises(ZeroDivisionError):
        ledger.close()
    assert ledger.path.read_bytes() == before


def test_entries_of_a_killed_run_are_kept_even_when_the_last_is_half_written(tmp_path):
    ledger = Ledger(tmp_path / "new" / "grading.json", {"assignment": TINY})
    ledger.open()
    ledger.enter("ada", {"status": "graded"})
    with ledger.journal.open("a") as journal:
        journal.write('["bob", {"stat')
    again = Ledger(ledger.path, {})
    again.open()
    assert again.students == {"ada": {"status": "graded"}}
    assert not again.journal.exists()


def test_fingerprints_differ():
    assert fingerprint(["a", "b"]) != fingerprint(["ab", ""])


def test_what_cannot_be_graded_at_all_is_one_line(course, executed):
    course.submitted.mkdir()
    with pytest.raises(UserError, match="submitted/ is empty"):
        grade(course, TINY)
    hand_in(course, "ada")
    with pytest.raises(UserError, match=r"no folder in submitted/ for '\.\./bob'.*There are: ada"):
        grade(course, TINY, students=["../bob"])


def test_a_fresh_clone_grades_at_once(course, executed):
    hand_in(course, "ada")
    course.gradebook.unlink()
    assert grade(course, TINY).students["ada"]["status"] == "graded"


def test_the_gradebook_must_know_the_release(course, executed):
    hand_in(course, "ada")
    path = course.notebooks / TINY / f"{TINY}.ipynb"
    path.write_text(path.read_text() + "\n")  # no longer what the solutions build
    with Gradebook(course.db_url, course_id="unrolled") as gradebook:
        gradebook.remove_assignment(TINY)
    with pytest.raises(
        UserError, match=r"does not know 00_tiny yet\. Run `unrolled release 00_tiny`"
    ):
        grade(course, TINY)
    course.gradebook.unlink()
    with pytest.raises(UserError, match=r"gradebook\.db does not exist\. Run `unrolled release"):
        grade(course, TINY)
    assert not course.gradebook.exists()


def test_the_gradebook_must_know_this_version_of_the_release(course, executed):
    hand_in(course, "ada")
    path = course.notebooks / TINY / f"{TINY}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells.remove(cell_of(nb, "tiny-total-test"))
    nbformat.write(nb, path)
    with pytest.raises(UserError, match="knows another version of 00_tiny"):
        grade(course, TINY)


def test_nbgraders_own_kernel_is_never_started(course, executed, monkeypatch):
    monkeypatch.setattr(Execute, "preprocess", lambda *args, **kwargs: 1 / 0)
    hand_in(course, "ada")
    assert grade(course, TINY).students["ada"]["status"] == "graded"


@pytest.mark.slow
def test_a_small_class_for_real(course):
    hand_in(course, "right")
    hand_in(course, "stub", nbformat.read(course.notebooks / TINY / f"{TINY}.ipynb", 4))
    hand_in(course, "bare", bare(answered(course)))
    hand_in(course, "part", answered(course, tiny_total="def total(n):\n    return sum(n) or None"))
    hand_in(course, "exit", answered(course, tiny_total="import os\nos._exit(0)"))
    hand_in(course, "flood", answered(course, tiny_why="x", tiny_survey_hours="print('x'*99_999)"))
    run = grade(course, TINY, limits=LIMITS)
    assert scores(course) == {"right": 5, "stub": 0, "bare": 5, "part": 4, "exit": 2, "flood": 5}
    said = {name: record["outcome"] for name, record in run.students.items()}
    assert said.pop("exit") == "cell tiny-total ended Python (os._exit, or a crash?)"
    assert set(said.values()) == {"finished"}
    states = [verdict["state"] for verdict in run.students["stub"]["verdicts"]]
    assert states == ["not attempted", "not attempted", "no answer"]


def marks(course) -> dict[tuple[str, str], float | None]:
    with Gradebook(course.db_url, course_id="unrolled") as gradebook:
        return {
            (grade.notebook.student.id, grade.cell.name): grade.auto_score
            for submission in gradebook.assignment_submissions(TINY)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


@pytest.mark.slow
def test_honest_work_gets_the_marks_of_plain_nbgrader_cell_by_cell(course):
    def noisy(body):
        return f"import sys, warnings\n{body}"

    hand_in(course, "right")
    hand_in(course, "stub", nbformat.read(course.notebooks / TINY / f"{TINY}.ipynb", 4))
    hand_in(course, "lambda", answered(course, tiny_double="double = lambda x: x + x"))
    hand_in(course, "wrong", answered(course, tiny_double="def double(x): return x ** 2"))
    hand_in(course, "raises", answered(course, tiny_double="def double(x): return x.twice"))
    hand_in(course, "syntax", answered(course, tiny_double="def double(x) return 2 * x"))
    hand_in(course, "part", answered(course, tiny_total="def total(n):\n    return sum(n) or None"))
    hand_in(course, "none", answered(course, tiny_total="def total(n):\n    print(sum(n))"))
    hand_in(
        course,
        "prints",
        answered(course, tiny_total=noisy("def total(n):\n  print(n)\n  return sum(n)")),
    )
    hand_in(
        course,
        "helper",
        answered(course, tiny_double="class A:\n  def __call__(s, x): return 2*x\ndouble = A()"),
    )
    grade(course, TINY, limits=LIMITS)
    ours = marks(course)
    command = [sys.executable, "-m", "nbgrader", "autograde", TINY, "--force"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert len(ours) == 10 * 3
    assert marks(course) == ours


@pytest.mark.slow
def test_plain_nbgrader_goes_on_from_there(course):
    hand_in(course, "right")
    hand_in(course, "Zoë B")
    grade(course, TINY, limits=LIMITS)

    def nbgrader(*words):
        command = [sys.executable, "-m", "nbgrader", *words]
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr

    nbgrader("export")
    rows = (course.root / "grades.csv").read_text(encoding="utf-8").splitlines()
    assert sorted(row.split(",")[3] for row in rows[1:]) == ["Zoë B", "right"]
    assert [float(row.split(",")[9]) for row in rows[1:]] == [5, 5]
    nbgrader("generate_feedback", TINY)
    for student in ("right", "Zoë B"):
        page = (course.feedback / student / TINY / f"{TINY}.html").read_text(encoding="utf-8")
        assert "MARK SCHEME" not in page
        assert "copy_of_numbers" not in page
    nbgrader("autograde", TINY, "--student", "right", "--force")
    assert scores(course) == {"right": 5, "Zoë B": 5}
