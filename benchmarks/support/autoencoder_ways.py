"""The ways of working with autoencoders that are compared; each is run in a process of its own.

    python -m support.autoencoder_ways WAY SETTING SEED     (in the folder benchmarks)

prints one line of JSON: what it took, and what came out. WAY is a name in WAYS.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Adam

from course_utils import ensembles, probing
from course_utils.data import mnist, synthetic
from support import naive_autoencoders
from support.naive_autoencoders import RATE, Autoencoder, Weights

Outcome = dict[str, list[float]]  # what was measured → its values, one for each repeat or draw


@dataclass(frozen=True)
class Sweep:
    """How many autoencoders are trained on the synthetic rows, and for how long."""

    sizes: tuple[int, ...] = (5, 20, 100, 500)
    repeats: int = 3
    epochs: int = 15
    rows: int = 4000

    @property
    def trainings(self) -> int:
        return len(naive_autoencoders.KINDS) * len(self.sizes) * self.repeats

    def smallest(self) -> Sweep:
        return Sweep(tuple(self.sizes), repeats=1, epochs=1, rows=512)


@dataclass(frozen=True)
class FewShot:
    """The autoencoder of digits, and how few labels its probes see."""

    folder: str  # where the IDX files are, packed
    rows: int  # images it is trained on
    hidden_sizes: tuple[int, ...] = (256, 64)
    pool: int = 10_000  # images of which labels are drawn
    draws: int = 20
    labels: int = 200

    def smallest(self) -> FewShot:
        return FewShot(self.folder, 256, tuple(self.hidden_sizes), 256, draws=1, labels=50)


@dataclass(frozen=True)
class Taken:
    """What one way took, and what came out."""

    cpu_s: float
    wall_s: float
    memory_mb: float  # the most that the process ever held
    idle_mb: float  # what it held before it began: Python, torch and the course's modules
    outcome: Outcome


def sweep_public(setting: Sweep, seed: int) -> Outcome:
    torch.manual_seed(seed)
    train, validation = synthetic.load(train=setting.rows)
    curves = naive_autoencoders.sweep(
        train, validation, first_weights(train.x.shape[1], setting, seed), setting.epochs
    )
    return _ends({
        kind: {size: tuple(torch.tensor(part) for part in zip(*runs, strict=True))
               for size, runs in of_sizes.items()}
        for kind, of_sizes in curves.items()
    })  # fmt: skip


def first_weights(width: int, setting: Sweep, seed: int) -> dict[int, list[Weights]]:
    """Return what `ensembles.sweep` begins with, so that less is left to chance."""
    generator = torch.Generator().manual_seed(seed)
    first = {}
    for size in setting.sizes:
        every = ensembles.start(width, size, setting.repeats, generator)
        first[size] = [
            {
                "encoder.0.weight": encoder[:-1].T, "encoder.0.bias": encoder[-1],
                "decoder.0.weight": decoder.T, "decoder.0.bias": bias[0],
            }
            for encoder, decoder, bias in zip(*every, strict=True)
        ]  # fmt: skip
    return first


def _sweep_ours(solver: probing.Solver) -> Callable[[Sweep, int], Outcome]:
    def sweep(setting: Sweep, seed: int) -> Outcome:
        train, validation = synthetic.load(train=setting.rows)
        curves = ensembles.sweep(
            train, validation, sizes=setting.sizes, repeats=setting.repeats,
            epochs=setting.epochs, solver=solver, seed=seed,
        )  # fmt: skip
        return _ends({
            kind: {size: (runs.loss, runs.accuracy) for size, runs in of_sizes.items()}
            for kind, of_sizes in curves.items()
        })  # fmt: skip

    return sweep


def _ends(curves: dict[str, dict[int, tuple[Tensor, Tensor]]]) -> Outcome:
    """Return both ends of both curves (loss and accuracy), each (repeats, epochs + 1)."""
    return {
        f"{what}, {when}, {size}, {kind}": pair[which][:, column].tolist()
        for which, what in enumerate(("loss", "accuracy"))
        for when, column in (("untrained", 0), ("trained", -1))
        for kind, of_sizes in curves.items()
        for size, pair in of_sizes.items()
    }


def few_shot_public(setting: FewShot, seed: int) -> Outcome:
    torch.manual_seed(seed)
    accuracies, loss = naive_autoencoders.few_shot(
        Path(setting.folder), setting.rows, setting.hidden_sizes,
        setting.pool, setting.draws, setting.labels,
    )  # fmt: skip
    return {"accuracy": accuracies, "loss": [loss]}


def few_shot_ours(setting: FewShot, seed: int) -> Outcome:
    """The same steps, from images that are in one tensor from the start."""
    torch.manual_seed(seed)
    digits = mnist.load()
    images, test = digits.train.x[: setting.rows], digits.test
    model = Autoencoder([images.shape[1], *setting.hidden_sizes])
    optimizer = Adam(model.parameters(), lr=RATE, fused=True)
    for rows in torch.randperm(len(images)).split(128):
        x = images[rows]
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), x).backward()
        optimizer.step()
    with torch.no_grad():
        features = model.encode(images[: setting.pool])
        test_features = model.encode(test.x)
        loss = nn.functional.mse_loss(model.decoder(test_features), test.x).item()
    accuracies = probing.few_shot(
        features, digits.train.y[: len(features)], test_features, test.y,
        draws=setting.draws, labels_per_draw=setting.labels, seed=seed,
    )  # fmt: skip
    return {"accuracy": accuracies.tolist(), "loss": [loss]}


WAYS: dict[str, tuple[type[Sweep | FewShot], Callable[[Any, int], Outcome]]] = {
    "sweep, the public way": (Sweep, sweep_public),
    "sweep, ours with adam": (Sweep, _sweep_ours("adam")),
    "sweep, ours with ridge": (Sweep, _sweep_ours("ridge")),
    "few-shot, the public way": (FewShot, few_shot_public),
    "few-shot, ours": (FewShot, few_shot_ours),
}


def measured(way: str, setting: Sweep | FewShot, seed: int) -> Taken:
    """Run a way once for little, which is not counted, and then as it should be."""
    torch.set_num_threads(1)
    idle_mb = _peak_mb()
    _, run = WAYS[way]
    run(setting.smallest(), seed)
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    outcome = run(setting, seed)
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    return Taken(cpu_s, wall_s, _peak_mb(), idle_mb, outcome)


def _peak_mb() -> float:
    """Return the most memory that this process ever held.

    Linux's own count: `ru_maxrss` of a process begins with what the one that started it held.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    return next(int(x.split()[1]) * 1024 / 1e6 for x in status.split("\n") if "VmHWM" in x)


if __name__ == "__main__":
    way, setting, seed = sys.argv[1:]
    print(json.dumps(asdict(measured(way, WAYS[way][0](**json.loads(setting)), int(seed)))))
