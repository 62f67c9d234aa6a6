"""Two numbers for each digit, from a reader's autoencoder and from PCA, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.checks.outcome import Wrong

from .calm import Calm, twin_of

PIXELS = 28 * 28
MEASURED = 4000  # images at most that PCA is computed from


class Plane(Protocol):
    """What turns images into points of a plane, and points into images."""

    def encode(self, images: Float[Tensor, "images pixels"]) -> Float[Tensor, "images 2"]:
        """A point for each image."""
        ...

    def decode(self, z: Float[Tensor, "points 2"]) -> Float[Tensor, "points pixels"]:
        """An image for each point."""
        ...


class PCA:
    """The two directions in which images differ most: z = V (x - mean), and back x̂ = mean + z V.

    `components`, V, has orthonormal rows; the largest entry of each is positive. They come from
    4 000 of the images at most, evenly spread among them.

    >>> line = torch.tensor([[0.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 2.0, 0.5]])
    >>> PCA(line).encode(line)[:, 0]
    tensor([-1.,  0.,  1.])
    """

    def __init__(self, images: Float[Tensor, "images pixels"]) -> None:
        some = images[evenly(len(images), MEASURED)]
        self.mean = some.mean(dim=0)
        vectors = torch.linalg.eigh(torch.cov(some.T)).eigenvectors[:, -2:].flip(1).T
        signs = vectors.gather(1, vectors.abs().argmax(dim=1, keepdim=True)).sign()
        self.components = (vectors * signs).contiguous()

    def encode(self, images: Float[Tensor, "images pixels"]) -> Float[Tensor, "images 2"]:
        """The images' two coordinates."""
        return (images - self.mean) @ self.components.T

    def decode(self, z: Float[Tensor, "points 2"]) -> Float[Tensor, "points pixels"]:
        """The image at each point. It may leave [0, 1]."""
        return self.mean + z @ self.components


class Twin:
    """A copy of a reader's autoencoder as it is now, in eval mode and on the CPU.

    Neither the model nor the random numbers of the program are touched, now or later: it may be
    trained on while its copy is asked. Raises NotImplementedError where the model is None.
    """

    def __init__(self, model: nn.Module | None) -> None:
        if model is None:
            raise NotImplementedError
        with _alone():
            self.model: Any = twin_of(model)
            floats = (p.dtype for p in self.model.parameters() if p.is_floating_point())
            self.dtype = next(floats, torch.float32)

    def encode(self, images: Float[Tensor, "images pixels"]) -> Float[Tensor, "images 2"]:
        """The model's `encode`. Raises Wrong unless it gives two finite numbers for each image."""
        with _alone():
            z = self.model.encode(images.to(self.dtype))
        return _expected("encode", z, (len(images), 2), _two(z))

    def decode(self, z: Float[Tensor, "points 2"]) -> Float[Tensor, "points pixels"]:
        """The model's `decode`. Raises Wrong unless it gives finite images."""
        with _alone():
            painted = self.model.decode(z.to(self.dtype))
        return _expected("decode", painted, (len(z), PIXELS))


@contextmanager
def _alone() -> Iterator[None]:
    with torch.inference_mode(False), torch.no_grad(), Calm():
        yield


def _expected(name: str, result: Any, shape: tuple[int, int], advice: str = "") -> Tensor:
    if not isinstance(result, Tensor):
        raise Wrong(f"`{name}` returned a {type(result).__name__} where a tensor is needed.")
    if result.shape != shape:
        raise Wrong(f"`{name}` gave shape {tuple(result.shape)}, where {shape} is needed.{advice}")
    if not result.isfinite().all():
        raise Wrong(f"`{name}` gave numbers that are nan or infinite. Did its training diverge?")
    return result.detach().float()


def _two(z: Any) -> str:
    wide = isinstance(z, Tensor) and z.dim() == 2 and z.shape[1] != 2
    return " A plane has two axes: build one with 2 as the last of its hidden_sizes." * wide


def evenly(count: int, wanted: int) -> Int[Tensor, " chosen"]:
    """The places of at most `wanted` of `count` rows, evenly spread.

    >>> evenly(9, 3), evenly(2, 3)
    (tensor([0, 4, 8]), tensor([0, 1]))
    """
    return torch.linspace(0, count - 1, min(count, wanted)).round().long()


def one_of_each(labels: Int[Tensor, " images"], wanted: int) -> Int[Tensor, " chosen"]:
    """The places of at most `wanted` images, of as many different labels as there are.

    >>> one_of_each(torch.tensor([5, 5, 5, 3, 3]), 4)
    tensor([3, 0, 4, 1])
    """
    seen: dict[int, int] = {}
    turns = []
    for place, label in enumerate(labels.tolist()):
        seen[label] = seen.get(label, 0) + 1
        turns.append((seen[label], label, place))
    return torch.tensor([place for _, _, place in sorted(turns)[:wanted]])


def agreement(z: Float[Tensor, "images 2"], labels: Int[Tensor, " images"]) -> float:
    """For how many of the images, in percent, the nearest other one has the same label.

    >>> agreement(torch.tensor([[0.0, 0.0], [0.1, 0.0], [5.0, 5.0]]), torch.tensor([1, 1, 7]))
    66.66666666666667
    """
    apart = torch.cdist(z, z).fill_diagonal_(torch.inf)
    same = labels[apart.argmin(dim=1)] == labels
    return 100 * int(same.sum()) / len(labels)


def squared_error(images: Tensor, painted: Tensor) -> float:
    """The mean of (x̂ - x)² over all pixels of all images."""
    return (painted.double() - images.double()).square().mean().item()
