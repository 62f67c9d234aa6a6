"""Due dates, extensions and penalties, in nbgrader's gradebook and in all that is made of it."""

import json
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from typer.testing import CliRunner

from autograde import gradebook, report, scores
from autograde.cli import app
from autograde.deadlines import deadlines, extend, set_due
from autograde.errors import UserError
from autograde.feedback import feedback
from autograde.lateness import extensions
from autograde.lateness.catching_up import catch_up
from autograde.lateness.penalties import Penalty, settle
from autograde.steps import convert, logged
from tests.autograde.graded_class import graded, handed_in_at, mark, penalty, with_rule
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course

DUE = datetime(2026, 12, 1, 23, 59)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def course(released, tmp_path):
    return with_rule(copied(released, tmp_path / "tiny"))


@pytest.fixture(scope="module")
def ready(released, tmp_path_factory):
    course = with_rule(copied(released, tmp_path_factory.mktemp("graded") / "tiny"))
    set_due(course, TINY, DUE)
    handed_in_at(course, "ada", "2026-12-01 20:00:00")
    handed_in_at(course, "bob", "2026-12-02 00:10:00")
    handed_in_at(course, "Zoë B", "2026-12-03 09:59:00")
    with pytest.MonkeyPatch.context() as patch:
        return graded(course, patch)


@pytest.fixture
def late(ready, tmp_path):
    """Three are graded: one in time, one within the grace, one a day and ten hours late."""
    return copied(ready, tmp_path / "late")


def penalties(course):
    return [penalty(course, student) for student in ("ada", "bob", "Zoë B")]


def extension_of(course, student):
    with Gradebook(course.db_url, course_id="unrolled") as book:
        return book.find_submission(TINY, student).extension


def test_grading_takes_off_what_the_rule_says(late):
    assert penalties(late) == [None, None, 1.0]  # 5 points so far, 20 %


def test_plain_nbgrader_takes_off_the_same(course):
    set_due(course, TINY, DUE)
    handed_in_at(course, "Zoë B", "2026-12-03 09:59:00")
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text() + "from autograde.restore import RestoreCells\n"
        "from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades\n"
        "c.Autograde.sanitize_preprocessors = [RestoreCells]\n"
        "c.Autograde.autograde_preprocessors = [SaveAutoGrades, AssignLatePenalties]\n"
    )
    with logged(course, "plain") as (log, _):
        convert(Autograde, course, TINY, "Zoë B", log)
    assert penalty(course, "Zoë B") == 1.0


def test_a_later_due_date_changes_what_was_taken_off(late):
    assert set_due(late, TINY, DUE + timedelta(days=1)) == [Penalty("Zoë B", 1.0, 0.5)]
    assert penalties(late) == [None, None, 0.5]
    assert set_due(late, TINY, DUE - timedelta(days=1)) == [
        Penalty("Zoë B", 0.5, 1.5),
        Penalty("ada", 0.0, 0.5),
        Penalty("bob", 0.0, 0.5),
    ]


def test_an_extension_counts_at_once_and_replaces_an_earlier_one(late):
    granted = extend(late, TINY, "Zoë B", hours=24)
    assert granted.penalties == [Penalty("Zoë B", 1.0, 0.5)]
    assert not granted.waits
    assert granted.until == DUE + timedelta(days=1)
    extend(late, TINY, "Zoë B", until=DUE + timedelta(hours=34))
    assert penalty(late, "Zoë B") is None
    assert extension_of(late, "Zoë B") == timedelta(hours=34)
    assert extend(late, TINY, "Zoë B", hours=0).penalties == [Penalty("Zoë B", 0.0, 1.0)]
    assert extension_of(late, "Zoë B") is None


def test_an_extension_before_anything_is_handed_in_waits_for_it(course, monkeypatch):
    set_due(course, TINY, DUE)
    granted = extend(course, TINY, "Zoë B", hours=48)
    assert granted.waits
    with Gradebook(course.db_url, course_id="unrolled") as book:
        assert not book.students  # nobody is entered with a row of zeros
    handed_in_at(course, "Zoë B", "2026-12-03 09:59:00")
    graded(course, monkeypatch)
    assert penalty(course, "Zoë B") is None
    assert extension_of(course, "Zoë B") == timedelta(days=2)
    assert settle(course, TINY) == []
    assert not (course.root / extensions.NAME).exists()
    assert extension_of(course, "Zoë B") == timedelta(days=2)


