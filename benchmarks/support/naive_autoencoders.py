"""The public notebooks' way with autoencoders, written anew from its description.

Networks are `nn.Module`s, trained one after the other and batch by batch with `torch.optim.Adam`;
after each epoch, and before the first, a new probe is trained in the same way. The digits come
through gzip and, image by image, through PIL, as torchvision's do, and are collated to batches by
a `DataLoader`. What is slow for no reason is left out: nothing is printed, features are computed
once a probe, and the test's images are converted once.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.optim import Adam
from torch.utils.data import DataLoader, Dataset, Subset

from course_utils.data.labelled import Labelled

NOISE_STD, MASK_PROB, RATE = 0.5, 0.25, 1e-3
PROBE_EPOCHS, PROBE_RATE = 50, 1e-2
Digit = tuple[Tensor, int]


class Autoencoder(nn.Module):
    """Linear layers with ReLU between them; the decoder mirrors the encoder."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        self.encoder, self.decoder = _layers(sizes), _layers(sizes[::-1])
        self.criterion = nn.MSELoss()

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encode(x))

    def corrupt(self, x: Tensor) -> Tensor:
        """What goes in while the network is trained; the target is always x."""
        return x

    def train_step(self, x: Tensor, optimizer: Adam) -> float:
        optimizer.zero_grad()
        loss = self.criterion(self.forward(self.corrupt(x)), x)
        loss.backward()
        optimizer.step()
        return loss.item()


class Denoising(Autoencoder):
    def corrupt(self, x: Tensor) -> Tensor:
        return x + NOISE_STD * torch.randn_like(x)


class Masked(Autoencoder):
    def corrupt(self, x: Tensor) -> Tensor:
        return x * (torch.rand_like(x) >= MASK_PROB)


KINDS = {"plain": Autoencoder, "denoising": Denoising, "masked": Masked}
Curve = tuple[list[float], list[float]]  # validation loss and accuracy, before training and after
Weights = dict[str, Tensor]  # as in `state_dict`


def sweep(
    train: Labelled, validation: Labelled, first: dict[int, list[Weights]], epochs: int
) -> dict[str, dict[int, list[Curve]]]:
    """Train every kind of every size from each of its first weights; return each one's curves."""
    width = train.x.shape[1]
    curves: dict[str, dict[int, list[Curve]]] = {name: {} for name in KINDS}
    for name, kind in KINDS.items():
        for size, repeats in first.items():
            curves[name][size] = []
            for weights in repeats:
                model = kind([width, size])
                model.load_state_dict(weights)
                curves[name][size].append(_followed(model, train, validation, epochs))
    return curves


def _followed(model: Autoencoder, train: Labelled, validation: Labelled, epochs: int) -> Curve:
    optimizer = Adam(model.parameters(), lr=RATE)
    losses, accuracies = [], []
    for epoch in range(epochs + 1):
        if epoch:
            model.train()
            for rows in _batches(len(train.x), 64):
                model.train_step(train.x[rows], optimizer)
        model.eval()
        with torch.no_grad():
            losses.append(model.criterion(model(validation.x), validation.x).item())
        accuracies.append(probe_accuracy(model, train, validation, batch_size=256))
    return losses, accuracies


def probe_accuracy(model: Autoencoder, train: Labelled, test: Labelled, batch_size: int) -> float:
    """Train a linear probe on the features of `train`; return its accuracy on `test`'s, in %."""
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    probe = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = Adam(probe.parameters(), lr=PROBE_RATE)
    criterion = nn.CrossEntropyLoss()
    for _ in range(PROBE_EPOCHS):
        for rows in _batches(len(features), batch_size):
            loss = criterion(probe(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = probe(test_features).argmax(dim=1) == test.y
    return 100 * right.double().mean().item()


class Digits(Dataset[Digit]):
    """The images of one part of MNIST, each converted when it is asked for."""

    def __init__(self, folder: Path, part: str) -> None:
        self.images = _read(folder / f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
        self.labels = _read(folder / f"{part}-labels-idx1-ubyte.gz", 8)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int) -> Digit:
        image = Image.fromarray(self.images[i])
        pixels = torch.from_numpy(np.array(image, copy=True)).to(torch.float32).div(255)
        return pixels.flatten(), int(self.labels[i])


def few_shot(
    folder: Path, rows: int, hidden_sizes: Sequence[int], pool: int, draws: int, labels: int
) -> tuple[list[float], float]:
    """Train one autoencoder for an epoch; return the probes' accuracies and its test loss.

    It sees the first `rows` images; each draw gives a probe so many labels of the first `pool`.
    """
    train, test = Subset(Digits(folder, "train"), range(rows)), Digits(folder, "t10k")
    model = Autoencoder([28 * 28, *hidden_sizes])
    optimizer = Adam(model.parameters(), lr=RATE)
    model.train()
    for x, _ in DataLoader(train, batch_size=128, shuffle=True):
        model.train_step(x, optimizer)
    test_rows = _collated(test)
    with torch.no_grad():
        loss = model.eval().criterion(model(test_rows.x), test_rows.x).item()
    accuracies = []
    for _ in range(draws):
        few = Subset(train, torch.randperm(pool)[:labels].tolist())
        accuracies.append(probe_accuracy(model, _collated(few), test_rows, batch_size=32))
    return accuracies, loss


def _layers(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for size_in, size_out in pairwise(sizes):
        layers += [nn.Linear(size_in, size_out), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _batches(rows: int, batch_size: int) -> Iterator[Tensor]:
    yield from torch.randperm(rows).split(batch_size)


def _collated(digits: Dataset[Digit]) -> Labelled:
    batches = list(DataLoader(digits, batch_size=128))
    return Labelled(torch.cat([x for x, _ in batches]), torch.cat([y for _, y in batches]))


def _read(path: Path, header: int) -> np.ndarray:
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), dtype=np.uint8, offset=header)
