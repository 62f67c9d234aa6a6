"""Packages that the course uses where they are installed, and does without where they are not."""

from __future__ import annotations

import importlib.util

_INSTALL = 'pip install "unrolled[tooling]"'
_NAMES = {"tensorboard": "TensorBoard", "wandb": "Weights & Biases"}


def missing(*packages: str) -> str:
    """Which of these packages is not installed and how to get it, in one line; "" for none.

    >>> missing("torch")
    ''
    >>> missing("torch", "no_such_package")
    'no_such_package is not installed: pip install "unrolled[tooling]" and restart the kernel.'
    """
    for package in packages:
        if importlib.util.find_spec(package) is None:
            name = _NAMES.get(package, package)
            return f"{name} is not installed: {_INSTALL} and restart the kernel."
    return ""