def test_an_extension_that_waited_counts_after_plain_nbgrader_too(late):
    extensions.keep(late, TINY, {"Zoë B": timedelta(days=2), "cyd": timedelta(hours=1)})
    extensions.keep(late, "01_other", {"Zoë B": timedelta(days=9)})
    assert settle(late, TINY) == [Penalty("Zoë B", 1.0, 0.0)]
    assert extension_of(late, "Zoë B") == timedelta(days=2)
    assert json.loads((late.root / extensions.NAME).read_text()) == {
        "00_tiny": {"cyd": 3600.0},
        "01_other": {"Zoë B": 777600.0},
    }


def test_an_extension_given_now_wins_over_one_that_waited(late):
    extensions.keep(late, TINY, {"Zoë B": timedelta(days=9)})
    extend(late, TINY, "Zoë B", hours=24)
    assert extension_of(late, "Zoë B") == timedelta(days=1)
    assert deadlines(late, TINY).waiting == {}


def test_marks_given_later_count_in_the_penalty(late):
    mark(late, "Zoë B", 2)
    assert catch_up(late, TINY) == ["Zoë B: 1.4 points less for lateness (before: 1 point)"]
    assert catch_up(late, TINY) == []
    assert scores.read(late, TINY).students[-1].total == pytest.approx(5.6)


def test_nothing_is_written_and_no_backup_made_where_nothing_changed(late):
    before = late.gradebook.read_bytes(), sorted((late.build / "backups").iterdir())
    with gradebook.held(late):  # nobody else is held up either
        assert settle(late, TINY) == []
    assert (late.gradebook.read_bytes(), sorted((late.build / "backups").iterdir())) == before


def test_a_backup_comes_before_a_change(late):
    before = len(list((late.build / "backups").iterdir()))
    extend(late, TINY, "Zoë B", hours=24)
    assert len(list((late.build / "backups").iterdir())) == before + 1


def test_a_new_rule_is_applied_to_what_was_graded(late):
    with_rule(late, "c.LatePenalty.percent_a_day = 20\n")
    assert settle(late, TINY) == [Penalty("Zoë B", 1.0, 2.0)]


def test_an_instructors_own_plugin_is_asked_instead(late):
    (late.root / "nbgrader_config.py").open("a").write(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Mine(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return 99.0\n"
        "c.AssignLatePenalties.plugin_class = Mine\n"
    )
    assert settle(late, TINY)[0] == Penalty("Zoë B", 1.0, 5.0)  # never more than there is


def test_no_due_date_takes_nothing_and_ends_extensions(late):
    extend(late, TINY, "Zoë B", hours=1)
    extend(late, TINY, "cyd", hours=1)
    set_due(late, TINY, None)
    assert penalties(late) == [None, None, None]
    assert extension_of(late, "Zoë B") is None
    assert deadlines(late, TINY).lines(late) == ["no due date: nobody is late"]


def test_grading_goes_on_where_formgrader_took_the_due_date_away(late, monkeypatch):
    extend(late, TINY, "Zoë B", hours=1)
    with Gradebook(late.db_url, course_id="unrolled") as book:
        book.find_assignment(TINY).duedate = None
        book.db.commit()
    handed_in_at(late, "Zoë B", "2026-12-09 09:59:00")
    graded(late, monkeypatch)
    assert penalty(late, "Zoë B") is None
    assert scores.read(late, TINY).students[-1].late is None


def test_a_time_that_nobody_knows_costs_nothing_and_is_not_hidden(late, monkeypatch):
    hand_in(late, "cyd")
    graded(late, monkeypatch)
    cyd = next(s for s in scores.read(late, TINY).students if s.name == "cyd")
    assert (cyd.penalty, str(cyd.late)) == (0, "at an unknown time")


def test_the_scores_say_how_late_and_what_it_cost(late):
    extend(late, TINY, "Zoë B", hours=24)
    zoe = scores.read(late, TINY).students[-1]
    assert str(zoe.late) == "10 h late, after an extension of 1 day"
    assert (zoe.penalty, zoe.total) == (0.5, 4.5)


def test_students_read_how_late_it_came(late):
    feedback(late, TINY)
    said = {
        student: " ".join(
            BeautifulSoup(
                (late.feedback / student / TINY / f"{TINY}.html").read_text("utf-8"), "html.parser"
            ).get_text(" ").split()
        )
        for student in ("ada", "Zoë B")
    }  # fmt: skip
    assert "1 taken off for lateness" in said["Zoë B"]
    assert "It came 1 day 10 h late" in said["Zoë B"]
    assert "late" not in said["ada"]


def test_the_report_says_it_beside_the_total(late):
    page = report.report(late, TINY).html.read_text("utf-8")
    titles = [t.get("title") for t in BeautifulSoup(page, "html.parser").select("td.total")]
    assert titles == [None, "11 min late: at no cost",
                      "1 day 10 h late: 1 point less"]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, "either --hours, counted from the due date, or --until"),
        ({"hours": 1, "until": DUE}, "either --hours, counted from the due date, or --until"),
        ({"until": DUE - timedelta(1)}, "before the due date of the class, Tue 1 Dec 2026, 23:59"),
    ],
)
def test_an_extension_that_is_none_is_one_line(course, how, said):
    set_due(course, TINY, DUE)
    with pytest.raises(UserError, match=said):
        extend(course, TINY, "ada", **how)
    assert deadlines(course, TINY).waiting == {}


