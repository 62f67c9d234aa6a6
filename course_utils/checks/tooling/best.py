"""Check of `best_run`: runs with known curves are written, and it has to find the best."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

from course_utils.checks.outcome import Wrong
from course_utils.dashboards import SummaryWriter
from course_utils.experiments import EPOCHS, TAGS

from .logged import ACCURACY, METRIC, TRAIN, VALIDATION

Curves = dict[str, list[float]]
_NAMES = ["blackbird", "crane", "dunlin", "egret", "finch", "goshawk", "heron", "ibis", "jay"]
_PERCENT = 1e-3


def draw_runs(seed: int) -> dict[str, Curves]:
    """Eight runs in any order. One is the best; each wrong way to choose finds another."""
    chance = random.Random(seed)  # noqa: S311  (curves for a check)
    runs = [
        {
            TRAIN: [chance.uniform(0.5, 2.0) for _ in range(EPOCHS)],
            VALIDATION: [chance.uniform(0.6, 2.0) for _ in range(EPOCHS)],
            ACCURACY: [chance.uniform(30, 70) for _ in range(EPOCHS)],
        }
        for _ in range(8)
    ]
    best, peak, early, worst, least, trained = runs[:6]
    best[ACCURACY][-1] = chance.uniform(80, 90)
    peak[ACCURACY][chance.randrange(1, EPOCHS - 1)] = chance.uniform(92, 99)
    early[ACCURACY][0] = chance.uniform(71, 75)
    worst[ACCURACY][-1] = chance.uniform(5, 20)
    least[VALIDATION][-1] = chance.uniform(0.3, 0.5)
    trained[TRAIN][-1] = chance.uniform(0.1, 0.4)
    first, *names, last = sorted(chance.sample(_NAMES, len(runs)))
    chance.shuffle(names)
    found = list(zip([*names, first, last], runs, strict=True))
    chance.shuffle(found)
    return dict(found)


def right_run(runs: Mapping[str, Curves]) -> tuple[str, float]:
    """The run with the highest validation accuracy after the last epoch, and the accuracy."""
    best = max(runs, key=lambda name: runs[name][ACCURACY][-1])
    return best, runs[best][ACCURACY][-1]


def write(runs: Mapping[str, Curves], folder: str) -> None:
    """Write the runs as a right `log_run` does."""
    for name, curves in runs.items():
        with SummaryWriter(f"{folder}/{name}") as writer:
            for tag in TAGS:
                for epoch, value in enumerate(curves[tag]):
                    writer.add_scalar(tag, value, epoch)
            last = curves[ACCURACY][-1]
            writer.add_hparams({"seed": 0}, {METRIC: last}, run_name=".")


def grade_best_run(best_run: Callable, seed: int = 1) -> None:
    """`best_run(folder)` on runs that are drawn here."""
    runs = draw_runs(seed)
    with tempfile.TemporaryDirectory() as folder:
        write(runs, folder)
        try:
            found = best_run(folder)
        except KeyError as error:
            if "Reservoir" in str(error):
                raise Wrong(
                    "An EventAccumulator knows nothing before `.Reload()`: that is when it reads "
                    "the files. (Or the tag is not one that was written.)"
                ) from None
            raise
    name, accuracy = _pair(found)
    expect_name(name, runs, folder)
    expect_accuracy(accuracy, runs)


def _pair(found: Any) -> tuple[Any, Any]:
    if found is None:
        raise Wrong("best_run returned None. (Did you forget a `return` statement?)")
    if isinstance(found, str):
        raise Wrong("best_run should return two things, the name and the accuracy: got the name.")
    if not isinstance(found, tuple | list) or len(found) != 2:
        raise Wrong(f"best_run should return (name, accuracy), got `{type(found).__name__}`.")
    if isinstance(found[1], str) and not isinstance(found[0], str):
        raise Wrong("Name and accuracy are exchanged: best_run should return (name, accuracy).")
    return found[0], found[1]


def expect_name(name: Any, runs: Mapping[str, Curves], folder: str) -> None:
    """The name of the right run, or how the other one was found."""
    right, accuracy = right_run(runs)
    if str(name) == f"{folder}/{right}":
        raise Wrong(
            "The run is the right one, but its name has the whole path in front. "
            "`Path(path).name` is the last part."
        )
    if name == right:
        return
    ways = {
        "This is the run that was best at any one epoch: look at the last epoch.": _most(
            runs, lambda c: max(c[ACCURACY])
        ),
        "This is the run that was best after the first epoch: look at the last.": _most(
            runs, lambda c: c[ACCURACY][0]
        ),
        "This is the run with the lowest accuracy: the best has the highest.": _most(
            runs, lambda c: -c[ACCURACY][-1]
        ),
        "This is the run with the lowest validation loss. Asked for is the accuracy.": _most(
            runs, lambda c: -c[VALIDATION][-1]
        ),
        "This is the run with the lowest training loss, which says little of new digits.": _most(
            runs, lambda c: -c[TRAIN][-1]
        ),
        "This is the last run by name: is the accuracy compared?": _by_name(runs, -1),
        "This is the first run by name: is the accuracy compared?": _by_name(runs, 0),
    }
    cause = next((words for words, wrong in ways.items() if name == wrong), "")
    got = f'"{name[:60]}"' if isinstance(name, str) else f"`{type(name).__name__}`"
    evidence = f'expected "{right}" ({accuracy:.1f} %), got {got}.'
    raise Wrong(f"{cause}\n{evidence}" if cause else evidence)


def expect_accuracy(accuracy: Any, runs: Mapping[str, Curves]) -> None:
    """In percent, after the last epoch."""
    right, truth = right_run(runs)
    try:
        value = float(accuracy)
    except (TypeError, ValueError):
        kind = type(accuracy).__name__
        raise Wrong(f"The accuracy should be a number, got `{kind}`.") from None
    if abs(value - truth) <= _PERCENT:
        return
    if abs(100 * value - truth) <= _PERCENT:
        cause = "The accuracy should be in percent, as it is in the files."
    elif abs(value - max(curves[ACCURACY][-1] for curves in runs.values())) > _PERCENT and any(
        abs(value - curves[ACCURACY][-1]) <= _PERCENT for curves in runs.values()
    ):
        cause = "The name is right, and the accuracy is that of another run."
    else:
        cause = "The name is right, and the accuracy is not that of its last epoch."
    raise Wrong(f"{cause}\n{right}: expected {truth:.4g}, got {value:.4g}.")


def _most(runs: Mapping[str, Curves], by: Callable[[Curves], float]) -> str:
    return max(runs, key=lambda name: by(runs[name]))


def _by_name(runs: Mapping[str, Curves], place: int) -> str:
    return sorted(runs)[place]
