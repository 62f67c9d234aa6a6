"""What is wrong with `train_translator`, read off the notes that loop.py took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.watched import fault_of_pace
from course_utils.data.phrases import SOS_NUMBER

from .loop import EPOCHS, PAIRS, Batch, Run, Watched, small_problem, watch, words


def fault(train_translator: Callable) -> str:
    """What is wrong, or "" when nothing is seen. What `train_translator` raises is passed on."""
    run = watch(train_translator)
    if not run.made:  # a model of the student's own, under another name: nothing can be seen
        return ""
    model = max(run.made, key=lambda model: len(model.steps))
    return (
        steps(model)
        or pairs(model.steps)
        or batches(model.steps)
        or amount(run, model)
        or speed(model)
        or returned(run, model)
        or seeded(train_translator, run)
    )


def steps(model: Watched) -> str:
    """Are there steps, and are they this model's?"""
    if not model.batches:
        return "The `Seq2Seq` that is made never reads a sentence: is there a loop over batches?"
    if not model.steps:
        return "`backward()` is never called on a loss of this model."
    if len(model.steps) == 1:
        return "Only one step is made: is `return` inside the loop?"
    return model.stuck()


def pairs(seen: list[Batch]) -> str:
    """Is each source read, and the words of its own translation fed?"""
    source, target = (text.tolist() for text in small_problem())
    translation = {words(s): words(t) for s, t in zip(source, target, strict=True)}
    others, told = set(translation.values()), list[str]()
    for batch in seen:
        for read, fed in zip(batch.source, batch.target_in, strict=False):
            true, got = translation.get(words(read)), words(fed)
            if true is None:
                exchanged = words(read) in others
                told.append("exchanged" if exchanged else "unknown")
            elif got[: len(true)] != true:
                told.append("apart" if got in others else "own")
            elif fed[0] != SOS_NUMBER:
                told.append("begin")
    share = len(told) / max(sum(len(batch.source) for batch in seen), 1)
    if share < 0.3:
        return ""
    return {
        "exchanged": "Source and target are exchanged: the model reads Spanish and writes English.",
        "unknown": "What the model reads is none of the source's sentences: take whole rows.",
        "apart": (
            "Sentences and translations do not belong together: where the one are shuffled, the "
            "other must be taken in the same order, target[rows] beside source[rows]."
        ),
        "own": "The decoder is not fed the true translation: use `teacher_forced_loss`.",
        "begin": (
            "The first word that the decoder is fed is not <sos>: pass phrases.SOS_NUMBER on to "
            "`teacher_forced_loss`."
        ),
    }[max(set(told), key=told.count)]


def batches(seen: list[Batch]) -> str:
    """Are there other pairs in each step?"""
    first = sorted(map(words, seen[0].source))
    if len(first) < 0.8 * PAIRS and all(sorted(map(words, b.source)) == first for b in seen):
        return "Every step sees the same batch: go through all the pairs in each epoch."
    return ""


def amount(run: Run, model: Watched) -> str:
    """As many epochs as asked for."""
    epochs = sum(len(batch.source) for batch in model.steps) / PAIRS
    if run.endless or epochs > 1.5 * EPOCHS:
        made = "The loop goes on" if run.endless else f"The loop makes {epochs:.0f} epochs"
        return f"{made}, whatever `epochs` says: make `epochs` of them. (Here epochs={EPOCHS}.)"
    if epochs > 0.6 * EPOCHS:
        return ""
    if epochs > 0.6:
        return (
            f"One epoch is made where epochs={EPOCHS}: is `return` inside the loop over epochs, or "
            "`epochs` not used?"
        )
    return (
        f"In {EPOCHS} epochs the model is trained on {epochs * PAIRS:.0f} pairs, and there are "
        f"{PAIRS}: go through all of them in each epoch. Is there a `break` or a `return` too "
        "early?"
    )


def speed(model: Watched) -> str:
    """Steps of a sensible size."""
    return fault_of_pace(model.moved())


def returned(run: Run, model: Watched) -> str:
    """The model that was trained."""
    if run.returned is None:
        return "`train_translator` returned None: return the model that it trained."
    if not isinstance(run.returned, nn.Module):
        kind = type(run.returned).__name__
        return f"`train_translator` should return the model that it trained, got `{kind}`."
    if isinstance(run.returned, Watched) and not run.returned.steps:
        return "The model that `train_translator` returns is not the one that it trained."
    return ""


def seeded(train_translator: Callable, run: Run) -> str:
    """The same seed, the same first weights, whatever was drawn before; other seeds, others."""
    again = watch(train_translator, before=2)
    other = watch(train_translator, seed=4)
    if not again.made or not other.made:
        return ""
    first, second, third = (_first(r.made[0]) for r in (run, again, other))
    if not torch.equal(first, second):
        return (
            "The same `seed` gives other weights each time: call `torch.manual_seed(seed)` before "
            "the model is made."
        )
    if torch.equal(first, third):
        return "All seeds give the same weights: is the seed's number fixed in the code?"
    return ""


def _first(model: Watched) -> Tensor:
    return torch.cat([p.flatten() for p in model.first])


def fault_if_seen(train_translator: Any) -> str:
    """`fault`, for loops that need more than the watched model has: "" when they raise."""
    try:
        return fault(train_translator)
    except Exception:
        return ""
