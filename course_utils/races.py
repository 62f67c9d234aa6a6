"""Pipelines timed against each other, and the small network that they feed."""

from __future__ import annotations

import statistics
import textwrap
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor, nn

from course_utils.pipelines import Batch, Stage, WorkersFailed


@dataclass
class Timing:
    """The seconds that each timed epoch of a stage took; `note` says why there are none.

    >>> Timing("naive", [0.5, 0.3, 0.4]).median
    0.4
    """

    name: str
    seconds: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """A quarter of the epochs were faster than the first, half than the second, …"""
        several = self.seconds if len(self.seconds) > 1 else self.seconds * 2
        low, middle, high = statistics.quantiles(several, n=4, method="inclusive")
        return low, middle, high

    @property
    def median(self) -> float:
        return self.quartiles[1]


def race(
    stages: Sequence[Stage],
    repeats: int = 5,
    use: Callable[[Iterable[Batch]], Any] | None = None,
) -> list[Timing]:
    """Time one epoch of each stage, by turns, `repeats` times after a round that isn't counted.

    By turns, because a machine that is slow for a minute is then slow for all. `use` is what is
    done with an epoch's batches, for instance training; without it they are only gone through.
    A stage whose worker processes fail is left out, and its note says why.

    >>> first, second = race([Stage("two", lambda: [(torch.zeros(2), torch.zeros(2))])] * 2, 3)
    >>> len(first.seconds), first.median < 1
    (3, True)
    """
    timings = [Timing(stage.name) for stage in stages]
    for counted in [False] + [True] * repeats:
        for stage, timing in zip(stages, timings, strict=True):
            if timing.note:
                continue
            try:
                took = seconds_for(stage.epoch, use or go_through)
            except WorkersFailed as error:
                timing.note = str(error)
                timing.seconds.clear()
                continue
            if counted:
                timing.seconds.append(took)
    return timings


def seconds_for(epoch: Callable[[], Iterable[Batch]], use: Callable[..., Any]) -> float:
    """How long one epoch takes until everything is computed, on a GPU as well.

    >>> seconds_for(lambda: [], go_through) < 1
    True
    """
    synchronise()
    start = time.perf_counter()
    use(epoch())
    synchronise()
    return time.perf_counter() - start


def go_through(batches: Iterable[Batch]) -> None:
    """Take each batch and do nothing with it."""
    for _ in batches:
        pass


def synchronise() -> None:
    """Wait for the GPU, if one is in use: it works on while Python goes ahead."""
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.synchronize()
    elif torch.backends.mps.is_available():
        torch.mps.synchronize()


class SmallConvNet(nn.Module):
    """Two layers of convolution, each in steps of 2, and one linear layer: 50 186 weights.

    >>> sum(p.numel() for p in SmallConvNet().parameters())
    50186
    """

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 32, 3, stride=2, padding=1)
        self.second = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.last = nn.Linear(64 * 7 * 7, classes)

    def forward(self, x: Float[Tensor, "batch 1 28 28"]) -> Float[Tensor, "batch classes"]:
        h = self.first(x).relu()  # (batch, 32, 14, 14)
        h = self.second(h).relu()  # (batch, 64, 7, 7)
        return self.last(h.flatten(1))


def train_epoch(
    model: nn.Module, optimizer: torch.optim.Optimizer, batches: Iterable[Batch]
) -> float:
    """One epoch of training; returns the mean loss over its images.

    >>> model = SmallConvNet()
    >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    >>> loss = train_epoch(model, optimizer, [(torch.zeros(2, 1, 28, 28), torch.tensor([3, 3]))])
    >>> 1 < loss < 4
    True
    """
    model.train()
    total, count = torch.zeros(()), 0
    for x, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total = total.to(y.device) + loss.detach() * len(y)  # no `.item()`: that waits for the GPU
        count += len(y)
    return float(total) / max(count, 1)


def compute_seconds(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: Sequence[Batch],
    repeats: int = 3,
) -> float:
    """The network's own part: the median time of an epoch whose batches all lie ready.

    >>> model = SmallConvNet()
    >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    >>> compute_seconds(model, optimizer, [(torch.zeros(2, 1, 28, 28), torch.tensor([3, 3]))]) > 0
    True
    """
    ready = Stage("ready", lambda: batches)
    return race([ready], repeats, lambda epoch: train_epoch(model, optimizer, epoch))[0].median


def plot_race(ax: Axes, timings: Sequence[Timing], compute: float | None = None) -> Axes:
    """A bar for each stage's median, with its quartiles; what was left out says so.

    `compute` draws the floor: the seconds that the network needs for itself.
    """
    rows = range(len(timings))
    for row, timing in zip(rows, timings, strict=True):
        if not timing.seconds:
            words = textwrap.fill(f"left out: {timing.note or 'not timed'}", 60)
            paper = {"facecolor": ax.get_facecolor(), "edgecolor": "none"}
            ax.text(0, row, words, va="center", size=11, bbox=paper)
            continue
        low, middle, high = timing.quartiles
        spread = [[middle - low], [high - middle]]
        ax.barh(row, middle, color="C0", height=0.6)
        ax.errorbar(middle, row, xerr=spread, color=ax.xaxis.label.get_color(), capsize=4)
        ax.text(high, row, f"  {clear_seconds(middle)}", va="center")
    if compute is not None:
        words = f"the network itself: {clear_seconds(compute)}"
        ax.axvline(compute, color="C1", linestyle="--", label=words)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18))
    ax.set_yticks(rows, [timing.name for timing in timings])
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    ax.margins(x=0.15)
    ax.set(title="Each step against the one before", xlabel="seconds for an epoch", xlim=(0, None))
    return ax


def describe_race(timings: Sequence[Timing], compute: float | None = None) -> str:
    """What the figure shows, for those who can't see it.

    >>> print(describe_race([Timing("naive", [0.4]), Timing("fast", [0.1])], compute=0.25))
    Median seconds for an epoch. naive: 0.4 s; fast: 0.1 s. The network itself takes 0.25 s.
    """
    said = [
        f"{t.name}: {clear_seconds(t.median) if t.seconds else f'left out ({t.note})'}"
        for t in timings
    ]
    floor = "" if compute is None else f" The network itself takes {clear_seconds(compute)}."
    return f"Median seconds for an epoch. {'; '.join(said)}.{floor}"


def clear_seconds(seconds: float) -> str:
    """In the unit that people would use.

    >>> clear_seconds(0.0123), clear_seconds(0.314159)
    ('12 ms', '0.31 s')
    """
    return f"{seconds * 1000:.0f} ms" if seconds < 0.1 else f"{seconds:.2g} s"
