"""Check of the classifier, whatever its layers are called and however they are laid out.

The order: shapes → logits → the same again → what is read where → how many layers of which kind →
dropout → values, where the layers are PyTorch's own.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_connected, is_close
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import trainable

from .reading import (
    LANGUAGES,
    SIZE,
    VOCAB,
    build,
    draw_names,
    expect_alone,
    expect_every_letter,
    run,
)
from .registry import check
from .values import expect_values

GATES = {"rnn": 1, "lstm": 4}
KINDS = {1: "a plain RNN", 3: "a GRU", 4: "an LSTM"}
_ALMOST_ALL = 1 - 1e-9  # of dropout: exactly 1 makes 0/0 in a dropout written by hand
_READOUT = SIZE * LANGUAGES


def expect_logits(cls: Any, x: Tensor, last_pos: Tensor) -> None:
    """Any real numbers; a softmax is the loss's business."""
    several = [run(build(cls, seed), x, last_pos) for seed in range(8)]  # one's signs are chance
    expect_connected(several[0], "What forward returns")
    logits = torch.cat(several).detach()
    ones, belongs = torch.ones(len(logits)), "Return logits: `cross_entropy` takes their softmax."
    if is_close(logits.exp().sum(1), ones):
        raise Wrong(f"These are log-probabilities. {belongs}")
    if is_close(logits.sum(1), ones) and (logits >= 0).all():
        raise Wrong(f"These are probabilities: each row sums to 1. {belongs}")
    if (logits >= 0).all():
        raise Wrong(f"No logit is negative: is there a sigmoid or a ReLU? {belongs}")


def expect_same_again(cls: Any, x: Tensor, last_pos: Tensor) -> None:
    """In evaluation mode nothing is kept from call to call, and nothing drawn at random."""
    model = build(cls, dropout=0.5)
    first, again, other = (run(model, x, last_pos, seed=seed) for seed in (1, 1, 2))
    if not is_close(again, first):
        raise Wrong(
            "The same names give other logits when they come again: the hidden state is carried "
            "from call to call. Every name starts from zeros."
        )
    if is_close(other, first):
        return
    plain = build(cls, dropout=0.0)
    if is_close(run(plain, x, last_pos, seed=2), run(plain, x, last_pos, seed=1)):
        raise Wrong(
            "Dropout is on after `model.eval()`. Use `nn.Dropout`, or `F.dropout(…, "
            "training=self.training)`."
        )
    raise Wrong(
        "Something is drawn at random in `forward`, after `model.eval()` too. The first hidden "
        "state is zeros."
    )


def expect_layers(cls: Any, x: Tensor, last_pos: Tensor, kind: str, layers: int) -> None:
    """So many layers of this kind: counted are the numbers that a gradient reaches."""
    model = build(cls, num_layers=layers, model_type=kind)
    for module in model.modules():
        if isinstance(module, nn.GRU | nn.GRUCell):
            raise Wrong(f"This is a GRU; model_type={kind!r} asks for {KINDS[GATES[kind]]}.")
        if isinstance(module, nn.RNNBase) and module.bidirectional:
            raise Wrong("The layers read both ways. Leave out `bidirectional=True`.")
        if isinstance(module, nn.Embedding) and module.embedding_dim != SIZE:
            raise Wrong(f"A letter's vector has {module.embedding_dim} numbers, not rnn_size.")
    logits = run(model, x, last_pos)
    mixture = torch.linspace(-1, 2, logits.numel()).view_as(logits)
    named = trainable(model)
    grads = torch.autograd.grad((logits * mixture).sum(), [p for _, p in named], allow_unused=True)
    reached = [g is not None and bool(g.any()) for g in grads]
    numbers = sum(p.numel() for (_, p), hit in zip(named, reached, strict=True) if hit)
    recurrent = numbers - VOCAB * SIZE - _READOUT
    per_layer = 2 * SIZE**2  # of one gate, without its biases
    needed = layers * GATES[kind] * per_layer
    if recurrent < needed:
        silent = [n for (n, _), hit in zip(named, reached, strict=True) if not hit]
        silent += [n for n, p in model.named_parameters() if not p.requires_grad]
        raise Wrong(_too_few(recurrent, kind, layers, silent))
    if kind == "rnn" and recurrent >= 3 * layers * per_layer:
        got = KINDS[3 if recurrent < 4 * layers * per_layer else 4]
        raise Wrong(f"model_type='rnn' gives as many weights as {got}: is model_type ignored?")


