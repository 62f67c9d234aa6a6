"""The instant checks of notebook 01, "Unrolling, vanishing, remembering"."""

from . import gradients, layers, losses, scalar, stacked, training
from .registry import check

__all__ = ["check", "gradients", "layers", "losses", "scalar", "stacked", "training"]
