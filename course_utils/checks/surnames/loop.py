"""Run `train` on a small problem and a model that takes notes: what does the loop do with it?"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.core import default_dtype
from course_utils.checks.watched import TakesNotes
from course_utils.data.surnames import ALPHABET

LANGUAGES, OF_EACH, EPOCHS = 8, 128, 2
ROWS = LANGUAGES * OF_EACH
_ENOUGH = 3 * EPOCHS * ROWS
_ENDINGS = ("ov", "sen", "ez", "ini", "ko", "ian", "shvili", "ski")


def small_problem() -> tuple[list[str], Tensor]:
    """1 024 different names that tell by their ends which of 8 languages they are from, sorted."""
    starts = [a + b + c for a in "bdgklmrt" for b in "aeio" for c in ("n", "rd", "lik", "s")]
    names = [start.title() + _ENDINGS[k] for k in range(LANGUAGES) for start in starts]
    return names, torch.arange(LANGUAGES).repeat_interleave(OF_EACH)


class Enough(Exception):  # noqa: N818  (not an error: the loop has been seen)
    """Ends a loop that goes on after the epochs it was given."""


class Unfit(Exception):  # noqa: N818  (of a call)
    """The model was called with something that it can't work with; the text says with what."""


@dataclass
class Batch:
    """One call of the model, and what came back to it."""

    rows: list[int]  # of the small problem; −1 where a row is none of its names
    x: Tensor
    last_pos: Tensor
    training: bool
    logits: Tensor
    gradient: Tensor | None = None  # of the loss by the logits; None when nothing came back


class Watched(TakesNotes):
    """A small classifier in the place of a real one: the mean of a name's letters, read out."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.embedding, self.readout = nn.Embedding(30, 16), nn.Linear(16, LANGUAGES)
        nn.init.normal_(self.readout.weight)  # logits that differ: a softmax too many shows
        self.row_of = {name.lower(): row for row, name in enumerate(names)}
        self.calls: list[Batch] = []
        self.seen = 0
        self.unfit, self.endless = "", False
        self.returned: Any = None
        self.take_notes()

    def forward(self, x: Tensor, last_pos: Tensor | None = None) -> Tensor:
        self._expect_fit(x, last_pos)
        assert last_pos is not None
        letters = (x > 0)[..., None]
        mean = (self.embedding(x) * letters).sum(1) / letters.sum(1).clamp(min=1)
        logits = self.readout(mean)
        x, last_pos, noted = x.cpu(), last_pos.cpu(), logits.detach().cpu()
        call = Batch(self._rows(x), x, last_pos, self.training, noted)
        self.calls.append(call)
        if logits.requires_grad:
            self.seen += len(x)
            logits.register_hook(lambda g: setattr(call, "gradient", g.detach().cpu()))
        self.endless = self.seen > _ENOUGH
        if self.endless:
            raise Enough
        return logits

    def _expect_fit(self, x: Tensor, last_pos: Tensor | None) -> None:
        if last_pos is None:
            self.unfit = (
                "The model is called without last_pos: it is `model(x, last_pos)`, for it reads "
                "the output at each name's last letter."
            )
        elif x.dim() != 2 or last_pos.shape != x.shape[:1]:
            self.unfit = (
                "The model is called with x of shape "
                f"{tuple(x.shape)} and last_pos of shape {tuple(last_pos.shape)}: x is (batch, "
                "time), last_pos is (batch,)."
            )
        if self.unfit:
            raise Unfit(self.unfit)

    def _rows(self, x: Tensor) -> list[int]:
        letters = f"\0{ALPHABET}"
        texts = ("".join(letters[n] for n in row).rstrip("\0") for row in x.tolist())
        return [self.row_of.get(text, -1) for text in texts]

    @property
    def steps(self) -> list[Batch]:
        """The calls from which a gradient came back."""
        return [call for call in self.calls if call.gradient is not None]

    def moved(self) -> float:
        """How far the weight that moved most has moved, by step."""
        return self.furthest() / max(len(self.steps), 1)


def watch(train: Callable) -> tuple[Watched, Tensor]:
    """Run `train(model, names, labels, EPOCHS)`; return the model and the labels."""
    names, labels = small_problem()
    with default_dtype(torch.float32), contextlib.ExitStack() as stack:
        for quiet in (contextlib.redirect_stdout, contextlib.redirect_stderr):
            stack.enter_context(quiet(io.StringIO()))  # progress of a small problem is no news
        torch.manual_seed(1)
        model = Watched(names)
        with contextlib.suppress(Enough, Unfit):
            model.returned = train(model, list(names), labels.clone(), EPOCHS)
    return model, labels


def error_of(train: Callable) -> Exception | None:
    """What `train` raises, or None."""
    try:
        watch(train)
    except Exception as error:
        return error
    return None
