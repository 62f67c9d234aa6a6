"""Figures of the course, each drawn on an Axes that is passed in and returned."""

from __future__ import annotations

import base64
import html
import io
import os
import textwrap
from collections.abc import Mapping, Sequence

import torch
from IPython.core.getipython import get_ipython
from IPython.display import display
from jaxtyping import Float, Int
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm, PowerNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from course_utils.gradients import spectral_radius
from course_utils.style import LINE_STYLES

# From "vanishes" over "as it was" to "explodes"; blue and orange differ for colour-blind readers.
GRADIENT_COLOURS = LinearSegmentedColormap.from_list(
    "gradients", ["#08306B", "#1767AE", "#7DBBE6", "#FFFBEF", "#F7AE6C", "#CC5208", "#6B2100"]
)
DECADES = 4  # the map's colours reach from 10⁻⁴ to 10⁴, the same in every figure


def plot_state_norms(ax: Axes, norms: Mapping[str, Float[Tensor, " time"]]) -> Axes:
    """‖h_t‖ by step, one curve for each named entry: `{"tanh": norms, "ReLU": …}`."""
    for name, curve in norms.items():
        ax.plot(_steps(curve), curve.detach(), label=name)
    if any(_range(curve) > 30 for curve in norms.values()):
        ax.set_yscale("log")
    else:
        ax.set_ylim(bottom=0)
    ax.set(title="Size of the hidden state", xlabel="step t", ylabel=r"$\Vert h_t \Vert$")
    return _finished(ax, norms)


def plot_gradient_norms(
    ax: Axes,
    norms: Mapping[str, Float[Tensor, " time"]],
    radii: Mapping[str, float] | None = None,
) -> Axes:
    """‖∂L/∂h_t‖ by step on a log axis.

    For the names in `radii` a thin dotted line shows the predicted slope ρ^(T−t), starting from
    the last step's gradient. A gradient of exactly 0 has no place on a log axis: it is left out.
    """
    for name, curve in norms.items():
        steps, curve = _steps(curve), curve.detach()
        (line,) = ax.plot(steps, curve.where(curve > 0, torch.nan), label=name)
        if radii and name in radii:
            predicted = curve[-1] * radii[name] ** (len(steps) - steps)
            ax.plot(steps, predicted, ":", color=line.get_color(), linewidth=1.5)
    if radii:
        ax.plot([], [], ":", color="0.5", linewidth=1.5, label=r"slope $\rho^{T-t}$")
    ax.set_yscale("log")
    ax.set(
        title="Gradient that reaches each step",
        xlabel="step t",
        ylabel=r"$\Vert \partial L / \partial h_t \Vert$",
    )
    _finished(ax, norms)
    if len(norms) > 1:  # several curves leave no corner free
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def plot_gradient_map(ax: Axes, M: Float[Tensor, "time time"], colorbar: bool = True) -> Axes:
    """M[k, t] = ‖∂L_k/∂h_t‖: one row for each loss, one column for each hidden state.

    Blue where the gradient vanishes, orange where it explodes, cream around 1; the colours mean
    the same in every figure, and beyond 10⁻⁴ and 10⁴ they don't change any more. The half with
    t > k is grey: a later state has no influence on an earlier loss.
    """
    time = len(M)
    past = torch.ones(time, time, dtype=torch.bool).tril()
    scale = LogNorm(10.0**-DECADES, 10.0**DECADES, clip=True)
    shown = M.detach().clamp(10.0**-DECADES, 10.0**DECADES).where(past, torch.nan)
    image = ax.imshow(
        shown.numpy(),
        cmap=GRADIENT_COLOURS,
        norm=scale,
        origin="lower",
        extent=(0.5, time + 0.5, 0.5, time + 0.5),
        interpolation="nearest",
    )
    ax.set_facecolor("#8B949E99")
    ax.grid(visible=False)
    ax.text(0.97, 0.04, "t > k:\nno influence", transform=ax.transAxes, ha="right", va="bottom")
    ax.set(
        title=r"$\Vert \partial L_k / \partial h_t \Vert$",
        xlabel="hidden state at step t",
        ylabel="loss at step k",
    )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
    if colorbar and ax.figure is not None:
        bar = ax.figure.colorbar(image, ax=ax, extend="both", ticks=[1e-4, 1e-2, 1, 1e2, 1e4])
        bar.ax.minorticks_off()
        bar.set_label("vanishes   ←      →   explodes")
    return ax


