"""Which line on the axes is the mean over the runs, which area the band, and what else it may be.

`drawing` is what drawing.py read off the axes; `curves` are the runs, one tensor for each size.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

_SAME = 1e-4
"""Of the curves' own range: numbers rounded for drawing are still the same."""

Drawing = Mapping[str, Any]
Colour = Sequence[float]


def near(values: Tensor, truth: Tensor, curve: Tensor) -> bool:
    """True when the values are these, up to a hair of what the curve covers."""
    if values.shape != truth.shape:
        return False
    room = _SAME * float(curve.max() - curve.min())
    return bool(((values.double() - truth.double()).abs() <= room).all())


def lines(drawing: Drawing) -> list[dict[str, Any]]:
    """The lines that join their points, each from left to right; pieces of a colour also joined."""
    drawn = [line for line in drawing["lines"] if line["joined"]] + drawing["strokes"]
    return [*map(_sorted, drawn), *map(_joined, _by_colour(drawn))]


def areas(drawing: Drawing) -> list[dict[str, Any]]:
    """The filled areas, and those of one colour taken together."""
    filled = [area for area in drawing["areas"] if area["colour"]]
    together = (
        {**group[0], "xy": torch.cat([area["xy"] for area in group])}
        for group in _by_colour(filled)
    )
    return [*filled, *together]


def _by_colour(parts: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    groups: dict[tuple[float, ...], list[dict[str, Any]]] = {}
    for part in parts:
        groups.setdefault(tuple(part["colour"][:3]), []).append(part)
    return [group for group in groups.values() if len(group) > 1]


def _sorted(line: dict[str, Any]) -> dict[str, Any]:
    order = line["x"].argsort(stable=True)
    return {**line, "x": line["x"][order], "y": line["y"][order]}


def _joined(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Pieces of one colour as one line, each point once."""
    points = torch.stack([torch.cat([p[axis] for p in pieces]) for axis in "xy"], dim=1)
    x, y = points.unique(dim=0).T
    return {**pieces[0], "x": x, "y": y}


def mean_line(drawing: Drawing, curve: Tensor) -> dict[str, Any] | None:
    """The line through the mean over the runs, at epochs 0, 1, …"""
    mean, epochs = curve.mean(0), torch.arange(curve.shape[1])
    for line in lines(drawing):
        if near(line["y"], mean, curve) and torch.allclose(line["x"], epochs.double(), atol=1e-6):
            return line
    return None


def dotted(drawing: Drawing, curve: Tensor) -> bool:
    """Is there a dot at every epoch's mean?"""
    dots = [
        torch.stack([line["x"], line["y"]], dim=1)
        for line in drawing["lines"]
        if line["dots"] == 1 and len(line["x"])
    ] + [spots for spots in drawing["spots"] if len(spots)]
    if not dots:
        return False
    mean = curve.mean(0).double()
    wanted = torch.stack([torch.arange(len(mean)).double(), mean], dim=1)
    room = torch.tensor([1e-6, _SAME * float(curve.max() - curve.min())])
    apart = (wanted[:, None] - torch.cat(dots)).abs()
    return bool((apart <= room).all(2).any(1).all())


def bounds(area: dict[str, Any], epochs: int) -> tuple[Tensor, Tensor]:
    """The lowest and the highest corner of an area at each epoch; nan where it has none."""
    low, high = torch.full((2, epochs), torch.nan, dtype=torch.float64)
    for epoch in range(epochs):
        y = area["xy"][(area["xy"][:, 0] - epoch).abs() < 1e-6, 1]
        if len(y):
            low[epoch], high[epoch] = y.min(), y.max()
    return low, high


def band(drawing: Drawing, curve: Tensor, low: Tensor, high: Tensor) -> dict[str, Any] | None:
    """The area from `low` to `high`."""
    for area in areas(drawing):
        below, above = bounds(area, curve.shape[1])
        if near(below, low, curve) and near(above, high, curve):
            return area
    return None


def line_slips(curve: Tensor) -> dict[str, Tensor]:
    """What is drawn in the place of the mean, by what there is to say of it."""
    mean = curve.mean(0)
    runs = {f"The line is run {n + 1} alone": run for n, run in enumerate(curve)}
    parts = {
        f"The mean is over the first {n} of {len(curve)} runs": curve[:n].mean(0)
        for n in range(2, len(curve))
    }
    return {
        "The line is the median of the runs": curve.quantile(0.5, dim=0),
        "The line is the (lower) median of the runs": curve.median(0).values,
        "The line is the highest of the runs": curve.amax(0),
        "The line is the lowest of the runs": curve.amin(0),
        **runs,
        **parts,
        "The line is the sum of the runs": curve.sum(0),
        "The line is the standard deviation": curve.std(0),
        "The mean is over the epochs, not over the runs (the other axis)": curve.mean(1),
        "The line is the logarithm of the mean: draw the numbers themselves": mean.log(),
        "The line is the logarithm to base 10 of the mean: draw the numbers themselves": (
            mean.log10()
        ),
        "The line is the mean divided by 100": mean / 100,
        "The line is the mean times 100": mean * 100,
        "The first column, before training, is not drawn": mean[1:],
        "The last epoch is not drawn": mean[:-1],
    }


def clipped(values: Tensor, truth: Tensor, curve: Tensor) -> bool:
    """True when the values are the true ones as far as they lie between two bounds."""
    if values.shape != truth.shape or not torch.isfinite(values).all():
        return False
    return near(values, truth.clamp(float(values.min()), float(values.max())), curve)


def band_slips(curve: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
    """What a band reaches from and to, where that is not the lowest and the highest run."""
    mean, spread, low, high = curve.mean(0), curve.std(0), curve.amin(0), curve.amax(0)
    few = curve.std(0, correction=0)
    error = spread / len(curve) ** 0.5
    standard = "The band is the mean ± the standard deviation"
    return {
        standard: (mean - spread, mean + spread),
        f"{standard} ": (mean - few, mean + few),
        "The band is the mean ± twice the standard deviation": (
            mean - 2 * spread,
            mean + 2 * spread,
        ),
        "The band is the mean ± twice the standard deviation ": (mean - 2 * few, mean + 2 * few),
        "The band is the mean ± the standard error": (mean - error, mean + error),
        "The band is the mean ± the variance": (mean - spread**2, mean + spread**2),
        "The band lies between the quartiles": (curve.quantile(0.25, 0), curve.quantile(0.75, 0)),
        "The band reaches from the mean to the highest run only": (mean, high),
        "The band reaches from the lowest run to the mean only": (low, mean),
        "The band begins at 0": (torch.zeros_like(high), high),
        "The band begins at 0 and ends at the mean": (torch.zeros_like(mean), mean),
    }


def alike(band: Colour, line: Colour) -> bool:
    """True for about the same colour: as strong, or paler, or darker.

    >>> alike((0.0, 0.45, 0.7, 0.2), (0.0, 0.45, 0.7, 1.0))
    True
    >>> alike((0.5, 0.5, 0.5, 0.2), (0.0, 0.45, 0.7, 1.0))
    False
    """
    (h, s, _), (hue, strength, _) = (colorsys.rgb_to_hsv(*colour[:3]) for colour in (band, line))
    if strength < 0.15:
        return s < 0.25
    apart = abs(h - hue)
    return s > 0.04 and min(apart, 1 - apart) < 0.1
