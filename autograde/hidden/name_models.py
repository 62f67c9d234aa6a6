"""Have a student's classifier answer, and know what it should have said (notebook 02).

A model that is made of PyTorch's own layers, one of each kind, holds the numbers that are drawn
here; from them its logits are computed step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks import Wrong, expect_close, expect_tensor
from course_utils.data.surnames import ALPHABET

from .probes import probe

VOCAB, SIZE, LANGUAGES = len(ALPHABET) + 1, 6, 4

Call = tuple[Tensor, Tensor, int, bool]
"""x, last_pos, a seed for what the model draws, and whether it is in training."""
Ask = Callable[[list[Call]], dict]


@probe
def answers(Model: Any, sizes: Any, options: Any, numbers: Any, calls: Any) -> dict:
    """Build a model, write numbers into it, call it: what it said, and what it is made of."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        model = Model(*sizes, **options)
        model.eval()
        with torch.no_grad():
            model(calls[0][0], calls[0][1])  # a lazy layer learns its size
        trainable = [p for p in model.parameters() if p.requires_grad]
        start = 0
        with torch.no_grad():
            for parameter in trainable:
                end = start + parameter.numel()
                parameter.copy_(numbers[start:end].view_as(parameter))
                start = end
        said = []
        for x, last_pos, seed, training in calls:
            model.train(training)
            torch.manual_seed(seed)
            said.append(model(x.clone(), last_pos.clone()))
        grads = torch.autograd.grad(
            (said[0] * numbers[: said[0].numel()].view_as(said[0])).sum(),
            trainable,
            allow_unused=True,
        )
    reached = sum(g.numel() for g in grads if g is not None and bool(g.any()))
    modules = list(model.modules())
    parts = [
        [m for m in modules if isinstance(m, kind)]
        for kind in (nn.Embedding, nn.RNNBase, nn.Linear)
    ]
    weights, nonlinearity = None, ""
    if all(len(found) == 1 for found in parts):
        weights = [dict(found[0].named_parameters()) for found in parts]
        nonlinearity = str(getattr(parts[1][0], "nonlinearity", "tanh"))
    gru = any(isinstance(m, nn.GRU | nn.GRUCell) for m in modules)
    return {
        "said": said,
        "reached": reached,
        "weights": weights,
        "nonlinearity": nonlinearity,
        "gru": gru,
    }


def asker(Model: Any, options: dict, numbers: Tensor) -> Ask:
    """A function that has a new model answer, and sees to it that answers are logits."""

    def ask(calls: list[Call]) -> dict:
        found = answers(Model, (VOCAB, SIZE, LANGUAGES), options, numbers, calls)
        if type(found["said"]) is not list or len(found["said"]) != len(calls):
            raise Wrong("The model gives no answers.")
        for value, (x, *_) in zip(found["said"], calls, strict=True):
            expect_tensor(value, "forward", (len(x), LANGUAGES), "batch n_categories")
        return found

    return ask


def expect_kind(
    found: dict, kind: str, layers: int, x: Tensor, last_pos: Tensor, numbers: Tensor
) -> None:
    """As many layers of this kind as asked for, and the very logits where they can be known."""
    asked = f"model_type={kind!r} with num_layers={layers}"
    gate, gates = 2 * SIZE**2, {"rnn": 1, "lstm": 4}[kind]
    reached = found["reached"]
    if found["gru"] is not False or type(reached) is not int:
        raise Wrong(f"{asked} should give no GRU.")
    recurrent = reached - (VOCAB + LANGUAGES) * SIZE
    if recurrent < gates * layers * gate:
        raise Wrong(f"{asked}: too few numbers take part, {reached} in all.")
    if kind == "rnn" and recurrent >= 3 * layers * gate:
        raise Wrong(f"{asked}: too many numbers take part, {reached} in all.")
    weights = _known(found["weights"], numbers)
    if weights is not None:
        truth = logits(weights, layers, kind, found["nonlinearity"], x, last_pos)
        expect_close(found["said"][0].detach(), truth, "logits")


def _known(weights: Any, numbers: Tensor) -> list[dict[str, Tensor]] | None:
    """The weights that the model says it has, if they are numbers that were drawn here."""
    if type(weights) is not list or len(weights) != 3:
        return None
    tensors = [t for part in weights if type(part) is dict for t in part.values()]
    if not tensors or not all(isinstance(t, Tensor) and t.dtype == numbers.dtype for t in tensors):
        return None
    drawn = torch.cat([t.detach().flatten() for t in tensors])
    distinct = len(drawn.unique()) == len(drawn) and torch.isin(drawn, numbers).all()
    return [{n: t.detach() for n, t in part.items()} for part in weights] if distinct else None


def logits(
    weights: list[dict[str, Tensor]],
    layers: int,
    kind: str,
    nonlinearity: str,
    x: Tensor,
    last_pos: Tensor,
) -> Tensor:
    """The readout of the upper layer's state at last_pos, computed step by step."""
    embedding, stack, readout = weights
    try:
        inputs = embedding["weight"][x]  # (batch, time, rnn_size)
        for n in range(layers):
            W_x, W_h = stack[f"weight_ih_l{n}"], stack[f"weight_hh_l{n}"]
            bias = [stack[name] for name in (f"bias_ih_l{n}", f"bias_hh_l{n}") if name in stack]
            h = c = torch.zeros(len(x), SIZE)
            states = []
            for x_t in inputs.unbind(1):
                z = x_t @ W_x.T + h @ W_h.T + sum(bias)
                if kind == "lstm":
                    i, f, g, o = z.chunk(4, dim=1)
                    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                    h = o.sigmoid() * c.tanh()
                else:
                    h = z.relu() if nonlinearity == "relu" else z.tanh()
                states.append(h)
            inputs = torch.stack(states, dim=1)
        last = inputs[torch.arange(len(x)), last_pos]
        return nn.functional.linear(last, readout["weight"], readout.get("bias"))
    except (KeyError, RuntimeError, IndexError, ValueError):
        raise Wrong(
            f"model_type={kind!r} with num_layers={layers} should give {layers} layers of that "
            "kind, from rnn_size to rnn_size."
        ) from None
