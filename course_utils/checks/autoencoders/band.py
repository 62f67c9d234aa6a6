"""Check of `plot_band`: the axes' contents are read, so any way of drawing the same passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.outcome import Wrong

from .curves import (
    Drawing,
    alike,
    band,
    band_slips,
    bounds,
    clipped,
    dotted,
    line_slips,
    lines,
    mean_line,
    near,
)
from .curves import areas as areas_of
from .drawing import Case, drawn, example
from .registry import check
from .shown import ASTRAY, legend, limits, manners, words


@check.exercise("latent-sweep", names=["plot_band"])
def _latent_sweep(plot_band: Any) -> None:
    for seed in (0, 1):
        case = example(seed)
        amiss = fault(drawn(plot_band, *case), case)
        if amiss:
            raise Wrong(amiss)


def fault(drawing: Drawing, case: Case) -> str:
    """What is wrong with the drawing, or "" when all that was asked for is there."""
    rungs: list[Callable[[Drawing, Case], str]] = [
        empty, means, dots, bands, colours, legend, words, limits, manners
    ]  # fmt: skip
    for rung in rungs:
        amiss = rung(drawing, case)
        if amiss:
            astray = drawing["elsewhere"] and rung not in (empty, manners)
            return f"{amiss}\n{ASTRAY}" if astray else amiss
    return ""


def empty(drawing: Drawing, _: Case) -> str:
    """Is anything drawn at all, on this `ax`?"""
    if any(drawing[kind] for kind in ("lines", "strokes", "spots", "areas")):
        return ""
    if drawing["opened"]:
        return "`plot_band` opens a figure of its own. Draw on the `ax` that it is given."
    if drawing["elsewhere"]:
        return (
            "Everything is drawn on pyplot's current axes, and nothing on the `ax` that is given: "
            "call `ax.plot`, not `plt.plot`."
        )
    return "Nothing is drawn on `ax`. Does `plot_band` return before it draws?"


def means(drawing: Drawing, case: Case) -> str:
    """Is there a line through each mean?"""
    found = {size: mean_line(drawing, curve) for size, curve in case.curves.items()}
    absent = [size for size, line in found.items() if line is None]
    if not absent:
        return ""
    for size in absent:
        if amiss := _line_slip(drawing, case.curves[size]):
            return f"Size {size}: {amiss}."
    if len(absent) < len(found):
        drawn_sizes = ", ".join(str(size) for size in found if size not in absent)
        return f"Of the sizes {_list(found)} only {drawn_sizes} have a line through their mean."
    if not lines(drawing):
        return "There are no lines: the means of each size are joined by one."
    size, curve = next(iter(case.curves.items()))
    line = lines(drawing)[0]
    return (
        f"No line goes through the mean over the runs. For size {size} it begins at epoch 0 with "
        f"{curve[:, 0].mean():.4g}; the first line begins at {_first(line)}."
    )


def _line_slip(drawing: Drawing, curve: Tensor) -> str:
    """What a line shows in the place of this curve's mean."""
    found = lines(drawing)
    mean = curve.mean(0)
    for line in found:
        x, y = line["x"], line["y"]
        if near(y, mean, curve):
            if near(x, torch.arange(1, len(mean) + 1), x):
                return "epochs are counted from 1. They begin at 0, which is before training"
            return f"the points lie at x = {x[0]:g}, {x[1]:g}, … and not at epochs 0, 1, 2, …"
    seen = [run for run in curve if any(near(line["y"], run, curve) for line in found)]
    if len(seen) > 1:
        return "the runs are drawn one by one, and their mean is not there"
    for cause, values in line_slips(curve).items():
        if any(near(line["y"], values, curve) for line in found):
            return cause[0].lower() + cause[1:]
    if any(clipped(line["y"], mean, curve) for line in found if len(line["y"].unique()) > 1):
        return "the mean is cut off at a fixed height"
    return ""


def dots(drawing: Drawing, case: Case) -> str:
    """Is there a dot at each mean?"""
    bare = [size for size, curve in case.curves.items() if not dotted(drawing, curve)]
    if not bare:
        return ""
    if any(line["dots"] > 1 for line in drawing["lines"]):
        return "Only some epochs have a dot. Every mean has one: leave out `markevery`."
    return f'The line of size {bare[0]} has no dots at the epochs: `marker="o"`, or "o-".'


def bands(drawing: Drawing, case: Case) -> str:
    """Does each band reach from the lowest to the highest run?"""
    sizes = case.curves.items()
    absent = [s for s, c in sizes if band(drawing, c, c.amin(0), c.amax(0)) is None]
    if not absent:
        return ""
    for size in absent:
        curve = case.curves[size]
        for cause, edges in band_slips(curve).items():
            if band(drawing, curve, *edges):
                return f"{cause.strip()}. It should reach from the lowest to the highest run."
    filled = areas_of(drawing)
    if not filled:
        instead = " Error bars do not fill it." if drawing["error_bars"] else ""
        return (
            f"There is no band from the lowest to the highest run.{instead} "
            "`ax.fill_between` draws one."
        )
    if len(absent) < len(case.curves):
        return f"The band of size {absent[0]} is missing, or is not from its lowest to highest run."
    curve = case.curves[absent[0]]
    low, high = bounds(filled[0], curve.shape[1])
    if low.isnan().any():
        return "The bands do not lie at epochs 0, 1, 2, … as the lines do."
    return (
        "No band reaches from the lowest to the highest run. At epoch 0 that is from "
        f"{curve[:, 0].min():.4g} to {curve[:, 0].max():.4g} for size {absent[0]}; the first band "
        f"reaches from {low[0]:.4g} to {high[0]:.4g}."
    )


def colours(drawing: Drawing, case: Case) -> str:
    """Has each band its line's colour, and do the lines differ?"""
    looks: dict[Any, int] = {}
    for size, curve in case.curves.items():
        line, area = mean_line(drawing, curve), band(drawing, curve, curve.amin(0), curve.amax(0))
        assert line is not None
        assert area is not None
        look = (*line["colour"], line.get("look"))
        if look in looks:
            return f"The lines of size {looks[look]} and {size} look the same."
        looks[look] = size
        if line["colour"] and not alike(area["colour"], line["colour"]):
            return (
                f"The band of size {size} has another colour than its line: pass the line's colour "
                "on, `color=line.get_color()`, and an `alpha`."
            )
    return ""


def _first(line: Mapping[str, Any]) -> str:
    return f"{line['y'][0]:.4g}" if len(line["y"]) else "nothing"


def _list(values: Mapping[int, Any]) -> str:
    return ", ".join(map(str, values))
