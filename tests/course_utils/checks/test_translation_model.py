"""The check of `seq2seq`: right answers pass, and each slip is told by its own words."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import Wrong, float64
from course_utils.checks.translation import check
from course_utils.checks.translation.decoding import (
    LONGEST,
    Scripted,
    draw_script,
    grade_greedy,
)
from course_utils.checks.translation.losses import PAD, SOS, Told, draw_pairs, grade_loss, slips
from course_utils.checks.translation.model import grade_model
from course_utils.checks.translation.reading import LENGTHS, SOURCE, TARGET, draw_sentences

from .translation_answers import ANSWERS, Right, right_greedy, right_loss

SEEDS = range(25)
FOLDER = Path(__file__).parents[3] / "solutions" / "05_translation"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "seq2seq"]


def checked(**spoilt):
    return check.run("seq2seq", {**ANSWERS, **spoilt})


def test_right() -> None:
    assert checked().outcome == "right"
    with float64():
        for seed in SEEDS:
            grade_model(Right, seed)
            grade_loss(right_loss, seed)
            grade_greedy(right_greedy, seed)


def test_there_are_enough() -> None:
    assert sum(v.kind == "mistake" for v in VARIANTS) >= 20
    assert sum(v.kind == "alternative" for v in VARIANTS) >= 3


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_mistakes_and_alternatives(variant: variants.Variant) -> None:
    names: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(variant.source, names)
    result = check.run("seq2seq", names)
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert variant.says in result.text


def test_stubs() -> None:
    class Stub(nn.Module):
        def __init__(self, source_size, target_size, hidden_size, pad=0):
            raise NotImplementedError

    def stub(*arguments):
        raise NotImplementedError

    for spoilt in ({"Seq2Seq": Stub}, {"teacher_forced_loss": stub}, {"greedy": stub}):
        assert checked(**spoilt).outcome == "not attempted"


def spoilt(**methods):
    return type("Seq2Seq", (Right,), methods)


def noisy(self, source, target_in):
    logits = Right.forward(self, source, target_in)
    return logits + torch.randn_like(logits)


def counting(self, source, target_in):
    self.calls = getattr(self, "calls", 0) + 1
    return Right.forward(self, source, target_in) * (1 + self.calls / 10)


def shifted(self, target_in, state):
    return Right.decode(self, nn.functional.pad(target_in, (1, 0), value=3)[:, :-1], state)


def deaf(self, target_in, state):
    return Right.decode(self, target_in * 0 + 4, state)


def at_once_only(self, target_in, state):
    logits, after = Right.decode(self, target_in, state)
    return logits, (after[0] * 2, after[1])


def unordered(self, source):
    mean = (self.spanish(source) * (source != self.pad)[..., None]).sum(1)[None]
    return mean, torch.zeros_like(mean)


def alone_only(self, target_in, state):
    return Right.decode(self, target_in, state)[0]


MODELS = [
    ({"forward": noisy}, "drawn at random"),
    ({"forward": counting}, "carried from call to call"),
    ({"decode": shifted}, "is it shifted in `forward`"),
    ({"decode": deaf}, "target_in has no influence"),
    ({"decode": at_once_only}, "Word by word"),
    ({"decode": alone_only}, "should return (logits, state)"),
    ({"encode": unordered}, "The order of the source's words"),
    ({"encode": lambda self, source: None}, "no influence on the logits"),
    ({"forward": lambda self, source, target_in: None}, "Did you forget a `return`"),
    ({"forward": lambda s, a, b: Right.forward(s, a, b).transpose(0, 1)}, "Batch and time"),
    ({"forward": lambda s, a, b: Right.forward(s, a, b).sigmoid()}, "a sigmoid or a ReLU"),
    ({"forward": lambda s, a, b: Right.forward(s, a, b).detach()}, "cut off from the graph"),
    ({"forward": lambda s, a, b: Right.forward(s, a, b) * 2}, "should give the logits of"),
    ({"decode": None}, "no method `decode`"),
]


@pytest.mark.parametrize(("methods", "words"), MODELS, ids=[words for _, words in MODELS])
def test_a_wrong_model(methods: dict, words: str) -> None:
    result = checked(Seq2Seq=spoilt(**methods))
    assert result.outcome == "wrong"
    assert words in result.text


@pytest.mark.parametrize("cls", [3, int, lambda *sizes: None, Right(9, 9, 4)])
def test_no_class(cls) -> None:
    assert "should be a class" in checked(Seq2Seq=cls).text


def test_batches_tell_places_apart() -> None:
    for pad in (0, 6):
        source, target_in = draw_sentences(3, pad)
        assert ((source != pad).sum(1)).tolist() == list(LENGTHS)
        assert source.max() == SOURCE - 1
        assert target_in.max() == TARGET - 1
        assert not (source[:, 0] == pad).any()


def test_every_slip_of_the_loss_has_a_value_of_its_own() -> None:
    with float64():
        for seed in SEEDS:
            table, source, target = draw_pairs(seed)
            found = slips(table, source, target, PAD)
            values = torch.stack(
                [*found.values(), right_loss(Told(table), source, target, SOS, PAD)]
            )
            assert len(values.unique()) == len(values), seed


LOSSES = [
    (lambda *a: None, "Did you forget a `return`"),
    (lambda *a: right_loss(*a).item(), "should be a tensor"),
    (lambda *a: right_loss(*a)[None], "size 1 too many"),
    (lambda *a: right_loss(*a) * 2, "The loss: expected"),
    (
        lambda m, *a: right_loss(Told(m.table.detach().clone()), *a) + 0 * m.table.sum(),
        "no gradient",
    ),
]


@pytest.mark.parametrize(("loss", "words"), LOSSES, ids=[words for _, words in LOSSES])
def test_a_wrong_loss(loss, words: str) -> None:
    assert words in checked(teacher_forced_loss=loss).text


def test_a_loss_over_steps_that_only_calls_decode() -> None:
    def by_steps(model, source, target, sos, pad=0):
        state, token, rows = model.encode(source), torch.full_like(target[:, :1], sos), []
        for y in target.split(1, dim=1):
            logits, state = model.decode(token, state)
            rows.append(logits)
            token = y
        logits = torch.cat(rows, 1)[target != pad]
        return nn.functional.cross_entropy(logits, target[target != pad])

    assert checked(teacher_forced_loss=by_steps).outcome == "right"


def as_tensors(*arguments):
    return [[torch.tensor(n) for n in row] for row in right_greedy(*arguments)]


def backwards(*arguments):
    return [row[::-1] for row in right_greedy(*arguments)]


def longest_fixed(model, source, sos, eos, longest):
    return right_greedy(model, source, sos, eos, LONGEST)


def without_first(*arguments):
    return [row[1:] for row in right_greedy(*arguments)]


GREEDIES = [
    (lambda *a: None, "Did you forget a `return`"),
    (lambda *a: right_greedy(*a)[:2], "a list of 5 translations, got 2"),
    (as_tensors, "a list of ints"),
    (backwards, "each word the likeliest one"),
    (longest_fixed, "With longest=2"),
    (without_first, "first word of each translation is missing"),
    (lambda *a: draw_script(7)[2], "never calls the model"),
]


@pytest.mark.parametrize(("greedy", "words"), GREEDIES, ids=[words for _, words in GREEDIES])
def test_a_wrong_decoding(greedy, words: str) -> None:
    assert words in checked(greedy=greedy).text


def test_sampling_is_not_greedy() -> None:
    def sampled(model, source, sos, eos, longest):
        model.eval()
        state, token, said = model.encode(source), torch.full_like(source[:, :1], sos), []
        with torch.no_grad():
            for _ in range(longest):
                logits, state = model.decode(token, state)
                token = torch.multinomial(logits[:, -1].softmax(1), 1)
                said.append(token)
        rows = torch.cat(said, 1).tolist()
        return [row[: row.index(eos)] if eos in row else row for row in rows]

    assert checked(greedy=sampled).outcome == "wrong"


def test_scripts_hold_what_they_promise() -> None:
    for seed in SEEDS:
        table, source, truth = draw_script(seed)
        assert [len(row) for row in truth] == [3, 0, 5, LONGEST, 1]
        assert right_greedy(Scripted(table), source, 5, 4, LONGEST) == truth


def test_no_slip_of_a_right_one_is_seen_by_chance() -> None:
    for seed in SEEDS:
        with pytest.raises(Wrong, match="starts anew"):
            grade_greedy(forgetful, seed)


@torch.no_grad()
def forgetful(model, source, sos, eos, longest):
    model.eval()
    state, token, said = model.encode(source), torch.full_like(source[:, :1], sos), []
    for _ in range(longest):
        token = model.decode(token, state)[0].argmax(2)
        said.append(token)
    rows = torch.cat(said, 1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]
