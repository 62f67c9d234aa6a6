"""What a plotting function draws: the contents of its axes, as numbers and words."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor


class Case(NamedTuple):
    """What `plot_band` is called with."""

    curves: dict[int, Tensor]
    ylabel: str
    title: str


def example(seed: int) -> Case:
    """Curves as a sweep gives them: percent (even seeds) or losses, of other sizes each time."""
    generator = torch.Generator().manual_seed(seed)

    def draw(low: int, high: int) -> int:
        return int(torch.randint(low, high, (), generator=generator))

    sizes = sorted({draw(2, 9), 10 * draw(2, 9), 100 * draw(1, 6), 100 * draw(1, 6) + 7})
    runs, epochs, percent = draw(3, 6), draw(7, 12), seed % 2 == 0
    curves = {}
    for size in sizes:
        shape = (runs, epochs + 1)
        noise = torch.rand(shape, generator=generator, dtype=torch.float32)
        rise = torch.linspace(0, 1, epochs + 1, dtype=torch.float32) ** 0.5
        curves[size] = 50 + 30 * rise + 15 * noise if percent else 1.6 - rise + 0.5 * noise
    ylabel = f"accuracy of probe {draw(10, 99)} in %" if percent else f"loss {draw(10, 99)}"
    return Case(curves, ylabel, f"trained {draw(100, 999)} times")


def drawn(plot: Any, curves: Any, ylabel: Any, title: Any) -> Any:
    """Call `plot(ax, curves, ylabel, title)`; return what is on `ax` then, as plain data.

    It stands by itself (a hidden test sends it as source). `ax` is the left one of two axes, and
    the right one is pyplot's current: what is drawn there was not drawn on the `ax` given. Nothing
    is shown, and every figure that was opened is closed.
    """
    import warnings
    from contextlib import ExitStack
    from unittest.mock import Mock, patch

    import numpy as np
    import torch
    from matplotlib import collections, colors
    from matplotlib import pyplot as plt
    from matplotlib.figure import Figure

    def tensor(values: Any) -> Any:
        return torch.tensor(np.ma.filled(np.ma.asarray(values, dtype=float), np.nan))

    def seen(artist: Any) -> bool:
        return artist.get_visible() and artist.get_alpha() != 0

    def strong(colour: Any) -> Any:
        return [] if len(colour) == 0 or colour[3] == 0 else [float(c) for c in colour]

    def line(artist: Any) -> Any:
        width, style = artist.get_linewidth(), str(artist.get_linestyle())
        marker, every = str(artist.get_marker()), artist.get_markevery()
        dotted = marker.strip().lower() not in ("", "none") and artist.get_markersize() > 0
        x, y = tensor(artist.get_xdata(orig=False)), tensor(artist.get_ydata(orig=False))
        return {
            "x": x,
            "y": y,
            "joined": style.strip().lower() not in ("", "none") and width > 0,
            "dots": (1 if every is None else every if isinstance(every, int) else 2) * dotted,
            "colour": strong(colors.to_rgba(artist.get_color(), artist.get_alpha())),
            "look": f"{style} {marker} {getattr(artist, '_dash_pattern', '')}",
        }

    def area(artist: Any, paths: Any) -> Any:
        colour = np.atleast_2d(artist.get_facecolor())
        empty = colour.size == 0 or not strong(colour[0])
        if empty and artist.get_hatch():
            colour = np.atleast_2d(artist.get_edgecolor())
        vertices = [path.vertices for path in paths]
        xy = tensor(np.concatenate(vertices)) if vertices else torch.zeros(0, 2)
        return {"xy": xy, "colour": strong(colour[0]) if colour.size else []}

    def handle(artist: Any) -> Any:
        colour = getattr(artist, "get_color", getattr(artist, "get_facecolor", list))()
        try:
            return [float(c) for c in colors.to_rgba_array(colour)[0]]
        except (ValueError, TypeError, IndexError):
            return []

    before = plt.get_fignums()
    current = plt.gcf().number if before else None
    kept = {size: curve.clone() for size, curve in curves.items()}
    with ExitStack() as stack:
        stack.enter_context(plt.ioff())
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        shown = Mock()
        stack.enter_context(patch.object(plt, "show", shown))
        stack.enter_context(patch.object(Figure, "show", shown))
        try:
            figure, (ax, other) = plt.subplots(1, 2)
            plt.sca(other)
            plot(ax, curves, ylabel, title)
            opened = set(plt.get_fignums()) - set(before) - {figure.number}
            others = [a for n in opened for a in plt.figure(n).axes] + figure.axes
            others = [a for a in others if a is not ax]
            legends = [x for x in [ax.get_legend(), *figure.legends] if x is not None]
            fills = [c for c in ax.collections if isinstance(c, collections.PolyCollection)]
            strokes = [c for c in ax.collections if isinstance(c, collections.LineCollection)]
            spots = [c for c in ax.collections if isinstance(c, collections.PathCollection)]
            return {
                "lines": [line(artist) for artist in ax.lines if seen(artist)],
                "strokes": [
                    {"x": tensor(xy[:, 0]), "y": tensor(xy[:, 1]), "colour": handle(c)}
                    for c in strokes
                    if seen(c)
                    for xy in c.get_segments()
                ],
                "spots": [tensor(c.get_offsets()) for c in spots if seen(c)],
                "areas": [area(c, c.get_paths()) for c in fills if seen(c)]
                + [area(p, [p.get_path()]) for p in ax.patches if seen(p)],
                "error_bars": any(type(c).__name__ == "ErrorbarContainer" for c in ax.containers),
                "legend": [
                    (text.get_text(), handle(artist))
                    for legend in legends
                    for text, artist in zip(legend.get_texts(), legend.legend_handles, strict=False)
                ]
                if legends
                else None,
                "labels": list(ax.get_legend_handles_labels()[1]),
                "titles": [ax.get_title(loc) for loc in ("left", "center", "right")],
                "over_all": figure.get_suptitle(),
                "xlabel": ax.get_xlabel(),
                "ylabel": ax.get_ylabel(),
                "limits": [*sorted(ax.get_xlim()), *sorted(ax.get_ylim())],
                "elsewhere": any(
                    a.has_data()
                    or a.get_legend()
                    or a.get_xlabel() + a.get_ylabel() + a.get_title()
                    for a in others
                ),
                "opened": bool(opened),
                "closed": not plt.fignum_exists(figure.number),
                "shown": shown.called,
                "changed": list(kept) != list(curves)
                or not all(curves[size].equal(curve) for size, curve in kept.items()),
            }
        finally:
            for number in set(plt.get_fignums()) - set(before):
                plt.close(number)
            if current is not None and plt.fignum_exists(current):
                plt.figure(current)
