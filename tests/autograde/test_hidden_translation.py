"""Hidden tests of notebook 05: mistakes fail, other styles pass, here and in the judge."""

import asyncio
from pathlib import Path

import pytest
import torch
from torch import nn

from autograde import variants
from autograde.hidden import float64, probe, translation, translation_scores
from autograde.hidden.translation_scores import LONGEST, exact_match, score, withheld
from course_utils.checks import Wrong
from course_utils.checks.translation.training import FLOOR, TARGET
from course_utils.data import phrases
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "05_translation"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "seq2seq"]
RIGHT = next(v.source for v in VARIANTS if v.name == "reference")
SETUP = """
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""
TEST = """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.translation import expect_seq2seq

with float64():
    expect_seq2seq(Seq2Seq, teacher_forced_loss, greedy, fresh_seed())
"""
TRAIN, TESTED = phrases.load()
SPANISH, ENGLISH = phrases.vocabularies(TRAIN)
NEW = withheld()


pytestmark = pytest.mark.usefixtures("judges_end")


def defined(source: str) -> dict:
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP + source, namespace)
    return namespace


def ruling(source: str, test: str) -> tuple[str, object]:
    async def judge() -> tuple[str, object]:
        async with judged(SETUP + source, "import torch") as found:
            said = await asyncio.wait_for(found.run(test, "t"), 100)
            return said.error, said.score

    return asyncio.run(judge())


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    names = defined(variant.source)
    parts = [names[n] for n in ("Seq2Seq", "teacher_forced_loss", "greedy")]
    for seed in (0, 1, 2**31 - 1):
        said = ""
        try:
            with float64():
                translation.expect_seq2seq(*parts, seed)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        assert (said == "") == (variant.kind == "alternative"), said


def test_padding_is_named() -> None:
    names = defined(next(v.source for v in VARIANTS if v.name == "state-after-the-padding"))
    with float64(), pytest.raises(Wrong, match="padded wider"):
        translation.expect_model(names["Seq2Seq"], 3)


def test_a_right_answer_passes_with_many_seeds() -> None:
    names = defined(RIGHT)
    with float64():
        for seed in range(40):
            translation.expect_seq2seq(
                names["Seq2Seq"], names["teacher_forced_loss"], names["greedy"], seed
            )


@pytest.mark.parametrize(
    "name", ["reference", "lstm-packed", "cells-and-attention", "vertical-wiring", "padding-counts"]
)
def test_in_the_judge(name: str) -> None:
    variant = next(v for v in VARIANTS if v.name == name)
    error, _ = ruling(variant.source, TEST)
    assert (error == "") == (variant.kind == "alternative"), error


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_all_in_the_judge(variant: variants.Variant) -> None:
    error, _ = ruling(variant.source, TEST)
    assert (error == "") == (variant.kind == "alternative"), error


TRICKS = {
    "probes answered by hand": """
from autograde.sandbox.inside import agent
def op(self, source, name, args):
    if name == "answers":
        said = [torch.zeros(len(c[0]), 7, 11) - 1 for c in args[4]]
        return {"said": said, "steps": said[0], "reached": 10**4, "cut": False}
    loss = [torch.zeros(()), torch.zeros(9, 9, 9)]
    return loss if name == "loss_of" else [[[]] * 5, False, False]
agent.Agent._op_probe = op
""",
    "the loss is a constant with a graph": """
def teacher_forced_loss(model, source, target, sos, pad=0):
    return 3.5 + 0 * sum(p.sum() for p in model.parameters())
""",
    "words that are equal to anything": """
