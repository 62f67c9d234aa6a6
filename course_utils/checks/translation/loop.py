"""Run `train_translator` on a small problem and a model that takes notes of what it is fed."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.core import default_dtype
from course_utils.checks.watched import TakesNotes
from course_utils.data.phrases import EOS_NUMBER, PAD_NUMBER
from course_utils.wiring import instead

PAIRS, EPOCHS = 256, 2
_ENOUGH = 4 * EPOCHS * PAIRS
_FIRST, _FARTHER = 3, 37  # numbers below 3 are no words; targets have others than sources


class Enough(Exception):  # noqa: N818  (not an error: the loop has been seen)
    """Ends a loop that goes on after the epochs it was given."""


def small_problem() -> tuple[Tensor, Tensor]:
    """Sources and targets as `numbers` gives them; no two sources or targets are the same."""
    rows = [[a, b, *[c] * (a % 2)] for a in range(8) for b in range(8) for c in range(4)]
    sources = [
        [_FIRST + n for n in (*row, number % 7, number // 7)] for number, row in enumerate(rows)
    ]
    targets = [[_FARTHER + n for n in row[::-1]] for row in sources]
    return _padded(sources), _padded(targets)


def _padded(rows: list[list[int]]) -> Tensor:
    longest = max(map(len, rows)) + 1
    return torch.tensor(
        [[*row, EOS_NUMBER, *[PAD_NUMBER] * (longest - 1 - len(row))] for row in rows]
    )


def words(numbers: list[int]) -> tuple[int, ...]:
    """Only what stands for a word."""
    return tuple(n for n in numbers if n >= _FIRST)


@dataclass
class Batch:
    """What was read at one call of `encode`, and fed to the decoder afterwards."""

    source: list[list[int]]
    fed: list[Tensor] = field(default_factory=list)
    felt: bool = False  # did a gradient come back?

    @property
    def target_in(self) -> list[list[int]]:
        return torch.cat(self.fed, dim=1).tolist() if self.fed else []


class Watched(TakesNotes):
    """A small model in the place of a real one: the mean of the words read, and of those fed."""

    made: list[Watched]

    def __init__(
        self, source_size: int, target_size: int, hidden_size: int = 16, pad: int = 0
    ) -> None:
        super().__init__()
        self.pad, self.batches, self.seen = pad, list[Batch](), 0
        self.spanish, self.english = nn.Embedding(source_size, 16), nn.Embedding(target_size, 16)
        self.output = nn.Linear(16, target_size)
        self.take_notes()
        self.made.append(self)

    def encode(self, source: Tensor) -> Any:
        inside = (source != self.pad)[..., None]
        mean = (self.spanish(source) * inside).sum(1) / inside.sum(1).clamp(min=1)
        batch = Batch(source.tolist())
        self.batches.append(batch)
        if mean.requires_grad:
            mean.register_hook(lambda _: setattr(batch, "felt", True))
            self.seen += len(source)
        if self.seen > _ENOUGH:
            raise Enough
        return mean[:, None], batch

    def decode(self, target_in: Tensor, state: Any) -> tuple[Tensor, Any]:
        sums, batch = state
        batch.fed.append(target_in.detach().cpu())
        sums = sums[:, -1:] + self.english(target_in).cumsum(1)  # (batch, time, 16)
        return self.output(torch.tanh(sums)), (sums, batch)

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        return self.decode(target_in, self.encode(source))[0]

    @property
    def steps(self) -> list[Batch]:
        """The batches from which a gradient came back."""
        return [batch for batch in self.batches if batch.felt]

    def moved(self) -> float:
        """How far the weight that moved most has moved, by step."""
        return self.furthest() / max(len(self.steps), 1)


@dataclass
class Run:
    """The models that were made, and what came back. `endless` where the loop was stopped."""

    made: list[Watched]
    returned: Any = None
    endless: bool = False


def watch(train_translator: Callable, seed: int = 3, before: int = 1) -> Run:
    """Run it with `Seq2Seq` meaning a model that takes notes; `before` is PyTorch's seed."""
    source, target = small_problem()
    kind = type("Seq2Seq", (Watched,), {"made": []})
    run = Run(kind.made)
    train = instead(train_translator, Seq2Seq=kind)
    with default_dtype(torch.float32), contextlib.ExitStack() as stack:
        for quiet in (contextlib.redirect_stdout, contextlib.redirect_stderr):
            stack.enter_context(quiet(io.StringIO()))  # progress of a small problem is no news
        torch.manual_seed(before)
        try:
            run.returned = train(source, target, EPOCHS, seed)
        except Enough:
            run.endless = True
    return run
