"""How fast this machine computes, how fast it moves numbers, and which of the two limits what.

An operation makes F floating-point operations (FLOP) on B bytes that come from memory or go there.
Its intensity is F/B. The machine's two rates are a roof over the rate that it can have:

    FLOP per second ≤ min(rate of arithmetic, intensity · rate of memory)

Left of the ridge, where both are equal, an operation waits for memory, right of it for arithmetic.
"""

from __future__ import annotations

import contextlib
import math
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from matplotlib.axes import Axes

from course_utils.device import device as fastest
from course_utils.operations import (
    Operation,
    arithmetic_intensity,
    conv_operations,
    memory_operations,
    operation,
    product,
    usual_operations,
)

ROUNDS = range(3, 16)
SAMPLE = 0.002  # seconds that one sample takes at least: shorter ones are repeated within it
_MARKERS = "osD^vPX*"


@dataclass(frozen=True)
class Rates:
    """What a machine reaches: FLOP per second, and bytes per second to and from memory.

    >>> rates = Rates(flop_per_second=100e9, bytes_per_second=10e9)
    >>> rates.ridge, rates.roof(2.0), rates.roof(50.0)
    (10.0, 20000000000.0, 100000000000.0)
    """

    flop_per_second: float
    bytes_per_second: float
    device: str = "cpu"

    @property
    def ridge(self) -> float:
        """The intensity from which on arithmetic is the limit, in FLOP per byte."""
        return self.flop_per_second / self.bytes_per_second

    def roof(self, intensity: float) -> float:
        """The most FLOP per second that an operation of this intensity can reach."""
        return min(self.flop_per_second, intensity * self.bytes_per_second)


@dataclass(frozen=True)
class Point:
    """An operation with the seconds that it took."""

    operation: Operation
    seconds: float

    @property
    def flop_per_second(self) -> float:
        """The rate of arithmetic that the operation reaches."""
        return self.operation.flop / self.seconds

    @property
    def bytes_per_second(self) -> float:
        """The rate at which it moves the bytes that it can't do without."""
        return self.operation.bytes / self.seconds

    def share(self, rates: Rates) -> float:
        """The part of the roof over it that the operation reaches; 1 is all of it.

        >>> point = Point(Operation("move", lambda: None, flop=0, bytes=10**9), seconds=0.5)
        >>> point.share(Rates(100e9, 10e9))
        0.2
        """
        arithmetic = self.flop_per_second / rates.flop_per_second
        return max(arithmetic, self.bytes_per_second / rates.bytes_per_second)


def measure(device: torch.device | None = None, seconds: float = 1.0) -> Rates:
    """The machine's two rates: of a product of matrices, and of memory, too much for a cache.

    Memory is read in one operation and copied in another: the faster of both counts.
    """
    return measure_with([], device, seconds)[0]


def measure_with(
    operations: Sequence[Operation], device: torch.device | None = None, seconds: float = 2.0
) -> tuple[Rates, list[Point]]:
    """The machine's rates and a point for each operation, all measured in turns, in `seconds`.

    A point is the median of several rounds. The roof is what was reached at best: whatever else
    the machine is busy with only slows it down, and would put points above the roof.
    """
    where = device or fastest(report=False)
    roof = [product("arithmetic", where), *memory_operations(where)]
    with torch.no_grad(), _full_precision(where):
        samples = clock([*roof, *operations], where, seconds)
    best = [Point(o, min(times)) for o, times in zip(roof, samples, strict=False)]
    bytes_per_second = max(point.bytes_per_second for point in best[1:])
    rates = Rates(best[0].flop_per_second, bytes_per_second, where.type)
    medians = map(statistics.median, samples[len(roof) :])
    return rates, [Point(o, t) for o, t in zip(operations, medians, strict=True)]


def clock(
    operations: Sequence[Operation], where: torch.device, seconds: float
) -> list[list[float]]:
    """The seconds of each, in rounds in which every operation has its turn."""
    for each in operations:
        each.run()  # not counted
    calls = [math.ceil(SAMPLE / max(_sample(each, 1, where), 1e-9)) for each in operations]
    rounds: list[list[float]] = []
    end = time.perf_counter() + seconds
    while len(rounds) < ROUNDS.start or (len(rounds) < ROUNDS[-1] and time.perf_counter() < end):
        rounds.append([_sample(o, n, where) for o, n in zip(operations, calls, strict=True)])
    return [list(times) for times in zip(*rounds, strict=True)]


