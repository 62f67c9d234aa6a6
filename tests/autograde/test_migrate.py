"""A new version reaches a gradebook that holds submissions, and takes nothing away from anybody."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from autograde import cluster, feedback, grade, migrate, releasing, scores
from autograde.build import source_notebook
from autograde.course import Course
from autograde.errors import UserError
from autograde.gate import GateReport, Rule
from autograde.regrading import rows
from autograde.regrading.draft import Draft
from autograde.steps import convert, logged
from tests.autograde import in_process
from tests.autograde.submissions import cell_of
from tests.autograde.test_gradebook import on_server, server
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course, snapshot

__all__ = ["on_server", "server"]  # fixtures: a course whose gradebook is on PostgreSQL


def header(grade_id: str, kind: str = "", **facts: Any) -> str:
    """Return the first line of a cell in a source."""
    base = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    about = json.dumps({**base, "grade_id": grade_id, **facts})
    return f"# %%{kind} nbgrader={about}"


TRIPLE = f"""
{header("tiny-triple", solution=True)}
def triple(x):
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION


{header("tiny-triple-test", grade=True, locked=True, points=1)}
### BEGIN HIDDEN TESTS
assert triple(2) == 6, "triple(2) should be 6"
### END HIDDEN TESTS
"""
HOW = f"""
{header("tiny-how-question", " [markdown]", locked=True)}
# How did you find out?

{header("tiny-how", " [markdown]", grade=True, solution=True, points=5)}
# ### BEGIN SOLUTION
# By trying.
# ### END SOLUTION
"""
SURVEY = "\n# %% [markdown]\n# ## Survey\n"
STRICTER = ("3 if empty_is_right else 2", "3 if empty_is_right else 1")
_SOLUTION = ', "schema_version": 3, "solution": '
WORTH = (f'"points": 2{_SOLUTION}false', f'"points": 4{_SOLUTION}false')
WHY_WORTH = (f'"points": 2{_SOLUTION}true', f'"points": 3{_SOLUTION}true')
LENIENT = "def total(numbers):\n    return sum(numbers) or None"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Three students: one with all points, one with part of them, one who is wrong somewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "aexecute", in_process.aexecute)
        course = released_course(tmp_path_factory.mktemp("migrate") / "tiny")
        fill(course)
        yield course


def fill(course: Course) -> None:
    hand_in(course, "ada")
    hand_in(course, "bo", answered(course, tiny_total=LENIENT))
    hand_in(course, "Çy", answered(course, tiny_double="def double(x):\n    return x * x"))
    grade.grade(course, TINY)
    with Gradebook(course.db_url, course_id="unrolled") as book:  # what people do in formgrader
        mark = book.find_grade("tiny-why", TINY, TINY, "ada")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        book.find_comment("tiny-why", TINY, TINY, "ada").manual_comment = "Well put."
        total = book.find_grade("tiny-total-test", TINY, TINY, "bo")
        total.extra_credit = 0.25
        by_hand = book.find_grade("tiny-double-test", TINY, TINY, "Çy")
        by_hand.manual_score, by_hand.needs_manual_grade = 1.0, False
        book.find_submission_notebook(TINY, TINY, "bo").flagged = True
        book.db.commit()


@pytest.fixture
def course(tmp_path: Path, graded: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(cluster, "aexecute", in_process.aexecute)
    return copied(graded, tmp_path / "tiny")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose notebooks are run, told by their answers."""
    found: list[str] = []

    async def aexecute(notebook: nbformat.NotebookNode, *rest: Any, **how: Any) -> Any:
        found.append(cell_of(notebook, "tiny-total").source)
        return await in_process.aexecute(notebook)

    monkeypatch.setattr(cluster, "aexecute", aexecute)
    return found


def edit(course: Course, *pairs: tuple[str, str]) -> None:
    path = course.solutions / TINY / f"{TINY}.py"
    text = path.read_text()
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text)


