"""`unrolled regrade`: an exercise graded again, told, asked about, and only then saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograde import cluster, grade, scores
from autograde.cli import app
from autograde.console import Steps
from autograde.course import Course
from autograde.errors import UserError
from autograde.limits import Limits
from autograde.regrade import regrade
from autograde.regrading import changes
from autograde.regrading.changes import Change
from autograde.regrading.facts import Fact, to_grade_again
from tests.autograde import in_process
from tests.autograde.submissions import cell_of
from tests.autograde.test_migrate import (
    STRICTER,
    WORTH,
    Asked,
    edit,
    everything,
    fill,
    mark,
    marks,
    ran,
    release,
    saved,
)
from tests.autograde.tiny_class import TINY, copied, released_course, snapshot

__all__ = ["ran"]  # a fixture: whose notebooks are run


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "aexecute", in_process.aexecute)
        course = released_course(tmp_path_factory.mktemp("regrade") / "tiny")
        fill(course)
        yield course


@pytest.fixture
def course(tmp_path: Path, graded: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(cluster, "aexecute", in_process.aexecute)
    return copied(graded, tmp_path / "tiny")


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper that both tests use is another: it refuses to sum up."""
    monkeypatch.setattr("autograde.hidden.probe", lambda function: 1 / 0)


@pytest.mark.usefixtures("mended")
def test_only_the_exercise_that_is_named_is_graded_again(course: Course) -> None:
    before, submitted = marks(course), snapshot(course.submitted)
    asked = Asked(do=lambda: check(marks(course) == before))
    found = regrade(course, TINY, ["total"], confirm=asked)
    assert asked.lines == [
        "total",
        "  2.25 of 3 → 0.25 of 3, graded again: ZeroDivisionError: division by zero: bo",
        "  3 of 3 → 0 of 3, graded again: ZeroDivisionError: division by zero: ada, Çy",
        "Save 3 changed scores of 3 students?",
    ]
    assert [(c.student, c.exercise) for c in found] == [(s, "total") for s in ("ada", "bo", "Çy")]
    new = {
        (s, "total"): (0.0, None, 0.25 if s == "bo" else None, False) for s in ("ada", "bo", "Çy")
    }
    assert marks(course) == {**before, **new}
    assert snapshot(course.submitted) == submitted
    states = [score.state for score in scores.read(course, TINY).students[0].scores.values()]
    assert states == ["full", "wrong", "partial"]
    assert grade.grade(course, TINY).done == []


def check(holds: bool) -> None:
    assert holds


@pytest.mark.usefixtures("mended")
def test_a_no_leaves_everything_as_it_was(course: Course) -> None:
    before = everything(course)
    with pytest.raises(UserError, match="Nothing was changed"):
        regrade(course, TINY, ["total"], confirm=Asked(False))
    assert everything(course) == before


@pytest.mark.usefixtures("mended")
def test_some_students_only(course: Course, ran: list[str]) -> None:
    before = marks(course)
    regrade(course, TINY, ["total"], students=["bo"])
    assert marks(course) == {**before, ("bo", "total"): (0.0, None, 0.25, False)}
    assert len(ran) == 1


@pytest.mark.usefixtures("mended")
def test_a_mark_given_by_hand_stays_and_is_looked_at_again(course: Course) -> None:
    mark(course, "ada", "tiny-total-test", 2.5)
    asked = Asked()
    regrade(course, TINY, ["total", "double"], students=["ada", "Çy"], confirm=asked)
    assert marks(course)["ada", "total"] == (0.0, 2.5, None, True)
    assert marks(course)["Çy", "double"] == (0.0, 1.0, None, False), "as it was"
    assert (
        "  2.5 of 3 by hand → 2.5 of 3 by hand, to look at again, graded again: "
        in (asked.questions[0])
    )


def test_where_no_score_changes_nobody_is_asked(course: Course, ran: list[str]) -> None:
    before, asked = marks(course), Asked()
    assert regrade(course, TINY, ["double"], confirm=asked) == []
    assert asked.questions == []
    assert marks(course) == before
    assert len(ran) == 3
    assert cell_of(saved(course, "bo"), "tiny-total-test").outputs


