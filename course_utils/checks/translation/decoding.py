"""Check of greedy decoding, on a model that has a script: slips lead to words that tell them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.outcome import Wrong

SIZE, SOS, EOS, LONGEST = 13, 5, 4, 6  # not the usual numbers: whatever is fixed in the code shows
FORGETFUL, BEGINNER, LEAST = 10, 11, 12
"""Said where the state is thrown away, where <sos> is fed again, and what is least likely."""
WORDS = (0, 1, 2, 3, 6, 7, 8, 9)
LENGTHS = (3, 0, 5, None, 1)  # of the translations; None has no end

State = tuple[Tensor, Tensor]


class Scripted(nn.Module):
    """What it says next follows from the source's first word, the step, and the word fed in."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.table = nn.Parameter(table)  # (sources, steps, SIZE, SIZE)
        self.calls: list[tuple[bool, bool]] = []  # in training? with gradient?

    def encode(self, source: Tensor) -> State:
        self._note()
        return source[:, 0], torch.zeros_like(source[:, 0])

    def decode(self, target_in: Tensor, state: State) -> tuple[Tensor, State]:
        self._note()
        which, step = state
        steps = step[:, None] + torch.arange(target_in.shape[1], device=step.device)
        inside = steps.clamp(max=self.table.shape[1] - 1)
        return self.table[which[:, None], inside, target_in], (which, steps[:, -1] + 1)

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        return self.decode(target_in, self.encode(source))[0]

    def _note(self) -> None:
        self.calls.append((self.training, torch.is_grad_enabled()))


def draw_script(seed: int) -> tuple[Tensor, Tensor, list[list[int]]]:
    """(table, source, translations), at most LONGEST words each."""
    generator = torch.Generator().manual_seed(seed)
    steps, rows = 3 * LONGEST, len(LENGTHS)
    table = torch.rand(rows, steps, SIZE, SIZE, generator=generator)
    table[..., [SOS, EOS, FORGETFUL, BEGINNER]] = -2
    table[..., LEAST] = -3
    table[:, 0, :, FORGETFUL] = 2
    table[:, 1:, SOS, BEGINNER] = 2
    translations = []
    for row, length in enumerate(LENGTHS):
        shuffled = torch.randperm(len(WORDS), generator=generator)
        words = [WORDS[n] for n in shuffled.repeat(4)[:steps].tolist()][:length]
        said = words if length is None else [*words, EOS]
        for step, (fed, word) in enumerate(zip([SOS, *said], said, strict=False)):
            table[row, step, fed, word] = 3
        translations.append(words[:LONGEST])
    return table, torch.arange(rows)[:, None].repeat(1, 2), translations


def expect_rows(said: Any, number: int) -> list[list[int]]:
    """A list of lists of ints."""
    if said is None:
        raise Wrong("greedy returned None. (Did you forget a `return` statement?)")
    if isinstance(said, Tensor):
        raise Wrong(
            "greedy should return a list of lists, for sentences differ in length; got a tensor."
        )
    if not isinstance(said, list | tuple) or len(said) != number:
        got = f"{len(said)}" if isinstance(said, list | tuple) else f"a `{type(said).__name__}`"
        raise Wrong(f"greedy should return a list of {number} translations, got {got}.")
    for row in said:
        if not isinstance(row, list | tuple) or not all(type(n) is int for n in row):
            raise Wrong("Each translation should be a list of ints: use `.tolist()` or `.item()`.")
    return [list(row) for row in said]


def expect_translations(rows: list[list[int]], truth: list[list[int]]) -> None:
    """Word for word; slips are known by what they lead to."""
    if rows == truth:
        return
    every = {word for row in rows for word in row}
    pairs = list(zip(rows, truth, strict=True))
    shortest = min(map(len, truth))
    for wrong, cause in (
        (EOS in every, "<eos> is in a translation: it ends there, and <eos> is left out."),
        (all(row[:1] == [SOS] for row in rows), "<sos> is in the translations: leave it out."),
        (LEAST in every, "The least likely word is taken: use `argmax`."),
        (
            FORGETFUL in every,
            "The decoder starts anew at each step: hand the state that `decode` returned to its "
            "next call.",
        ),
        (
            BEGINNER in every,
            "The decoder is fed <sos> again and again: feed it the word that it just said.",
        ),
        (
            any(len(row) > LONGEST for row in rows),
            f"A translation has more than longest={LONGEST} words.",
        ),
        (
            all(len(row) == shortest for row in rows),
            "All translations end where the first one does: go on until each has said <eos>.",
        ),
        (
            all(row[: len(true)] == true for row, true in pairs),
            "A translation goes on after its <eos>: cut each one there.",
        ),
        (
            all(row == true[: LONGEST - 1] for row, true in pairs),
            f"There may be longest={LONGEST} words in a translation, got one less.",
        ),
        (
            all(row == true[1:] for row, true in pairs),
            "The first word of each translation is missing.",
        ),
    ):
        if wrong:
            raise Wrong(cause)
    row, true = next(pair for pair in pairs if pair[0] != pair[1])
    raise Wrong(f"A model says {true}, each word the likeliest one, and greedy gives {row}.")


def grade_greedy(greedy: Callable[..., Any], seed: int = 7) -> None:
    """Own words fed back, up to each sentence's <eos>, in eval mode and without gradient."""
    table, source, truth = draw_script(seed)
    model = Scripted(table).train()
    rows = expect_rows(greedy(model, source.clone(), SOS, EOS, LONGEST), len(source))
    expect_translations(rows, truth)
    if not model.calls:
        raise Wrong("greedy never calls the model that it is given.")
    if any(training for training, _ in model.calls):
        raise Wrong("The model is in training mode, with its dropout on: call `model.eval()`.")
    if any(gradient for _, gradient in model.calls):
        raise Wrong("Gradients are kept for nothing: use `torch.no_grad()`.")
    order = torch.tensor([3, 1])
    rows = expect_rows(greedy(model, source[order], SOS, EOS, 2), 2)
    if rows != [truth[3][:2], truth[1]]:
        raise Wrong(f"With longest=2, expected {[truth[3][:2], truth[1]]}, got {rows}.")
