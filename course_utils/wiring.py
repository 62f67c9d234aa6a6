"""The experiment of notebook 05: the same training, the decoder wired or fed in another way."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.data.phrases import (
    EOS_NUMBER,
    KINDS,
    SOS_NUMBER,
    Phrases,
    Vocabulary,
    numbers,
)

LONGEST = 20
"""Words after which a translation that doesn't end is cut."""

State = tuple[Tensor, int, Tensor]


class Vertical(nn.Module):
    """Step t of the decoder is given the encoder's state h_t, instead of the last one at its start.

    After the end of a Spanish sentence there is no state, and it is given zeros. All else is as in
    a `Seq2Seq` of GRUs: the same sizes, methods and arguments.

    >>> model = Vertical(source_size=9, target_size=7, hidden_size=4)
    >>> model(torch.tensor([[5, 8, 2]]), torch.tensor([[1, 3, 6, 4]])).shape
    torch.Size([1, 4, 7])
    """

    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0) -> None:
        super().__init__()
        self.pad = pad
        self.spanish = nn.Embedding(source_size, hidden_size)
        self.english = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(2 * hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Int[Tensor, "batch words"]) -> State:
        """All states of the encoder, the step that the decoder is at, and its own first state."""
        all_h, _ = self.encoder(self.spanish(source))
        all_h = all_h * (source != self.pad)[..., None]  # (batch, words, hidden)
        return all_h, 0, all_h.new_zeros(1, len(source), all_h.shape[2])

    def decode(
        self, target_in: Int[Tensor, "batch time"], state: State
    ) -> tuple[Float[Tensor, "batch time target_size"], State]:
        """Logits for some steps, and where the decoder is then."""
        all_h, step, hidden = state
        after = step + target_in.shape[1]
        missing = max(after - all_h.shape[1], 0)
        beside = nn.functional.pad(all_h, (0, 0, 0, missing))[:, step:after]
        inputs = torch.cat([self.english(target_in), beside], dim=2)  # (batch, time, 2 hidden)
        outputs, hidden = self.decoder(inputs, hidden)
        return self.output(outputs), (all_h, after, hidden)

    def forward(
        self, source: Int[Tensor, "batch words"], target_in: Int[Tensor, "batch time"]
    ) -> Float[Tensor, "batch time target_size"]:
        return self.decode(target_in, self.encode(source))[0]


def free_running_loss(
    model: Any, source: Int[Tensor, "batch words"], target: Tensor, sos: int, pad: int = 0
) -> Float[Tensor, ""]:
    """The loss of a decoder that is fed its own guesses in training, not the true words."""
    token = torch.full_like(target[:, :1], sos)
    state, said = model.encode(source), []
    for _ in range(target.shape[1]):
        logits, state = model.decode(token, state)
        said.append(logits)
        token = logits.argmax(dim=2)
    logits = torch.cat(said, dim=1)  # (batch, time, target_size)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


def instead(function: Callable, **names: Any) -> Callable:
    """The same function, to which these names mean something else.

    Functions beside it that it calls see the same; the notebook itself sees nothing of it.

    >>> def area(r): return pi() * r**2
    >>> def pi(): return 3.14
    >>> instead(area, pi=lambda: 3)(2), area(1)
    (12, 3.14)
    """
    around = function.__globals__
    scope = {**around, **names}
    for name, value in around.items():
        if isinstance(value, FunctionType) and value.__globals__ is around and name not in names:
            scope[name] = _moved(value, scope)
    return _moved(function, scope)


def _moved(function: Any, scope: dict[str, Any]) -> Callable:
    moved = FunctionType(
        function.__code__, scope, function.__name__, function.__defaults__, function.__closure__
    )
    moved.__kwdefaults__ = function.__kwdefaults__
    return moved


def exact_matches(
    model: Any, greedy: Callable, phrases: Phrases, spanish: Vocabulary, english: Vocabulary
) -> dict[str, float]:
    """The share of sentences translated word for word, by kind and over "all" of them.

    >>> from course_utils.data.phrases import load, vocabularies
    >>> train, test = load()
    >>> silent = lambda model, source, *numbers: [[] for _ in source]
    >>> exact_matches(Vertical(9, 7, 4), silent, test, *vocabularies(train))["all"]
    0.0
    """
    source = numbers(phrases.source, spanish).to(next(model.parameters()).device)
    said = greedy(model, source, SOS_NUMBER, EOS_NUMBER, LONGEST)
    right = [
        [english.word(number) for number in row] == words
        for row, words in zip(said, phrases.target, strict=True)
    ]
    shares = {"all": sum(right) / max(len(right), 1)}
    for kind in KINDS:
        of_it = [ok for ok, of in zip(right, phrases.kinds, strict=True) if of == kind]
        shares[kind] = sum(of_it) / max(len(of_it), 1)
    return shares
