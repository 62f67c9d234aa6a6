"""The gradient explorer: sliders, and what they do to the states and gradients of a network."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from matplotlib.figure import Figure
from torch import nn

from course_utils.gradients import spectral_radius
from course_utils.plots import (
    grading,
    image_html,
    in_place_of_a_figure,
    plot_eigenvalues,
    plot_gradient_map,
    plot_gradient_norms,
    plot_state_norms,
)

from .networks import PRESETS, BuiltIn, Cell, Numbers, Setting, draw, numbers, sequence
from .own import OwnLayer, in_words

_HERE = Path(__file__).parent
# One ES module, put together in this order.
_SCRIPTS = ("eigenvalues", "engine", "common", "panels", "pictures", "guess", "words", "controls")
_SCRIPTS += ("view",)


class GradientExplorer(anywidget.AnyWidget):
    """Sliders for a recurrent network, and four linked views of its states and gradients.

    ‖h_t‖ and ‖∂L/∂h_t‖ by step, the map of ‖∂L_k/∂h_t‖, and the eigenvalues of W^h. The built-in
    RNN and LSTM are computed in the browser. `own` adds a layer of the reader's to the choices:
    a function of the number of hidden units (for an RNN also of its nonlinearity) that builds one,
    such as `lambda hidden, phi: RNNLayer(1, hidden, phi)`. It is built anew whenever a control
    moves and gets the weights of the built-in network of the same controls, so that the two must
    agree; a tick says whether they do.

    `preset` is a name in `PRESETS`; further keywords are those of `Setting`:

    >>> explorer = GradientExplorer(preset="vanish", time=30)
    >>> explorer.setting["nonlinearity"], explorer.setting["time"]
    ('none', 30)

    Where no widget can be shown, a still picture with a description stands in its place. Raises
    ValueError for a preset that doesn't exist, TypeError for another keyword that doesn't.
    """

    _esm = "".join((_HERE / f"{n}.js").read_text("utf-8") for n in _SCRIPTS)
    _css = _HERE / "explorer.css"

    # What the controls say, and `own`. The page knows what it said: no echo.
    setting = traitlets.Dict().tag(sync=True, echo_update=False)
    answer = traitlets.Dict().tag(sync=True)  # what the reader's layer does, for one setting
    presets = traitlets.Dict().tag(sync=True)
    own_cell = traitlets.Unicode().tag(sync=True)  # "" where there is no layer of the reader's

    def __init__(
        self,
        own: Callable[..., nn.Module] | None = None,
        own_cell: Cell = "RNN",
        preset: str | None = None,
        **setting: Any,
    ) -> None:
        if preset is not None and preset not in PRESETS:
            raise ValueError(f"there is no preset {preset!r}; there are: {', '.join(PRESETS)}")
        start = asdict(PRESETS[preset]) if preset else {}
        if own is not None:
            start["cell"] = own_cell
        chosen = Setting(**(start | setting))
        self._own = OwnLayer(own, own_cell) if own else None
        super().__init__(
            presets={name: asdict(each) for name, each in PRESETS.items()},
            own_cell=own_cell if own else "",
            setting=asdict(chosen) | {"own": own is not None and chosen.cell == own_cell},
        )

    def open(self) -> None:
        """Tell the page of the widget, unless there is none because submissions are graded."""
        if not grading():
            super().open()

    @traitlets.observe("setting")
    def _to_answer(self, change: object) -> None:
        if self._own is None or not self.setting["own"] or grading():
            return
        answer: dict[str, Any] = {"setting": self.setting, "error": ""}
        try:
            for name, values in vars(self._own.numbers(self._chosen())).items():
                answer[name] = values.contiguous().numpy().tobytes()
        except (Exception, SystemExit) as error:
            answer["error"] = in_words(error, self._own.cell)
        self.answer = answer

    def _chosen(self) -> Setting:
        return Setting(**{f.name: self.setting[f.name] for f in fields(Setting)})

    # ---- where no widget can be shown

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        setting = self._chosen()
        shown = self._still_numbers(setting)
        text = describe(setting, shown)
        if grading():
            return {"text/plain": in_place_of_a_figure(text)}, {}
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:  # closed
            return None
        picture = image_html(still(setting, shown), text, dpi=80)
        return bundle[0] | {"text/html": picture, "text/plain": text}, bundle[1]

    def _still_numbers(self, setting: Setting) -> Numbers:
        if self._own is not None and self.setting["own"]:
            # Where it fails, the widget says why, and the picture shows the reference.
            with suppress(Exception, SystemExit):
                return self._own.numbers(setting)
        x, y = sequence(setting.seed, setting.time)
        return numbers(BuiltIn(setting), x, y, setting.every_step)


def describe(setting: Setting, shown: Numbers) -> str:
    """The picture in words, for those who can't see it and for whoever grades."""
    first, last = shown.gradient_norms[0].item(), shown.gradient_norms[-1].item()
    phi = "" if setting.cell == "LSTM" else f", nonlinearity {setting.nonlinearity}"
    return (
        f"Gradient explorer: {setting.cell}{phi}, {setting.hidden} hidden units, "
        f"weight scale {setting.weight_scale:g}, {setting.time} steps: the gradient norm goes from "
        f"{last:.1e} at the last step to {first:.1e} at the first, the states end at norm "
        f"{shown.state_norms[-1].item():.2g}."
    )


def still(setting: Setting, shown: Numbers) -> Figure:
    """The four panels. No pyplot: a callback may run beside the reader's own figures."""
    W_h = draw(setting)["weight_hh_l0"][: setting.hidden]
    radius = spectral_radius(W_h)
    linear = setting.cell == "RNN" and setting.nonlinearity == "none" and not setting.every_step
    fig = Figure(figsize=(13, 8.5), layout="constrained")
    axes = fig.subplots(2, 2)
    plot_gradient_norms(
        axes[0, 0],
        {setting.cell: shown.gradient_norms},
        radii={setting.cell: radius} if linear else None,
    )
    plot_state_norms(axes[0, 1], {setting.cell: shown.state_norms})
    plot_gradient_map(axes[1, 0], shown.map)
    if setting.cell == "RNN":
        plot_eigenvalues(axes[1, 1], W_h)
    else:
        axes[1, 1].set_axis_off()
    return fig
