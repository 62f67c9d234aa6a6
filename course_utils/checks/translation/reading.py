"""Build a student's model and run it on a few sentences."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_tensor, expect_tuple
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import fill, size

SOURCE, TARGET, HIDDEN = 13, 9, 6
BATCH, SOURCE_TIME, TARGET_TIME = 5, 7, 8  # all different, so that exchanged axes show
LENGTHS = (4, 7, 2, 6, 3)  # of the sources, with <eos>: the first row is not the longest
EOS = 2


def draw_sentences(seed: int = 7, pad: int = 0) -> tuple[Tensor, Tensor]:
    """(source, target_in): random words, sources with <eos> and padding after their end."""
    generator = torch.Generator().manual_seed(seed)
    words = torch.tensor([n for n in range(SOURCE) if n not in (0, 1, EOS, pad)])
    steps = torch.randint(1, len(words) - 1, (BATCH, SOURCE_TIME), generator=generator)
    source = words[steps.cumsum(1) % len(words)]  # no two neighbours are the same
    source[1, 3] = SOURCE - 1
    place, ends = torch.arange(SOURCE_TIME), torch.tensor(LENGTHS)[:, None] - 1
    source = torch.where(place < ends, source, torch.where(place == ends, EOS, pad))
    target_in = torch.randint(3, TARGET - 1, (BATCH, TARGET_TIME), generator=generator)
    target_in[0, 2] = TARGET - 1
    return source, target_in


def build(cls: Any, seed: int = 7, **options: int) -> Any:
    """The student's model in evaluation mode, with distinct random weights."""
    if not isinstance(cls, type) or not issubclass(cls, nn.Module):
        raise Wrong("`Seq2Seq` should be a class: `class Seq2Seq(nn.Module)`.")
    model = cls(SOURCE, TARGET, HIDDEN, **options).eval()
    for method in ("encode", "decode"):
        if not callable(getattr(model, method, None)):
            raise Wrong(f"`Seq2Seq` has no method `{method}`.")
    some = draw_sentences(pad=options.get("pad", 0))
    _expect_state(model, *some)
    run(model, *some)  # a lazy layer learns its size
    generator = torch.Generator().manual_seed(seed)
    fill(model, torch.randn(size(model), generator=generator) * 0.6)
    return model


def _expect_state(model: Any, source: Tensor, target_in: Tensor) -> None:
    """`decode` returns two values: what `forward` picks out of one would be hard to explain."""
    try:
        value = model.decode(target_in, model.encode(source))
    except Exception:  # `run` has the words for it
        return
    expect_tuple(value, 2, "decode", "(logits, state)")


def run(model: nn.Module, source: Tensor, target_in: Tensor, seed: int = 1) -> Tensor:
    """Logits of the right shape; random numbers that the model draws follow from `seed`."""
    torch.manual_seed(seed)
    try:
        value = model(source.clone(), target_in.clone())
    except (RuntimeError, IndexError, ValueError) as error:
        _name_error(model, source, target_in)
        raise error from None
    (batch, time), got = target_in.shape, tuple(getattr(value, "shape", ()))
    if isinstance(value, tuple) and len(value) == 2:
        raise Wrong("forward should return the logits alone; the state is for `decode`.")
    cause = {
        (batch, time, HIDDEN): "These are hidden states: the linear layer to target_size is "
        "missing.",
        (batch, time, SOURCE): "There is a logit for each Spanish word: the linear layer goes to "
        "target_size.",
        (time, batch, TARGET): "Batch and time are exchanged: is `batch_first=True` missing?",
        (batch, TARGET): "There is one prediction for a sentence: one for each step is asked for.",
        (time, TARGET): "One sentence alone loses its batch axis: is there a `squeeze()`?",
    }.get(got)
    if cause:
        wanted = (batch, time, TARGET)
        raise Wrong(
            f"{cause}\nThe logits should have shape (batch, time, target_size) = {wanted}, got "
            f"{got}."
        )
    wanted = (batch, time, TARGET)
    return expect_tensor(value, "What forward returns", wanted, "batch time target_size")


def _name_error(model: nn.Module, source: Tensor, target_in: Tensor) -> None:
    """Raise `Wrong` where a slight change of the input shows why the model can't run on it."""
    for low in (TARGET - 1, SOURCE - 2):
        if _runs(model, source.clamp(max=low), target_in):
            raise Wrong(
                f"Word {SOURCE - 1} has no place in the encoder's embedding: with source_size="
                f"{SOURCE} numbers go from 0 to {SOURCE - 1}. Write `nn.Embedding(source_size, …)` "
                "there, and target_size in the decoder's."
            )
    if _runs(model, source, target_in.clamp(max=TARGET - 2)):
        raise Wrong(
            f"Word {TARGET - 1} has no place in the decoder's embedding: write "
            "`nn.Embedding(target_size, …)`."
        )
    if _runs(model, source, torch.cat([target_in, target_in], 1)[:, : source.shape[1]]):
        raise Wrong(
            "This runs only where target_in is as long as the source: a translation has a length "
            "of its own."
        )


def _runs(model: nn.Module, source: Tensor, target_in: Tensor) -> bool:
    try:
        model(source, target_in)
    except Exception:
        return False
    return True
