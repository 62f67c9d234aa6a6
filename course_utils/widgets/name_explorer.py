"""The name explorer: type a name, and see from which list of names a network thinks it comes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from matplotlib.figure import Figure
from torch import nn

from course_utils.checks.outcome import Wrong
from course_utils.plots import grading, image_html, in_place_of_a_figure

from .calm import in_words
from .reading import LONGEST, Reading, Unreadable, read_name

SHOWN = 8  # languages, the most probable first
NUMBERED = 16  # letters: for more of them there is no room for numbers
_HERE = Path(__file__).parent
_UNWEIGHED = "The letters' weight can't be shown:"


class NameExplorer(anywidget.AnyWidget):
    """A box to type a name into; while you type, a network says where the name may come from.

    `model(x, last_pos)` gives a logit for each of the `languages`, for names as
    `course_utils.data.surnames.encode` makes them; `read_name` says what is done with it. The
    figure shows the name as the network reads it, how much each letter weighs for the first
    language, the probabilities of eight languages, and those after each letter. Each key press
    asks a new copy of the model, so that one in training may be watched; it is never changed.
    What goes wrong in the model is told in words; None stands for one that isn't there yet.

    >>> import torch
    >>> class Long(nn.Module):
    ...     def forward(self, x, last_pos):
    ...         return (last_pos[:, None] - 4) * torch.tensor([-1.0, 1.0])
    >>> explorer = NameExplorer(Long(), ["short", "long"], name="Łódź")
    >>> explorer.answer["letters"], explorer.answer["words"]
    ('lodz', 'Most like: short, 88 %; then long, 12 %.')

    Where no widget can be shown, a still picture with a description stands in its place.
    """

    _esm = "".join((_HERE / f"{n}.js").read_text("utf-8") for n in ("common", "name_explorer"))
    _css = _HERE / "name_explorer.css"

    name = traitlets.Unicode().tag(sync=True, echo_update=False)  # the page knows what it said
    answer = traitlets.Dict().tag(sync=True)  # what the network makes of it
    languages = traitlets.Int().tag(sync=True)  # how many there are
    limits = traitlets.Dict({"letters": LONGEST, "numbered": NUMBERED}).tag(sync=True)

    def __init__(
        self, model: nn.Module | None, languages: Sequence[str], name: str = "Kowalski"
    ) -> None:
        self._model, self._languages = model, list(languages)
        answer = {} if grading() else self._read(name)[0]
        super().__init__(name=name, answer=answer, languages=len(self._languages))

    def open(self) -> None:
        """Tell the page of the widget, unless there is none because submissions are graded."""
        if not grading():
            super().open()

    @traitlets.observe("name")
    def _to_answer(self, change: object) -> None:
        if not grading() and self.answer.get("name") != self.name:
            self.answer = self._read(self.name)[0]

    def _read(self, name: str) -> tuple[dict[str, Any], Reading | None]:
        """What the page is told, and what the network made of the name, where it could."""
        said = {"name": name, "letters": "", "words": "", "problem": ""}
        try:
            if self._model is None:
                raise NotImplementedError
            reading = read_name(self._model, name)
            if len(reading.probabilities) != len(self._languages):
                number = len(reading.probabilities)
                raise Wrong(f"it gives {number} logits for {len(self._languages)} languages.")
        except Unreadable as nothing:
            words = f"{nothing}" if name.strip() else "Type a name."
            return said | {"words": words}, None
        except (Exception, SystemExit) as error:
            return said | {"problem": in_words(error, self._model)}, None
        return said | summary(reading, self._languages), reading

    # ---- where no widget can be shown

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        said, reading = self._read(self.name)
        text = describe(said, len(self._languages))
        if grading():
            return {"text/plain": in_place_of_a_figure(text)}, {}
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:  # closed
            return None
        data = bundle[0] | {"text/plain": text}
        if reading is not None:
            data["text/html"] = image_html(still(said), text, dpi=80)
        return data, bundle[1]


def summary(reading: Reading, languages: Sequence[str]) -> dict[str, Any]:
    """The most probable languages, and the letters' shares of the saliency, in plain numbers."""
    first = reading.probabilities.argsort(descending=True, stable=True)[:SHOWN].tolist()
    probabilities = reading.probabilities[first].tolist()
    shown = {
        "letters": reading.letters,
        "languages": [languages[n] for n in first],
        "probabilities": probabilities,
        "percent": [percent(p) for p in probabilities],
        "after": reading.after[:, first].T.tolist(),
        "shares": [],
        "note": "",
    }
    if reading.saliency is None:
        shown["note"] = f"{_UNWEIGHED} no nn.Embedding reads them in their order."
    elif 0 < (total := reading.saliency.sum().item()) < float("inf"):
        shown["shares"] = (reading.saliency / total).tolist()
    else:
        shown["note"] = f"{_UNWEIGHED} the gradient is 0 or no number."
    ranked = zip(shown["languages"], probabilities, strict=True)
    best = [f"{language}, {percent(p)}" for language, p in ranked]
    best = best[: 2 if len(best) > 1 and probabilities[1] >= 0.01 else 1]
    return shown | {"words": f"Most like: {'; then '.join(best)}."}


