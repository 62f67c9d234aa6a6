"""Times as people write them, and as the gradebook keeps them: in UTC, without saying so.

A zone that is None is that of this machine.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from traitlets.config import Config

from autograde.course import CONFIG_FILE
from autograde.errors import UserError

_HOW = 'Write it like "2026-12-01 23:59", or with a zone: "2026-12-01 23:59 Europe/Berlin".'
_DAYS_END = time(23, 59, 59)


def zone_of(config: Config) -> ZoneInfo | None:
    """Return the zone of a course: c.NbGraderAPI.timezone, in which formgrader shows times too.

    Raises UserError where that names no zone.
    """
    name = config.NbGraderAPI.get("timezone")
    zone = _zone(str(name)) if name else None
    if name and zone is None:
        raise UserError(f"{CONFIG_FILE}: c.NbGraderAPI.timezone is {name!r}, which is no zone.")
    return zone


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def parsed(text: str, zone: ZoneInfo | None = None) -> datetime:
    """Return the time that a text names, in UTC; a day alone means its last second.

    Raises UserError for what is no time.

    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> print(parsed("2026-12-01 23:59", berlin), "|", parsed("2026-12-01", berlin))
    2026-12-01 22:59:00 | 2026-12-01 22:59:59
    >>> print(parsed("2026-07-01 12:00 UTC", berlin), "|", parsed("2026-07-01T12:00 +0200"))
    2026-07-01 12:00:00 | 2026-07-01 10:00:00
    """
    words = text.split()
    if len(words) > 1 and (named := _zone(words[-1])):
        zone = named
        words.pop()
    written = " ".join(words).replace(" +", "+")
    try:
        if len(words) == 1 and len(written) <= len("2026-12-01"):
            moment = datetime.combine(date.fromisoformat(written), _DAYS_END)
        else:
            moment = datetime.fromisoformat(written)
        if moment.tzinfo is None and zone is not None:
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        raise UserError(f"{text!r} is no time. {_HOW}") from None


def shown(moment: datetime, zone: ZoneInfo | None = None) -> str:
    """Return a time of the gradebook for people in this zone.

    >>> shown(datetime(2026, 12, 1, 22, 59), ZoneInfo("Europe/Berlin"))
    'Tue 1 Dec 2026, 23:59 CET'
    """
    local = moment.replace(tzinfo=UTC).astimezone(zone)
    seconds = f":{local:%S}" if local.second else ""
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}{seconds} {local:%Z}"
