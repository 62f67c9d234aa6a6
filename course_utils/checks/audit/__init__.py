"""The instant checks of notebook 08, "Would you have signed that answer?"."""

from . import annotations, claims_a, claims_b, claims_c
from .registry import check

__all__ = ["annotations", "check", "claims_a", "claims_b", "claims_c"]