class Same(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = int.__hash__
def greedy(model, source, sos, eos, longest):
    return [[Same(3)] for _ in source]
""",
}


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    assert ruling(RIGHT + TRICKS[name], TEST)[0]


def test_sentences_of_the_test_tell_places_apart() -> None:
    for seed in range(30):
        for pad in (0, 7):
            source, _, lengths = translation.draw_sentences(seed, pad)
            assert ((source != pad).sum(1)).tolist() == lengths
            assert min(lengths) < lengths[0] < max(lengths)


# --- scores ------------------------------------------------------------------------------------


class Knows(nn.Module):
    """Translates these sentences, but for a share of each part."""

    def __init__(self, wrong: float = 0.0, wrong_new: float | None = None) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.dropout = nn.Dropout(0.9)
        self.known: dict = {}
        for data, share in ((TESTED, wrong), (NEW, wrong if wrong_new is None else wrong_new)):
            for row, (source, target) in enumerate(zip(data.source, data.target, strict=True)):
                said = [*map(ENGLISH.number, target), 2]
                said[0] += row < share * len(data)
                self.known[tuple(map(SPANISH.number, source))] = said + [2] * LONGEST

    def encode(self, source):
        assert not torch.is_grad_enabled()
        rows = [self.known[tuple(n for n in row if n > 2)] for row in source.tolist()]
        return [row[:LONGEST] for row in rows], 0

    def decode(self, target_in, state):
        rows, step = state
        after = step + target_in.shape[1]
        said = nn.functional.one_hot(torch.tensor(rows)[:, step:after], len(ENGLISH))
        return self.dropout(said * self.weight), (rows, after)


def test_full_marks_and_none() -> None:
    assert score(Knows(), 5) == 5
    assert score(Knows(1 - TARGET - 0.01), 5) == 5
    assert score(Knows(1 - FLOOR + 0.01), 5) == 0


def test_partial_credit_is_on_a_straight_line() -> None:
    model = Knows(0.25)
    wanted = 5 * (exact_match(model, NEW) - FLOOR) / (TARGET - FLOOR)
    assert 0 < wanted < 5
    assert score(model, 5) == pytest.approx(wanted, abs=0.006)


def test_sentences_that_were_trained_on_are_no_help() -> None:
    assert score(Knows(0.0, 0.5), 5) == score(Knows(0.5, 0.0), 5) == 0


def test_mode_and_precision() -> None:
    model = Knows().train()
    assert score(model.double(), 5) == 5
    assert model.training
    assert model.dropout.training
    assert torch.get_default_dtype() == torch.float32


def test_withheld_sentences_are_new_and_of_known_words() -> None:
    known = {tuple(s) for data in (TRAIN, TESTED) for s in data.source}
    assert not known & {tuple(s) for s in NEW.source}
    assert set(phrases.words(NEW)) <= set(phrases.words(TRAIN))
    assert len(NEW) == 600
    assert max(len(t) for data in (TESTED, NEW) for t in data.target) < LONGEST


@pytest.mark.parametrize("model", [None, 3, {}, Knows])
def test_no_model(model) -> None:
    with pytest.raises(Wrong, match="is no model"):
        score(model, 5)


SCORE = (
    "from autograde.hidden.translation_scores import score\n"
    'assert trained_translator is not None, "no model"\n'
    "score(trained_translator, 5)"
)
TRAINED = (
    RIGHT
    + f"""
torch.manual_seed(0)
trained_translator = Seq2Seq({len(SPANISH)}, {len(ENGLISH)}, 8)
"""
)


def test_the_judge_scores_an_untrained_model() -> None:
    assert ruling(TRAINED, SCORE) == ("", 0.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("trained_translator = None", "no model"),
        ("trained_translator = 3", "is no model"),
        ("trained_translator.encode = lambda source: 1 / 0", "division by zero"),
        ("trained_translator = Seq2Seq(9, 9, 4)", "index out of range"),
    ],
)
def test_the_judge_says_what_is_wrong(line: str, said: str) -> None:
    assert said in ruling(f"{TRAINED}\n{line}\n", SCORE)[0]


def test_translations_stay_here() -> None:
    sent = []

    def look(model, source, sos, longest):
        sent.append((source, sos, longest))
        return torch.zeros(len(source), longest, dtype=torch.long)

    kept, translation_scores.answers = translation_scores.answers, look
    try:
        assert exact_match(object(), NEW) == 0
    finally:
        translation_scores.answers = kept
    assert sent[0][0].equal(phrases.numbers(NEW.source, SPANISH))
    assert sent[0][1:] == (1, LONGEST)


def test_probes_stand_by_themselves() -> None:
    found = [
        value
        for module in (translation, translation_scores)
        for value in vars(module).values()
        if isinstance(value, probe)
    ]
    assert len(found) == 4
    for function in found:
        compile(function.source, "<probe>", "exec")