class Asked:
    """Answers the question, and keeps it."""

    def __init__(self, answer: bool = True, do: Any = lambda: None) -> None:
        self.answer, self.do, self.questions = answer, do, []

    def __call__(self, question: str) -> bool:
        self.questions.append(question)
        self.do()
        return self.answer

    @property
    def lines(self) -> list[str]:
        (question,) = self.questions
        return question.splitlines()


def release(course: Course, asked: Any = None) -> Asked:
    asked = asked or Asked()
    source = source_notebook(course.solutions / TINY / f"{TINY}.py")
    migrate.generate(course, TINY, None, source, lambda said: None, asked)
    return asked


def marks(course: Course) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return all that nbgrader's gradebook says of each graded cell of each student."""
    with Gradebook(course.db_url, course_id="unrolled") as book:
        return {
            (grade.notebook.student.id, grade.name.removeprefix("tiny-").removesuffix("-test")): (
                grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade,
            )
            for submission in book.assignment_submissions(TINY)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }  # fmt: skip


def everything(course: Course) -> dict[str, Any]:
    """Return all files but those that come and go, and all rows of the gradebook."""
    files = {
        path: digest
        for path, digest in snapshot(course.root).items()
        if not path.startswith((str(course.build), str(course.gradebook), str(course.solutions)))
    }
    return {**files, **rows.read_from(course.db_url, "unrolled", TINY)}


def saved(course: Course, student: str) -> nbformat.NotebookNode:
    return nbformat.read(course.autograded / student / TINY / f"{TINY}.ipynb", as_version=4)


def test_a_corrected_test_grades_its_exercise_again_and_nothing_else(
    course: Course, ran: list[str]
) -> None:
    edit(course, STRICTER)
    before, submitted = marks(course), snapshot(course.submitted)
    asked = release(course, Asked(do=lambda: check(marks(course) == before)))
    assert asked.lines == [
        "total",
        "  2.25 of 3 → 1.25 of 3, another test: bo",
        "Save 1 changed score of 1 student?",
    ]
    assert marks(course) == {**before, ("bo", "total"): (1.0, None, 0.25, False)}
    assert len(ran) == 3
    assert snapshot(course.submitted) == submitted
    assert not (course.build / "draft").exists()
    hidden = "3 if empty_is_right else 1"
    assert all(hidden in cell_of(saved(course, s), "tiny-total-test").source for s in ("ada", "bo"))
    with Gradebook(course.db_url, course_id="unrolled") as book:
        assert book.find_comment("tiny-why", TINY, TINY, "ada").manual_comment == "Well put."
        assert book.find_submission_notebook(TINY, TINY, "bo").flagged
    assert scores.read(course, TINY).students[1].scores["tiny-total-test"].points == 1.25


def check(holds: bool) -> None:
    assert holds


def test_a_test_that_was_only_laid_out_anew_is_the_same_test(
    course: Course, ran: list[str]
) -> None:
    edit(course, ("3 if empty_is_right else 2", "3 if  empty_is_right else 2  # or less"))
    before = marks(course)
    assert release(course).questions == []
    assert marks(course) == before
    assert ran == []


def test_a_no_leaves_everything_as_it_was(course: Course) -> None:
    edit(course, STRICTER, WORTH, (SURVEY, TRIPLE + SURVEY))
    before = everything(course)
    with pytest.raises(UserError, match="Nothing was changed"):
        release(course, Asked(False))
    assert everything(course) == before
    assert not (course.build / "draft").exists()


