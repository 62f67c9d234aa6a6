"""Check of a list of configurations: so many, each one that can be trained, all different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_utils.checks.outcome import NotAttempted, Wrong
from course_utils.experiments import KEYS, Config, what_is_wrong


def expect_configs(configs: Any, count: int, what: str) -> list[Config]:
    """The configurations, as a list. `what` is the name of the variable.

    >>> expect_configs([{"lr": 0.1}], 5, "five_configs")
    Traceback (most recent call last):
    course_utils.checks.outcome.Wrong: five_configs has 1 configuration, and 5 are asked for.
    """
    if configs is None or configs is ... or (isinstance(configs, Sequence) and not len(configs)):
        raise NotAttempted(f"`{what}` is still empty.")
    if not isinstance(configs, list | tuple):
        kind = type(configs).__name__
        raise Wrong(f"{what} should be a list of {count} dictionaries, got `{kind}`.")
    if len(configs) != count:
        some = f"{len(configs)} configuration{'s' * (len(configs) != 1)}"
        raise Wrong(f"{what} has {some}, and {count} are asked for.")
    for place, config in enumerate(configs):
        if problem := what_is_wrong(config):
            raise Wrong(f"{what}[{place}]: {problem}.")
    seen: dict[tuple, int] = {}
    for place, config in enumerate(configs):
        first = seen.setdefault(tuple(config[key] for key in KEYS), place)
        if first != place:
            raise Wrong(f"{what}[{first}] and {what}[{place}] are the same configuration.")
    return [dict(config) for config in configs]
