"""The latent explorer: drag in a plane of two latent numbers, and watch digits being decoded."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import anywidget
import torch
import traitlets
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.plots import grading, image_html, in_place_of_a_figure

from .calm import in_words
from .latents import PCA, PIXELS, Plane, Twin, agreement, evenly, one_of_each, squared_error
from .still_latents import COLOURS, still

SHOWN = 600  # digits in each plane
STRIP = 8  # digits with their reconstructions
_HERE = Path(__file__).parent
_SCRIPTS = ("common", "latent_plane", "latent_pad", "latent_explorer")


class LatentExplorer(anywidget.AnyWidget):
    """Two planes of digits, that of an autoencoder and that of PCA, with a handle in each.

    `model.encode` gives two numbers for each of the `images`, 28 × 28 pixels from 0 to 1 in a row,
    and `model.decode` paints an image from two numbers. The figure shows 600 of the images where
    they are encoded; what each decoder paints where its handle is dragged; a pad, whose drawing
    both encode; and the reconstructions of eight images. PCA is that of the `images`.

    The model is copied when the figure is made, and never changed; after more training, make
    another figure. What goes wrong in it is told in words; None stands for one that isn't there
    yet. Where no widget can be shown, a still picture with a description stands in its place.

    >>> images, labels = torch.rand(9, 784), torch.arange(9)
    >>> LatentExplorer(None, images, labels).problem
    '○ There is no network yet. Run the cells that make and train it, then this one.'

    Raises ValueError where images and labels aren't as above, or fewer than three.
    """

    _esm = "".join((_HERE / f"{n}.js").read_text("utf-8") for n in _SCRIPTS)
    _css = _HERE / "latent_explorer.css"

    shown = traitlets.Dict().tag(sync=True)  # all that stays as it is
    problem = traitlets.Unicode().tag(sync=True)  # why there is nothing of it
    asked = traitlets.Dict().tag(sync=True, echo_update=False)  # a point, or a drawing
    answer = traitlets.Dict().tag(sync=True)  # what the autoencoder makes of it

    def __init__(
        self,
        model: nn.Module | None,
        images: Float[Tensor, "images 784"],
        labels: Int[Tensor, " images"],
    ) -> None:
        images, labels = torch.as_tensor(images).float().cpu(), torch.as_tensor(labels).cpu()
        _refuse_odd(images, labels)
        self._model = model
        self._twin: Twin | None = None
        self._data = images, labels
        shown, problem = ({}, "") if grading() else self._prepare()
        super().__init__(shown=shown, problem=problem)

    def open(self) -> None:
        """Tell the page of the widget, unless there is none because submissions are graded."""
        if not grading():
            super().open()

    def _prepare(self) -> tuple[dict[str, Any], str]:
        """What the page is told at the start; and in words what kept the model from it."""
        try:
            self._twin = Twin(self._model)
            return prepare(self._twin, type(self._model).__name__, *self._data), ""
        except (Exception, SystemExit) as error:
            self._twin = None
            return {}, in_words(error, self._model)

    @traitlets.observe("asked")
    def _to_answer(self, change: object) -> None:
        if self._twin is None:
            return
        answer: dict[str, Any] = {"n": self.asked["n"], "problem": ""}
        try:
            if "image" in self.asked:
                x = from_bytes(self.asked["image"])[None]
                z = self._twin.encode(x)
                painted = self._twin.decode(z)
                answer["error"] = squared_error(x, painted)
            else:
                z = torch.tensor([self.asked["z"]])
                painted = self._twin.decode(z)
            answer |= {"z": z[0].tolist(), "painted": to_bytes(painted)}
        except (Exception, SystemExit) as error:
            answer["problem"] = in_words(error, self._model)
        self.answer = answer

    # ---- where no widget can be shown

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        shown, problem = self._prepare() if grading() else (self.shown, self.problem)
        text = f"Latent explorer. {problem}" if problem else describe(shown)
        if grading():
            return {"text/plain": in_place_of_a_figure(text)}, {}
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:  # closed
            return None
        data = bundle[0] | {"text/plain": text}
        if not problem:
            data["text/html"] = image_html(still(shown), text, dpi=80)
        return data, bundle[1]


def _refuse_odd(images: Tensor, labels: Tensor) -> None:
    if images.dim() != 2 or images.shape[1] != PIXELS or len(images) < 3:
        raise ValueError(f"images: rows of {PIXELS} pixels, at least three, are needed; "
                         f"these have shape {tuple(images.shape)}.")  # fmt: skip
    if labels.shape != (len(images),):
        raise ValueError(f"labels: one for each of the {len(images)} images is needed; "
                         f"these have shape {tuple(labels.shape)}.")  # fmt: skip
    if not (images.min() >= 0 and images.max() <= 1):  # so that nan is refused as well
        raise ValueError("images: pixels must be numbers from 0 to 1. Divide by 255?")


def prepare(
    own: Plane, name: str, images: Float[Tensor, "images 784"], labels: Int[Tensor, " images"]
) -> dict[str, Any]:
    """Both planes and the strip, as the page gets them: pixels as bytes in base64."""
    some = evenly(len(images), SHOWN)
    few = one_of_each(labels[some], STRIP)
    x, y = images[some], labels[some]
    pca = PCA(images)
    floats = {key: _text(getattr(pca, key)) for key in ("mean", "components")}
    return {
        "labels": y.tolist(),
        "colours": COLOURS,
        "strip": {"labels": y[few].tolist(), "images": [to_bytes(row) for row in x[few]]},
        "own": {"name": name} | _side(own, x, y, few),
        "pca": {"name": "PCA"} | _side(pca, x, y, few) | floats,
    }


def _side(plane: Plane, x: Tensor, y: Tensor, few: Tensor) -> dict[str, Any]:
    z = plane.encode(x)
    painted = plane.decode(z)
    return {
        "points": z.tolist(),
        "agreement": agreement(z, y),
        "error": squared_error(x, painted),
        "strip": {
            "z": z[few].tolist(),
            "painted": [to_bytes(row) for row in painted[few]],
            "errors": [squared_error(*pair) for pair in zip(x[few], painted[few], strict=True)],
        },
    }


def to_bytes(image: Tensor) -> str:
    """An image's pixels as bytes, in base64. What lies beyond 0 and 1 is black and white.

    >>> to_bytes(torch.tensor([-0.5, 0.0, 1.0])), from_bytes("AAD/")
    ('AAD/', tensor([0., 0., 1.]))
    """
    return _text((255 * image.clamp(0, 1)).round().to(torch.uint8))


def from_bytes(text: str) -> Tensor:
    """The pixels again, from 0 to 1."""
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.uint8) / 255


def _text(values: Tensor) -> str:
    return base64.b64encode(values.contiguous().numpy().tobytes()).decode()


def describe(shown: dict[str, Any]) -> str:
    """The picture in words, for those who can't see it and for whoever grades."""
    own, pca = shown["own"], shown["pca"]
    return (
        f"Latent explorer: {len(shown['labels'])} digits as two numbers each, once by the "
        f"{own['name']}, once by PCA. The nearest other digit is of the same kind for "
        f"{own['agreement']:.0f} % of them (PCA: {pca['agreement']:.0f} %); the mean squared "
        f"error of their reconstructions is {own['error']:.4f} (PCA: {pca['error']:.4f})."
    )
