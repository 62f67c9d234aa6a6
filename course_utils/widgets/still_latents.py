"""The latent explorer as a still picture."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Ten hues of about one lightness, neighbours far apart; each digit's mark is also its number.
COLOURS = {
    "light": ["#AC2F3B", "#598400", "#006CB1", "#B2468B", "#845C00",
              "#007A85", "#7D43A8", "#B85400", "#007D49", "#5569D1"],
    "dark": ["#FF9495", "#8DB456", "#58C4FF", "#DD82B9", "#D5B449",
             "#00BCC5", "#CEA0F7", "#E28D4D", "#59D1A1", "#889EF6"],
}  # fmt: skip


def still(shown: dict[str, Any]) -> Figure:
    """Both planes, and beneath them eight digits with their reconstructions. No pyplot: a callback
    may run beside the reader's own figures."""
    fig = Figure(figsize=(12, 9.5), layout="constrained")
    grid = fig.add_gridspec(2, 2, height_ratios=(5.5, 4))
    for n, side in enumerate(_sides(shown)):
        _plane(fig.add_subplot(grid[0, n]), side, np.array(shown["labels"]))
    rows = [("original", shown["strip"]["images"])]
    rows += [(f"{s['name']}\n{_mean(s):.4f}", s["strip"]["painted"]) for s in _sides(shown)]
    _strip(fig.add_subplot(grid[1, :]), rows, len(shown["strip"]["labels"]))
    return fig


def _sides(shown: dict[str, Any]) -> list[dict[str, Any]]:
    return [shown["own"], shown["pca"]]


def _mean(side: dict[str, Any]) -> float:
    return float(np.mean(side["strip"]["errors"]))


def _plane(ax: Axes, side: dict[str, Any], labels: np.ndarray) -> None:
    z = np.array(side["points"])
    dark = np.mean(ax.get_facecolor()[:3]) < 0.5  # type: ignore[index]
    colours = COLOURS["dark" if dark else "light"]
    for label in np.unique(labels):
        at = z[labels == label].T
        ax.scatter(*at, marker=f"${label}$", s=42, linewidths=0, color=colours[label % 10])
    ax.set_title(f"{side['name']}: nearest of the same kind {side['agreement']:.0f} %")
    ax.set(xlabel="$z_1$", ylabel="$z_2$")
    ax.grid(visible=False)


def _strip(ax: Axes, rows: list[tuple[str, list[str]]], count: int) -> None:
    tiles = [np.hstack([_pixels(image) for image in images]) for _, images in rows]
    ax.imshow(np.vstack(tiles), cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
    ax.set_yticks([28 * n + 14 for n in range(len(rows))], [words for words, _ in rows])
    ax.set(xticks=[], title="Reconstructions, with their mean squared error")
    ax.set_aspect("equal")
    ax.grid(visible=False)
    ax.tick_params(length=0)
    for n in range(1, count):
        ax.axvline(28 * n - 0.5, color="0.8", linewidth=0.8)


def _pixels(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28)
