"""Five ways to feed one network, from naive to fast, each a step away from the one before.

The work that changes from stage to stage is the same in all: an image is normalised, padded by PAD
pixels of black, and a window of CROP × CROP pixels is cut out of it at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (as PyTorch's own pages write it)
from torch.utils.data import DataLoader, Dataset

MEAN, STD = 0.1307, 0.3081
"""Of all pixels of MNIST's 60 000 digits for training, once they are between 0 and 1."""
PAD, CROP = 4, 28
CORNERS = 2 * PAD + 1
"""An image of 28 × 28, padded, has so many places for the window's upper edge: 0, 1, …, 8."""
WORKERS = 2
PATIENCE = 30.0
"""Seconds after which a worker process that sends nothing counts as failed."""

Batch = tuple[Tensor, Tensor]
Draws = tuple[Tensor, Tensor, Tensor]


class WorkersFailed(RuntimeError):  # noqa: N818  (it is said of worker processes)
    """Worker processes could not be started, or died: the system's doing, not the student's."""


@dataclass(frozen=True)
class Stage:
    """One way to feed the network; `epoch()` gives the batches of one epoch, drawn afresh."""

    name: str
    epoch: Callable[[], Iterable[Batch]]


class NaiveDataset(Dataset[tuple[Tensor, Tensor]]):
    """Does all of its work again for each image that it is asked for, each time.

    >>> data = NaiveDataset(torch.zeros(5, 28, 28, dtype=torch.uint8), torch.arange(5))
    >>> x, y = data[3]
    >>> x.shape, int(y)
    (torch.Size([1, 28, 28]), 3)
    """

    def __init__(self, images: UInt8[Tensor, "n 28 28"], labels: Int[Tensor, " n"]) -> None:
        self.images, self.labels = images, labels

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Float[Tensor, "1 28 28"], Int[Tensor, ""]]:
        image = self.images[index].float() / 255  # (28, 28)
        image = (F.pad(image, (PAD, PAD, PAD, PAD)) - MEAN) / STD  # (36, 36)
        top = int(torch.randint(CORNERS, (1,)))
        left = int(torch.randint(CORNERS, (1,)))
        return image[None, top : top + CROP, left : left + CROP], self.labels[index]


class PreparedDataset(Dataset[tuple[Tensor, Tensor]]):
    """Cuts windows out of images that are prepared; draws each one's corner when it is asked for.

    >>> data = PreparedDataset(torch.zeros(5, 1, 36, 36), torch.arange(5))
    >>> data[3][0].shape
    torch.Size([1, 28, 28])
    """

    def __init__(self, prepared: Float[Tensor, "n 1 36 36"], labels: Int[Tensor, " n"]) -> None:
        self.prepared, self.labels = prepared, labels

    def __len__(self) -> int:
        return len(self.prepared)

    def __getitem__(self, index: int) -> tuple[Float[Tensor, "1 28 28"], Int[Tensor, ""]]:
        top = int(torch.randint(CORNERS, (1,)))
        left = int(torch.randint(CORNERS, (1,)))
        return self.prepared[index, :, top : top + CROP, left : left + CROP], self.labels[index]


class DrawnDataset(Dataset[tuple[Tensor, Tensor]]):
    """Item i of an epoch whose order and corners are all drawn: nothing is random any more.

    >>> draws = torch.tensor([2, 0, 1]), torch.tensor([0, 8, 4]), torch.tensor([0, 0, 3])
    >>> x, y = DrawnDataset(torch.zeros(3, 1, 36, 36), torch.tensor([7, 8, 9]), draws)[0]
    >>> int(y)
    9
    """

    def __init__(
        self, prepared: Float[Tensor, "n 1 36 36"], labels: Int[Tensor, " n"], draws: Draws
    ) -> None:
        self.prepared, self.labels = prepared, labels
        self.order, self.top, self.left = (drawn.tolist() for drawn in draws)

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, i: int) -> tuple[Float[Tensor, "1 28 28"], Int[Tensor, ""]]:
        index, top, left = self.order[i], self.top[i], self.left[i]
        return self.prepared[index, :, top : top + CROP, left : left + CROP], self.labels[index]


