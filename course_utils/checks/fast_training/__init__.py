"""The instant checks of notebook 06, "Train fast"."""

from . import draws, pipeline, prepare, record, words
from .registry import check

__all__ = ["check", "draws", "pipeline", "prepare", "record", "words"]
