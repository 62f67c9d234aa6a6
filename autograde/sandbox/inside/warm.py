"""Do once, on import, what costs most the first time: a gradient, a training step, a figure.

Libraries import, compile and cache at their first use. What is done before the fork need not be
done in each kernel. It leaves nothing behind that a notebook could notice.
"""

import contextlib
import io
import tempfile

import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def train() -> None:
    """One step of Adam, and one gradient with weights."""
    layer = torch.nn.Linear(2, 2)
    optimizer = torch.optim.Adam(layer.parameters())
    out = layer(torch.ones(1, 2))
    torch.autograd.grad(out, list(layer.parameters()), torch.ones(1, 2), retain_graph=True)
    out.sum().backward()
    optimizer.step()
    torch.optim.lr_scheduler.LinearLR(optimizer).step()


def draw() -> None:
    """A figure with what figures of the course have: formulas, a log axis, an image, a legend."""
    figure = Figure(layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    left.plot([1, 10], [1, 10], label="$x_t$ — ρ")
    left.set(yscale="log", title=r"$\partial C_T / \partial C_t$", xlabel="step $t$")
    left.legend()
    figure.colorbar(right.imshow([[0, 1], [1, 0]]))
    figure.savefig(io.BytesIO(), format="png")


def warm_up() -> None:
    """Do all of it. What fails here would only have made kernels quicker."""
    tempfile.tempdir = "/tmp"  # noqa: S108 - libraries ask where it is; nothing is written yet
    for first_use in (train, draw):
        with contextlib.suppress(Exception):
            first_use()
    tempfile.tempdir = None  # each kernel looks for its own


warm_up()
