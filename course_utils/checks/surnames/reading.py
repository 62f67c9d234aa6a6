"""How a student's classifier reads names: run it, and see which letters reach which logits.

The model itself is the yardstick: what it says of one name alone and unpadded, it must say of the
same name in any batch. So nothing need be known of its layers.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_tensor, is_close
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import fill, size

from .values import pooled

VOCAB, SIZE, LANGUAGES = 30, 8, 5
BATCH, TIME = 6, 7  # all different, so that exchanged axes show
LAST = (3, 6, 0, 4, 2, 5)  # places of the last letters: the first row is not the longest


def draw_names(seed: int = 7) -> tuple[Tensor, Tensor]:
    """(x, last_pos): letters at random, no two beside each other the same, 0 after the end."""
    generator = torch.Generator().manual_seed(seed)
    steps = torch.randint(1, VOCAB - 2, (BATCH, TIME), generator=generator)
    x = steps.cumsum(1) % (VOCAB - 1) + 1  # (batch, time), 1 … 29
    last_pos = torch.tensor(LAST)
    return x * (torch.arange(TIME) <= last_pos[:, None]), last_pos


def build(cls: Any, seed: int | None = 7, **options: Any) -> nn.Module:
    """The student's model in evaluation mode, with distinct random weights (or its own)."""
    if not isinstance(cls, type) or not issubclass(cls, nn.Module):
        raise Wrong(
            "`RecurrentClassifier` should be a class: `class RecurrentClassifier(nn.Module)`."
        )
    model = cls(VOCAB, SIZE, LANGUAGES, **options).eval()
    if seed is not None:
        run(model, *draw_names())  # a lazy layer learns its size from this
        generator = torch.Generator().manual_seed(seed)
        fill(model, torch.randn(size(model), generator=generator) * 0.6)
    return model


def run(model: nn.Module, x: Tensor, last_pos: Tensor, seed: int = 1) -> Tensor:
    """Logits of the right shape; random numbers that the model draws follow from `seed`."""
    torch.manual_seed(seed)
    try:
        value = model(x, last_pos)
    except (RuntimeError, IndexError, ValueError) as error:
        _name_error(model, x, last_pos)
        raise error from None
    rows, names = len(x), f"(batch, n_categories) = {(len(x), LANGUAGES)}"
    got = tuple(value.shape) if isinstance(value, Tensor) else ()
    cause = {
        (rows, x.shape[1], LANGUAGES): "There is a prediction at every step: take the output at "
        "last_pos, one for each name.",
        (rows, SIZE): "These are hidden states: the linear layer to n_categories is missing.",
        (x.shape[1], LANGUAGES): "Batch and time are exchanged: is `batch_first=True` missing?",
        (LANGUAGES,): "One name alone loses its batch axis: is there a `squeeze()`?",
    }.get(got)
    if cause and got != (rows, LANGUAGES):
        raise Wrong(f"{cause}\nThe logits should have shape {names}, got {got}.")
    return expect_tensor(value, "What forward returns", (rows, LANGUAGES), "batch n_categories")


def _name_error(model: nn.Module, x: Tensor, last_pos: Tensor) -> None:
    """Raise `Wrong` where a slight change of the input shows why the model can't run on it."""
    if _runs(model, x.clamp(max=VOCAB - 2), last_pos):
        raise Wrong(
            f"Letter {VOCAB - 1} has no place in the embedding: with vocab_size={VOCAB} numbers go "
            f"from 0 to {VOCAB - 1}. Write `nn.Embedding(vocab_size, …)`."
        )
    if _runs(model, torch.cat([x, x[:, :1] * 0], dim=1), last_pos):
        raise Wrong(
            "This looks one place too far, at last_pos + 1: last_pos is the place of the last "
            "letter itself."
        )
    if len(x) == 1 and _runs(model, *draw_names()):
        raise Wrong("This runs with six names, not with one alone: is there a `squeeze()`?")


