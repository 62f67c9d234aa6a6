"""Check of the best configuration: runs that were never made, whose best is known."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_utils.checks.outcome import Wrong
from course_utils.experiments import EPOCHS, TAGS
from course_utils.wandb_files import Run

TRAIN, VALIDATION, ACCURACY = TAGS


def draw_runs(seed: int) -> list[Run]:
    """Ten runs. There is one that is best, and each wrong way to choose finds one of its own."""
    chance = random.Random(seed)  # noqa: S311  (numbers for a check)
    runs = [Run(_config(chance), _history(chance)) for _ in range(10)]
    best, peak, early, worst, least, most, trained = (run.history for run in runs[:7])
    best[-1][ACCURACY] = chance.uniform(80, 90)
    peak[chance.randrange(1, EPOCHS - 1)][ACCURACY] = chance.uniform(92, 99)
    early[0][ACCURACY] = chance.uniform(71, 75)
    worst[-1][ACCURACY] = chance.uniform(5, 20)
    least[-1][VALIDATION] = chance.uniform(0.3, 0.5)
    most[-1][VALIDATION] = chance.uniform(2.1, 2.5)
    trained[-1][TRAIN] = chance.uniform(0.1, 0.4)
    runs[7].config["lr"] = chance.uniform(0.6, 0.9)
    first, last, middle = runs[8], runs[9], runs[:8]
    chance.shuffle(middle)
    return [first, *middle, last]


def _config(chance: random.Random) -> dict[str, Any]:
    return {
        "lr": chance.uniform(0.01, 0.5),
        "hidden": chance.randrange(8, 65),
        "weight_decay": chance.choice([0.0, 1e-4, 1e-3]),
        "optimizer": chance.choice(["sgd", "adam"]),
        "seed": chance.randrange(1000),
    }


def _history(chance: random.Random) -> list[dict[str, float]]:
    limits = {TRAIN: (0.5, 2.0), VALIDATION: (0.6, 2.0), ACCURACY: (30, 70)}
    return [{tag: chance.uniform(*limits[tag]) for tag in TAGS} for _ in range(EPOCHS)]


def grade_best(best_of: Callable[[list[Run]], Any], seed: int = 3) -> None:
    """`best_of(runs)` on three lists of runs."""
    for number in range(3):
        runs = draw_runs(seed + number)
        expect_best(best_of(list(runs)), runs)


def expect_best(found: Any, runs: Sequence[Run]) -> None:
    """Raise `Wrong` unless `found` is the configuration with the highest accuracy at the end."""
    if found is None:
        raise Wrong("best_of returned None. (Did you forget a `return` statement?)")
    if isinstance(found, Run):
        raise Wrong("best_of returns a run: return its configuration, `run.config`.")
    if isinstance(found, list | tuple):
        raise Wrong(f"best_of returns a `{type(found).__name__}`: return the best one alone.")
    if not isinstance(found, Mapping):
        kind = type(found).__name__
        raise Wrong(f"best_of should return a configuration, a dictionary; got a `{kind}`.")
    right = max(runs, key=lambda run: run.history[-1][ACCURACY])
    if found == right.config:
        return
    cause = next((words for words, run in _ways(runs).items() if found == run.config), "")
    if not cause and not any(found == run.config for run in runs):
        raise Wrong("best_of returns what is none of the runs' configurations.")
    evidence = f"expected lr = {right.config['lr']:.3g}, got lr = {found['lr']:.3g}."
    raise Wrong(f"{cause}\n{evidence}" if cause else evidence)


def _ways(runs: Sequence[Run]) -> dict[str, Run]:
    """What well-known slips choose, by the words for them."""

    def last(tag: str) -> Callable[[Run], float]:
        return lambda run: run.history[-1][tag]

    return {
        "This is the run with the lowest accuracy: is the list sorted the other way round?": min(
            runs, key=last(ACCURACY)
        ),
        "This run was the best at some earlier epoch: compare what there is after the last.": max(
            runs, key=lambda run: max(row[ACCURACY] for row in run.history)
        ),
        "This run was the best after its first epoch: compare what there is after the last.": max(
            runs, key=lambda run: run.history[0][ACCURACY]
        ),
        "This is the run with the lowest validation loss. Asked for is the accuracy.": min(
            runs, key=last(VALIDATION)
        ),
        "This is the run with the highest validation loss. Asked for is the accuracy.": max(
            runs, key=last(VALIDATION)
        ),
        "This is the run with the lowest training loss, which says little of new digits.": min(
            runs, key=last(TRAIN)
        ),
        "This is the run with the largest lr: sort by the result.": max(
            runs, key=lambda run: run.config["lr"]
        ),
        "This is the first run in the list, as it came: sort by the result.": runs[0],
        "This is the last run in the list, as it came: sort by the result.": runs[-1],
    }