def test_a_failure_on_the_way_leaves_everything_as_it_was(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(course, STRICTER, (SURVEY, TRIPLE + SURVEY))
    before = everything(course)
    real, done = Path.rename, []

    def rename(path: Path, target: Path) -> Path:
        if path == course.build / "draft" / "autograded" / "bo" / TINY:
            done.append(path)
            raise OSError(28, "No space left on device", str(target))
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(UserError, match="No space left on device"):
        release(course)
    monkeypatch.undo()
    assert done
    assert everything(course) == before


def test_a_new_exercise_gets_what_its_test_gives(course: Course) -> None:
    edit(course, (SURVEY, TRIPLE + SURVEY))
    nb = answered(course)
    nb.cells.append(nbformat.v4.new_code_cell("def triple(x):\n    return x * 3"))
    hand_in(course, "dee", nb)
    grade.grade(course, TINY)
    before = marks(course)
    asked = release(course)
    assert asked.lines[:2] == [
        "triple",
        "  nothing → 0 of 1, new: NotImplementedError: ada, bo, Çy",
    ]
    new = {key: value for key, value in marks(course).items() if key not in before}
    assert new.pop(("dee", "triple")) == (1.0, None, None, False)
    assert new == {(s, "triple"): (0.0, None, None, False) for s in ("ada", "bo", "Çy")}
    assert {key: marks(course)[key] for key in before} == before
    assert "raise NotImplementedError" in cell_of(saved(course, "ada"), "tiny-triple").source


def test_a_new_question_waits_to_be_marked(course: Course, ran: list[str]) -> None:
    edit(course, (SURVEY, HOW + SURVEY))
    before = marks(course)
    asked = release(course)
    assert asked.lines == [
        "how",
        "  nothing → to mark, new: ada, bo, Çy",
        "Save 3 changed scores of 3 students?",
    ]
    new = {key: value for key, value in marks(course).items() if key not in before}
    assert new == {(s, "how"): (None, None, None, True) for s in ("ada", "bo", "Çy")}
    assert ran == [], "nothing that runs is another"
    notebook = saved(course, "bo")
    assert cell_of(notebook, "tiny-how").source == "*Your answer here.*"
    outputs = cell_of(notebook, "tiny-total-test").outputs
    assert [o.data["text/plain"] for o in outputs] == ["2.0"], "as it was"


def test_other_points_need_no_run(course: Course, ran: list[str]) -> None:
    edit(course, WORTH, WHY_WORTH)
    asked = release(course)
    assert asked.lines == [
        "double",
        "  1 of 2 by hand → 1 of 4 by hand, to look at again, 4 points, before 2: Çy",
        "  2 of 2 → 4 of 4, 4 points, before 2: ada, bo",
        "why",
        "  1.5 of 2 by hand → 1.5 of 3 by hand, to look at again, 3 points, before 2: ada",
        "Save 4 changed scores of 3 students?",
    ]
    found = marks(course)
    assert found["ada", "double"] == (4.0, None, None, False)
    assert found["Çy", "double"] == (0.0, 1.0, None, True)
    assert found["ada", "why"] == (None, 1.5, None, True)
    assert found["bo", "why"] == (None, None, None, True)
    assert ran == []
    assert scores.read(course, TINY).max_score == 4 + 3 + 3
    verdicts = scores.read(course, TINY).students[0].scores
    assert verdicts["tiny-double-test"].state == "full"


def test_an_exercise_that_goes_takes_its_marks_along_and_leaves_the_answer(course: Course) -> None:
    path = course.solutions / TINY / f"{TINY}.py"
    text = path.read_text()
    begin = text.index('# %% nbgrader={"grade": false, "grade_id": "tiny-total"')
    end = text.index('# %% [markdown] nbgrader={"grade": false, "grade_id": "tiny-why-question"')
    path.write_text(text[:begin] + text[end:])
    asked = release(course)
    assert asked.lines == [
        "total",
        "  2.25 of 3 → nothing, the exercise is gone: bo",
        "  3 of 3 → nothing, the exercise is gone: ada, Çy",
        "Save 3 changed scores of 3 students?",
    ]
    assert {name for _, name in marks(course)} == {"double", "why"}
    assert any("sum(numbers) or None" in cell.source for cell in saved(course, "bo").cells)
    assert "HIDDEN TESTS" not in "".join(
        c.source for c in saved(course, "bo").cells if c.id.startswith("student--")
    )


def test_a_setup_that_changed_may_change_what_comes_below_it(course: Course) -> None:
    edit(course, ("import random\n", "import random\nsum = lambda numbers: 0\n"))
    asked = release(course)
    assert asked.lines[:2] == [
        "total",
        "  2.25 of 3 → 0.25 of 3, tiny-setup changed: total of nine numbers is wrong: bo",
    ]


def test_where_only_words_changed_nobody_is_asked_and_nothing_is_done_again(
    course: Course, ran: list[str]
) -> None:
    edit(course, ("A notebook for testing the tools", "A notebook to test the tools with"))
    before = marks(course)
    assert release(course).questions == []
    assert marks(course) == before
    assert "to test the tools with" in (course.notebooks / TINY / f"{TINY}.ipynb").read_text()
    assert grade.grade(course, TINY).done == []
    assert ran == []


def test_afterwards_only_what_was_handed_in_anew_is_graded(course: Course) -> None:
    hand_in(course, "bo", answered(course, tiny_double="def double(x): return 0"))
    edit(course, STRICTER, (SURVEY, TRIPLE + HOW + SURVEY))
    release(course)
    assert marks(course)["bo", "total"][0] == 1.0, "of what was graded, not of what is new"
    assert grade.grade(course, TINY).done == ["bo"]
    assert marks(course)["bo", "total"][0] == 3.0
    assert grade.grade(course, TINY).done == []


def test_the_record_and_the_list_of_changes_are_kept(course: Course) -> None:
    edit(course, STRICTER)
    release(course)
    verdicts = grade.grade(course, TINY).students["bo"]["verdicts"]
    assert [(v["slug"], v["points"]) for v in verdicts] == [
        ("double", 2.0), ("total", 1.0), ("why", 0.0),
    ]  # fmt: skip
    lines = (course.reports / TINY / "changes.csv").read_text().splitlines()
    assert lines[0] == "when,student,exercise,before,after,why"
    assert [line.split(",", 1)[1] for line in lines[1:]] == [
        "bo,total,2.25 of 3,1.25 of 3,another test"
    ]


def test_lateness_is_counted_anew_and_extensions_stay(course: Course) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(PENALTY)
    for student in ("ada", "bo", "Çy"):
        stamp = course.submitted / student / TINY / "timestamp.txt"
        stamp.write_text("2026-03-02 12:00:00 UTC")
    with Gradebook(course.db_url, course_id="unrolled") as book:
        book.update_or_create_assignment(TINY, duedate="2026-03-01 12:00:00 UTC")
        book.grant_extension(TINY, "ada", days=2)
    grade.grade(course, TINY)
    assert penalties(course) == {"ada": None, "bo": 2.125, "Çy": 2.0}
    (course.autograded / "bo" / TINY / "timestamp.txt").write_text("2026-02-02 12:00:00 UTC")
    edit(course, STRICTER)
    asked = release(course)
    assert "  2.125 less → 1.625 less, counted from the new score: bo" in asked.lines
    assert penalties(course) == {"ada": None, "bo": 1.625, "Çy": 2.0}, "by the gradebook's time"
    with Gradebook(course.db_url, course_id="unrolled") as book:
        assert book.find_submission(TINY, "ada").extension == timedelta(days=2)
        assert book.find_submission(TINY, "bo").timestamp.day == 2
    assert (course.autograded / "bo" / TINY / "timestamp.txt").read_text() == (
        "2026-03-02 12:00:00 UTC"
    )


PENALTY = """
from nbgrader.plugins import BasePlugin


class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2


get_config().AssignLatePenalties.plugin_class = Half
"""


def penalties(course: Course) -> dict[str, float | None]:
    with Gradebook(course.db_url, course_id="unrolled") as book:
        return {
            s.student.id: s.notebooks[0].late_submission_penalty
            for s in book.assignment_submissions(TINY)
        }


def mark(course: Course, student: str, name: str, points: float) -> None:
    with Gradebook(course.db_url, course_id="unrolled") as book:
        given = book.find_grade(name, TINY, TINY, student)
        given.manual_score, given.needs_manual_grade = points, False
        book.db.commit()


def test_what_is_marked_while_somebody_is_asked_is_kept(course: Course) -> None:
    edit(course, STRICTER)
    release(course, Asked(do=lambda: mark(course, "bo", "tiny-why", 2.0)))
    assert marks(course)["bo", "why"] == (None, 2.0, None, False)
    assert marks(course)["bo", "total"] == (1.0, None, 0.25, False)


def test_a_mark_for_what_is_about_to_change_stops_it_all(course: Course) -> None:
    edit(course, STRICTER)
    files = snapshot(course.notebooks)
    with pytest.raises(UserError, match=r"changed by someone else in the meantime .*table grade"):
        release(course, Asked(do=lambda: mark(course, "bo", "tiny-total-test", 3.0)))
    assert marks(course)["bo", "total"] == (2.0, 3.0, 0.25, False)
    assert snapshot(course.notebooks) == files


def test_who_has_the_gradebook_open_sees_the_new_one(course: Course) -> None:
    """Formgrader keeps one connection as long as it runs."""
    edit(course, STRICTER)
    with closing(sqlite3.connect(course.gradebook)) as open_before:
        count = "SELECT count(*) FROM grade WHERE auto_score = 1.0"
        assert open_before.execute(count).fetchone() == (0,)
        release(course)
        assert open_before.execute(count).fetchone() == (1,)
        open_before.execute("UPDATE grade SET manual_score = 7 WHERE auto_score = 1.0")
        open_before.commit()
    assert marks(course)["bo", "total"][1] == 7


def test_a_backup_holds_what_was_there(course: Course) -> None:
    edit(course, STRICTER)
    before = set((course.build / "backups").iterdir())
    release(course)
    (copy,) = set((course.build / "backups").iterdir()) - before
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT count(*) FROM grade WHERE auto_score = 1.0").fetchone() == (0,)


def test_who_cannot_be_graded_again_is_told_and_keeps_the_scores(course: Course) -> None:
    (course.autograded / "bo" / TINY / f"{TINY}.ipynb").unlink()
    edit(course, STRICTER, (SURVEY, TRIPLE + SURVEY))
    asked = release(course)
    place = asked.lines.index("Not graded again; these keep the scores they have")
    assert asked.lines[place + 1].startswith("  bo: autograded/bo/00_tiny/00_tiny.ipynb cannot be")
    assert marks(course)["bo", "total"] == (2.0, None, 0.25, False)
    assert marks(course)["bo", "triple"] == (None, None, None, True)
    assert grade.grade(course, TINY).done == ["bo"]
    assert marks(course)["bo", "triple"] == (0.0, None, None, False)


def test_a_broken_course_is_nobodys_zero(course: Course) -> None:
    edit(course, ("import random\n", "import random\nimport no_such_module\n"))
    before = marks(course)
    asked = release(course)
    assert "  ada: the course's own cell tiny-setup failed, ModuleNotFoundError" in "\n".join(
        asked.lines
    )
    assert marks(course) == before


def test_without_submissions_nbgrader_does_it_all(tmp_path: Path, graded: Course) -> None:
    course = released_course(tmp_path / "fresh")
    edit(course, (SURVEY, TRIPLE + SURVEY))
    assert release(course).questions == []
    with Gradebook(course.db_url, course_id="unrolled") as book:
        assert {cell.name for cell in book.find_notebook(TINY, TINY).grade_cells} == {
            "tiny-double-test", "tiny-total-test", "tiny-triple-test", "tiny-why",
        }  # fmt: skip
    assert not (course.build / "draft").exists()


def test_the_sources_stand_in_the_order_of_the_notebook(course: Course) -> None:
    edit(course, ("\n# %% [markdown]\n# ## Total\n", TRIPLE + "\n# %% [markdown]\n# ## Total\n"))
    release(course)
    with Gradebook(course.db_url, course_id="unrolled") as book:
        known = [cell.name for cell in book.find_notebook(TINY, TINY).source_cells]
    assert known.index("tiny-double-test") < known.index("tiny-triple") < known.index("tiny-total")
    assert len(known) == len(set(known)) == 9


def test_a_release_that_is_declined_is_none(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = GateReport(TINY, [Rule("a rule", True)], 0.0, course.build / "page.html")
    monkeypatch.setattr("autograde.gate.gate", lambda *rest: report)
    entry = "- **notebook** `00_tiny` 1.{}: a word. Students: nothing to do.\n"
    (course.root / "CHANGELOG.md").write_text(entry.format(0) + entry.format(1))
    releasing.release(course, TINY, "1.0")
    edit(course, STRICTER, (SURVEY, TRIPLE + SURVEY))
    source = (course.solutions / TINY / f"{TINY}.py").read_bytes()
    before = everything(course)
    with pytest.raises(UserError, match="Nothing was changed"):
        releasing.release(course, TINY, "1.1", confirm=Asked(False))
    assert everything(course) == before
    assert (course.solutions / TINY / f"{TINY}.py").read_bytes() == source
    done = releasing.release(course, TINY, "1.1", confirm=(asked := Asked()))
    assert done.version == "1.1"
    assert len(asked.questions) == 1
    assert saved(course, "bo").metadata.unrolled.version == "1.1"


def test_nbgraders_own_queries_and_pages_work_afterwards(course: Course) -> None:
    edit(course, STRICTER, WORTH, (SURVEY, TRIPLE + HOW + SURVEY))
    release(course)
    with Gradebook(course.db_url, course_id="unrolled") as book:
        table = {row["student"]: row for row in book.notebook_submission_dicts(TINY, TINY)}
        assert {name: (row["score"], row["max_score"]) for name, row in table.items()} == {
            "ada": (8.5, 15), "bo": (5.25, 15), "Çy": (4.0, 15),
        }  # fmt: skip
        assert all(row["needs_manual_grade"] for row in table.values())
        assert {row["max_score"] for row in book.submission_dicts(TINY)} == {15}
        assert book.average_notebook_written_score(TINY, TINY) == 0.5
        for name in ("tiny-how", "tiny-triple-test"):
            assert book.find_grade(name, TINY, TINY, "bo").to_dict()["name"] == name
        assert book.find_comment("tiny-how", TINY, TINY, "bo").comment is None
    with logged(course, "test") as (log, _):
        convert(GenerateFeedback, course, TINY, "bo", log)
    assert len(feedback.feedback(course, TINY)) == 3
    page = (course.feedback / "bo" / TINY / f"{TINY}.html").read_text(encoding="utf-8")
    assert "How did you find out?" in page


@pytest.mark.slow
def test_plain_nbgrader_goes_on_from_there(course: Course) -> None:
    edit(course, STRICTER, (SURVEY, TRIPLE + HOW + SURVEY))
    release(course)

    def nbgrader(*words: str) -> None:
        command = [sys.executable, "-m", "nbgrader", *words]
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr

    nbgrader("export")
    nbgrader("generate_feedback", TINY)
    nbgrader("autograde", TINY, "--student", "bo", "--force")
    nbgrader("generate_assignment", TINY, "--force")
    found = marks(course)
    assert found["bo", "total"][0] == 1.0
    assert found["bo", "triple"][0] == 0.0


def test_the_same_on_postgresql(on_server: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "aexecute", in_process.aexecute)
    course = on_server
    fill(course)
    edit(course, STRICTER, WORTH, (SURVEY, TRIPLE + HOW + SURVEY))
    before = everything(course)
    with pytest.raises(UserError, match="Nothing was changed"):
        release(course, Asked(False))
    assert everything(course) == before
    with pytest.raises(UserError, match="in the meantime"):
        release(course, Asked(do=lambda: mark(course, "bo", "tiny-total-test", 3.0)))
    asked = release(course)
    assert asked.lines[-1] == "Save 10 changed scores of 3 students?"
    found = marks(course)
    assert found["bo", "total"] == (1.0, 3.0, 0.25, True)
    assert found["ada", "double"] == (4.0, None, None, False)
    assert found["ada", "how"] == (None, None, None, True)
    assert not course.gradebook.exists()
    assert grade.grade(course, TINY).done == []


def test_the_draft_never_writes_where_the_course_is(course: Course, tmp_path: Path) -> None:
    draft = Draft(tmp_path / "draft", course.solutions, course, TINY, {}, None)  # type: ignore
    assert draft.submitted == course.submitted
    assert draft.db_url.startswith(f"sqlite:///{tmp_path}/draft")
    assert draft.config().CourseDirectory.db_url == draft.db_url
    assert draft.config().CourseDirectory.root == str(draft.root)
