"""Three ways to a slider that moves ‖h_t‖ and ‖∂L/∂h_t‖: what stands in their notebooks."""

from dataclasses import dataclass

TIME, HIDDEN = 50, 32


@dataclass(frozen=True)
class Way:
    """A notebook, and where its slider and its numbers are."""

    name: str
    title: str
    cells: tuple[str, ...]
    slider: str  # takes keys and the mouse
    watch: str  # tells the probe in the page what a change is
    value: str  # in the kernel: the weight scale that the numbers are of
    numbers: str  # in the kernel: the norms of states and of gradients; "" where the page has them


_LAYER = """
import torch
from torch import nn


class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size)

    def forward(self, x):
        self.h_list = []
        h = x.new_zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h
"""

_EXPLORER = "from course_utils.widgets.explorer import GradientExplorer"
_SIZE = f"preset=None, time={TIME}, hidden={HIDDEN}"
_SLIDER = '.gx label:has-text("weight scale") input'

_OWN_NUMBERS = """[
    list(memoryview(explorer.answer[name]).cast("d")) for name in ("state_norms", "gradient_norms")
]"""

# A network in plain PyTorch, a figure that is cleared and drawn again at every move. The weights
# are the explorer's, so that the curves can be compared; they are drawn once.
_REPLOT = f"""
%matplotlib widget
from functools import cache

import matplotlib.pyplot as plt
import torch
from ipywidgets import FloatSlider, IntSlider, interactive

from course_utils.widgets import networks

shown = {{}}
fig, (states, gradients) = plt.subplots(1, 2, figsize=(9, 4))


@cache
def start(hidden):
    setting = networks.Setting(hidden=hidden)
    return (*networks.draw(setting).values(), *networks.readout(setting))


def replot(weight_scale, bias_scale, time, hidden):
    W_x, W_h, b, W_f, b_f = start(hidden)
    x, y = networks.sequence(0, time)
    h, all_h = torch.zeros(1, hidden, dtype=torch.float64), []
    for t in range(time):
        z = weight_scale * (h @ W_h.T + x[:, t] @ W_x.T) + bias_scale * b
        h = torch.tanh(z).requires_grad_()
        h.retain_grad()
        all_h.append(h)
    loss = (h @ W_f.T + b_f - y[:, -1]).square().sum()
    loss.backward()
    h_norms = [h.norm().item() for h in all_h]
    g_norms = [h.grad.norm().item() for h in all_h]
    for axes, norms, name, scale in (
        (states, h_norms, "‖h‖", "linear"),
        (gradients, g_norms, "‖∂L/∂h‖", "log"),
    ):
        axes.clear()
        axes.plot(range(1, time + 1), norms)
        axes.set_yscale(scale)
        axes.set_xlabel("step t")
        axes.set_ylabel(name)
    fig.canvas.draw_idle()
    shown.update(weight_scale=weight_scale, norms=[h_norms, g_norms])


interactive(
    replot,
    weight_scale=FloatSlider(value=1, min=0, max=5, step=0.02, description="weights"),
    bias_scale=FloatSlider(value=1, min=0, max=5, step=0.05, description="biases"),
    time=IntSlider(value={TIME}, min=5, max=200, description="length"),
    hidden=IntSlider(value={HIDDEN}, min=1, max=64, description="hidden"),
)
"""

BUILT_IN = Way(
    "built-in", "the explorer, built-in RNN",
    (f"{_EXPLORER}\nexplorer = GradientExplorer({_SIZE})\nexplorer",),
    _SLIDER, "probe.watch_explorer(false)", "explorer.setting['weight_scale']", "",
)  # fmt: skip
OWN = Way(
    "own", "the explorer, the student's RNN",
    (
        _LAYER,
        f"{_EXPLORER}\nexplorer = GradientExplorer(\n"
        f"    lambda hidden, phi: RNNLayer(1, hidden, phi), {_SIZE}\n)\nexplorer",
    ),
    _SLIDER, "probe.watch_explorer(true)", "explorer.answer['setting']['weight_scale']",
    _OWN_NUMBERS,
)  # fmt: skip
PUBLIC = Way(
    "ipympl", "ipympl and interactive", (_REPLOT,),
    '.widget-slider:has-text("weights") .noUi-handle', "probe.watch_canvas()",
    "shown['weight_scale']", "shown['norms']",
)  # fmt: skip
WAYS = (BUILT_IN, OWN, PUBLIC)
