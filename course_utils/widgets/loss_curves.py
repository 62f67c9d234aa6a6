"""Curves of the loss that grow while a network trains."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display, update_display
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import Tensor
from torch import stack as stacked

from course_utils.plots import grading, image_html
from course_utils.style import DARK, LIGHT

from .runs import Run, combined, in_words, plot_curves

SECONDS = 0.2  # at least, between two messages
clock = time.monotonic
_HERE = Path(__file__).parent


class LossCurves(anywidget.AnyWidget):
    """Training losses by step on a log axis, drawn while the training runs.

    `names` are those of the curves. Show the figure, then add each step's loss, a float or a
    tensor with one number; with `with` it is shown at once, and finished however the block ends:

    >>> with LossCurves(["RNN", "LSTM"]) as curves:
    ...     for loss in (0.5, 0.25):
    ...         curves.add("RNN", loss)
    Training: RNN 0.25 at step 2; LSTM no loss yet.

    Several runs of one name give one curve: their mean, over those that have reached a step and
    have a finite loss there, in a band from the smallest to the largest of them. From 513 steps
    on, a point of a run is the mean over a block of 2, 4, 8 … steps.

    The page is told at most five times a second, and again by `finish`, which also leaves a still
    picture for pages without widgets. While submissions are graded, and outside notebooks,
    `finish` prints one line instead. Raises ValueError for a name that isn't among `names`, and
    for a tensor with more than one number.
    """

    _esm = "".join((_HERE / f"{n}.js").read_text("utf-8") for n in ("common", "loss_curves"))
    _css = _HERE / "loss_curves.css"

    title = traitlets.Unicode().tag(sync=True)
    colours = traitlets.Dict().tag(sync=True)  # of the curves, on light and on dark paper
    shown = traitlets.Dict().tag(sync=True)  # the curves' numbers and words

    def __init__(self, names: Sequence[str], title: str = "Training") -> None:
        self._runs: dict[str, dict[int, Run]] = {name: {} for name in names}
        self._pending: dict[tuple[str, int], list[float | Tensor]] = {}
        self._due = 0.0
        self._display_id = ""
        self._title, self._told = title, ""
        shown = self._message(finished=False)
        super().__init__(title=title, colours={"light": LIGHT, "dark": DARK}, shown=shown)

    def add(self, name: str, loss: float | Tensor, run: int = 0) -> None:
        """The loss of the run's next step."""
        if type(loss) is not float:
            loss = _kept(loss)
        try:
            self._pending[name, run].append(loss)
        except KeyError:
            self._begin(name, run).append(loss)
        if clock() >= self._due:
            self._update()

    def finish(self) -> None:
        """Show what hasn't been shown yet, and leave a still picture or a line of text."""
        self._update(finished=True)
        words = self._words()
        if grading() or get_ipython() is None:
            if words != self._told:
                print(words)
        elif self._display_id:
            data, metadata = self._bundle()
            update_display(data, metadata=metadata, raw=True, display_id=self._display_id)
        self._told = words

    def __enter__(self) -> LossCurves:
        if not self._display_id and get_ipython() is not None:
            self._ipython_display_()
        return self

    def __exit__(self, *error: object) -> None:
        self.finish()

    # ---- from losses to messages

    def _begin(self, name: str, run: int) -> list[float | Tensor]:
        if name not in self._runs:
            names = ", ".join(self._runs)
            raise ValueError(f"there is no curve {name!r}; there are: {names}")
        self._runs[name][run] = Run()
        return self._pending.setdefault((name, run), [])

    def _update(self, finished: bool = False) -> None:
        for (name, run), losses in self._pending.items():
            if losses:
                self._runs[name][run].extend(_numbers(losses))
                losses.clear()
        if not grading():
            self.shown = self._message(finished)
        self._due = clock() + SECONDS

    def _message(self, finished: bool) -> dict[str, Any]:
        curves = []
        for name, runs in self._runs.items():
            steps, values = combined(list(runs.values()))
            data = np.vstack([steps, values[: 3 if len(runs) > 1 else 1]]).tobytes()
            curves.append({"name": name, "blocks": len(steps), "values": data})
        return {"curves": curves, "words": self._words(), "finished": finished}

    def _words(self) -> str:
        """The latest losses, and which of them can't be drawn."""
        latest = "; ".join(
            f"{name} {in_words(list(runs.values()))}" for name, runs in self._runs.items()
        )
        odd = [
            f" {name}{f', run {number}' if len(runs) > 1 else ''}: {words}."
            for name, runs in self._runs.items()
            for number, run in runs.items()
            if (words := run.oddity())
        ]
        return f"{self._title}: {latest}.{''.join(odd)}"

    # ---- where it is shown

    def open(self) -> None:
        """Tell the page of the widget, unless there is none because submissions are graded."""
        if not grading():
            super().open()

    def _ipython_display_(self) -> None:
        if grading():
            return
        # Under a name of its own, so that `finish` can put the still picture beside the widget.
        self._display_id = self._display_id or uuid.uuid4().hex
        data, metadata = self._bundle()
        display(data, metadata=metadata, raw=True, display_id=self._display_id)

    def _bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = self._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        words = self._words()
        if any(self._runs.values()):
            data["text/html"] = image_html(self._still(), words, dpi=80)
        return data | {"text/plain": words}, metadata

    def _still(self) -> Figure:
        fig = Figure(figsize=(9, 4.5), layout="constrained")  # no pyplot, which is the reader's
        ax = plot_curves(fig.subplots(), {n: list(r.values()) for n, r in self._runs.items()})
        ax.set_title(self._title)
        return fig


def _kept(loss: float | Tensor) -> float | Tensor:
    """The number; on another device the tensor, because to ask for its number is to wait."""
    if not isinstance(loss, Tensor):
        return float(loss)
    if loss.dim():
        raise ValueError(f"a loss is one number; this tensor has shape {tuple(loss.shape)}")
    return loss.item() if loss.is_cpu else loss.detach()


def _numbers(losses: list[float | Tensor]) -> NDArray[np.float64]:
    """All of them, with one transfer from another device."""
    tensors = [loss for loss in losses if isinstance(loss, Tensor)]
    if not tensors:
        return np.array(losses, dtype=np.float64)
    there = iter(stacked(tensors).tolist())
    numbers = [next(there) if isinstance(loss, Tensor) else loss for loss in losses]
    return np.array(numbers, dtype=np.float64)
