"""Hidden test of notebook 07's runs for Weights & Biases, read back from the files that it wrote.

The files come here as bytes, and are read here. A configuration that is drawn here has to give the
curve that is computed here, so that neither a table nor copied files are of any use; of the ten
runs that were tracked some are looked at in the same way.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from course_utils.checks import NotAttempted, Wrong
from course_utils.checks.tooling.best_config import draw_runs, expect_best
from course_utils.checks.tooling.configs import expect_configs
from course_utils.checks.tooling.histories import config_fault, finish_fault, run_fault, tags_fault
from course_utils.checks.tooling.wandb_runs import COUNT, expect_rates
from course_utils.experiments import EPOCHS, Config, measurements
from course_utils.wandb_files import DamagedRun, Run, read_run

from .probes import probe

NEW, LOOKED_AT = 2, 3
_MOST_FILES, _LARGEST = 40, 60_000  # a run of eight epochs takes 5 000 bytes


@probe
def tracked(track_run: Any, config: Any, most: Any, largest: Any) -> Any:
    """The files that `track_run` leaves in a folder of its own: those of runs that stayed here."""
    import tempfile
    from pathlib import Path

    from course_utils.wandb_files import wait_for_ends  # and it keeps W&B quiet

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        track_run(dict(config), folder)
        files = sorted(Path(folder).glob("wandb/offline-run-*/run-*.wandb"))[:most]
        wait_for_ends(files)
        return [file.open("rb").read(largest) for file in files]


@probe
def kept(folder: Any, most: Any, largest: Any) -> Any:
    """The files of the runs in this folder, or where the notebook tracked all of them."""
    from pathlib import Path

    from course_utils.wandb_files import latest_folder, wait_for_ends

    files = sorted(Path(folder or latest_folder()).glob("wandb/offline-run-*/run-*.wandb"))[:most]
    wait_for_ends(files)
    return [file.open("rb").read(largest) for file in files]


@probe
def chosen(best_of: Any, runs: Any) -> Any:
    """The configuration that `best_of` chooses, and "" for what is none."""
    from course_utils.wandb_files import Run

    found = best_of([Run(config, history) for config, history in runs])
    return dict(found) if isinstance(found, dict) else ""


@probe
def configs_of(ten_configs: Any) -> Any:
    """The configurations as plain data."""
    return [dict(config) for config in ten_configs] if ten_configs else []


def expect_wandb(
    track_run: Any, ten_configs: Any, best_of: Any, seed: int, folder: str = ""
) -> None:
    """New configurations, the ten runs that were tracked, and the best of runs drawn here.

    The ten are in `folder`, or else where the notebook's `track_all` put them.
    """
    chance = random.Random(seed)  # noqa: S311  (configurations for a test)
    try:
        configs = expect_configs(configs_of(ten_configs), COUNT, "ten_configs")
    except NotAttempted as empty:
        raise Wrong(str(empty)) from None
    expect_rates(configs)
    for _ in range(NEW):
        expect_tracked(track_run, draw_config(chance))
    files = kept(folder, _MOST_FILES, _LARGEST)
    expect_kept(runs_of(files), configs, chance.sample(range(COUNT), LOOKED_AT))
    for number in range(3):
        runs = draw_runs(seed + number)
        plain = [(dict(run.config), [dict(row) for row in run.history]) for run in runs]
        expect_best(chosen(best_of, plain), runs)


def draw_config(chance: random.Random) -> Config:
    """A configuration that nobody can have prepared."""
    return {
        "lr": 10 ** chance.uniform(-2.5, -0.7),
        "hidden": chance.randrange(8, 40),
        "weight_decay": 10 ** chance.uniform(-5, -2),
        "optimizer": chance.choice(["sgd", "adam"]),
        "seed": chance.randrange(2**31),
    }


def expect_tracked(track_run: Any, config: Config) -> None:
    """One finished run that holds this configuration and its curve."""
    runs = runs_of(tracked(track_run, config, _MOST_FILES, _LARGEST))
    if len(runs) != 1:
        raise Wrong(f"track_run should leave one run in its folder, and there are {len(runs)}.")
    if fault := run_fault(runs[0], config, list(measurements(config))):
        raise Wrong(f"For a new configuration: {fault}")


def expect_kept(runs: Sequence[Run], configs: Sequence[Config], looked_at: Sequence[int]) -> None:
    """A whole run for each of the ten; of some the curve is computed again."""
    for place, config in enumerate(configs):
        mine = [run for run in runs if not config_fault(run.config, config)]
        said = f"ten_configs[{place}]"
        if not mine:
            raise Wrong(f"There is no run of {said} among the {len(runs)} that were tracked.")
        for run in mine:
            fault = tags_fault(run.history) or finish_fault(run.finished)
            if not fault and len(run.history) != EPOCHS:
                fault = f"There are {len(run.history)} steps for {EPOCHS} epochs."
            if not fault and place in looked_at:
                fault = run_fault(run, config, list(measurements(config)))
            if fault:
                raise Wrong(f"The run of {said}: {fault}")


def runs_of(files: Any) -> list[Run]:
    """What the files say. They may have been made by anybody."""
    if type(files) is not list or not all(type(data) is bytes for data in files):
        raise Wrong("The runs' files could not be read.")
    try:
        return [read_run(data[:_LARGEST]) for data in files[:_MOST_FILES]]
    except DamagedRun as error:
        raise Wrong(f"A run's file cannot be read: {error}.") from None
