"""The sentences: always the same, new ones for testing, and Spanish that agrees with itself."""

import collections
import random
from itertools import pairwise

import pytest
import torch

from course_utils.data import grammar, phrases, spanish
from course_utils.data.phrases import EOS, EOS_NUMBER, PAD, PAD_NUMBER, SOS, SOS_NUMBER, Vocabulary
from tests.effort import effort

TRAIN, TEST = phrases.load()
KEPT = phrases.draw("kept", 600, seed=5, words_of=TRAIN)
ALL = [
    (s, t) for part in (TRAIN, TEST, KEPT) for s, t in zip(part.source, part.target, strict=True)
]
MASCULINE = {w for n in spanish.NOUNS if not n.feminine for w in n.forms}
FEMININE = {w for n in spanish.NOUNS if n.feminine for w in n.forms}
PLURAL = {n.forms[1] for n in spanish.NOUNS}


def sentences(number: int = 4000) -> list[grammar.Sentence]:
    chance = random.Random(9)
    patterns, shares = zip(*grammar.SENTENCES.items(), strict=True)
    return [chance.choices(patterns, shares)[0](chance) for _ in range(number)]


def test_what_is_loaded_is_ones_own() -> None:
    with effort() as spent:
        train, _ = phrases.load()
    assert spent.calls < 1_000  # drawn once
    train.source[0].append("perro")
    train.source.pop()
    train.kinds.clear()
    assert phrases.load()[0] == TRAIN


def test_sizes() -> None:
    assert (len(TRAIN), len(TEST)) == (6000, 600)
    assert phrases.load()[0].source == TRAIN.source
    assert 300 < sum(map(len, phrases.vocabularies(TRAIN))) < 600
    for data in (TRAIN, TEST):
        counts = collections.Counter(data.kinds)
        assert set(counts) == set(phrases.KINDS)
        assert min(counts.values()) > 0.15 * len(data)


def test_no_sentence_is_in_two_parts_and_none_comes_twice() -> None:
    sources = [tuple(s) for s, _ in ALL]
    assert len(set(sources)) == len(sources)


def test_no_pattern_with_the_same_words_is_in_two_parts() -> None:
    parts = collections.defaultdict(set)
    where = {tuple(s): n for n, part in enumerate((TRAIN, TEST, KEPT)) for s in part.source}
    for sentence in sentences(8000):
        if tuple(sentence.source) in where:
            parts[tuple(sentence.made_of)].add(where[tuple(sentence.source)])
    assert len(parts) > 500
    assert all(len(found) == 1 for found in parts.values())


def test_every_word_occurs_in_training() -> None:
    known = set(phrases.words(TRAIN))
    assert set(phrases.words(TEST)) <= known
    assert set(phrases.words(KEPT)) <= known


def test_a_sentence_has_one_translation() -> None:
    found: dict = {}
    for sentence in sentences():
        assert found.setdefault(tuple(sentence.source), sentence.target) == sentence.target


def test_articles_agree() -> None:
    """After an article comes a noun of its gender and number; a masculine one is contracted."""
    for source, _ in ALL:
        for word, after in pairwise(source):
            if after not in MASCULINE | FEMININE:
                continue
            if word in ("el", "al", "del", "un"):
                assert after in MASCULINE - PLURAL, source
            elif word in ("la", "una"):
                assert after in FEMININE - PLURAL, source
            elif word in ("los", "unos"):
                assert after in MASCULINE & PLURAL, source
            else:
                assert word in ("las", "unas"), source
                assert after in FEMININE & PLURAL, source
        text = f" {' '.join(source)} "
        assert " a el " not in text
        assert " de el " not in text


def test_adjectives_agree_with_the_noun_before() -> None:
    forms = {f for a in spanish.ADJECTIVES for f in a.forms}
    seen = 0
    for source, _ in ALL:
        for noun, after in pairwise(source):
            if noun in MASCULINE | FEMININE and after in forms:
                seen += 1
                plural = noun in PLURAL
                right = [a.form(noun in FEMININE, plural) for a in spanish.ADJECTIVES]
                assert after in right, source
    assert seen > 1000


