"""The descent explorer as a still picture."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .descent import LIMITS, STEPS, Run, Setting, cloud, directions, eigenvalues, predicted

INK, BLUE, ORANGE = "#1F2328", "C0", "C1"  # the two colours are those of the reader's style


def still(setting: Setting, runs: dict[str, Run]) -> Figure:
    """The three panels with whole runs. No pyplot: a callback may run beside the reader's own
    figures."""
    fig = Figure(figsize=(15, 5.6), layout="constrained")
    axes = fig.subplots(1, 3)
    _surface(axes[0], setting, runs["scalar"])
    _cloud(axes[1], setting, runs["cloud"])
    _values(axes[2], setting, runs["deep"])
    fig.suptitle(f"Gradient descent, λ = {setting.lam:g}, learning rate {setting.rate:g}")
    return fig


def _surface(ax: Axes, setting: Setting, run: Run) -> None:
    lam, limits = setting.lam, LIMITS["start"]
    w = np.linspace(*limits, 201)
    x, y = w[None], w[:, None]
    loss = (1 - x * y) ** 2 + lam * (x * x + y * y)
    least = lam * (2 - lam) if lam < 1 else 1.0
    heights = np.log2(np.maximum(loss - least, 0) + 0.05)
    ax.contourf(w, w, heights, levels=20, cmap="Blues")
    ax.contour(w, w, heights, levels=20, colors=INK, linewidths=0.4)
    ax.plot(w, w, ":", color=INK, linewidth=1.4, label="$w_1 = w_2$")
    path = run.W1.flatten().numpy(), run.W2.flatten().numpy()
    ax.plot(*path, "-", color=ORANGE, linewidth=3, label="path")
    ax.plot(*setting.start, "o", color=ORANGE, mfc="white", ms=10, mew=3)
    at = max(1 - lam, 0) ** 0.5
    if lam:
        ax.plot([at, -at], [at, -at], "k+", ms=14, mew=2.5, linestyle="none", label="minimum")
    else:
        ax.contour(w, w, x * y, levels=[1], colors="k", linewidths=3)
    if at:
        ax.plot(0, 0, "kx", ms=9, mew=2.5, linestyle="none", label="saddle")
    ax.set(xlim=limits, ylim=limits, xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
    ax.set(title="$(1 - w_1w_2)^2 + λ(w_1^2 + w_2^2)$")
    box = {"frameon": True, "facecolor": "white", "framealpha": 0.9, "labelcolor": INK}
    ax.legend(loc="lower right", fontsize=11, **box)
    ax.grid(visible=False)


def _cloud(ax: Axes, setting: Setting, run: Run) -> None:
    U = directions().numpy() * np.sqrt([1, setting.spread])
    X = U @ cloud().numpy()
    rebuilt = (run.W2[-1] @ run.W1[-1]).numpy() @ X
    ax.plot(X[0], X[1], "o", ms=4, alpha=0.7, color=BLUE, label="$x$")
    ax.plot(rebuilt[0], rebuilt[1], "o", ms=4, alpha=0.7, color=ORANGE, label="$W_2W_1x$")
    for n, (a, b) in enumerate(U.T.tolist(), 1):
        ax.plot([-2 * a, 2 * a], [-2 * b, 2 * b], "--", color="0.45", linewidth=1.4)
        end = 2.2 if n == 1 else -2.3  # the path begins near the other one
        ax.annotate(f"$u_{n}$", (end * a, end * b), ha="center", va="center")
    way = run.W2[:, :, 0].T.numpy()
    ax.plot(way[0], way[1], "-", color=ORANGE, linewidth=2)
    ax.plot(*setting.tip, "o", color=ORANGE, mfc="white", ms=10, mew=3)
    ax.plot([0, way[0, -1]], [0, way[1, -1]], color=ORANGE, linewidth=4, label="decoder $W_2$")
    limits = LIMITS["tip"]
    ax.set(xlim=limits, ylim=limits, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.set(title="Where the decoder points")
    ax.legend(loc="lower right", fontsize=11)
    ax.grid(visible=False)


def _values(ax: Axes, setting: Setting, run: Run) -> None:
    for n, s in enumerate(run.singular_values().T.numpy()):
        style = {"linestyle": ("-", "--")[n], "color": (BLUE, ORANGE)[n], "linewidth": 3}
        ax.plot(s, label=f"$s_{n + 1}$", **style)
    for n, s in enumerate(predicted(eigenvalues(setting), 2, setting.lam)):
        label = "_" if n else r"$\sqrt{1 - λ/σ_i^2}$"
        ax.axhline(s, linestyle=":", color="0.45", linewidth=1.6, label=label)
    ax.set(xlim=(0, STEPS), ylim=(0, 1.5), xlabel="step", title="Singular values of $W_2$ (3 × 2)")
    ax.legend(loc="upper right", fontsize=11)