def percent(p: float) -> str:
    """A probability as people say it.

    >>> [percent(p) for p in (0.826, 0.9999, 1.0, 0.001)]
    ['83 %', 'over 99 %', '100 %', '< 1 %']
    """
    if 0.995 <= p < 1:
        return "over 99 %"
    return "< 1 %" if 0 < p < 0.005 else f"{round(100 * p)} %"


def describe(said: dict[str, Any], languages: int) -> str:
    """The picture in words, for those who can't see it and for whoever grades."""
    if not said["letters"]:
        return f"Name explorer: “{said['name']}”. {said['problem'] or said['words']}"
    ranked = zip(said["languages"], said["percent"], strict=True)
    best = ", ".join(f"{language} {words}" for language, words in [*ranked][:4])
    weights = sorted(zip(said["shares"], said["letters"], strict=False), reverse=True)[:3]
    most = ", ".join(f"{letter} {100 * share:.0f} %" for share, letter in weights)
    return (
        f"Name explorer: “{said['name']}”, read as {said['letters']}, is most like {best}, "
        f"of {languages} lists of names. {said['note'] or f'The letters that weigh most: {most}.'}"
    )


def still(said: dict[str, Any]) -> Figure:
    """Bars of the languages and, letter by letter, the weights and the probabilities. No pyplot:
    a callback may run beside the reader's own figures."""
    names, shares = said["languages"], said["shares"]
    letters = list(said["letters"].replace(" ", "␣"))
    fig = Figure(figsize=(12, 5.5), layout="constrained")
    axes = fig.subplots(2, 2, width_ratios=(2, 3), height_ratios=(1, 2.4))
    (corner, weights), (bars, strip) = axes
    corner.set_axis_off()
    corner.text(0, 0.5, said["words"].replace("; ", ";\n"), fontsize=16, va="center")
    bars.barh(range(len(names)), said["probabilities"], color="#0072B2")
    for row, (p, words) in enumerate(zip(said["probabilities"], said["percent"], strict=True)):
        bars.text(p + 0.02, row, words, va="center")
    bars.set(yticks=range(len(names)), yticklabels=names, xlim=(0, 1.35), xticks=[])
    bars.set_ylim(len(names) - 0.5, -0.5)
    bars.set_title("Most probable lists", loc="left")
    columns = weights.bar(range(len(shares)), shares, color="#D55E00")
    weights.set(xlim=(-0.5, len(letters) - 0.5), xticks=[], yticks=[])
    weights.set_title(f"Weight of each letter for {names[0]}, in %" if shares else "", loc="left")
    strip.imshow(said["after"], cmap="Blues", vmin=0, vmax=1.6, aspect="auto")  # ink stays legible
    strip.set(xticks=range(len(letters)), xticklabels=letters, yticks=[])
    strip.set_title("Probability after each letter, in %", loc="left")
    if len(letters) <= NUMBERED:
        weights.bar_label(columns, [f"{100 * share:.0f}" for share in shares])
        for row, column in product(range(len(names)), range(len(letters))):
            p = said["after"][row][column]
            words = f"{100 * p:.0f}" * (p >= 0.005)
            strip.text(column, row, words, ha="center", va="center", color="#1F2328")
    for ax in (bars, weights, strip):
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
    return fig