def test_english_articles() -> None:
    for _, target in ALL:
        for word, after in pairwise(target):
            if word in ("a", "an"):
                assert (word == "an") == (after[0] in "aeiou"), target


def test_forms() -> None:
    verbs = {v.infinitive: v for v in spanish.VERBS}
    assert verbs["ver"].form("I", past=False) == "veo"
    assert verbs["ver"].form("they", past=True) == "vieron"
    assert "we" not in verbs["ver"].past
    young = next(a for a in spanish.ADJECTIVES if a.english == "young")
    assert young.forms == ("joven", "joven", "jóvenes", "jóvenes")
    blue = next(a for a in spanish.ADJECTIVES if a.english == "blue")
    assert blue.forms == ("azul", "azul", "azules", "azules")


def some_of_each() -> dict[str, str]:
    """Simple sentences of every pattern; the chance is the same in every run."""
    chance = random.Random(9)
    patterns = [*grammar.SENTENCES, *[grammar.does_it] * 2] * 2000
    drawn = [pattern(chance) for pattern in patterns]
    return {" ".join(s.source): " ".join(s.target) for s in drawn}


KNOWN = some_of_each()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("lo veo", "I see it"),
        ("no lo veo", "I do not see it"),
        ("la niña es alta", "the girl is tall"),
        ("¿ estás cansado ?", "are you tired ?"),
        ("me gustan los libros", "I like the books"),
    ],
)
def test_some_translations(source: str, target: str) -> None:
    assert KNOWN[source] == target


def test_kinds() -> None:
    for data in (TRAIN, TEST):
        for source, target, kind in zip(data.source, data.target, data.kinds, strict=True):
            same = len(source) == len(target)
            assert same or kind != phrases.SAME
            assert not same or kind != phrases.LENGTH
    kinds = {" ".join(s): k for s, k in zip(TRAIN.source, TRAIN.kinds, strict=True)}
    assert any(k == phrases.ORDER for s, k in kinds.items() if s.startswith("lo "))


def test_vocabulary() -> None:
    english = Vocabulary(["see", "I", SOS, "see"])
    assert [english.word(n) for n in range(len(english))] == [PAD, SOS, EOS, "I", "see"]
    assert [english.number(w) for w in (PAD, SOS, EOS)] == [PAD_NUMBER, SOS_NUMBER, EOS_NUMBER]
    with pytest.raises(KeyError):
        english.number("dog")


def test_numbers_are_words_again() -> None:
    vocabulary, _ = phrases.vocabularies(TRAIN)
    rows = phrases.numbers(TEST.source, vocabulary)
    assert rows.dtype == torch.int64
    for row, words in zip(rows.tolist(), TEST.source, strict=True):
        assert [vocabulary.word(n) for n in row[: len(words)]] == words
        assert row[len(words)] == EOS_NUMBER
        assert set(row[len(words) + 1 :]) <= {PAD_NUMBER}


def test_batches_hold_every_pair_once() -> None:
    vocabularies = phrases.vocabularies(TRAIN)
    source = phrases.numbers(TRAIN.source[:500], vocabularies[0])
    target = phrases.numbers(TRAIN.target[:500], vocabularies[1])
    pairs = {tuple(s): tuple(t) for s, t in zip(source.tolist(), target.tolist(), strict=True)}
    seen = []
    for some, same in phrases.batches(source, target, 64):
        assert (some != 0).any(0).all()
        assert (same != 0).any(0).all()
        for s, t in zip(some.tolist(), same.tolist(), strict=True):
            full = (*s, *[0] * (source.shape[1] - len(s)))
            assert pairs[full] == (*t, *[0] * (target.shape[1] - len(t)))
            seen.append(full)
    assert sorted(seen) == sorted(pairs)
