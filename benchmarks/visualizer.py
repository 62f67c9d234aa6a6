"""The gradient explorer's slider, from the hand to the screen, against the public notebook's.

Three notebooks in JupyterLab and headless Chromium, one after the other in rounds that begin with
another one each: the explorer with its built-in RNN (computed in the browser), the explorer with a
student's RNN (computed in the kernel), and a figure of ipympl that `interactive` draws anew. All
show ‖h_t‖ and ‖∂L/∂h_t‖ of the same RNN of 50 steps and 32 hidden units.

    python benchmarks/visualizer.py
    python benchmarks/visualizer.py --rounds 1 --presses 40
"""

import argparse
import asyncio
import json
import math
import platform
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from playwright.async_api import Browser, Page
from support import commands, cpu, visualizer_lab, visualizer_page
from support.visualizer_lab import Lab
from support.visualizer_page import Dragged
from support.visualizer_ways import BUILT_IN, HIDDEN, OWN, PUBLIC, TIME, WAYS, Way

AGREE = 1e-6  # the curves' largest relative difference
WARM_UP = 10  # keys that are not counted


@dataclass(frozen=True)
class Seen:
    """What one round of one way showed."""

    latencies: list[float]  # ms, of each key
    dragged: Dragged
    norms: list[list[float]]  # of states and gradients after the last key
    curve: list[float]  # the explorer's gradient curve then, in its own pixels

    @property
    def median(self) -> float:
        return statistics.median(self.latencies)


