"""What lateness costs by the course's rule, and times as people write them."""

import doctest
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from traitlets.config import Config

from autograde import late
from autograde.anonymity import pseudonyms
from autograde.errors import UserError
from autograde.late import Lateness, LatePenalty, checked, lateness, span
from autograde.lateness import penalties, when
from autograde.lateness.when import parsed, shown, zone_of

HOUR, DAY = 3600.0, 86_400.0


@pytest.mark.parametrize("module", [late, penalties, pseudonyms, when])
def test_the_examples_in_the_docstrings_hold(module):
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


def rule(**settings):
    config = Config()
    config.LatePenalty.update(settings)
    return LatePenalty(config=checked(config))


def cost(rule, seconds, score=8.0):
    return rule.late_submission_penalty("ada", score, seconds)


def test_without_settings_lateness_costs_nothing():
    assert cost(rule(), 9 * DAY) is None


def test_each_day_begun_costs_its_percentage_up_to_the_limit():
    ten = rule(percent_a_day=10, at_most_percent=25)
    assert [cost(ten, s) for s in (1, DAY, DAY + 1, 2 * DAY + 1, 99 * DAY)] == [0.8, 0.8, 1.6, 2, 2]


def test_grace_comes_before_the_first_day():
    ten = rule(percent_a_day=10, grace_minutes=15)
    assert [cost(ten, s) for s in (900, 901, DAY + 900, DAY + 901)] == [None, 0.8, 0.8, 1.6]


def test_nbgraders_own_method_works_as_ever_after_the_grace():
    zero = rule(penalty_method="zero", grace_minutes=15)
    assert [cost(zero, 900), cost(zero, 901)] == [None, 8.0]
    config = Config()
    config.LateSubmissionPlugin.penalty_method = "zero"
    assert cost(LatePenalty(config=config), 1) == 8.0


def test_points_are_rounded_as_people_do():
    assert cost(rule(percent_a_day=10), HOUR, score=7 / 3) == 0.23


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"percent_per_day": 10}, "no setting 'percent_per_day'. Did you mean percent_a_day?"),
        ({"zzz": 1}, "no setting 'zzz'. There are: grace_minutes, percent_a_day"),
        ({"percent_a_day": 110}, r"c.LatePenalty: .*percent_a_day"),
        ({"grace_minutes": "a quarter"}, r"c.LatePenalty: .*grace_minutes"),
    ],
)
def test_a_rule_that_is_none_is_one_line(settings, said):
    with pytest.raises(UserError, match=said) as raised:
        rule(**settings)
    assert str(raised.value).startswith("nbgrader_config.py")
    assert "\n" not in str(raised.value)


def test_lateness_counts_from_the_due_date_with_the_extension():
    due = datetime(2026, 12, 1)
    found = lateness(due, due + timedelta(hours=30), timedelta(hours=24))
    assert found == Lateness(due + timedelta(days=1), due + timedelta(hours=30), timedelta(days=1))
    assert found.seconds == 6 * HOUR
    assert lateness(due, due, None).seconds == 0
    assert lateness(due, None, None).seconds == 0
    assert lateness(None, due, timedelta(hours=24)) is None  # nbgrader itself would stop here


def test_a_time_is_said_in_two_units_at_most():
    assert span(3 * DAY + 5 * HOUR + 61) == "3 days 5 h"
    assert span(59 * 60 + 59) == "1 h"
    assert span(0.4) == "1 s"


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-12-01 23:59", "2026-12-01 22:59:00"),
        ("2026-07-01 23:59", "2026-07-01 21:59:00"),  # summer time
        ("2026-12-01", "2026-12-01 22:59:59"),
        ("2026-12-01 23:59 America/New_York", "2026-12-02 04:59:00"),
        ("2026-12-01T23:59Z", "2026-12-01 23:59:00"),
        ("2026-12-01 23:59 +0530", "2026-12-01 18:29:00"),
    ],
)
def test_times_are_read_in_the_courses_zone_unless_they_name_one(text, utc):
    assert str(parsed(text, BERLIN)) == utc


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2026-12-01 23:59 Nowhere", "12.1.2026"]
)
def test_what_is_no_time_is_one_line_with_an_example(text):
    with pytest.raises(UserError, match=r"is no time\. Write it like"):
        parsed(text, BERLIN)


def test_without_a_zone_that_of_the_machine_holds(monkeypatch):
    assert zone_of(Config()) is None
    moment = parsed("2026-12-01 12:00")
    assert shown(moment).startswith("Tue 1 Dec 2026, 12:00 ")


def test_the_zone_is_the_one_by_which_formgrader_shows_times():
    config = Config()
    config.NbGraderAPI.timezone = "Europe/Berlin"
    assert zone_of(config) == BERLIN
    config.NbGraderAPI.timezone = "Berlin"
    with pytest.raises(UserError, match="'Berlin', which is no zone"):
        zone_of(config)
