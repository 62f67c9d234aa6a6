"""What lateness costs: a rule that nbgrader's own step applies, and the words for it.

Set it in nbgrader_config.py; without that nobody loses points:

    c = get_config()
    c.LatePenalty.grace_minutes = 15  # so late is not late
    c.LatePenalty.percent_a_day = 10  # of the points, for each day begun after that
    c.LatePenalty.at_most_percent = 50
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float, TraitError
from traitlets.config import Config

from autograde.course import CONFIG_FILE
from autograde.errors import UserError

DAY_S = 86_400.0
_NAMES = ("grace_minutes", "percent_a_day", "at_most_percent", "penalty_method")


class LatePenalty(LateSubmissionPlugin):
    """Takes a part of the points for each day begun.

    nbgrader's own `penalty_method = "zero"` works as ever, after the minutes of grace.
    """

    grace_minutes = Float(0.0, min=0.0, help="Minutes by which late is not late.").tag(config=True)
    percent_a_day = Float(
        0.0, min=0.0, max=100.0, help="What each day begun costs, in percent of the points."
    ).tag(config=True)
    at_most_percent = Float(
        100.0, min=0.0, max=100.0, help="What lateness costs at most, in percent of the points."
    ).tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points that are taken away; None where it costs nothing."""
        days = days_begun(total_seconds_late, self.grace_minutes)
        if days and self.penalty_method == "zero":
            return score
        percent = min(days * self.percent_a_day, self.at_most_percent)
        return round(score * percent / 100, 2) if percent else None


def days_begun(seconds_late: float, grace_minutes: float = 0.0) -> int:
    """Return how many days of lateness have begun once the grace is over.

    >>> days_begun(900, 15), days_begun(901, 15), days_begun(86_400), days_begun(86_401)
    (0, 1, 1, 2)
    """
    return max(0, math.ceil((seconds_late - 60 * grace_minutes) / DAY_S))


def checked(config: Config) -> Config:
    """Return a course's configuration. Raises UserError where its rule for lateness is none.

    A name that is misspelt there would cost nobody anything, and nobody would notice.
    """
    settings: Any = config.get("LatePenalty", {})
    for name in settings:
        if name not in _NAMES:
            meant = get_close_matches(name, _NAMES, 1, 0.5)
            hint = f" Did you mean {meant[0]}?" if meant else ""
            raise UserError(
                f"{CONFIG_FILE}: LatePenalty has no setting {name!r}.{hint} "
                f"There are: {', '.join(_NAMES)}."
            )
    try:
        LatePenalty(config=config)
    except TraitError as error:
        raise UserError(f"{CONFIG_FILE}, c.LatePenalty: {error}") from None
    return config


@dataclass(frozen=True)
class Lateness:
    """When a submission was due and when it came, both in UTC; `due` counts the extension in.

    Where the time of a submission isn't known, `came` is None.
    """

    due: datetime
    came: datetime | None
    extension: timedelta = timedelta()

    @property
    def seconds(self) -> float:
        """How late it is; 0 where it is in time, or where nobody knows."""
        late = timedelta() if self.came is None else self.came - self.due
        return max(0.0, late.total_seconds())

    def __str__(self) -> str:
        """Say it in words.

        >>> day = datetime(2026, 12, 1)
        >>> print(Lateness(day, day + timedelta(hours=27), timedelta(hours=48)))
        1 day 3 h late, after an extension of 2 days
        >>> print(Lateness(day, day))
        in time
        """
        if self.came is None:
            said = "at an unknown time"
        else:
            said = f"{span(self.seconds)} late" if self.seconds else "in time"
        if not self.extension:
            return said
        joined = ", after an extension" if self.seconds else ", with an extension"
        return f"{said}{joined} of {span(self.extension.total_seconds())}"


def lateness(
    due: datetime | None, came: datetime | None, extension: timedelta | None
) -> Lateness | None:
    """Return how late what came at `came` is; None where nothing is due.

    `due` is that of the class. nbgrader itself stops where there is an extension of no due date.
    """
    extension = extension or timedelta()
    return None if due is None else Lateness(due + extension, came, extension)


def points(number: float) -> str:
    """Return points as people say them.

    >>> points(1), points(0.7), points(0.0)
    ('1 point', '0.7 points', '0 points')
    """
    said = f"{number:.2f}".rstrip("0").rstrip(".")
    return f"{said} point{'' if said == '1' else 's'}"


def span(seconds: float) -> str:
    """Return a time as people say it, to two units.

    >>> span(40), span(3_660), span(2 * 86_400 + 3_600), span(86_400 + 120)
    ('40 s', '1 h 1 min', '2 days 1 h', '1 day')
    """
    if seconds < 60:
        return f"{math.ceil(seconds)} s"
    minutes = round(seconds / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    day = f"{days} day{'s' if days > 1 else ''}"
    parts = [day] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes and not days else []
    return " ".join(parts)
