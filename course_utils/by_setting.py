"""Runs side by side: a table sorted by the result, and a figure with a panel for each setting."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from course_utils.wandb_files import Run

RESULT = "accuracy/validation"


def result(run: Run) -> float:
    """The validation accuracy after the last epoch, in percent."""
    return float(run.history[-1][RESULT])


def table(runs: Sequence[Run]) -> str:
    """The runs, best first, with the settings of each.

    >>> runs = [Run({"lr": lr}, [{RESULT: 700 * lr}]) for lr in (0.1, 0.01)]
    >>> print(table(runs))
    accuracy        lr
      70.0 %       0.1
       7.0 %      0.01
    """
    if not runs:
        return "no runs yet"
    keys = list(runs[0].config)
    width = max(8, *map(len, keys)) + 2
    lines = ["accuracy" + "".join(f"{key:>{width}}" for key in keys)]
    for run in sorted(runs, key=result, reverse=True):
        settings = "".join(f"{run.config.get(key)!s:>{width}}" for key in keys)
        lines.append(f"{result(run):6.1f} %{settings}")
    return "\n".join(lines)


def varied(runs: Sequence[Run]) -> dict[str, list]:
    """The settings that are not the same in all runs, with their values in order.

    >>> varied([Run({"lr": lr, "hidden": 8}, []) for lr in (0.1, 0.01)])
    {'lr': [0.01, 0.1]}
    """
    keys = dict.fromkeys(key for run in runs for key in run.config)
    values = {key: {run.config.get(key) for run in runs} for key in keys}
    return {
        key: sorted(found, key=lambda value: (str(type(value)), value))
        for key, found in values.items()
        if len(found) > 1
    }


def plot_by_setting(runs: Sequence[Run]) -> Figure:
    """A point for each run, in a panel for each setting that was varied."""
    panels = varied(runs)
    size = (3.3 * max(len(panels), 2), 3.6)
    fig, axes = plt.subplots(
        1, max(len(panels), 1), figsize=size, sharey=True, layout="constrained", squeeze=False
    )
    for ax, (key, values) in zip(axes[0], panels.items(), strict=False):
        places = [values.index(run.config.get(key)) for run in runs]
        ax.plot(places, list(map(result, runs)), "o")
        ax.set(xlabel=key, xlim=(-0.5, len(values) - 0.5))
        ax.set_xticks(range(len(values)), [_short(value) for value in values])
    axes[0][0].set_ylabel("validation accuracy (%)")
    fig.suptitle(f"{len(runs)} runs, by each setting")
    return fig


def describe(runs: Sequence[Run]) -> str:
    """What the figure shows, for those who can't see it.

    >>> describe([Run({"lr": lr}, [{RESULT: 700 * lr}]) for lr in (0.1, 0.01)])
    'Validation accuracy in percent by setting. lr 0.01: 7.0. lr 0.1: 70.0.'
    """
    said = [
        f"{key} {_short(value)}: "
        + ", ".join(f"{result(run):.1f}" for run in runs if run.config.get(key) == value)
        for key, values in varied(runs).items()
        for value in values
    ]
    return f"Validation accuracy in percent by setting. {'. '.join(said)}."


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
