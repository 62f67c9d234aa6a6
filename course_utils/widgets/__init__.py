"""Figures to play with, for notebooks."""

from .choice import choose
from .descent_explorer import DescentExplorer
from .explorer import GradientExplorer
from .hand_in import hand_in
from .latent_explorer import LatentExplorer
from .loss_curves import LossCurves
from .name_explorer import NameExplorer
from .progress import progress

__all__ = [
    "DescentExplorer",
    "GradientExplorer",
    "LatentExplorer",
    "LossCurves",
    "NameExplorer",
    "choose",
    "hand_in",
    "progress",
]