def test_without_a_due_date_there_is_nothing_to_extend(course):
    with pytest.raises(UserError, match=r"no due date that could be extended. Set one: unrolled"):
        extend(course, TINY, "ada", hours=1)


def test_a_name_that_cannot_be_is_refused(course):
    with pytest.raises(UserError, match=r"'\.\./ada'.*nobody can have that name"):
        extend(course, TINY, "../ada", hours=1)


def test_what_the_gradebook_does_not_know_is_one_line(course):
    (course.solutions / "01_other").mkdir()
    with pytest.raises(UserError, match="does not know 01_other yet"):
        set_due(course, "01_other", DUE)
    course.gradebook.unlink()
    (course.notebooks / TINY / f"{TINY}.ipynb").unlink()
    with pytest.raises(UserError, match="no gradebook yet"):
        deadlines(course, TINY)
    assert not course.gradebook.exists()
    assert settle(course, TINY) == []


def test_a_damaged_list_of_extensions_is_one_line(late):
    (late.root / extensions.NAME).write_text('{"00_tiny": ["ada"]}')
    with pytest.raises(UserError, match=r"extensions\.json is damaged"):
        settle(late, TINY)


def test_a_misspelt_rule_stops_grading_before_it_begins(course, monkeypatch):
    with_rule(course, "c.LatePenalty.percent_per_day = 10\n")
    hand_in(course, "ada", answered(course))
    with pytest.raises(UserError, match="Did you mean percent_a_day"):
        graded(course, monkeypatch)


def unrolled(*words):
    result = CliRunner().invoke(app, words, prog_name="unrolled")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_commands_say_what_they_did(late, monkeypatch):
    monkeypatch.chdir(late.root)
    assert unrolled("due", "00", "2026-12-02", "23:59")[1].splitlines() == [
        "Brought up to date:",
        "  Zoë B: 0.5 points less for lateness (before: 1 point)",
        "00_tiny:",
        "  due Wed 2 Dec 2026, 23:59 UTC",
    ]
    assert unrolled("extend", "00", "Zoë B", "--hours", "12")[1].splitlines() == [
        "00_tiny:",
        "  Zoë B has until Thu 3 Dec 2026, 11:59 UTC, 12 h more than the class",
        "  Zoë B: nothing less for lateness (before: 0.5 points)",
    ]
    said = unrolled("extend", "00", "adda", "--until", "2026-12-04 23:59 UTC")[1]
    assert "nothing of adda is graded yet: extensions.json keeps it till then" in said
    assert "nobody has that name so far; there is ada" in said
    assert unrolled("due", "00")[1].splitlines()[2:] == [
        "  Zoë B: Thu 3 Dec 2026, 11:59 UTC, 12 h more",
        "  adda: Fri 4 Dec 2026, 23:59 UTC, 2 days more (nothing graded yet)",
    ]
    mark(late, "Zoë B", 2)
    unrolled("extend", "00", "Zoë B", "--hours", "0")
    assert unrolled("due", "00", "never")[1].splitlines()[-1] == "  no due date: nobody is late"
    code, _, err = unrolled("due", "00", "soon")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("error: 'soon' is no time.")


def test_reporting_brings_penalties_up_to_date(late, monkeypatch):
    monkeypatch.chdir(late.root)
    mark(late, "Zoë B", 2)
    said = unrolled("report", "00")[1]
    assert said.startswith("Brought up to date:\n  Zoë B: 1.4 points less for lateness")
    assert "1.4" in (late.reports / TINY / "report.html").read_text("utf-8")
