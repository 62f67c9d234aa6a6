"""Hidden tests of notebook 02: names as numbers, and the classifier that reads them.

`expect_classifier` asks for what every right classifier does, however it is made; where it is made
of PyTorch's own layers, its logits are known as well (see name_models).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, is_close
from course_utils.checks.ladder import expect_tuple
from course_utils.data import surnames
from course_utils.data.surnames import ALPHABET

from .name_models import VOCAB, Ask, asker, expect_kind
from .probes import probe

ROWS, TIME = 7, 9
_NUMBERS = 4000  # more than any model of these sizes could have
_ALMOST_ALL = 1 - 1e-9  # of dropout: exactly 1 is 0/0 for one written by hand
_ODD = ["", "  ", "😀", "7", "李", "김민준", "Петров", "Ωμέγα", "O’Neill", " St.  John ", "D'Arcy"]
_ACCENTS = "áàâäãåçéèêëíìîïñóòôöõøúùûüýÿšžłőűąęćńßæ"


@probe
def ready_made(encode: Any) -> bool:
    """Does it call the encode that comes with the course, or is it that one?"""
    import sys

    module: Any = sys.modules.get("course_utils.data.surnames")
    if module is None:
        return False
    if getattr(encode, "__module__", "") == module.__name__:
        return True
    kept, called = module.encode, []
    module.encode = lambda names: called.append(names) or kept(names)
    try:
        encode(["li"])
    finally:
        module.encode = kept
    return bool(called)


def draw_names(seed: int) -> list[list[str]]:
    """Lists of names: simple ones, one alone, and a mixture of all that a name can be."""
    draw = random.Random(seed)  # noqa: S311  (names for a test)

    def name(letters: str, least: int, most: int) -> str:
        return "".join(draw.choices(letters, k=draw.randint(least, most)))

    small = ALPHABET[:26]
    mixed = [name(small + small.upper(), 1, 12) for _ in range(6)]
    mixed += [name(small + _ACCENTS, 2, 15) for _ in range(6)]
    mixed += [f"{name(small, 1, 5)}{c}{name(small, 1, 5)}" for c in ALPHABET[26:]]
    mixed += [*_ODD, name(small, 40, 40), name(small, 55, 60)]
    draw.shuffle(mixed)
    return [[name(small, 1, 9) for _ in range(5)], [name(small, 25, 30)], mixed]


def expect_encode(encode: Any, letter_to_index: Any, seed: int) -> None:
    """Both functions against the numbers as they are stated, on names drawn here."""
    for letter in ALPHABET + "3._?":
        truth = ALPHABET.find(letter) + 1 or ALPHABET.index(" ") + 1
        got = letter_to_index(letter)
        if type(got) is not int or got != truth:
            raise Wrong(f"letter_to_index({letter!r}): expected {truth}, got {got!r}.")
    if ready_made(encode):
        raise Wrong("This calls the course's own `encode`: here it is yours to write.")
    for names in draw_names(seed):
        x, last_pos = expect_tuple(encode(names), 2, "encode", "(x, last_pos)")
        true_x, true_last = surnames.encode(names)
        _expect_whole(x, true_x, "x", names)
        _expect_whole(last_pos, true_last, "last_pos", names)


def _expect_whole(got: Any, truth: Tensor, what: str, names: list[str]) -> None:
    if not isinstance(got, Tensor) or got.dtype != torch.int64:
        kind = got.dtype if isinstance(got, Tensor) else type(got).__name__
        raise Wrong(f"{what} should be a tensor of int64, got {kind}.")
    if got.shape != truth.shape:
        raise Wrong(f"{what} should have shape {tuple(truth.shape)}, got {tuple(got.shape)}.")
    for name, row, wanted in zip(names, got.tolist(), truth.tolist(), strict=True):
        if row != wanted:
            raise Wrong(f"{what} for {name!r}: expected {wanted}, got {row}.")


def draw_batch(seed: int) -> tuple[Tensor, Tensor]:
    """(x, last_pos): no two neighbours are the same, the first name is neither long nor short."""
    generator = torch.Generator().manual_seed(seed)
    steps = torch.randint(1, VOCAB - 2, (ROWS, TIME), generator=generator)
    x = steps.cumsum(1) % (VOCAB - 1) + 1
    inner = torch.randperm(TIME - 3, generator=generator)[: ROWS - 2] + 1  # 1 … TIME - 3
    ends = torch.tensor([0, TIME - 1])[torch.randperm(2, generator=generator)]
    last_pos = torch.cat([inner[:3], ends[:1], inner[3:], ends[1:]])
    return x * (torch.arange(TIME) <= last_pos[:, None]), last_pos


def expect_classifier(Model: Any, seed: int) -> None:
    """Each name is read at its own last letter, by the layers asked for, with dropout."""
    generator = torch.Generator().manual_seed(seed)
    size = 0.1 + 0.7 * torch.rand(_NUMBERS, generator=generator)
    numbers = size * (torch.randint(0, 2, (_NUMBERS,), generator=generator) * 2 - 1)
    call = (*draw_batch(seed), 1, False)
    expect_logits(*(asker(Model, {}, n)([call])["said"][0] for n in (numbers, -numbers)))
    for n, (kind, layers) in enumerate([("lstm", 1), ("rnn", 2), ("lstm", 3), ("rnn", 1)]):
        x, last_pos = draw_batch(seed + n)
        options = {"num_layers": layers, "dropout": 0.5, "model_type": kind}
        ask = asker(Model, options, numbers)
        expect_reading(ask, x, last_pos)
        expect_kind(ask([(x, last_pos, 1, False)]), kind, layers, x, last_pos, numbers)
    x, last_pos = draw_batch(seed)
    expect_dropout(lambda p: asker(Model, {"dropout": p}, numbers), x, last_pos)


def expect_reading(ask: Ask, x: Tensor, last_pos: Tensor) -> None:
    """The same logits for a name alone, padded, among others, again; and each letter counts."""
    wide = torch.cat([x, torch.zeros(ROWS, 3, dtype=torch.long)], dim=1)
    order = torch.arange(ROWS - 1, -1, -1)
    changed = [x, x.clone(), x.clone(), x.clone()]
    rows = torch.arange(ROWS)
    changed[1][rows, last_pos] = x[rows, last_pos] % (VOCAB - 1) + 1
    changed[2][:, 0] = x[:, 0] % (VOCAB - 1) + 1
    changed[3][:, :2] = x[:, :2].flip(1)
    alone = [(x[i : i + 1, : n + 1], last_pos[i : i + 1]) for i, n in enumerate(last_pos.tolist())]
    letters = torch.arange(1, VOCAB)[:, None]
    batches = [(x, last_pos), (wide, last_pos), (x[order], last_pos[order]), *alone]
    batches += [(c, last_pos) for c in changed[1:]] + [(letters, torch.zeros_like(letters[:, 0]))]
    calls = [(x, last_pos, 1, False), (x, last_pos, 2, False)]
    first, again, *said = ask(calls + [(*batch, 1, False) for batch in batches])["said"]
    if not (is_close(again, first) and is_close(said[0], first)):
        raise Wrong("In evaluation mode the same names should always get the same logits.")
    if not is_close(said[1], first):
        raise Wrong("The logits change when names are padded wider.")
    if not is_close(said[2], first[order]):
        raise Wrong("The logits change when names come in another order.")
    if not is_close(torch.cat(said[3 : 3 + ROWS]), first):
        raise Wrong("A name alone and unpadded should get the logits that it gets in a batch.")
    others, each = said[3 + ROWS : -1], said[-1]
    for words, other, least in zip(
        ("last letter", "first letter", "order of the letters"), others, (0, 0, 1), strict=True
    ):
        counts = (other - first).abs().amax(1) > 1e-9
        if not counts[last_pos >= max(least, 1)].all():
            raise Wrong(f"The {words} of a name should count.")
    if any(is_close(a, b, 1e-9) for a, b in pairwise(each)):
        raise Wrong("Each letter should have a vector of its own.")


def expect_logits(with_some: Tensor, with_opposite: Tensor) -> None:
    """Any real numbers, said with some weights and with the opposite ones: no probabilities."""
    every = torch.cat([with_some, with_opposite]).detach()
    sums, ones = torch.stack([every.sum(1), every.exp().sum(1)]), torch.ones(2, len(every))
    one_sign = bool((every >= 0).all() or (every <= 0).all())
    if one_sign or (sums - ones).abs().amax(1).min() < 1e-9:
        raise Wrong("forward should return logits: any real numbers, not probabilities.")


def expect_dropout(asker_of: Callable[[float], Ask], x: Tensor, last_pos: Tensor) -> None:
    """None with dropout=0, some with 0.5; close to 1 nothing but the bias is left."""
    calls = [(x, last_pos, seed, True) for seed in (1, 2)]
    first, again = asker_of(0.0)(calls)["said"]
    if not is_close(first, again):
        raise Wrong("With dropout=0.0 nothing should be drawn at random, in training either.")
    first, again = asker_of(0.5)(calls)["said"]
    if is_close(first, again):
        raise Wrong("With dropout=0.5 nothing is dropped in training.")
    bias = asker_of(_ALMOST_ALL)(calls)["said"][0]
    if not is_close(bias, bias[:1].expand_as(bias)) or is_close(bias, torch.zeros_like(bias)):
        raise Wrong("Dropout should be applied to the output at last_pos, before the linear layer.")