def load_one_by_one(
    data: Dataset[Any],
    batch_size: int,
    shuffle: bool,
    generator: torch.Generator,
    workers: int = 0,
    device: torch.device | str = "cpu",
) -> Iterator[Batch]:
    """PyTorch's DataLoader over single images: it asks for each, and stacks them to batches.

    Raises WorkersFailed, with one line, when worker processes can't be had.

    >>> data = NaiveDataset(torch.zeros(5, 28, 28, dtype=torch.uint8), torch.arange(5))
    >>> [len(y) for x, y in load_one_by_one(data, 2, True, torch.Generator())]
    [2, 2, 1]
    """
    served = _served(data, batch_size, shuffle, generator, workers)
    for x, y in served:
        yield x.to(device), y.to(device)


def _served(
    data: Dataset[Any], batch_size: int, shuffle: bool, generator: torch.Generator, workers: int
) -> Iterator[Batch]:
    options: dict[str, Any] = {"num_workers": workers, "timeout": PATIENCE} if workers else {}
    try:
        yield from DataLoader(data, batch_size, shuffle=shuffle, generator=generator, **options)
    except (RuntimeError, OSError, AssertionError, EOFError) as error:
        if not workers:
            raise
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:120]
        raise WorkersFailed(f"worker processes can't be had here ({reason})") from None


def stages(
    images: UInt8[Tensor, "n 28 28"],
    labels: Int[Tensor, " n"],
    prepare: Callable[..., Tensor] | None = None,
    draw: Callable[..., Draws] | None = None,
    batches: Callable[..., Iterable[Batch]] | None = None,
    batch_size: int = 128,
    device: torch.device | str = "cpu",
    seed: int = 0,
) -> list[Stage]:
    """The stages that can be built from these functions, in order: all five when none is missing.

    `prepare` is called here, once. Whatever an epoch draws comes from one generator for each stage.

    >>> digits = torch.zeros(6, 28, 28, dtype=torch.uint8)
    >>> (first,) = stages(digits, torch.arange(6), batch_size=4)
    >>> first.name, [tuple(x.shape) for x, _ in first.epoch()]
    ('naive, 2 workers', [(4, 1, 28, 28), (2, 1, 28, 28)])
    """
    names = ("naive", "static", "bulk", "alone", "whole")
    chance = {name: torch.Generator().manual_seed(seed + k) for k, name in enumerate(names)}

    def one_by_one(data: Dataset[Any], name: str, shuffle: bool, workers: int) -> Iterable[Batch]:
        return load_one_by_one(data, batch_size, shuffle, chance[name], workers, device)

    naive = NaiveDataset(images, labels)
    found = [
        Stage(f"naive, {WORKERS} workers", lambda: one_by_one(naive, "naive", True, WORKERS)),
    ]
    if prepare is None:
        return found
    ready = PreparedDataset(prepare(images, "cpu"), labels)
    found.append(
        Stage("static work once", lambda: one_by_one(ready, "static", True, WORKERS)),
    )
    if draw is None:
        return found

    def drawn(name: str, workers: int) -> Iterable[Batch]:
        data = DrawnDataset(ready.prepared, labels, draw(len(labels), chance[name]))
        return one_by_one(data, name, False, workers)

    found += [
        Stage("random numbers in bulk", lambda: drawn("bulk", WORKERS)),
        Stage("no worker processes", lambda: drawn("alone", 0)),
    ]
    if batches is None:
        return found
    there, of_each = prepare(images, device), labels.to(device)

    def whole() -> Iterable[Batch]:
        draws = draw(len(labels), chance["whole"])
        return batches(there, of_each, on_device(draws, device), batch_size)

    return [*found, Stage("whole batches", whole)]


def on_device(draws: Sequence[Tensor], device: torch.device | str) -> Draws:
    """An epoch's order and corners, sent to the device in one go each.

    >>> [d.device.type for d in on_device((torch.arange(2),) * 3, "meta")]
    ['meta', 'meta', 'meta']
    """
    order, top, left = (drawn.to(device) for drawn in draws)
    return order, top, left
