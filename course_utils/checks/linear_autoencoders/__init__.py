"""The instant checks of notebook 04, "Why PCA appears"."""

from . import balanced, choices, exactly, gradients, reduced, stationary
from .registry import check

__all__ = ["balanced", "check", "choices", "exactly", "gradients", "reduced", "stationary"]