def plot_roofline(rates: Rates, points: Sequence[Point], ax: Axes) -> Axes:
    """The roof, its ridge, and each operation below it, by FLOP per byte.

    What only moves numbers has no place on this axis: it stands at the left edge, as far below the
    roof as its rate of memory is below the machine's.
    """
    known = [p.operation.intensity for p in points if p.operation.flop] + [rates.ridge]
    left, right = min(known) / 4, max(known) * 4
    corners = [left, rates.ridge, right]
    ax.plot(corners, [rates.roof(x) / 1e9 for x in corners], "-", color="C0",
            label=f"roof: {_rate(rates.flop_per_second, 'FLOP')},\n"
            f"{_rate(rates.bytes_per_second, 'B')} of memory")  # fmt: skip
    ax.axvline(rates.ridge, linestyle=":", color="0.5", linewidth=1.5,
               label=f"ridge: {rates.ridge:.3g} FLOP/byte")  # fmt: skip
    for k, point in enumerate(points):
        moves = not point.operation.flop
        label = f"{point.operation.name}{' (only moves)' * moves}: {_percent(point, rates)}"
        x = left if moves else point.operation.intensity
        y = left * point.bytes_per_second if moves else point.flop_per_second
        ax.plot([x], [y / 1e9], linestyle="", marker=_MARKERS[k % len(_MARKERS)],
                color=f"C{1 + k % 4}", markersize=10, clip_on=False, label=label,
                zorder=3)  # fmt: skip
    ax.set(xscale="log", yscale="log", xlim=(left, right), xlabel="intensity (FLOP per byte)",
           ylabel="GFLOP per second",
           title=f"Roofline of this machine ({rates.device})")  # fmt: skip
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), title="% of the roof over it")
    return ax


def describe(rates: Rates, points: Sequence[Point]) -> str:
    """The figure in words, for those who cannot see it.

    >>> describe(Rates(100e9, 10e9), [])
    'Roofline of this machine (cpu): 100 GFLOP/s of arithmetic, 10 GB/s of memory; ridge at 10 \
FLOP per byte.'
    """
    sides = {"left of it": False, "right of it": True}
    parts = [
        f"Roofline of this machine ({rates.device}): {_rate(rates.flop_per_second, 'FLOP')} of "
        f"arithmetic, {_rate(rates.bytes_per_second, 'B')} of memory; ridge at {rates.ridge:.3g} "
        "FLOP per byte."
    ]
    for words, beyond in sides.items():
        said = [_said(p, rates) for p in points if (p.operation.intensity >= rates.ridge) is beyond]
        if said:
            parts.append(f"{words.capitalize()}: {'; '.join(said)}.")
    return " ".join(parts)


def _said(point: Point, rates: Rates) -> str:
    what = (
        f"{point.operation.intensity:.3g} FLOP per byte" if point.operation.flop else "only moves"
    )
    return f"{point.operation.name} ({what}): {_percent(point, rates)} of the roof"


def _percent(point: Point, rates: Rates) -> str:
    return f"{100 * point.share(rates):.0f} %"


def _rate(value: float, unit: str) -> str:
    """With three digits and a prefix: 12.6 GB/s."""
    for prefix, size in (("T", 1e12), ("G", 1e9), ("M", 1e6)):
        if value >= size:
            return f"{value / size:.3g} {prefix}{unit}/s"
    return f"{value:.3g} {unit}/s"


def _sample(each: Operation, calls: int, where: torch.device) -> float:
    _wait_for(where)
    start = time.perf_counter()
    for _ in range(calls):
        each.run()
    _wait_for(where)
    return (time.perf_counter() - start) / calls


def _wait_for(where: torch.device) -> None:
    """A GPU computes on while Python goes on: wait until it is done."""
    if where.type == "cuda":
        torch.cuda.synchronize(where)
    elif where.type == "mps":
        torch.mps.synchronize()


@contextlib.contextmanager
def _full_precision(where: torch.device) -> Iterator[None]:
    """Convolutions on an NVIDIA GPU would compute with shorter numbers than the product does."""
    if where.type != "cuda":
        yield
        return
    with torch.backends.cudnn.flags(enabled=torch.backends.cudnn.enabled, allow_tf32=False):
        yield


__all__ = [
    "Operation",
    "Point",
    "Rates",
    "arithmetic_intensity",
    "conv_operations",
    "describe",
    "measure",
    "measure_with",
    "operation",
    "plot_roofline",
    "usual_operations",
]
