"""Hidden test of notebook 03: how far do 200 labels get with what two networks make of digits?

The networks are the student's, so they encode where the student's code runs. They are shown some
images at a time and answer with features; the labels stay here, and so does the probe. Images and
draws are always the same, so that a submission that is graded twice gets the same points.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from course_utils import probing
from course_utils.checks import Wrong
from course_utils.checks.autoencoders.few_shot import MOST, credit, some_digits
from course_utils.data.labelled import Labelled

from .probes import probe

_ROWS = 1000  # 3 MB of pixels


@probe
def encoded(model: Any, images: Any) -> Any:
    """The latent of each image, in eval mode; a word where there is none."""
    import torch
    from torch import nn

    encode = getattr(model, "encode", None)
    if not isinstance(model, nn.Module):
        return "is no network"
    if not callable(encode):
        return "has no method `encode`"
    weights = next(model.parameters(), images)
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    torch.manual_seed(0)
    try:
        with torch.no_grad():
            latent = encode(images.to(weights.device, weights.dtype))
        return latent.float().cpu() if isinstance(latent, torch.Tensor) else "gives no tensor"
    finally:
        for module, training in modes:
            module.training = training


def features(model: Any, images: Tensor) -> Tensor:
    """One row for each image. Raises `Wrong` where they are not at most MOST finite numbers."""
    parts: list[Any] = [encoded(model, part) for part in images.split(_ROWS)]
    for part, shown in zip(parts, images.split(_ROWS), strict=True):
        if not isinstance(part, Tensor):
            raise Wrong(f"A network of `pretrained` {part}."[:200])
        if part.dim() != 2 or len(part) != len(shown) or part.dtype != torch.float32:
            raise Wrong(f"`encode` gives {tuple(part.shape)} for {len(shown)} images.")
        if part.shape[1] > MOST:
            raise Wrong(f"The latent has {part.shape[1]} numbers, and may have {MOST} at most.")
        if part.shape[1] != parts[0].shape[1] or part.shape[1] == 0:
            raise Wrong("`encode` gives other numbers of features for other images, or none.")
        if not torch.isfinite(part).all():
            raise Wrong("`encode` gives nan or infinity.")
    return torch.cat([part.detach() for part in parts])


def percent(model: Any, train: Labelled, test: Labelled) -> float:
    """Percent of the test digits that a linear probe with 200 labels gets right, mean of draws."""
    seen, unseen = features(model, train.x), features(model, test.x)
    return probing.few_shot(seen, train.y, unseen, test.y).mean().item()


def score(pretrained: Any, points: float) -> float:
    """The points for two networks, by the mean of both: none at FLOOR, all from TARGET on."""
    if type(pretrained) not in (list, tuple) or len(pretrained) != 2:
        raise Wrong("`pretrained` should be a list of two networks.")
    train, test = some_digits()
    mean = sum(percent(model, train, test) for model in pretrained) / 2
    return round(points * credit(mean), 2)
