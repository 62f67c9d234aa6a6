"""How a mask is drawn, told from several masks of one batch: by itself for every entry, or not.

Nothing depends on the seed: what a right mask does by chance stays within six standard deviations.
"""

from __future__ import annotations

import math

from torch import Tensor

DEFAULT = 0.25
_SIGMAS = 6
_NARROW, _WIDE = 0.4, 2.0  # of the variance: with some hundred counts a right mask stays inside


def fault(masks: list[Tensor], mask_prob: float) -> str:
    """What is wrong with these masks (rows, entries), drawn one after the other; or "".

    >>> import torch
    >>> fault([torch.rand(200, 30) < 0.25 for _ in range(8)], 0.25)
    ''
    """
    return (
        _fixed(masks)
        or _shared(masks)
        or _counted(masks)
        or _share(masks, mask_prob)
        or _dependent(masks, mask_prob)
    )


def _fixed(masks: list[Tensor]) -> str:
    if all(mask.equal(masks[0]) for mask in masks):
        return (
            "The mask is the same in every call: draw a fresh one in each call of get_loss, and "
            "set no seed there."
        )
    return ""


def _shared(masks: list[Tensor]) -> str:
    if all((mask == mask[:1]).all() for mask in masks):
        return (
            "All rows of a batch share one mask, so whole columns are hidden: draw as many numbers "
            "as x has entries, `torch.rand_like(x)`."
        )
    if all((mask == mask[:, :1]).all() for mask in masks):
        return (
            "A row is hidden as a whole or not at all: draw a number for every entry, "
            "`torch.rand_like(x)`."
        )
    return ""


def _share(masks: list[Tensor], mask_prob: float) -> str:
    """About `mask_prob` of the entries."""
    number = sum(mask.numel() for mask in masks)
    share = sum(int(mask.sum()) for mask in masks) / number

    def near(p: float) -> bool:
        return abs(share - p) < _SIGMAS * math.sqrt(p * (1 - p) / number)

    if near(mask_prob):
        return ""
    evidence = f"With mask_prob={mask_prob}, {share:.1%} of the entries are hidden."
    if near(1 - mask_prob):
        return f"The mask is inverted: mask_prob is the share that is hidden. {evidence}"
    if near(DEFAULT):
        return f"{evidence} Is mask_prob ignored?"
    return f"{evidence} Each entry is hidden with probability mask_prob."


def _counted(masks: list[Tensor]) -> str:
    """A fixed number of entries, where by chance it would vary."""
    what = {
        "in every row": [mask.sum(1) for mask in masks],
        "in every column": [mask.sum(0) for mask in masks],
        "in every batch": [mask.sum().reshape(1) for mask in masks],
    }
    for where, counts in what.items():
        number = int(counts[0][0])
        if all((count == number).all() for count in counts):
            return (
                f"Exactly {number} entries are hidden {where}: no entry is drawn by itself. "
                "Compare a random number for each entry with mask_prob."
            )
    return ""


def _dependent(masks: list[Tensor], mask_prob: float) -> str:
    """The counts of independent draws vary as those of a binomial distribution."""
    rows, columns = masks[0].shape
    chance = mask_prob * (1 - mask_prob)
    for where, axis, length in (("row", 1, columns), ("column", 0, rows)):
        counts = [mask.sum(axis).double() for mask in masks]
        variance = sum(float(count.var()) for count in counts) / len(counts)
        expected = length * chance
        if not _NARROW * expected < variance < _WIDE * expected:
            return (
                "The entries are not drawn independently: the number hidden by "
                f"{where} varies by ±{math.sqrt(variance):.2g}, and independent draws would give "
                f"±{math.sqrt(expected):.2g}. Draw a number for every entry."
            )
    return ""
