"""Hidden tests of notebook 05: the model by what it depends on, its loss, and greedy decoding.

The model is any that fits the description, so it is asked about itself: one sentence alone, in a
batch, padded, changed in one word. For the loss and for decoding there are models of ours beside
the student's functions, whose logits are drawn here.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, expect_tensor, is_close
from course_utils.checks.translation import decoding, losses

from .probes import probe

SOURCE, TARGET, HIDDEN = 14, 11, 6
ROWS, TIME, STEPS = 5, 6, 7
_NUMBERS = 20_000  # more than any model of these sizes could have
_FELT = 1e-9

Pair = tuple[Tensor, Tensor]


@probe
def answers(Model: Any, sizes: Any, options: Any, numbers: Any, calls: Any) -> dict:
    """Build a model, write numbers into it, call it: what it said, at once and step by step."""
    import torch

    with torch.random.fork_rng(devices=[]):
        model = Model(*sizes, **options)
        model.eval()
        with torch.no_grad():
            model(*calls[0])  # a lazy layer learns its size
        trainable = [p for p in model.parameters() if p.requires_grad]
        start = 0
        with torch.no_grad():
            for parameter in trainable:
                end = start + parameter.numel()
                parameter.copy_(numbers[start:end].view_as(parameter))
                start = end
        said = []
        for seed, (source, target_in) in enumerate(calls):
            torch.manual_seed(seed)
            said.append(model(source.clone(), target_in.clone()))
        if not all(isinstance(logits, torch.Tensor) for logits in said):
            return {"said": None}
        grads = torch.autograd.grad(said[0].sum(), trainable, allow_unused=True)
        source, target_in = calls[0]
        with torch.no_grad():
            state, steps = model.encode(source.clone()), []
            for token in target_in.split(2, dim=1):
                logits, state = model.decode(token, state)
                steps.append(logits)
            reached, cut = 0, False
            for parameter, gradient in zip(trainable, grads, strict=True):
                if gradient is not None and bool(gradient.any()):
                    reached += parameter.numel()
                    continue
                parameter += 0.3
                cut |= bool((model(source.clone(), target_in.clone()) - said[0]).any())
                parameter -= 0.3
    steps = torch.cat(steps, dim=1)
    return {"said": [s.detach() for s in said], "steps": steps, "reached": reached, "cut": cut}


@probe
def loss_of(teacher_forced_loss: Any, table: Any, source: Any, target: Any, rest: Any) -> list:
    """The loss for a model whose logits are written down in `table`, and the table's gradient."""
    import torch
    from torch import nn

    class Told(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Parameter(table.clone())

        def encode(self, source):
            return source[:, 0]

        def decode(self, target_in, state):
            return self.table[state[:, None], target_in], state

        def forward(self, source, target_in):
            return self.decode(target_in, self.encode(source))[0]

    model = Told()
    loss = teacher_forced_loss(model, source.clone(), target.clone(), *rest)
    if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.dim() == 0:
        loss.backward()
    return [loss.detach() if isinstance(loss, torch.Tensor) else loss, model.table.grad]


@probe
def decoded(greedy: Any, table: Any, source: Any, rest: Any) -> list:
    """The translations for a model that follows `table`, and in which states it was called."""
    import torch
    from torch import nn

    calls = []

    class Scripted(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Parameter(table.clone())

        def encode(self, source):
            calls.append((self.training, torch.is_grad_enabled()))
            return source[:, 0], torch.zeros_like(source[:, 0])

        def decode(self, target_in, state):
            calls.append((self.training, torch.is_grad_enabled()))
            which, step = state
            steps = step[:, None] + torch.arange(target_in.shape[1])
            inside = steps.clamp(max=self.table.shape[1] - 1)
            return self.table[which[:, None], inside, target_in], (which, steps[:, -1] + 1)

        def forward(self, source, target_in):
            return self.decode(target_in, self.encode(source))[0]

    said = greedy(Scripted().train(), source.clone(), *rest)
    rows = [list(row) for row in said] if isinstance(said, list | tuple) else None
    plain = rows is not None and all(type(n) is int for row in rows for n in row)
    return [rows if plain else None, any(t for t, _ in calls), any(g for _, g in calls)]


def draw_sentences(seed: int, pad: int = 0) -> tuple[Tensor, Tensor, list[int]]:
    """(source, target_in, lengths): the first sentence is neither the longest nor the shortest."""
    generator = torch.Generator().manual_seed(seed)
    words = torch.tensor([n for n in range(SOURCE) if n not in (1, 2, pad)])
    steps = torch.randint(1, len(words) - 1, (ROWS, TIME), generator=generator)
    source = words[steps.cumsum(1) % len(words)]
    others = torch.randperm(2, generator=generator) + 4
    lengths = [3, TIME, *others.tolist(), 2]
    ends, place = torch.tensor(lengths)[:, None] - 1, torch.arange(TIME)
    source = torch.where(place < ends, source, torch.where(place == ends, 2, pad))
    return source, torch.randint(3, TARGET, (ROWS, STEPS), generator=generator), lengths


def expect_model(Model: Any, seed: int, pad: int = 0) -> None:
    """Every logit follows from the whole source, and from what has been fed in so far."""
    source, fed, lengths = draw_sentences(seed, pad)
    generator = torch.Generator().manual_seed(seed)
    numbers = torch.randn(_NUMBERS, generator=generator) * 0.5
    wide = torch.cat([source, torch.full((ROWS, 3), pad)], dim=1)
    alone = [(source[i : i + 1, :n], fed[i : i + 1]) for i, n in enumerate(lengths)]
    whole = (source[1:2], fed[1:2])
    words = [_changed(whole, 0, place, SOURCE, pad) for place in range(TIME - 1)]
    tokens = [_changed(whole, 1, place, TARGET, pad) for place in range(STEPS)]
    calls = [(source, fed), (source, fed), (wide, fed), *alone, *words, *tokens]
    options = {"pad": pad} if pad else {}
    found = answers(Model, (SOURCE, TARGET, HIDDEN), options, numbers, calls)
    said = found["said"] if type(found) is dict else None
    if type(said) is not list or len(said) != len(calls):
        raise Wrong("forward should return the logits, a tensor.")
    for logits, (rows, _) in zip(said, calls, strict=True):
        expect_tensor(logits, "forward", (len(rows), STEPS, TARGET), "batch time target_size")
    expect_logits(said[0])
    _expect_reading(said, found["steps"])
    before, each = said[1][1:2], said[3 + ROWS :]
    felt = torch.stack([(other - before)[0].abs().amax(1) > _FELT for other in each])
    if not felt[: TIME - 1].all():
        raise Wrong("Every word of the source should count at every step of the decoder.")
    if felt[TIME - 1 :].tril(-1).any():
        raise Wrong("The logits of a step should not depend on words that are fed in later.")
    if not felt[TIME - 1 :][torch.ones(STEPS, STEPS).triu() > 0].all():
        raise Wrong("The logits of a step should depend on all words fed in so far.")
    reached = found["reached"]
    if type(reached) is not int or reached < (SOURCE + 2 * TARGET) * 2:
        raise Wrong("Too few numbers of the model can be learned.")
    if found["cut"] is not False:
        raise Wrong("Some numbers have an influence on the logits, and no gradient reaches them.")


def _changed(pair: Pair, which: int, place: int, size: int, pad: int) -> Pair:
    """The pair with another word at one place of its source (0) or target (1)."""
    both = [pair[0].clone(), pair[1].clone()]
    word = int(both[which][0, place])
    both[which][0, place] = next(n for n in range(3, size) if n not in (word, pad))
    return both[0], both[1]


def _expect_reading(said: list[Tensor], steps: Any) -> None:
    """The same logits again, padded wider, for each sentence alone, and step by step."""
    first, again, wide, *alone = said[: 3 + ROWS]
    if not is_close(again, first):
        raise Wrong("In evaluation mode the same sentences should always get the same logits.")
    if not is_close(wide, first):
        raise Wrong("The logits change when sentences are padded wider.")
    if not is_close(torch.cat(alone), first):
        raise Wrong("A sentence alone and unpadded should get the logits that it gets in a batch.")
    if not isinstance(steps, Tensor) or not is_close(steps, first):
        raise Wrong("`decode`, two words at a time, should give the logits of `forward`.")


def expect_logits(said: Tensor) -> None:
    """Any real numbers: no probabilities."""
    sums, ones = torch.stack([said.sum(2), said.exp().sum(2)]), torch.ones(said.shape[:2])
    one_sign = bool((said >= 0).all() or (said <= 0).all())
    if one_sign or (sums - ones).abs().flatten(1).amax(1).min() < _FELT:
        raise Wrong("forward should return logits: any real numbers, not probabilities.")


def expect_loss(teacher_forced_loss: Any, seed: int) -> None:
    """The value, and the gradient that goes back to the model."""
    for pad in (losses.PAD, 0):
        table, source, target = losses.draw_pairs(seed, pad)
        rest = (losses.SOS, pad) if pad else (losses.SOS,)
        loss, gradient = loss_of(teacher_forced_loss, table, source, target, rest)
        sos = torch.full_like(target[:, :1], losses.SOS)
        fed = torch.cat([sos, target[:, :-1]], dim=1)
        own = table.clone().requires_grad_()
        rows = own[source[:, :1], fed].log_softmax(2).gather(2, target[..., None])[..., 0]
        truth = -rows[target != pad].mean()
        truth.backward()
        assert own.grad is not None
        got = expect_tensor(loss, "teacher_forced_loss", ())
        if not is_close(got, truth.detach()):
            raise Wrong(f"The loss with pad={pad}: expected {truth:.6g}, got {got:.6g}.")
        if not isinstance(gradient, Tensor) or not is_close(gradient, own.grad):
            raise Wrong("The gradient that the loss sends to the logits is not that of the mean.")


def expect_greedy(greedy: Any, seed: int) -> None:
    """Word for word, in eval mode and without gradient."""
    table, source, truth = decoding.draw_script(seed)
    for longest in (decoding.LONGEST, 2):
        rest = (decoding.SOS, decoding.EOS, longest)
        said, training, gradient = decoded(greedy, table, source, rest)
        wanted = [row[:longest] for row in truth]
        if said != wanted:
            raise Wrong(f"greedy with longest={longest}: expected {wanted}, got {said}."[:400])
        if training is not False or gradient is not False:
            raise Wrong("greedy should decode in eval mode and without gradient.")


def expect_seq2seq(Seq2Seq: Any, teacher_forced_loss: Any, greedy: Any, seed: int) -> None:
    """The model, with two numbers for padding; its loss; greedy decoding."""
    expect_model(Seq2Seq, seed)
    expect_model(Seq2Seq, seed + 1, pad=7)
    expect_loss(teacher_forced_loss, seed)
    expect_greedy(greedy, seed)
