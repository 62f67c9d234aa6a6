"""Check of the loss under teacher forcing, on a model whose logits are known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from course_utils.checks.ladder import expect_close, expect_connected, expect_tensor
from course_utils.checks.outcome import Wrong

SIZE, SOS, EOS, PAD = 9, 5, 2, 3  # not the usual numbers: whatever is fixed in the code shows
LENGTHS = (3, 6, 1, 5)
WORDS = (0, 1, 4, 6, 7, 8)


class Told(nn.Module):
    """Its logits are written down: for each source, and each word that is fed in."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.table = nn.Parameter(table)  # (sources, SIZE, SIZE)

    def encode(self, source: Tensor) -> Tensor:
        return source[:, 0]

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        return self.table[state[:, None], target_in], state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        return self.decode(target_in, self.encode(source))[0]


def draw_pairs(seed: int, pad: int = PAD) -> tuple[Tensor, Tensor, Tensor]:
    """(table, source, target): targets end with <eos>, and are padded."""
    generator = torch.Generator().manual_seed(seed)
    table = 2 * torch.randn(SIZE, SIZE, SIZE, generator=generator)
    words = torch.tensor([n for n in (*WORDS, PAD) if n != pad])
    drawn = words[torch.randint(len(words), (len(LENGTHS), max(LENGTHS)), generator=generator)]
    if pad:
        drawn[1, 0] = 0  # a word as any other, where it is not the padding
    place, ends = torch.arange(max(LENGTHS)), torch.tensor(LENGTHS)[:, None] - 1
    target = torch.where(place < ends, drawn, torch.where(place == ends, EOS, pad))
    source = torch.tensor([[6, EOS], [4, EOS], [8, EOS], [7, EOS]])
    return table, source, target


def slips(table: Tensor, source: Tensor, target: Tensor, pad: int) -> dict[str, Tensor]:
    """What well-known slips would give, by the words for them."""
    rows, inside = source[:, :1], target != pad
    sos = torch.full_like(target[:, :1], SOS)
    fed = torch.cat([sos, target[:, :-1]], 1)

    def each(fed: Tensor, truth: Tensor = target) -> Tensor:
        return cross_entropy(table[rows, fed].transpose(1, 2), truth, reduction="none")

    def mean(fed: Tensor, counted: Tensor = inside, truth: Tensor = target) -> Tensor:
        return (each(fed, truth) * counted).sum() / counted.sum()

    guess, guesses = sos, [sos]
    for _ in range(target.shape[1] - 1):
        guess = table[rows, guess].argmax(2)
        guesses.append(guess)
    logits, right = table[rows, fed], each(fed)
    one, lengths = torch.full_like(sos, 1), inside.sum(1)
    shuffled = logits.reshape(len(rows), SIZE, -1)
    later = target[:, 1:]
    sure = cross_entropy(logits.softmax(2).transpose(1, 2), target, reduction="none")
    return {
        "Padding counts in the loss: leave it out, with `ignore_index=pad`.": right.mean(),
        "The loss is summed up, not a mean.": (right * inside).sum(),
        "This is the mean of the sentences' means: take the mean over all tokens that are not "
        "padding.": ((right * inside).sum(1) / lengths).mean(),
        "The decoder is fed the very words that it should predict: input t is the word *before* "
        "y_t, and the first one is <sos>.": mean(target),
        "The first word is never asked for: inputs begin with <sos>, and targets with y_1.": (
            (each(target[:, :-1], later) * inside[:, 1:]).sum() / inside[:, 1:].sum()
        ),
        "The inputs do not begin with `sos`: is its number fixed in the code?": mean(
            torch.cat([one, target[:, :-1]], 1)
        ),
        "`pad` is not used: is 0 fixed in the code?": mean(fed, target != 0),
        "The decoder is fed its own guesses: under teacher forcing it is fed the true words.": (
            mean(torch.cat(guesses, 1))
        ),
        "A softmax comes before cross-entropy, which has one inside: give it the logits.": (
            (sure * inside).sum() / inside.sum()
        ),
        "The axes get mixed up: `cross_entropy` takes (batch, size, time), which is a `transpose`, "
        "not a `view`.": cross_entropy(shuffled, target, ignore_index=pad),
        "<eos> is left out of the loss: the model must learn when to stop.": mean(
            fed, inside & (target != EOS)
        ),
        "The targets are the inputs: the target of step t is y_t.": mean(fed, inside, fed),
    }


def grade_loss(teacher_forced_loss: Callable[..., Any], seed: int = 7) -> None:
    """Mean cross-entropy over the tokens that are not padding, the true words fed in."""
    for pad in (PAD, 0):
        table, source, target = draw_pairs(seed, pad)
        model = Told(table)
        options = () if pad == 0 else (pad,)
        got = teacher_forced_loss(model, source.clone(), target.clone(), SOS, *options)
        loss = expect_tensor(got, "teacher_forced_loss", ())
        expect_connected(loss, "The loss")
        fed = torch.cat([torch.full_like(target[:, :1], SOS), target[:, :-1]], 1)
        logits = table[source[:, :1], fed]
        truth = cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)
        expect_close(loss, truth, "The loss", slips(table, source, target, pad))
        loss.backward()
        if model.table.grad is None or not model.table.grad.any():
            raise Wrong("The loss sends no gradient back to the model.")
