"""Check of `log_run`: what it wrote for a configuration, read back from the event files."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from course_utils.checks.ladder import expect_close
from course_utils.checks.outcome import Wrong
from course_utils.event_files import Run, files_of, runs_in
from course_utils.experiments import EPOCHS, TAGS, Config, measurements

METRIC = "hparam/accuracy"
ROUNDING = 1e-5  # event files hold numbers in single precision
TRAIN, VALIDATION, ACCURACY = TAGS

CONFIGS: list[Config] = [
    {"lr": 0.2, "hidden": 12, "weight_decay": 0.001, "optimizer": "sgd", "seed": 5},
    {"lr": 0.004, "hidden": 7, "weight_decay": 0.02, "optimizer": "adam", "seed": 8},
]


def grade_log_run(log_run: Callable, configs: Sequence[Config] = CONFIGS) -> None:
    """`log_run(config, folder)` for each of two or more configurations."""
    runs = [logged(log_run, config) for config in configs]
    for run in runs:
        expect_curves(run)
    if any(all(runs[0].curves[tag] == run.curves[tag] for tag in TAGS) for run in runs[1:]):
        raise Wrong(
            "Two configurations give the same curve: train with the `config` that log_run is given."
        )
    for config, run in zip(configs, runs, strict=True):
        expect_run(run, config)


def expect_run(run: Run, config: Config) -> None:
    """The curves of this configuration, the configuration and its result."""
    rows = list(measurements(config))
    expect_curves(run)
    expect_values(run, rows)
    expect_config(run, config)
    expect_metric(run, rows)


def logged(log_run: Callable, config: Config) -> Run:
    """What log_run leaves in the folder that it is given."""
    given = dict(config)
    with tempfile.TemporaryDirectory() as place:
        folder, elsewhere = Path(place) / "folder", Path(place) / "elsewhere"
        elsewhere.mkdir()
        with contextlib.chdir(elsewhere):  # what is not written to the folder stays in here
            log_run(given, str(folder))
        files, strays = files_of(folder), files_of(elsewhere)
    if given != config:
        raise Wrong("log_run changes the `config` that it is given: take a copy, `dict(config)`.")
    if not files and strays:
        raise Wrong(
            f'The events went to "{next(iter(strays)).partition("/")[0]}", not to `folder`: give '
            "the folder to the writer, `SummaryWriter(folder)`."
        )
    if not files:
        raise Wrong("log_run writes no event file. It begins with `SummaryWriter(folder)`.")
    return at_the_top(runs_in(files))


def at_the_top(runs: dict[str, Run]) -> Run:
    """The run of the folder itself, once there is no other below it."""
    run = runs.pop(".", Run())
    if any(below.config for below in runs.values()):
        raise Wrong(
            "`add_hparams` made a folder of its own, so that TensorBoard shows a second run "
            'without curves. Tell it to stay: `run_name="."`.'
        )
    if any(below.curves for below in runs.values()):
        raise Wrong(
            "There are runs within the run, one for each curve: that is what `add_scalars` does. "
            "Use `add_scalar`, once for each measurement."
        )
    if not (run.curves or run.config):
        raise Wrong("The event file holds no curve: `writer.add_scalar` is what adds a point.")
    return run


def expect_curves(run: Run) -> None:
    """All three, with one point for each epoch, at steps that count."""
    for tag in TAGS:
        if tag not in run.curves:
            found = ", ".join(f'"{t}"' for t in run.curves if t != METRIC) or "none"
            raise Wrong(f'There is no curve "{tag}". Found: {found}.')
        steps = [step for step, _ in run.curves[tag]]
        if len(steps) > 1 and len(set(steps)) == 1:
            raise Wrong(
                f'All values of "{tag}" stand at step {steps[0]}, one above the other: the epoch '
                "is the third argument of `add_scalar`."
            )
        if len(steps) == 1:
            raise Wrong(
                f'"{tag}" has one point, and there were {EPOCHS} epochs: is `add_scalar` inside '
                "the loop?"
            )
        if len(steps) != EPOCHS:
            raise Wrong(f'"{tag}" has {len(steps)} points, and there were {EPOCHS} epochs.')
        if steps not in (list(range(EPOCHS)), list(range(1, EPOCHS + 1))):
            raise Wrong(
                f'"{tag}" stands at the steps {steps}. Count epochs: 0, 1, 2, … (or from 1).'
            )


def expect_values(run: Run, rows: Sequence[dict[str, float]]) -> None:
    """The numbers that `measurements` gave."""
    truths = {tag: torch.tensor([row[tag] for row in rows]) for tag in TAGS}
    for tag, truth in truths.items():
        got = torch.tensor(run.values(tag))
        expect_close(got, truth, f'"{tag}", by epoch,', _slips(tag, truths), ROUNDING)


def _slips(tag: str, truths: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What well-known slips write instead of a curve."""
    truth = truths[tag]
    counts = torch.arange(1, len(truth) + 1)
    slips = {
        "Every epoch has the values of the first: `measurements(config)` begins anew each time it "
        "is called. Call it once, and loop over what it gives.": truth[:1].expand(len(truth)),
        "Every epoch has the values of the last: write while the loop runs.": (
            truth[-1:].expand(len(truth))
        ),
        f'"{tag}" is in the wrong order: the last epoch comes first.': truth.flip(0),
        f'"{tag}" is a mean over the epochs so far. Write each value as it is; TensorBoard can '
        "smooth.": truth.cumsum(0) / counts,
        f'"{tag}" holds the best value so far. Write each value as it is.': (
            truth.cummax(0).values if tag == ACCURACY else truth.cummin(0).values
        ),
        f'"{tag}" is divided by 100. Write it as `measurements` gives it, in percent.': truth / 100,
    }
    for other, values in truths.items():
        if other != tag:
            slips[f'"{tag}" holds the values of "{other}".'] = values
    return slips


def expect_config(run: Run, config: Config) -> None:
    """What `add_hparams` was given: all of the configuration, numbers as numbers."""
    if not run.config:
        raise Wrong(
            "The curves are right. The configuration isn't there yet, and without it nobody knows "
            'whose they are: `writer.add_hparams(config, {...}, run_name=".")`.'
        )
    for key, value in config.items():
        if key not in run.config:
            raise Wrong(f'The curves are right. In the configuration "{key}" is missing.')
        kept = run.config[key]
        if kept != value and str(kept) == str(value):
            raise Wrong(
                f'"{key}" was written as text. Leave numbers as they are, or TensorBoard cannot '
                "sort by them."
            )
        if kept != value:
            raise Wrong(
                f'The configuration that was written has {kept!r} for "{key}", and log_run was '
                f"given {value!r}."
            )


def expect_metric(run: Run, rows: Sequence[dict[str, Any]]) -> None:
    """The one number beside the configuration: how well it did."""
    if METRIC not in run.curves:
        raise Wrong(
            "Curves and configuration are right. TensorBoard's table has no result to sort by: "
            f'give `add_hparams` a second dictionary, {{"{METRIC}": ...}}.'
        )
    accuracies = [row[ACCURACY] for row in rows]
    got, last = run.values(METRIC)[-1], accuracies[-1]
    if not min(abs(got - last), abs(got - max(accuracies))) <= ROUNDING * 100:
        raise Wrong(
            f'"{METRIC}" should be the validation accuracy after the last epoch.\n'
            f"expected {last:.4g}, got {got:.4g}."
        )
