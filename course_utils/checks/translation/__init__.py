"""The instant checks of notebook 05, "What a decoder is fed"."""

from . import choices, model, training
from .registry import check

__all__ = ["check", "choices", "model", "training"]
