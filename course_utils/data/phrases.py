"""Short Spanish sentences and what they mean in English, made by a small grammar.

A few hundred words make sentences that can't be translated word by word: Spanish leaves pronouns
out (*veo*, I see), puts adjectives behind (*un perro negro*, a black dog) and objects before the
verb (*lo veo*, I see it), and has no *do* (*no veo*, I do not see; *¿ves?*, do you see?).

`load` gives sentences to train on and others to test on; `Vocabulary` and `numbers` turn words into
tensors.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import torch
from jaxtyping import Int
from torch import Tensor

from .grammar import SENTENCES, Sentence

PAD, SOS, EOS = "<pad>", "<sos>", "<eos>"
"""Padding after the end of a sentence, the token that a decoder is fed first, and the end."""

PAD_NUMBER, SOS_NUMBER, EOS_NUMBER = 0, 1, 2
"""Their numbers, the same in every vocabulary."""

SAME, LENGTH, ORDER = KINDS = ("same length and order", "different length", "different order")

TRAIN, TEST = 6000, 600
"""How many sentences `load` gives."""

Part = Literal["train", "test", "kept"]


@dataclass(frozen=True)
class Phrases:
    """source[i] is a sentence in Spanish, target[i] the same in English, both split into words."""

    source: list[list[str]]
    target: list[list[str]]
    kinds: list[str]  # SAME, LENGTH or ORDER: what tells the two sentences apart

    def __len__(self) -> int:
        return len(self.source)


def load() -> tuple[Phrases, Phrases]:
    """6 000 sentences to train on and 600 to test on, always the same.

    No sentence is in both, and more than that: a pattern with the same words in it (up to their
    endings) is on one side only. Where *veo un perro negro* is for testing, *no vi unos perros
    negros* is not for training. Every single word of the test sentences is in the training part.

    >>> train, test = load()
    >>> len(train), len(test)
    (6000, 600)
    >>> print(*train.source[2], "→", *train.target[2])
    están al lado del libro → they are next to the book
    """
    train, test = _drawn()
    return _copied(train), _copied(test)


@cache
def _drawn() -> tuple[Phrases, Phrases]:
    """Half a second's work, which need not be done again for a check."""
    train = draw("train", TRAIN, seed=0)
    return train, draw("test", TEST, seed=1, words_of=train)


def _copied(phrases: Phrases) -> Phrases:
    """Its lists may be changed by whoever is given them."""
    source, target = (
        [list(sentence) for sentence in text] for text in (phrases.source, phrases.target)
    )
    return Phrases(source, target, list(phrases.kinds))


def draw(part: Part, number: int, seed: int, words_of: Phrases | None = None) -> Phrases:
    """So many different sentences, of which the seed decides; parts have no pattern in common.

    Of all combinations of a pattern and words, 8 in 10 are for training, one is for testing, and
    one is kept from both. `words_of` leaves out sentences with words that these phrases lack.
    """
    chance = random.Random(seed)  # noqa: S311  (sentences to learn from)
    patterns, shares = zip(*SENTENCES.items(), strict=True)
    known = set(words(words_of)) if words_of else None
    found: dict[tuple[str, ...], Sentence] = {}
    while len(found) < number:
        sentence = chance.choices(patterns, shares)[0](chance)
        if part_of(sentence) == part and (known is None or known.issuperset(_words(sentence))):
            found.setdefault(tuple(sentence.source), sentence)
    drawn = found.values()
    return Phrases([s.source for s in drawn], [s.target for s in drawn], [kind(s) for s in drawn])


def part_of(sentence: Sentence) -> Part:
    """Where all sentences of this pattern with these words belong."""
    tenth = zlib.crc32("|".join(sentence.made_of).encode()) % 10
    return "test" if tenth == 8 else "kept" if tenth == 9 else "train"


def kind(sentence: Sentence) -> str:
    """SAME, LENGTH or ORDER; where words change places, their number doesn't matter."""
    if sentence.moved:
        return ORDER
    return SAME if len(sentence.source) == len(sentence.target) else LENGTH


def words(phrases: Phrases) -> Iterable[str]:
    """All words of both languages, as often as they occur."""
    return (word for text in (phrases.source, phrases.target) for words in text for word in words)


class Vocabulary:
    """A number for each word, in the order of the alphabet after PAD, SOS and EOS.

    >>> english = Vocabulary(["I", "see", "a", "dog", "a"])
    >>> len(english), english.number("see"), english.word(3), english.number(EOS)
    (7, 6, 'I', 2)
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [PAD, SOS, EOS, *sorted(set(words) - {PAD, SOS, EOS})]
        self._numbers = {word: number for number, word in enumerate(self._words)}

    def __len__(self) -> int:
        return len(self._words)

    def number(self, word: str) -> int:
        """Raises KeyError for a word that is not in the vocabulary."""
        return self._numbers[word]

    def word(self, number: int) -> str:
        return self._words[number]


def vocabularies(phrases: Phrases) -> tuple[Vocabulary, Vocabulary]:
    """Those of the Spanish and of the English sentences.

    >>> spanish, english = vocabularies(load()[0])
    >>> len(spanish), len(english)
    (275, 141)
    """
    spanish, english = (
        Vocabulary(word for sentence in text for word in sentence)
        for text in (phrases.source, phrases.target)
    )
    return spanish, english


def numbers(
    sentences: Sequence[Sequence[str]], vocabulary: Vocabulary
) -> Int[Tensor, "batch longest"]:
    """A row of numbers for each sentence: its words, EOS, then PAD up to the longest row.

    >>> numbers([["a", "dog"], ["dog"]], Vocabulary(["a", "dog"]))
    tensor([[3, 4, 2],
            [4, 2, 0]])
    """
    rows = [[*map(vocabulary.number, sentence), EOS_NUMBER] for sentence in sentences]
    longest = max(map(len, rows), default=0)
    padded = [row + [PAD_NUMBER] * (longest - len(row)) for row in rows]
    return torch.tensor(padded, dtype=torch.long).view(len(rows), longest)


def batches(
    source: Int[Tensor, "sentences time"],
    target: Int[Tensor, "sentences steps"],
    batch_size: int,
) -> Iterator[tuple[Int[Tensor, "batch longest"], Int[Tensor, "batch most"]]]:
    """One epoch: every pair once, beside pairs of about its length, each batch as wide as needed.

    Pairs of the same lengths are shuffled, and so are the batches, by PyTorch's own generator.

    >>> source, target = torch.tensor([[5, 2, 0], [4, 5, 2]]), torch.tensor([[3, 2], [3, 2]])
    >>> sorted(part[0].tolist() for part, _ in batches(source, target, 1))
    [[4, 5, 2], [5, 2]]
    """
    many, few = ((text != PAD_NUMBER).sum(1) for text in (target, source))
    shuffled = torch.randperm(len(source)).to(source.device)
    order = shuffled[(many * (source.shape[1] + 1) + few)[shuffled].argsort(stable=True)]
    parts = order.split(batch_size)
    for number in torch.randperm(len(parts)).tolist():
        rows = parts[number]
        yield source[rows, : few[rows].max()], target[rows, : many[rows].max()]


def _words(sentence: Sentence) -> list[str]:
    return [*sentence.source, *sentence.target]
