"""The numbers behind curves of the loss: thinned runs, their mean and their spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from course_utils.style import LINE_STYLES

BLOCKS = 512  # a curve has at most that many points; a power of two


class Run:
    """One training's losses as means over blocks of steps, at most BLOCKS of them.

    When the blocks are full, neighbours are joined, and each is twice as long: neither memory nor
    messages grow with the training. What isn't finite is left out of the means.

    >>> run = Run()
    >>> run.extend(np.array([4.0, 2.0, np.nan]))
    >>> run.means(2)[:2]
    array([ 3., nan])
    >>> run.oddity()
    'loss is nan from step 3 on'
    """

    def __init__(self) -> None:
        self.steps, self.size = 0, 1
        self.sums, self.counts = np.zeros(BLOCKS), np.zeros(BLOCKS)
        self.lost = 0  # losses that aren't finite
        self.odd, self.since = "", 0  # what the last losses are if they can't be drawn

    def extend(self, losses: NDArray[np.float64]) -> None:
        """The losses of the next steps, at least one."""
        places = self.steps + np.arange(len(losses))
        self.steps += len(losses)
        while self.steps > BLOCKS * self.size:
            self.sums, self.counts, self.size = _join(self.sums), _join(self.counts), 2 * self.size
        finite = np.isfinite(losses)
        np.add.at(self.sums, places[finite] // self.size, losses[finite])
        np.add.at(self.counts, places[finite] // self.size, 1)
        self.lost += int((~finite).sum())
        odd = np.select(
            [np.isnan(losses), losses == np.inf, losses == -np.inf, losses <= 0],
            ["nan", "inf", "-inf", "0 or less"],
            "",
        )
        (others,) = np.nonzero(odd != odd[-1])
        if len(others) or odd[-1] != self.odd:
            first = others[-1] + 1 if len(others) else 0
            self.odd, self.since = str(odd[-1]), int(places[first]) + 1

    def means(self, size: int) -> NDArray[np.float64]:
        """Means over blocks of `size` steps: `self.size`, or its double, or the double of that …"""
        sums, counts = self.sums, self.counts
        for _ in range((size // self.size).bit_length() - 1):
            sums, counts = _join(sums), _join(counts)
        with np.errstate(invalid="ignore"):  # a block without a loss is nan
            return sums / counts

    def oddity(self) -> str:
        """What a log axis can't show of it, in words."""
        if self.odd:
            return f"loss is {self.odd} from step {self.since} on"
        return f"{self.lost} of {self.steps} losses were nan or inf" if self.lost else ""


def combined(runs: Sequence[Run]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A curve's points: their steps, and three rows with mean, smallest and largest of the runs.

    A point is a block of the longest run; its step is the middle of the block. A run that hasn't
    reached a block, or has no finite loss in it, doesn't count there.

    >>> short, long = Run(), Run()
    >>> short.extend(np.array([1.0]))
    >>> long.extend(np.array([3.0, 4.0]))
    >>> steps, (mean, smallest, largest) = combined([short, long])
    >>> steps, mean, smallest
    (array([1., 2.]), array([2., 4.]), array([1., 4.]))
    """
    size = max((run.size for run in runs), default=1)
    reached = max((run.steps for run in runs), default=0)
    before = size * np.arange(-(-reached // size))  # steps before each block
    steps = (before + 1 + np.minimum(before + size, reached)) / 2
    means = np.array([run.means(size)[: len(steps)] for run in runs]).reshape(len(runs), len(steps))
    known = ~np.isnan(means)
    with np.errstate(invalid="ignore"):
        mean = np.where(known, means, 0).sum(axis=0) / known.sum(axis=0)
    smallest, largest = (f.reduce(means, axis=0, initial=np.nan) for f in (np.fmin, np.fmax))
    return steps, np.stack([mean, smallest, largest])


def in_words(runs: Sequence[Run]) -> str:
    """Where the curve ends."""
    if not runs:
        return "no loss yet"
    _, values = combined(runs)
    mean, smallest, largest = values[:, -1]
    words = f"{mean:.3g} at step {max(run.steps for run in runs)}"
    spread = f" ({smallest:.3g} to {largest:.3g} in {len(runs)} runs)"
    return words + spread if len(runs) > 1 else words


def plot_curves(ax: Axes, curves: Mapping[str, Sequence[Run]]) -> Axes:
    """The curves on a log axis, each with a band from its smallest to its largest run."""
    for number, (name, runs) in enumerate(curves.items()):
        steps, (mean, smallest, largest) = combined(runs)
        # The style shifts with every round of colours, so that the sixth curve isn't the first's.
        style = LINE_STYLES[(number + number // len(LINE_STYLES)) % len(LINE_STYLES)]
        ax.plot(steps, mean, color=f"C{number}", linestyle=style, label=name)
        if len(runs) > 1:
            ax.fill_between(steps, smallest, largest, color=f"C{number}", alpha=0.18, linewidth=0)
    ax.set_yscale("log", nonpositive="mask")
    ax.set(xlabel="step of training", ylabel="loss")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))  # beside the curves, which may be anywhere
    return ax


def _join(blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([blocks.reshape(-1, 2).sum(axis=1), np.zeros(BLOCKS // 2)])