def _too_few(recurrent: int, kind: str, layers: int, silent: list[str]) -> str:
    """Why fewer numbers than needed learn anything."""
    one = 2 * SIZE**2
    if silent:
        names = ", ".join(silent[:4]) + " …" * (len(silent) > 4)
        return (
            f"With model_type={kind!r} and num_layers={layers}, no gradient reaches {names}. Not "
            "used, detached, or frozen?"
        )
    if layers > 1 and recurrent >= GATES[kind] * one:
        have = recurrent // (GATES[kind] * one)
        return (
            f"num_layers={layers} gives the weights of {have}: is num_layers ignored, or do layers "
            "share their weights? (Lists of layers belong in `nn.ModuleList`.)"
        )
    for gates in (3, 1):
        if recurrent >= gates * layers * one:
            return (
                f"model_type={kind!r} gives as many weights as {KINDS[gates]}: is model_type "
                "ignored?"
            )
    return (
        "There are too few numbers to learn. Needed are an embedding, the recurrent layers and a "
        "linear layer. (Lists of layers belong in `nn.ModuleList`.)"
    )


def expect_dropout(cls: Any, x: Tensor, last_pos: Tensor) -> None:
    """Between the output at last_pos and the linear layer, in training only, with p = dropout."""
    off = build(cls, dropout=0.0).train()
    if not is_close(run(off, x, last_pos, seed=2), run(off, x, last_pos, seed=1)):
        raise Wrong(
            "With dropout=0.0 something is still drawn at random in training: is p fixed in the "
            "code? Write `nn.Dropout(dropout)`."
        )
    half, deep = (build(cls, dropout=0.5, num_layers=layers).train() for layers in (1, 2))
    if is_close(run(half, x, last_pos, seed=2), run(half, x, last_pos, seed=1)):
        cause = "With dropout=0.5 nothing is dropped in training."
        if not is_close(run(deep, x, last_pos, seed=2), run(deep, x, last_pos, seed=1)):
            cause = "Dropout acts between layers only, as in `nn.LSTM(…, dropout=…)`."
        raise Wrong(f"{cause} Apply `nn.Dropout(dropout)` to the output at last_pos.")
    logits = run(build(cls, dropout=_ALMOST_ALL).train(), x, last_pos)
    if is_close(logits, torch.zeros_like(logits)):
        raise Wrong("Dropout is applied to the logits. It comes before the linear layer.")
    if not is_close(logits, logits[:1].expand_as(logits)):
        raise Wrong(
            "With dropout close to 1 the linear layer should get zeros only, but the logits still "
            "differ from name to name. Is p = dropout, and is it applied to the output at last_pos?"
        )


def grade_classifier(cls: Any, seed: int = 7) -> None:
    """`RecurrentClassifier(vocab_size, rnn_size, n_categories, …)`, `forward(x, last_pos)`."""
    x, last_pos = draw_names(seed)
    expect_logits(cls, x, last_pos)
    expect_same_again(cls, x, last_pos)
    for kind in GATES:
        model = build(cls, seed, model_type=kind)
        expect_alone(model, x, last_pos)
        expect_every_letter(model)
        for layers in (1, 2, 3):
            expect_layers(cls, x, last_pos, kind, layers)
        model = build(cls, seed, num_layers=2, dropout=0.5, model_type=kind)
        expect_values(model, run(model, x, last_pos), x, last_pos)
    expect_dropout(cls, x, last_pos)


@check.exercise("classifier", names=["RecurrentClassifier"])
def _classifier(RecurrentClassifier: Any) -> str:
    grade_classifier(RecurrentClassifier)
    return "right: RNN and LSTM, each name read at its own last letter, with dropout in training."
