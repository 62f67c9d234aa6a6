"""Check of tracking with Weights & Biases: two runs of the check's own, read back from their files.

They are tracked offline, in a folder that is deleted afterwards, whatever account there is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from typing import Any

from course_utils.checks.outcome import NotAttempted, Wrong
from course_utils.experiments import Config, measurements
from course_utils.extras import missing
from course_utils.wandb_files import Run, read_run, run_files, wait_for_ends

from .best_config import grade_best
from .configs import expect_configs
from .histories import finish_fault, run_fault, tags_fault
from .modes import end_run, offline
from .registry import check

COUNT, RATES = 10, 3
CONFIGS: list[Config] = [
    {"lr": 0.07, "hidden": 12, "weight_decay": 0.001, "optimizer": "sgd", "seed": 5},
    {"lr": 0.004, "hidden": 9, "weight_decay": 0.02, "optimizer": "adam", "seed": 8},
]


def grade_track(track_run: Callable[[Config, str], Any]) -> None:
    """Each of two configurations becomes one finished run, with its curve."""
    runs = [tracked(track_run, config) for config in CONFIGS]
    first, second = (run.history for run in runs)
    if not tags_fault(first) and first == second:
        raise Wrong(
            "Two configurations give the same curve: train with the `config` that track_run is "
            "given."
        )
    for run, config in zip(runs, CONFIGS, strict=True):
        if fault := run_fault(run, config, list(measurements(config))):
            raise Wrong(fault)


def tracked(track_run: Callable[[Config, str], Any], config: Config) -> Run:
    """The one run that `track_run` leaves in its folder."""
    given = dict(config)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as elsewhere,
    ):
        end_run()  # of the student's, if it was left open
        try:
            with offline(elsewhere):
                track_run(given, folder)
        finally:
            left_open = end_run()
        files = run_files(folder)
        if not files and run_files(elsewhere):
            raise Wrong("The run is not in `folder`: give `dir=folder` to `wandb.init`.")
        if not left_open:
            wait_for_ends(files)
        runs = [read_run(file.read_bytes()) for file in files]
    if given != config:
        raise Wrong("track_run changes the `config` that it is given: take a copy, `dict(config)`.")
    if not runs:
        raise Wrong("track_run begins no run: that is what `wandb.init(…, dir=folder)` does.")
    if len(runs) > 1:
        raise Wrong(
            f"There are {len(runs)} runs for one configuration: call `wandb.init` once, before the "
            "loop over the epochs."
        )
    if left_open:
        raise Wrong(finish_fault(False))
    return runs[0]


def expect_rates(configs: Sequence[Config]) -> None:
    """The learning rate is what matters most: at least three values of it."""
    rates = sorted({config["lr"] for config in configs})
    if len(rates) < RATES:
        said = " and ".join(f"{rate:g}" for rate in rates)
        raise Wrong(f"ten_configs should have at least {RATES} values of lr, got only {said}.")


@check.exercise("wandb", names=["track_run", "ten_configs", "best_of"])
def _wandb(track_run: Any, ten_configs: Any, best_of: Any) -> str:
    if absent := missing("wandb"):
        raise NotAttempted(absent)
    grade_track(track_run)
    expect_rates(expect_configs(ten_configs, COUNT, "ten_configs"))
    grade_best(best_of)
    return "right: each configuration becomes one run, and the best is found by its result."
