"""The instant checks of notebook 02, "Which language does a surname come from?"."""

from . import classifier, encoding, leakage, training
from .registry import check

__all__ = ["check", "classifier", "encoding", "leakage", "training"]