def _runs(model: nn.Module, x: Tensor, last_pos: Tensor) -> bool:
    try:
        model(x, last_pos)
    except Exception:
        return False
    return True


def each(model: nn.Module, x: Tensor, last_pos: Tensor, widths: Tensor) -> Tensor:
    """What the model says of each name alone, cut or left padded to a width of its own."""
    rows = zip(x, last_pos, widths.tolist(), strict=True)
    return torch.cat([run(model, row[None, :width], last[None]) for row, last, width in rows])


def expect_alone(model: nn.Module, x: Tensor, last_pos: Tensor) -> None:
    """Names neither see each other nor their padding, and each is read at its own last letter."""
    together = run(model, x, last_pos)
    own = last_pos + 1
    for row in range(BATCH):
        others = torch.where(x > 0, x % (VOCAB - 1) + 1, 0)
        others[row] = x[row]
        if not is_close(run(model, others, last_pos)[row], together[row]):
            raise Wrong(
                "The names of a batch influence each other. Are batch and time exchanged? Layers "
                "of PyTorch take time first, unless `batch_first=True` is given."
            )
    expect_influence(model, x, last_pos)
    alone = each(model, x, last_pos, own)
    if is_close(together, alone):
        return
    full = torch.full_like(own, TIME)
    first = last_pos[:1].expand_as(last_pos)
    causes = {
        **pooled(model, x),
        "This is the output at the last padded position (`[:, -1]`, or the layer's h_n): take it "
        "at last_pos, the last letter.": each(model, x, full - 1, full),
        "Every row is read at last_pos of the first row: row i is read at last_pos[i].": (
            each(model, x, first, full)
        ),
        "This is the output one place too far, at last_pos + 1.": (
            each(model, x, last_pos, (own + 1).clamp(max=TIME))
        ),
    }
    for cause, value in causes.items():
        if is_close(together, value):
            raise Wrong(cause)
    if not is_close(each(model, x, last_pos, full), alone):
        raise Wrong(
            "Padding has an influence: the logits change when a name is padded wider. Is it a "
            "mean, a sum or a maximum over all steps? Take the output at last_pos."
        )
    raise Wrong("The logits of a name change with the batch that it is in.")


def expect_influence(model: nn.Module, x: Tensor, last_pos: Tensor) -> None:
    """The last letter counts, and so do those before it, and their order."""
    together, longer = run(model, x, last_pos), last_pos > 0
    rows = torch.arange(BATCH)
    for place, cause in (
        (
            last_pos,
            "The last letter of a name has no influence: is the output taken one place too early, "
            "at last_pos − 1?",
        ),
        (
            torch.zeros_like(last_pos),
            "The first letter of a name has no influence on its logits: is it not read in order, "
            "letter after letter?",
        ),
    ):
        other = x.clone()
        other[rows, place] = x[rows, place] % (VOCAB - 1) + 1
        if (run(model, other, last_pos) - together)[longer].abs().max() < 1e-9:
            raise Wrong(cause)
    swapped = x.clone()
    swapped[:, 0], swapped[:, 1] = x[:, 1], x[:, 0]
    several = last_pos > 1
    if is_close(run(model, swapped, last_pos)[several], together[several]):
        raise Wrong("The order of the letters has no influence: is there no recurrence?")


def expect_every_letter(model: nn.Module) -> None:
    """Each of the vocab_size numbers but padding has a vector of its own."""
    letters = torch.arange(1, VOCAB)[:, None]
    logits = run(model, letters, torch.zeros(VOCAB - 1, dtype=torch.long)).detach()
    apart = (logits[:, None] - logits).abs().amax(-1) + torch.eye(len(logits))
    if apart.min() < 1e-9:
        first, second = (apart < 1e-9).nonzero()[0].tolist()
        raise Wrong(f"Letters {first + 1} and {second + 1} are not told apart.")
