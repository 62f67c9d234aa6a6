"""Right answers to the claims of notebook 08, and the ones that its folder holds."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from autograde import variants

FOLDER = Path(__file__).parents[3] / "solutions" / "08_assistant_audit"
NAMES = {  # function and verdict
    "largest-entry": ("growth", "small_is_safe"),
    "relu-slower": ("fading", "relu_is_slower"),
    "loss-everywhere": ("last_loss_share", "every_loss_helps"),
    "forget-bias": ("direct_path", "one_more_is_enough"),
    "clipping": ("cosines", "norm_keeps_direction"),
    "leaks-future": ("positions_seen", "leaks_future"),
}
ALL = variants.load(FOLDER)
RIGHT = {
    slug: next(v.source for v in ALL if v.slug == slug and v.kind == "alternative")
    for slug in NAMES
}


def of(slug: str, kind: str) -> list[variants.Variant]:
    """The mistakes or the alternatives of a claim."""
    return [v for v in ALL if v.slug == slug and v.kind == kind]


def answer(source: str) -> dict[str, Any]:
    """What a solution cell defines."""
    names: dict[str, Any] = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(compile(source, "<ipython-input-1>", "exec"), names)
    return names