def test_the_limits_are_those_of_the_class(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(cell_s=7)
    grade.grade(course, TINY, limits=limits)
    used = []

    async def aexecute(notebook: nbformat.NotebookNode, given: Limits, *_: object, **__: object):
        used.append(given)
        return await in_process.aexecute(notebook)

    monkeypatch.setattr(cluster, "aexecute", aexecute)
    regrade(course, TINY, ["double"])
    assert used == [limits] * 3
    assert grade.grade(course, TINY, limits=limits).done == []


@pytest.mark.parametrize(
    ("exercise", "student", "said"),
    [
        ("triple", None, r"has no exercise 'triple'\. There are: double, total, why\."),
        ("why", None, r"why has no test to run again: people mark it"),
        ("double", ["bob"], r"no submission of 'bob'\. There are: ada, bo, Çy\."),
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    course: Course, exercise: str, student: list[str] | None, said: str
) -> None:
    before = everything(course)
    with pytest.raises(UserError, match=said):
        regrade(course, TINY, [exercise], students=student)
    assert everything(course) == before


def test_a_class_that_is_not_graded_is_told_in_one_line(tmp_path: Path) -> None:
    course = released_course(tmp_path / "fresh")
    with pytest.raises(UserError, match="Nothing is graded yet for 00_tiny"):
        regrade(course, TINY, ["double"], students=["ada"])
    course.gradebook.unlink()
    with pytest.raises(UserError, match="Nothing is graded yet for 00_tiny"):
        regrade(course, TINY, ["double"])
    assert not course.gradebook.exists()


def test_a_test_that_was_not_released_is_not_graded_by(course: Course) -> None:
    edit(course, ("3 if empty_is_right else 2", "3 if empty_is_right else 1"))
    with pytest.raises(UserError, match=r"The test of total in 00_tiny\.py is not the one that"):
        regrade(course, TINY, ["total"])
    assert regrade(course, TINY, ["double"]) == []


def test_the_record_says_what_came_of_it(course: Course, mended: None) -> None:
    regrade(course, TINY, ["total"], students=["ada"])
    known = json.loads((course.reports / TINY / "grading.json").read_text())["students"]["ada"]
    assert known["outcome"] == "finished"
    assert known["seconds"] == 1.5
    assert [(v["slug"], v["points"]) for v in known["verdicts"]] == [
        ("double", 2.0), ("total", 0.0), ("why", 0.0),
    ]  # fmt: skip


@pytest.mark.usefixtures("mended")
@pytest.mark.parametrize(
    ("typed", "words", "code"), [("y\n", (), 0), ("n\n", (), 1), ("", (), 1), ("", ("--yes",), 0)]
)
def test_the_command_tells_and_asks(
    course: Course, monkeypatch: pytest.MonkeyPatch, typed: str, words: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(course.root)
    before = marks(course)
    command = ["regrade", "00", "--exercise", "total", *words]
    done = CliRunner().invoke(app, command, input=typed, prog_name="unrolled")
    assert done.exit_code == code, done.output
    assert "  3 of 3 → 0 of 3, graded again: ZeroDivisionError: division by zero: ada, Çy\n" in (
        done.stdout
    )
    assert "Save 3 changed scores of 3 students?" in done.stdout
    assert (marks(course) != before) == (code == 0)
    if code == 0:
        assert "Graded again. 3 scores changed. Report: reports/00_tiny/report.html" in done.stdout
    elif typed:
        assert done.stderr.startswith("error: Nothing was changed")
    else:
        assert done.stderr.startswith("error: Nobody is there to be asked: give --yes")


def test_what_is_told_beforehand_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    assert Steps(Console()).ask("[a] b\n  c → d\nSave it?", True)
    assert capsys.readouterr().out == "[a] b\n  c → d\nSave it?\n"


def test_changes_stand_together_by_exercise() -> None:
    found = [
        Change("ada", "b", "1 of 2", "2 of 2", "why"),
        Change("bo", "a", "1 of 1", "0 of 1"),
        Change("cy\x1b[31m", "b", "1 of 2", "2 of 2", "why"),
    ]
    assert list(changes.listing(found)) == [
        "b", "  1 of 2 → 2 of 2, why: ada, cy", "a", "  1 of 1 → 0 of 1: bo",
    ]  # fmt: skip


def test_the_list_of_changes_grows_and_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "new" / "changes.csv"
    for student in ("=1+1", "bo"):
        changes.keep(path, [Change(student, "a", "1 of 1", "0 of 1")])
    lines = path.read_text().splitlines()
    assert [line.split(",")[1] for line in lines] == ["student", "'=1+1", "bo"]


def test_a_setup_changes_what_stands_below_it() -> None:
    setup, test = Fact("x = 1", True, False), Fact("assert x", True, False, 2.0)
    written = Fact("", False, True, 1.0)
    old = {"a": test, "setup": setup, "b": test, "w": written}
    new = {**old, "setup": Fact("x = 2", True, False)}
    again = to_grade_again(old, new, ["a", "setup", "b", "w"])
    assert {name: reason.why for name, reason in again.items()} == {"b": "setup changed"}
    assert to_grade_again(old, old, list(old)) == {}


@pytest.mark.slow
def test_in_the_sandbox_and_by_the_judge(tmp_path: Path) -> None:
    course = released_course(tmp_path / "tiny")
    fill(course)
    before = marks(course)
    assert regrade(course, TINY, ["total"]) == []
    edit(course, STRICTER, WORTH)
    asked = Asked()
    release(course, asked)
    assert "  2.25 of 3 → 1.25 of 3, another test: bo" in asked.lines
    assert marks(course)["bo", "total"] == (1.0, None, 0.25, False)
    assert marks(course)["Çy", "total"] == before["Çy", "total"]
    assert grade.grade(course, TINY).done == []
