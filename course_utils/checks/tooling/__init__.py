"""The instant checks of notebook 07, "Keep track"."""

from . import tensorboard, wandb_runs
from .registry import check

__all__ = ["check", "tensorboard", "wandb_runs"]
