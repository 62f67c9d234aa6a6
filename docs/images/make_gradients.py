"""Draws the README's picture, light and dark: gradients that vanish, stay and explode.

Run `python docs/images/make_gradients.py`; it writes gradients.png and gradients-dark.png beside
this file, with the course's own numbers and plots.
"""

from pathlib import Path

import matplotlib as mpl
import torch
from matplotlib import pyplot as plt
from torch import Tensor, nn

from course_utils.gradients import gradient_map, with_spectral_radius
from course_utils.plots import plot_gradient_map
from course_utils.style import DARK, LIGHT, use_course_style

TIME, HIDDEN, SEED = 30, 128, 5
REGIMES = {"vanishing": 0.75, "edge of chaos": 1.0, "exploding": 1.33}


class LinearRNN(nn.Module):
    """h_t = W^h h_{t-1} + W^x x_t, with a random W^h of the given spectral radius."""

    def __init__(self, radius: float) -> None:
        super().__init__()
        self.W_h = nn.Parameter(with_spectral_radius(torch.randn(HIDDEN, HIDDEN), radius))
        self.W_x = nn.Parameter(torch.randn(HIDDEN, 1))
        self.h_list: list[Tensor] = []

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = torch.zeros(len(x), HIDDEN)
        self.h_list = []
        for x_t in x.unbind(dim=1):
            h = h @ self.W_h.T + x_t @ self.W_x.T
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


def draw(path: Path, dark: bool) -> None:
    mpl.rcdefaults()
    use_course_style(dark)
    ink = mpl.rcParams["text.color"]
    vanish, explode, keep = (DARK if dark else LIGHT)[:3]
    fig, axes = plt.subplots(
        2, 3, figsize=(12, 6.6), sharey="row", sharex=True, height_ratios=(1, 1.75)
    )
    for column, (name, radius) in enumerate(REGIMES.items()):
        top, bottom = axes[:, column]
        torch.manual_seed(SEED)  # the same matrix each time, scaled
        readout = torch.randn(HIDDEN) / HIDDEN**0.5
        M = gradient_map(
            LinearRNN(radius), torch.randn(16, TIME, 1), lambda out, w=readout: out @ w
        )
        steps = torch.arange(1, TIME + 1)
        top.plot(steps, M[-1], color=(vanish, keep, explode)[column], linestyle="-", linewidth=3)
        top.plot(steps, radius ** (TIME - steps), ":", color=ink, linewidth=1.8)
        top.set(yscale="log", ylim=(1e-4, 1e4), title=rf"{name}   $\rho(W^h) = {radius}$")
        top.set_yticks([1e-4, 1, 1e4])
        plot_gradient_map(bottom, M, colorbar=False)
        bottom.set(title="", ylabel="")
        if column:
            bottom.texts[0].remove()
    axes[0, 0].set_ylabel(r"$\Vert \partial L_T / \partial h_t \Vert$")
    axes[0, 2].annotate(r"slope $\rho^{T-t}$", (12, 700), fontsize=14)
    axes[1, 0].set_ylabel("loss at step k")
    bar = fig.colorbar(axes[1, 0].images[0], ax=axes, extend="both", ticks=[1e-4, 1, 1e4])
    bar.ax.minorticks_off()
    bar.set_label(r"$\Vert \partial L_k / \partial h_t \Vert$")
    fig.savefig(path)
    plt.close(fig)


if __name__ == "__main__":
    here = Path(__file__).parent
    draw(here / "gradients.png", dark=False)
    draw(here / "gradients-dark.png", dark=True)
