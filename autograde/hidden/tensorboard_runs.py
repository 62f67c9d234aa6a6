"""Hidden test of notebook 07: what stands in the event files, and is the best run found?

The files are read where the student's code ran and come over as bytes. What their curves should be
is computed here: of the five configurations that the student chose, and of some that are drawn
here, for which `log_run` is called. So neither a table nor files from elsewhere will do.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from course_utils.checks import Wrong
from course_utils.checks.ladder import expect_tuple
from course_utils.checks.tooling.best import Curves, draw_runs, expect_accuracy, expect_name
from course_utils.checks.tooling.configs import expect_configs
from course_utils.checks.tooling.logged import at_the_top, expect_run
from course_utils.event_files import Run, runs_in
from course_utils.experiments import KEYS, Config

from .probes import probe

COUNT, DRAWN = 5, 2
_PLACE = "the folder of the check"


@probe
def plain_configs(configs: Any) -> list:
    """The student's configurations as plain data."""
    known = (str, int, float, bool, type(None))
    return [
        {str(k): v if type(v) in known else float(v) for k, v in dict(c).items()} for c in configs
    ]


@probe
def files_in(folder: Any) -> dict:
    """The event files below a folder."""
    from course_utils.event_files import files_of

    return files_of(str(folder))


@probe
def files_logged(log_run: Any, config: Any) -> dict:
    """What log_run writes for a configuration, into a new folder."""
    import tempfile

    from course_utils.event_files import files_of

    with tempfile.TemporaryDirectory() as folder:
        log_run(dict(config), f"{folder}/run")
        return files_of(f"{folder}/run")


@probe
def best_of(best_run: Any, runs: Any, tags: Any) -> list:
    """What best_run answers for a folder with these runs, each a list of values for each tag."""
    import tempfile

    from torch.utils.tensorboard import SummaryWriter

    with tempfile.TemporaryDirectory() as folder:
        for name, curves in runs.items():
            with SummaryWriter(f"{folder}/{name}") as writer:
                for tag, values in curves.items():
                    for epoch, value in enumerate(values):
                        writer.add_scalar(tag, value, epoch)
                last = curves[tags[-1]][-1]
                writer.add_hparams({"seed": 0}, {"hparam/accuracy": last}, run_name=".")
        name, accuracy = best_run(folder)
        known = (str, int, float)
        return [
            name if type(name) is str else str(name),
            accuracy if type(accuracy) in known else float(accuracy),
        ]


def expect_tensorboard(
    log_run: Any, five_configs: Any, best_run: Any, seed: int, folder: Any = "runs"
) -> None:
    """The five runs in `folder`, `log_run` with new configurations, `best_run` with new runs."""
    configs = expect_configs(plain_configs(five_configs), COUNT, "five_configs")
    expect_folder(read(files_in(folder)), configs)
    for config in draw_configs(seed):
        run = at_the_top(read(files_logged(log_run, config)))
        expect_run(run, config)
    for number in range(2):
        expect_best(best_run, draw_runs(seed + number))


def read(files: Any) -> dict[str, Run]:
    """The runs in files that came over, by the folder they were in."""
    if type(files) is not dict or not all(
        type(name) is str and type(data) is bytes for name, data in files.items()
    ):
        raise Wrong("The event files could not be read.")
    return runs_in(files)


def expect_folder(runs: dict[str, Run], configs: Iterable[Config]) -> None:
    """One run for each configuration, in a folder of its own, and no other run."""
    if len(runs) != COUNT or any(len(PurePosixPath(name).parts) != 1 for name in runs):
        raise Wrong(f"There should be {COUNT} runs side by side, found {sorted(runs)}."[:400])
    left = dict(runs)
    for config in configs:
        name = next((name for name, run in left.items() if belongs(run, config)), None)
        if name is None:
            raise Wrong(f"No run says that it has the configuration {config}."[:400])
        expect_run(left.pop(name), config)


def belongs(run: Run, config: Config) -> bool:
    """Does the run say that it has this configuration?"""
    return all(key in run.config and run.config[key] == config[key] for key in KEYS)


def draw_configs(seed: int) -> list[Config]:
    """Configurations that nobody could have foreseen: one for each optimiser."""
    chance = random.Random(seed)  # noqa: S311  (numbers for a test)
    return [
        {
            "lr": chance.uniform(0.5, 2) * usual,
            "hidden": chance.randrange(5, 40),
            "weight_decay": chance.uniform(0.0001, 0.01),
            "optimizer": optimizer,
            "seed": chance.randrange(1000),
        }
        for optimizer, usual in (("sgd", 0.1), ("adam", 0.01))
    ]


def expect_best(best_run: Any, runs: dict[str, Curves]) -> None:
    """The name and the accuracy of the run that is best after its last epoch."""
    tags = list(next(iter(runs.values())))
    name, accuracy = expect_tuple(best_of(best_run, runs, tags), 2, "best_run")
    expect_name(name, runs, _PLACE)
    expect_accuracy(accuracy, runs)
