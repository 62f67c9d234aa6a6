"""The descent explorer: gradient descent on three small linear autoencoders, in one run each."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course_utils.plots import grading, image_html, in_place_of_a_figure

from . import descent
from .descent import Setting, angle, eigenvalues, experiment, predicted
from .still_descent import still

PRESETS: dict[str, dict[str, Any]] = {
    "no penalty": {"lam": 0.0, "rate": 0.05},
    "a small one": {"lam": 0.1, "rate": 0.05},
    "σ₂ is off": {"lam": 0.5, "rate": 0.05, "spread": 0.4},
    "minima merged": {"lam": 1.0, "rate": 0.05},
    "to the saddle": {"lam": 0.1, "rate": 0.05, "start": [1.5, -1.5]},
    "too fast": {"lam": 0.1, "rate": 0.6},
}
_HERE = Path(__file__).parent
_SCRIPTS = ("common", "descent_engine", "descent_panels", "descent_explorer")


class DescentExplorer(anywidget.AnyWidget):
    """Three linked views of gradient descent on (1/n)‖X − W₂W₁X‖² + λ‖W₁‖² + λ‖W₂‖².

    The loss surface of one weight each, with its valleys, its minima and the path from a start
    that can be dragged; a cloud of points, with the directions of encoder and decoder; and the
    singular values of W₂ for three inputs and two latent numbers, beside √(1 − λ/σ²). λ and the
    learning rate are those of all three. Everything is computed in the page: it needs no kernel.

    Keywords are those of `Setting`. `setting` says what the controls say:

    >>> DescentExplorer(lam=0.3).setting["lam"]
    0.3

    Where no widget can be shown, a still picture with a description stands in its place. Raises
    ValueError for a number beyond its limits, TypeError for a keyword that doesn't exist.
    """

    _esm = "".join((_HERE / f"{n}.js").read_text("utf-8") for n in _SCRIPTS)
    _css = _HERE / "descent_explorer.css"

    # The page knows what it said: no echo.
    setting = traitlets.Dict().tag(sync=True, echo_update=False)
    given = traitlets.Dict().tag(sync=True)  # all that stays as it is

    def __init__(self, **setting: Any) -> None:
        super().__init__(setting=_plain(Setting(**setting)), given=given())

    def open(self) -> None:
        """Tell the page of the widget, unless there is none because submissions are graded."""
        if not grading():
            super().open()

    @traitlets.validate("setting")
    def _whole(self, proposal: Any) -> dict[str, Any]:
        """A setting with all its numbers, each within its limits; what is missing stays."""
        now = replace(Setting(**self.setting), **proposal["value"])
        return _plain(now)

    # ---- where no widget can be shown

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        setting = Setting(**self.setting)
        runs = experiment(setting)
        text = describe(setting, runs)
        if grading():
            return {"text/plain": in_place_of_a_figure(text)}, {}
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:  # closed
            return None
        picture = image_html(still(setting, runs), text, dpi=80)
        return bundle[0] | {"text/html": picture, "text/plain": text}, bundle[1]


def _plain(setting: Setting) -> dict[str, Any]:
    """As the page sends it: lists for pairs."""
    pairs = {name: list(getattr(setting, name)) for name in ("start", "tip")}
    return asdict(setting) | pairs


def given() -> dict[str, Any]:
    """What the page needs besides a setting."""
    weights = [descent.starts(run) for run in range(descent.STARTS)]
    return {
        "Z": descent.cloud().tolist(),
        "tilt": descent.TILT,
        "third": descent.THIRD,
        "steps": descent.STEPS,
        "starts": [
            {"W1": W1.flatten().tolist(), "W2": W2.flatten().tolist()} for W1, W2 in weights
        ],
        "limits": {name: list(limits) for name, limits in descent.LIMITS.items()},
        "presets": PRESETS,
    }


def describe(setting: Setting, runs: dict[str, descent.Run]) -> str:
    """The picture in words, for those who can't see it and for whoever grades."""
    scalar, cloud, deep = runs["scalar"], runs["cloud"], runs["deep"]
    singular = [f"{s:.2f}" for s in deep.singular_values()[-1].tolist()]
    formula = [f"{s:.2f}" for s in predicted(eigenvalues(setting), 2, setting.lam)]
    w = max(1 - setting.lam, 0) ** 0.5
    places = f"is least at ±({w:.2f}, {w:.2f})" if w else "is least at (0, 0)"
    if setting.lam == 0:
        places = "is least all along w₁w₂ = 1"
    return (
        f"Descent explorer: λ = {setting.lam:g}, learning rate {setting.rate:g}. The loss surface "
        f"of one weight each {places}, and the path from "
        f"({setting.start[0]:g}, {setting.start[1]:g}) {_ending(scalar)}. "
        f"In the cloud the decoder ends {angle(cloud.W2[-1]):.1f}° from the first principal "
        f"direction. The singular values of the decoder with two latent numbers end at "
        f"{' and '.join(singular)}; the formula says {' and '.join(formula)}."
    )


def _ending(run: descent.Run) -> str:
    if run.diverges:
        return f"runs away at step {len(run.loss)}"
    return f"ends at ({run.W1[-1].item():.2f}, {run.W2[-1].item():.2f})"
