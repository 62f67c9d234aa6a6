"""Hidden test of notebook 05: how many new sentences does the trained model translate rightly?

The model may be any, so it decodes where the student's code runs, by a loop of ours; it is shown
Spanish numbers and says English ones. The true translations stay here. Half of the sentences are
the notebook's test sentences, half were given to nobody: combinations of words that neither its
training nor its test sentences hold. The lower of the two shares counts, so that it is no use to
train on the one half.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch

from course_utils.checks import Wrong
from course_utils.checks.translation.training import credit
from course_utils.data.phrases import (
    EOS_NUMBER,
    SOS_NUMBER,
    Phrases,
    draw,
    load,
    numbers,
    vocabularies,
)

from .probes import probe

LONGEST, WITHHELD = 16, 600
_SEED = 50_517


@probe
def answers(translator: Any, source: Any, sos: Any, longest: Any) -> Any:
    """What the model says, word after word, in eval mode; None where there is no model."""
    import torch
    from torch import nn

    if not isinstance(translator, nn.Module):
        return None
    model: Any = translator
    modes = [(module, module.training) for module in model.modules()]
    weights = next(model.parameters(), torch.zeros(()))
    before = torch.get_default_dtype()
    model.eval()
    torch.manual_seed(0)
    if weights.dtype.is_floating_point:
        torch.set_default_dtype(weights.dtype)
    try:
        with torch.no_grad():
            source = source.to(weights.device)
            token, said = torch.full_like(source[:, :1], sos), []
            state = model.encode(source)
            for _ in range(longest):
                logits, state = model.decode(token, state)
                token = logits[:, -1:].argmax(dim=2)
                said.append(token)
            return torch.cat(said, dim=1).cpu()
    finally:
        torch.set_default_dtype(before)
        for module, training in modes:
            module.training = training


def exact_match(model: Any, data: Phrases) -> float:
    """The share of these sentences that the model translates word for word."""
    spanish, english = vocabularies(load()[0])
    said = answers(model, numbers(data.source, spanish), SOS_NUMBER, LONGEST)
    shape = (len(data), LONGEST)
    if not isinstance(said, torch.Tensor) or tuple(said.shape) != shape or said.dtype != torch.long:
        raise Wrong("`trained_translator` is no model whose `encode` and `decode` give logits.")
    right = 0
    for row, words in zip(said.tolist(), data.target, strict=True):
        true = [*map(english.number, words), EOS_NUMBER]
        right += row[: len(true)] == true
    return right / len(data)


@cache
def withheld() -> Phrases:
    """Sentences of the same kind that no student is given, made of words that all were trained."""
    return draw("kept", WITHHELD, _SEED, words_of=load()[0])


def score(model: Any, points: float) -> float:
    """The points for a trained model: none at FLOOR, all from TARGET on."""
    share = min(exact_match(model, load()[1]), exact_match(model, withheld()))
    return round(points * credit(share), 2)
