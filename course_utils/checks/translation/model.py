"""Check of the encoder and decoder, whatever they are made of, with their loss and greedy decoding.

The model itself is the yardstick: what it says of one sentence alone, unpadded and all at once, it
must say of the same sentence in a batch, padded, and word by word.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_connected, is_close
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import trainable

from .decoding import grade_greedy
from .losses import grade_loss
from .reading import LENGTHS, SOURCE_TIME, build, draw_sentences, run
from .registry import check

_FELT = 1e-9  # rounding is below, and whatever has an influence lies far above


def expect_logits(cls: Any, source: Tensor, target_in: Tensor) -> None:
    """Any real numbers; a softmax is the loss's business."""
    several = [run(build(cls, seed), source, target_in) for seed in range(4)]
    expect_connected(several[0], "What forward returns")
    logits = torch.cat(several).detach()
    ones, belongs = torch.ones(logits.shape[:2]), "Return logits: `cross_entropy` takes softmax."
    if is_close(logits.exp().sum(2), ones):
        raise Wrong(f"These are log-probabilities. {belongs}")
    if is_close(logits.sum(2), ones) and (logits >= 0).all():
        raise Wrong(f"These are probabilities: they sum to 1 at each step. {belongs}")
    if (logits >= 0).all():
        raise Wrong(f"No logit is negative: is there a sigmoid or a ReLU? {belongs}")


def expect_same_again(model: nn.Module, source: Tensor, target_in: Tensor) -> None:
    """Nothing is kept from call to call, and nothing drawn at random in evaluation mode."""
    first, again, other = (run(model, source, target_in, seed=seed) for seed in (1, 1, 2))
    if not is_close(again, first):
        raise Wrong(
            "The same sentences give other logits when they come again: a state is carried from "
            "call to call. The encoder begins at zeros each time."
        )
    if not is_close(other, first):
        raise Wrong("Something is drawn at random in `forward`, after `model.eval()` too.")


def expect_separate(model: nn.Module, source: Tensor, target_in: Tensor) -> None:
    """The sentences of a batch don't see each other."""
    together = run(model, source, target_in)
    each = torch.cat(
        [run(model, source[i : i + 1], target_in[i : i + 1]) for i in range(len(source))]
    )
    if is_close(together, each):
        return
    cut = source[:, : LENGTHS[0]]
    longer = torch.tensor(LENGTHS) >= LENGTHS[0]
    if is_close(run(model, cut, target_in)[longer], together[longer]):
        raise Wrong(
            "Every sentence is read up to where the first one of the batch ends: row i has an "
            "<eos> of its own."
        )
    raise Wrong(
        "The sentences of a batch influence each other. Are batch and time exchanged? Layers of "
        "PyTorch take time first, unless `batch_first=True` is given."
    )


def expect_alone(model: nn.Module, source: Tensor, target_in: Tensor, pad: int = 0) -> None:
    """Each sentence is read up to its own <eos>, whatever comes after it."""
    rows = zip(source, target_in, LENGTHS, strict=True)
    alone = torch.cat([run(model, s[None, :length], t[None]) for s, t, length in rows])
    if is_close(run(model, source, target_in), alone):
        return
    if pad:
        raise Wrong(f"With pad={pad}, padding has an influence: is 0 fixed in the code?")
    raise Wrong(
        "Padding has an influence: the logits change when a sentence is padded wider. Is it the "
        "encoder's state after the last column (or a mean, with the padding in it)? Take the state "
        "at each sentence's own <eos>."
    )


def expect_whole_source(model: nn.Module, source: Tensor, target_in: Tensor) -> None:
    """Every word of the source counts at every step of the decoder, and so does their order."""
    whole = source[1:2]  # the longest: no padding
    fed = target_in[1:2]
    before = run(model, whole, fed)
    felt = []
    for place in range(SOURCE_TIME - 1):
        other = whole.clone()
        other[0, place] = _another(int(whole[0, place]))
        felt.append((run(model, other, fed) - before)[0].abs().amax(1) > _FELT)  # (time,)
    at = torch.stack(felt)  # (words, steps)
    if not at.any():
        raise Wrong(
            "The source has no influence on the logits: is the encoder's state handed on to the "
            "decoder, as its first state?"
        )
    if at.all():
        swapped = whole.clone()
        swapped[0, :2] = whole[0, :2].flip(0)
        if is_close(run(model, swapped, fed), before):
            raise Wrong("The order of the source's words has no influence: is there no recurrence?")
        return
    steps = torch.arange(at.shape[1])
    if all(bool((row == (steps >= place)).all()) for place, row in enumerate(at)):
        raise Wrong(
            "Step t of the decoder knows only the first t words of the source: it is given the "
            'encoder\'s states one by one (the "vertical" wiring). Hand over the last state, '
            "which has read them all, before the decoder's first step."
        )
    if not at[-1].any():
        raise Wrong(
            "The last word of the source has no influence: is the state taken too early? Take it "
            "at <eos>."
        )
    if at[:, 0].all():
        raise Wrong(
            "The source counts at the first step only: does the decoder begin anew at each step?"
        )
    word, step = (~at).nonzero()[0].tolist()
    raise Wrong(f"Word {word} of the source has no influence on the logits of step {step}.")


