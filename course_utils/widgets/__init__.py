"""Figures to play with, for notebooks."""

from .explorer import GradientExplorer
from .loss_curves import LossCurves
from .progress import progress

__all__ = ["GradientExplorer", "LossCurves", "progress"]
