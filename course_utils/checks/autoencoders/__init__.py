"""The instant checks of notebook 03, "Learning without labels"."""

from . import band, few_shot, mask, network, noise, probe
from .registry import check

__all__ = ["band", "check", "few_shot", "mask", "network", "noise", "probe"]