def plot_eigenvalues(ax: Axes, W: Float[Tensor, "hidden hidden"]) -> Axes:
    """The eigenvalues of W in the complex plane; diamonds lie outside the unit circle."""
    values = torch.linalg.eigvals(W.detach())
    radius = spectral_radius(W)
    angle = torch.linspace(0, 2 * torch.pi, 200)
    ax.plot(angle.cos(), angle.sin(), "--", color="0.5", linewidth=1.5, label="unit circle")
    inside = values.abs() <= 1
    for some, marker, label in [(inside, "o", "inside or on it"), (~inside, "D", "outside")]:
        if some.any():
            ax.plot(values.real[some], values.imag[some], marker, alpha=0.85, label=label)
    edge = 1.15 * max(1.0, radius)
    ax.set(
        title=rf"Eigenvalues, $\rho$ = {radius:.3g}",
        xlabel="real part (dashed: unit circle)",
        ylabel="imaginary part",
        xlim=(-edge, edge),
        ylim=(-edge, edge),
        aspect="equal",
    )
    return ax


def plot_losses(
    ax: Axes,
    losses: Mapping[tuple[str, int], list[float]],
    goals: Mapping[int, float] | None = None,
) -> Axes:
    """Training losses by step, for instance `{("RNN", 1): [0.31, …], ("LSTM", 2): […]}`.

    A key is the kind of network, which gives the curve's colour, and its number of layers, which
    gives the line style. Each curve is a running mean over a fiftieth of the training; the raw
    losses are its pale shadow. `goals` are levels to get below, by number of layers.
    """
    for layers, goal in (goals or {}).items():
        ax.axhline(goal, color="0.5", linewidth=1.5, linestyle=LINE_STYLES[layers - 1],
                   label=f"goal, {_layers(layers)}")  # fmt: skip
    kinds = list(dict.fromkeys(kind for kind, _ in losses))
    for (kind, layers), history in losses.items():
        raw = torch.tensor(history)
        width = max(1, len(raw) // 50)
        smooth = raw.unfold(0, width, 1).mean(dim=1) if len(raw) else raw
        colour = f"C{kinds.index(kind)}"
        ax.plot(_steps(raw), raw, "-", color=colour, alpha=0.15, linewidth=0.8)
        ax.plot(
            torch.arange(width, len(raw) + 1),
            smooth,
            linestyle=LINE_STYLES[layers - 1],
            color=colour,
            label=f"{kind}, {_layers(layers)}",
        )
    ax.set_yscale("log")
    ax.set(title="Training", xlabel="step of training", ylabel="loss (mean squared error)")
    ax.legend()
    return ax


def plot_confusion(
    ax: Axes,
    confusion: Float[Tensor, "languages languages"] | Int[Tensor, "languages languages"],
    languages: Sequence[str],
) -> Axes:
    """How many of the names of one language (a row) are taken for each language (a column).

    `confusion[i, j]` counts the names of language i that were taken for language j. Rows are shown
    as shares of their sum, so that a rare language reads like a common one; shares of a tenth and
    more stand there in percent. The row of a language without names is empty. With 28 languages it
    needs about 7 inches each way.
    """
    count, counts = len(languages), confusion.detach().double()
    share = counts / counts.sum(dim=1, keepdim=True)  # nan in an empty row
    paper, strong = ax.get_facecolor(), plt.rcParams["axes.prop_cycle"].by_key()["color"][0]
    colours = LinearSegmentedColormap.from_list("shares", [paper, strong])
    scale = PowerNorm(0.5, 0, 1)  # a share of 4 % can be seen
    ax.imshow(share.numpy(), cmap=colours, norm=scale, interpolation="nearest", aspect="equal")
    size = min(13.0, max(7.0, 240 / count))  # points
    for i, j in (share >= 0.1).nonzero().tolist():
        part = share[i, j].item()
        ink = "white" if _luminance(colours(scale(part))) < 0.18 else "black"
        ax.text(j, i, f"{100 * part:.0f}", size=0.78 * size, color=ink, ha="center", va="center")
    ax.set_xticks(range(count), languages, rotation=90, fontsize=size)
    ax.set_yticks(range(count), languages, fontsize=size)
    ax.tick_params(length=0)
    ax.set_xticks([n - 0.5 for n in range(1, count)], minor=True)
    ax.set_yticks([n - 0.5 for n in range(1, count)], minor=True)
    ax.grid(visible=False)
    ax.grid(visible=True, which="minor", linewidth=0.4)
    ax.tick_params(which="minor", length=0)
    ax.set_axisbelow(False)  # the lines part the cells
    ax.set(title="Confusion, in % of each language", xlabel="taken for", ylabel="language")
    return ax


def plot_digits(
    ax: Axes, rows: Sequence[Float[Tensor, "digits 784"]], names: Sequence[str]
) -> Axes:
    """Pictures of 28 × 28 pixels, ink on paper: one row for each entry, with its name beside it.

    Pixels run from 0 (paper) to 1 (ink); what lies beyond is shown as the one or the other. All
    rows hold the same number of pictures, one column each.
    """
    side, gap = 28, 2
    count, cell = len(rows[0]), side + gap
    height, width = len(rows) * cell - gap, count * cell - gap
    grid = torch.full((height, width), torch.nan)  # nothing is painted between the pictures
    for i, row in enumerate(rows):
        for j, picture in enumerate(row.detach().cpu().float()):
            grid[i * cell : i * cell + side, j * cell : j * cell + side] = picture.view(side, side)
    ink, paper = plt.rcParams["text.color"], ax.get_facecolor()
    colours = LinearSegmentedColormap.from_list("ink", [paper, ink])
    ax.imshow(grid.numpy(), cmap=colours, vmin=0, vmax=1, interpolation="nearest", aspect="equal")
    ax.set_yticks([i * cell + (side - 1) / 2 for i in range(len(rows))], names)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return ax


def figure_with_alt(fig: Figure, text: str) -> None:
    """Show the figure in the notebook with `text` as its description for those who can't see it.

    The figure is closed, so that the notebook doesn't show it a second time. Outside a notebook
    the description is printed. While submissions are graded it stands in the figure's place:
    drawing was most of what a submission cost, and the description says what the figure shows.
    """
    if grading():
        plt.close(fig)
        print(in_place_of_a_figure(text))
        return
    image = image_html(fig, text, width=round(fig.get_figwidth() * fig.dpi))
    plt.close(fig)
    if get_ipython() is None:
        print(text)
        return
    display({"text/html": image, "text/plain": text}, raw=True)


def image_html(fig: Figure, text: str, dpi: int | None = None, width: int | None = None) -> str:
    """The figure as an image that has `text` as its description, `width` pixels of the page wide.

    As HTML, because JupyterLab and its exported pages drop the description of a plain PNG.
    """
    picture = io.BytesIO()
    fig.savefig(picture, format="png", dpi=dpi)
    data = base64.b64encode(picture.getvalue()).decode()
    wide = "" if width is None else f'width="{width}" '
    source = f"data:image/png;base64,{data}"
    return f'<img alt="{html.escape(text)}" {wide}style="max-width: 100%" src="{source}">'


def grading() -> bool:
    """Is this a submission that is being graded? nbgrader says so in the environment."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def in_place_of_a_figure(text: str) -> str:
    """The lines that a TA reads where a figure was not drawn."""
    return textwrap.fill(f"[figure, not drawn while grading] {text}", 100)


def _luminance(colour: Sequence[float]) -> float:
    """Relative luminance, from 0 to 1, about as WCAG has it."""
    red, green, blue = (c**2.2 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _layers(number: int) -> str:
    return f"{number} layer{'s' * (number > 1)}"


def _steps(curve: Tensor) -> Tensor:
    return torch.arange(1, len(curve) + 1)


def _range(curve: Tensor) -> float:
    """Largest over smallest positive value; 1 when there is none."""
    positive = curve[(curve > 0) & curve.isfinite()]
    return float(positive.max() / positive.min()) if len(positive) else 1.0


def _finished(ax: Axes, curves: Mapping[str, Tensor]) -> Axes:
    ax.set_xlim(0.5, max(len(curve) for curve in curves.values()) + 0.5)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.legend()
    return ax
