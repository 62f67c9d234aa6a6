"""What a tracked run should hold, and the words for what it does not.

The instant check and the hidden test compare runs with the same words; each computes the true rows
by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_utils.experiments import TAGS
from course_utils.wandb_files import Run

PROJECT = "unrolled"
CLOSE = 1e-6  # relative; rows are computed in float64 and kept as text
LARGEST = 1e9  # losses and percent are far below
Rows = Sequence[Mapping[str, Any]]


def run_fault(run: Run, config: Mapping[str, Any], truth: Rows) -> str:
    """What is wrong with the run of this configuration, in one line; "" for nothing."""
    return (
        config_fault(run.config, config)
        or history_fault(run.history, truth)
        or project_fault(run.project)
        or finish_fault(run.finished)
    )


def config_fault(kept: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    """Is every entry of the configuration kept as it was? There may be more.

    >>> config_fault({"lr": 0.2}, {"lr": 0.1})
    'The run says lr = 0.2 where the configuration says 0.1.'
    """
    if not kept:
        return "The run doesn't know its configuration: give `config=config` to `wandb.init`."
    for key, value in kept.items():
        if isinstance(value, Mapping) and set(config) <= set(value):
            return (
                f'The configuration lies one level too deep, as an entry "{key}" of the run\'s: '
                "give `config=config` to `wandb.init`."
            )
    for key, value in config.items():
        if key not in kept:
            return f"The run's configuration has no {key}: hand over all of it, `config=config`."
        if isinstance(kept[key], str) and not isinstance(value, str):
            return f'The run has {key} as the text "{kept[key][:40]}": keep it a number.'
        if kept[key] != value:
            said = str(kept[key])[:40]
            return f"The run says {key} = {said} where the configuration says {value}."
    return ""


def history_fault(history: Rows, truth: Rows) -> str:
    """Are these the true rows, one for each step?"""
    return tags_fault(history) or length_fault(history, truth) or numbers_fault(history, truth)


def tags_fault(history: Rows) -> str:
    """Are all the measurements there, by their own names, and those of an epoch together?"""
    if not history:
        return "Nothing is logged: call `run.log(row)` for each row of `measurements(config)`."
    names = {name for row in history for name in row}
    for tag in TAGS:
        if tag not in names:
            found = ", ".join(sorted(names)[:4])
            return f"There is no {tag} in the run, but {found}: log the row under its own names."
    if any(tag not in row for row in history for tag in TAGS):
        return (
            "What was measured after one epoch lies in different steps: each `run.log` is a step, "
            "so log the whole row at once."
        )
    for row in history:
        for tag in TAGS:
            if type(row[tag]) not in (int, float):
                return f"{tag} is logged as `{type(row[tag]).__name__}`: log the number itself."
            if abs(row[tag]) > LARGEST:
                return f"{tag} is larger than any of these numbers can be."
    return ""


def length_fault(history: Rows, truth: Rows) -> str:
    """Is there a step for each epoch?"""
    steps, epochs = len(history), len(truth)
    if steps == epochs:
        return ""
    if steps == 1 and not _differ(history, truth[-1:]):
        return f"Only the last of {epochs} epochs is logged: `run.log(row)` belongs in the loop."
    if steps < epochs and not _differ(history, truth[:steps]):
        return f"Only the first {steps} of {epochs} epochs are logged."
    if steps < epochs and not _differ(history, truth[epochs - steps :]):
        return f"The first of {epochs} epochs is not logged, {steps} steps are."
    return f"There should be one step for each of {epochs} epochs, and there are {steps} steps."


def numbers_fault(history: Rows, truth: Rows) -> str:
    """Are the numbers those that were measured? Well-known slips are known by what they lead to."""
    if not _differ(history, truth):
        return ""
    train, validation, accuracy = TAGS
    slips = {
        f"{accuracy} is a fraction: keep it in percent, as it was measured.": [
            {**row, accuracy: row[accuracy] / 100} for row in truth
        ],
        f"{train} and {validation} are exchanged.": [
            {**row, train: row[validation], validation: row[train]} for row in truth
        ],
        "The epochs are in the wrong order: the last one is logged first.": [*truth][::-1],
        f"Each of the {len(truth)} steps holds the last epoch: log in the loop, not after it.": (
            [truth[-1]] * len(truth)
        ),
        f"Each of the {len(truth)} steps holds the first epoch: is the training started anew?": (
            [truth[0]] * len(truth)
        ),
    }
    for cause, rows in slips.items():
        if not _differ(history, rows):
            return cause
    for digits in range(6):
        if not _differ(history, truth, atol=0.51 * 10**-digits):
            return "The numbers are rounded: log them as they were measured."
    step, tag = next(
        (step, tag)
        for step, (row, true) in enumerate(zip(history, truth, strict=True), 1)
        for tag in TAGS
        if not _close(row[tag], true[tag])
    )
    expected, got = truth[step - 1][tag], history[step - 1][tag]
    return f"{tag} in epoch {step}: expected {expected:.6g}, got {got:.6g}."


def project_fault(project: str) -> str:
    """Does the run lie where the others are?"""
    if project == PROJECT:
        return ""
    return f'The run is in the project "{project}": give `project="{PROJECT}"` to `wandb.init`.'


def finish_fault(finished: bool) -> str:
    """Did it say that it was over?"""
    if finished:
        return ""
    return "The run never ends: call `run.finish()` after the last epoch, before the next run."


def _differ(history: Rows, truth: Rows, atol: float = 0.0) -> bool:
    pairs = zip(history, truth, strict=True)
    return any(not _close(row[tag], true[tag], atol) for row, true in pairs for tag in TAGS)


def _close(got: float, expected: float, atol: float = 0.0) -> bool:
    return abs(got - expected) <= max(atol, CLOSE * max(1.0, abs(expected)))