def expect_causal(model: nn.Module, source: Tensor, target_in: Tensor) -> None:
    """The logits of step t follow from target_in[:, :t + 1]: all of it, and no more."""
    before, time = run(model, source, target_in), target_in.shape[1]
    felt = torch.zeros(time, time, dtype=torch.bool)
    for place in range(time):
        other = target_in.clone()
        other[:, place] = (target_in[:, place] - 3 + 1) % 5 + 3
        change = (run(model, source, other) - before).abs().amax(2)  # (batch, time)
        felt[place] = (change > _FELT).any(0)
    if not felt.any():
        raise Wrong("target_in has no influence: the decoder should read what it is fed.")
    if felt.tril(-1).any():
        raise Wrong(
            "The logits of a step depend on words that are fed in later: the decoder sees its own "
            "answers. Does it read both ways, or is target_in shifted?"
        )
    if not felt.diagonal().any():
        raise Wrong(
            "The logits of step t do not depend on target_in[:, t]: is it shifted in `forward`? "
            "The loss does that."
        )
    if not felt.triu(1).any():
        raise Wrong(
            "A step knows only the word that it is fed, not those before it: has the decoder no "
            "recurrence?"
        )
    if not felt[torch.ones_like(felt).triu()].all():
        raise Wrong("Some words of target_in have no influence on the logits that follow.")


def expect_steps(model: Any, source: Tensor, target_in: Tensor) -> None:
    """`decode` says the same as `forward`, at once and step by step, and returns its state."""
    whole = run(model, source, target_in)
    first = model.encode(source)
    if first is None:
        raise Wrong("encode returned None. (Did you forget a `return` statement?)")
    logits = model.decode(target_in, first)[0]
    if not isinstance(logits, Tensor) or not is_close(logits, whole):
        raise Wrong("`decode(target_in, encode(source))` should give the logits of `forward`.")
    steps, anew, state = [], [], first
    for token in target_in.split(1, dim=1):
        logits, state = model.decode(token, state)
        steps.append(logits)
        anew.append(model.decode(token, model.encode(source))[0])
    if is_close(torch.cat(steps, dim=1), whole):
        return
    if is_close(torch.cat(steps, dim=1), torch.cat(anew, dim=1)):
        raise Wrong(
            "`decode` returns the state that it was given: it should return the decoder's state "
            "after its last step, from which decoding goes on."
        )
    raise Wrong(
        "Word by word, each time with the state that `decode` returned before, the logits should "
        "be those of all words at once."
    )


def expect_gradient(model: nn.Module, source: Tensor, target_in: Tensor) -> None:
    """What has an influence on the logits can be learned."""
    logits = run(model, source, target_in)
    named = list(model.named_parameters())
    learned = [p for _, p in trainable(model)]
    mixture = torch.linspace(-1, 2, logits.numel()).view_as(logits)
    grads = torch.autograd.grad((logits * mixture).sum(), learned, allow_unused=True)
    reached = {id(p) for p, g in zip(learned, grads, strict=True) if g is not None and g.any()}
    for name, parameter in named:
        if id(parameter) in reached:
            continue
        with torch.no_grad():
            parameter += 0.3
            changed = run(model, source, target_in)
            parameter -= 0.3
        if not is_close(changed, logits):
            raise Wrong(
                f"No gradient reaches {name}, though the logits depend on it: is there a "
                "`.detach()` or `no_grad()` on the way, or is it frozen?"
            )


def _another(word: int) -> int:
    return word - 1 if word > 4 else word + 1


def grade_model(cls: Any, seed: int = 7) -> None:
    """`Seq2Seq(source_size, target_size, hidden_size, pad=0)` with encode, decode and forward."""
    source, target_in = draw_sentences(seed)
    expect_logits(cls, source, target_in)
    model = build(cls, seed)
    expect_same_again(model, source, target_in)
    expect_separate(model, source, target_in)
    expect_whole_source(model, source, target_in)
    expect_causal(model, source, target_in)
    expect_alone(model, source, target_in)
    expect_steps(model, source, target_in)
    expect_gradient(model, source, target_in)
    source, target_in = draw_sentences(seed, pad=6)
    expect_alone(build(cls, seed, pad=6), source, target_in, pad=6)


@check.exercise("seq2seq", names=["Seq2Seq", "teacher_forced_loss", "greedy"])
def _seq2seq(Seq2Seq: Any, teacher_forced_loss: Any, greedy: Any) -> str:
    grade_model(Seq2Seq)
    grade_loss(teacher_forced_loss)
    grade_greedy(greedy)
    return "right: the model, its loss under teacher forcing, and greedy decoding."