def main() -> None:
    """Measure what the arguments ask for; the last line is JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presses", type=int, default=60, help="keys in each round of each way")
    args = parser.parse_args()
    try:
        versions = ", ".join(f"{n} {version(n)}" for n in ("jupyterlab", "ipympl", "torch"))
    except PackageNotFoundError:
        sys.exit("error: the public notebook's way needs ipympl: pip install ipympl")
    print(f"{date.today()}: {commands.cores()} cores, {platform.platform(terse=True)}, {versions}")
    print(f"RNN, T = {TIME}, hidden = {HIDDEN}; {args.presses} keys and a drag of 5 s a round")
    print(f"{cpu.busy():.0%} of the machine was busy before; 0% is wanted", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        try:
            rounds = asyncio.run(_measure(args.rounds, args.presses, Path(folder)))
        except RuntimeError as error:
            sys.exit(f"error: {error}")
    print(_summary(rounds))
    print(json.dumps(_figures(rounds)))


async def _measure(rounds: int, presses: int, folder: Path) -> list[dict[str, Seen]]:
    print(f"{'round':7}{'way':34}{'median':>9}{'p95':>8}{'frames/s':>10}{'moves/s':>9}{'lag':>7}")
    seen: list[dict[str, Seen]] = []
    async with visualizer_page.browser() as chromium:
        with visualizer_lab.start(folder) as lab:
            print(f"{'':7}Chromium {chromium.version}; times in ms", flush=True)
            for number in range(rounds):
                first = number % len(WAYS)
                seen.append({})
                for way in WAYS[first:] + WAYS[:first]:
                    one = await _one(chromium, lab, way, presses)
                    seen[-1][way.name] = one
                    print(_row(str(number + 1), way, one), flush=True)
                _expect_the_same(seen[-1])
    return seen


async def _one(chromium: Browser, lab: Lab, way: Way, presses: int) -> Seen:
    rightwards = presses * 5 // 8  # so that the last value is not the first
    keys = ["ArrowRight"] * rightwards + ["ArrowLeft"] * (presses - rightwards)
    warm_up = ["ArrowRight", "ArrowLeft"] * (WARM_UP // 2)
    async with visualizer_page.opened(chromium, lab, way) as page:
        kernel = lab.kernel(way.name)
        await visualizer_page.press(page, way, warm_up, random.Random(0))  # noqa: S311
        taken = await visualizer_page.press(page, way, keys, random.Random(1))  # noqa: S311
        await _expect_shown(page, lab, kernel, way)
        if way is BUILT_IN:
            setting = lab.evaluate(kernel, "explorer.setting")
            norms = await visualizer_page.engine_numbers(page, setting)
        else:
            norms = lab.evaluate(kernel, way.numbers)
        curve = [] if way is PUBLIC else await visualizer_page.curve(page)
        dragged = await visualizer_page.drag(page, way)
        await _expect_shown(page, lab, kernel, way)
    return Seen(taken, dragged, norms, curve)


async def _expect_shown(page: Page, lab: Lab, kernel: str, way: Way) -> None:
    """The numbers are of the value that the slider stands at."""
    stands_at = await visualizer_page.slider_value(page, way)
    shown = lab.evaluate(kernel, way.value)
    if abs(stands_at - shown) > 1e-9:
        raise RuntimeError(f"{way.title}: the slider says {stands_at}, the numbers are of {shown}")


def _difference(one: list[list[float]], other: list[list[float]]) -> float:
    """Return the largest relative difference between two sets of curves."""
    apart = [
        abs(a - b) / abs(b)
        for ours, theirs in zip(one, other, strict=True)
        for a, b in zip(ours, theirs, strict=True)
    ]
    return max(apart) if all(map(math.isfinite, apart)) else math.inf


def _expect_the_same(seen: dict[str, Seen]) -> None:
    reference = seen[BUILT_IN.name]
    for way in (OWN, PUBLIC):
        apart = _difference(seen[way.name].norms, reference.norms)
        if apart > AGREE:
            raise RuntimeError(f"{way.title}: another result, by {apart:.1e}; no ratio is printed")
    drawn, ours = reference.curve, seen[OWN.name].curve
    if max(abs(a - b) for a, b in zip(drawn, ours, strict=True)) > 0.11:
        raise RuntimeError("the built-in and the student's network are not drawn alike")


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _row(number: str, way: Way, one: Seen) -> str:
    d = one.dragged
    return (
        f"{number:7}{way.title:34}{one.median:9.1f}{_p95(one.latencies):8.1f}"
        f"{d.frames_per_s:10.1f}{d.moves_per_s:9.0f}{d.lag_ms:7.0f}"
    )


def _ratios(rounds: list[dict[str, Seen]], way: Way) -> list[float]:
    return [seen[PUBLIC.name].median / seen[way.name].median for seen in rounds]


def _summary(rounds: list[dict[str, Seen]]) -> str:
    """Say for each way what all rounds showed, and from where to where the rounds went."""

    def of_rounds(values: list[float], digits: int = 1) -> str:
        spread = f"({min(values):.{digits}f} to {max(values):.{digits}f})"
        return f"{statistics.median(values):.{digits}f} {spread}"

    lines = ["", "median of the rounds (from the lowest to the highest); p95 is of all keys"]
    for way in WAYS:
        ways = [seen[way.name] for seen in rounds]
        lines.append(
            f"{way.title}: median {of_rounds([s.median for s in ways])} ms, "
            f"p95 {_p95([ms for s in ways for ms in s.latencies]):.1f} ms, "
            f"{of_rounds([s.dragged.frames_per_s for s in ways])} frames/s, "
            f"lag {of_rounds([s.dragged.lag_ms for s in ways], 0)} ms"
        )
    for way in (BUILT_IN, OWN):
        lines.append(f"ratio, ipympl to {way.title}: {of_rounds(_ratios(rounds, way))}")
    for way in (OWN, PUBLIC):
        apart = max(_difference(seen[way.name].norms, seen[BUILT_IN.name].norms) for seen in rounds)
        lines.append(f"{way.title}: the built-in RNN's curves, to {apart:.0e}")
    return "\n".join(lines)


def _figures(rounds: list[dict[str, Seen]]) -> dict[str, object]:
    def over_rounds(way: Way, of: Callable[[Seen], float]) -> float:
        return statistics.median(of(seen[way.name]) for seen in rounds)

    lag = max(over_rounds(way, lambda s: s.dragged.lag_ms) for way in (BUILT_IN, OWN))
    return {
        "benchmark": "visualizer",
        "median_ms": round(over_rounds(OWN, lambda s: s.median), 1),
        "p95_ms": round(_p95([ms for s in rounds for ms in s[OWN.name].latencies]), 1),
        "builtin_median_ms": round(over_rounds(BUILT_IN, lambda s: s.median), 1),
        "builtin_fps": round(over_rounds(BUILT_IN, lambda s: s.dragged.frames_per_s), 1),
        "lag_ms": round(lag),
        "ratio": round(statistics.median(_ratios(rounds, BUILT_IN)), 1),
        "ratio_own": round(statistics.median(_ratios(rounds, OWN)), 1),
    }


if __name__ == "__main__":
    main()
