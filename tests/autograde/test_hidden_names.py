"""Hidden tests of names and classifier: mistakes fail, other styles pass, here and in the judge."""

import asyncio
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from autograde.hidden import float64, name_models, names, probe
from course_utils.checks import Wrong
from course_utils.data import surnames
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "02_surnames"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in ("encode", "classifier")]
CLASSIFIERS = [v for v in VARIANTS if v.slug == "classifier"]
SETUP = """
import random
import torch
from torch import Tensor, nn
from course_utils.data import surnames
from course_utils.data.surnames import ALPHABET, to_ascii
torch.set_num_threads(1)
"""
TESTS = {
    "encode": """
from autograde.hidden import fresh_seed
from autograde.hidden.names import expect_encode

expect_encode(encode, letter_to_index, fresh_seed())
""",
    "classifier": """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.names import expect_classifier

with float64():
    expect_classifier(RecurrentClassifier, fresh_seed())
""",
}


pytestmark = pytest.mark.usefixtures("judges_end")


def defined(source: str) -> dict:
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP + source, namespace)
    return namespace


def complaint(slug: str, names_of_student: dict, seed: int) -> str:
    """What the hidden test says, run as under plain nbgrader; "" when it passes."""
    try:
        if slug == "encode":
            names.expect_encode(
                names_of_student["encode"], names_of_student["letter_to_index"], seed
            )
        else:
            with float64():
                names.expect_classifier(names_of_student["RecurrentClassifier"], seed)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    for seed in (0, 1, 2**31 - 1):
        said = complaint(variant.slug, defined(variant.source), seed)
        assert (said == "") == (variant.kind == "alternative"), said


def judge(source: str, slug: str) -> str:
    async def ruling() -> str:
        async with judged(SETUP + source, "import torch") as judge:
            return (await asyncio.wait_for(judge.run(TESTS[slug], "t"), 100)).error

    return asyncio.run(ruling())


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    error = judge(variant.source, variant.slug)
    assert (error == "") == (variant.kind == "alternative"), error


RIGHT = next(v.source for v in CLASSIFIERS if v.name == "packed-sequences")
TRICKS = {
    "probes answered by hand": ("classifier", """
from autograde.sandbox.inside import agent
def op(self, source, name, args):
    return {"said": [torch.ones(len(c[0]), 4) for c in args[4]], "reached": 10**4, "weights": None,
            "nonlinearity": "tanh", "gru": False}
agent.Agent._op_probe = op
RecurrentClassifier = nn.Module
"""),
    "weights made up": ("classifier", RIGHT + """
from autograde.sandbox.inside import agent
before = agent.Agent._op_probe
def op(self, source, name, args):
    found = before(self, source, name, args)
    found["weights"] = [{k: t * 0 for k, t in part.items()} for part in found["weights"]]
    found["said"] = [t * 0 for t in found["said"]]
    return found
agent.Agent._op_probe = op
"""),
    "no recurrence": ("classifier", """
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, dropout=0.0, **ignored):
        super().__init__()
        self.e, self.l = nn.Embedding(vocab_size, rnn_size), nn.Linear(rnn_size, n_categories)
        self.d = nn.Dropout(dropout)
    def forward(self, x, last_pos):
        return self.l(self.d(self.e(x)[torch.arange(len(x)), last_pos]))
"""),
    "the course's encode": ("encode", """
def letter_to_index(letter):
    return ALPHABET.find(letter) + 1 or 27
def encode(names):
    return surnames.encode(names)
"""),
    "numbers that are equal to anything": ("encode", """
class Same(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = int.__hash__
def letter_to_index(letter):
    return Same(5)
def encode(names):
    return torch.zeros(1), torch.zeros(1)
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    assert judge(source, slug)


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
@pytest.mark.parametrize("layers", [1, 2])
def test_the_logits_agree_with_pytorch(kind: str, layers: int) -> None:
    with float64():
        embedding = nn.Embedding(name_models.VOCAB, name_models.SIZE)
        stack = {"rnn": nn.RNN, "lstm": nn.LSTM}[kind](6, 6, layers, batch_first=True)
        readout = nn.Linear(6, name_models.LANGUAGES)
        weights = [dict(part.named_parameters()) for part in (embedding, stack, readout)]
        x, last_pos = names.draw_batch(3)
        got = name_models.logits(weights, layers, kind, "tanh", x, last_pos)
        truth = readout(stack(embedding(x))[0][torch.arange(len(x)), last_pos])
    torch.testing.assert_close(got, truth)


def test_batches_tell_places_apart() -> None:
    """The first row is neither the longest nor one letter long; some row is each of these."""
    for seed in range(50):
        x, last_pos = names.draw_batch(seed)
        assert {0, names.TIME - 1} <= set(last_pos.tolist())
        assert last_pos[0] not in (0, names.TIME - 1)
        assert x.max() < name_models.VOCAB
        assert torch.equal(x > 0, torch.arange(names.TIME) <= last_pos[:, None])
        assert ((x[:, 1:] != x[:, :-1]) | (x[:, 1:] == 0)).all()


def test_names_follow_from_the_seed_and_hold_every_difficulty() -> None:
    assert names.draw_names(5) == names.draw_names(5) != names.draw_names(6)
    for seed in range(20):
        simple, alone, mixed = names.draw_names(seed)
        assert all(name.isascii() and name.islower() for name in simple + alone)
        assert len(alone) == 1
        assert {"", "😀", "李"} <= set(mixed)
        assert max(map(len, mixed)) >= 55
        assert surnames.encode(mixed)[0].unique().tolist()[-3:] == [27, 28, 29]


def test_weights_are_known_only_if_they_were_drawn_here() -> None:
    numbers = torch.arange(10.0)
    parts: list[dict[str, Tensor]] = [{"weight": numbers[n : n + 2]} for n in (0, 2, 4)]
    assert name_models._known(parts, numbers) is not None
    assert name_models._known([*parts[:2], {"weight": numbers[:2]}], numbers) is None
    assert name_models._known([*parts[:2], {"weight": torch.tensor([0.5])}], numbers) is None
    assert name_models._known([*parts[:2], {"weight": 3}], numbers) is None
    assert name_models._known(None, numbers) is None


def test_the_course_s_own_encode_is_found_and_put_back() -> None:
    kept = surnames.encode
    assert names.ready_made(surnames.encode)
    assert names.ready_made(lambda words: surnames.encode(words))
    assert not names.ready_made(lambda words: kept(words))
    assert surnames.encode is kept


def test_probes_stand_by_themselves() -> None:
    for module in (names, name_models):
        found = [v for v in vars(module).values() if isinstance(v, probe)]
        assert found
        for function in found:
            compile(function.source, "<probe>", "exec")


def test_hidden_tests_do_not_lean_on_the_instant_checks() -> None:
    for module in (names, name_models):
        used = {getattr(v, "__module__", None) or "" for v in vars(module).values()}
        assert not {m for m in used if m.startswith("course_utils.checks.surnames")}


def test_a_failed_hidden_test_is_one_sentence() -> None:
    with float64(), pytest.raises(Wrong) as caught:
        names.expect_logits(torch.full((2, 4), 0.25), torch.full((2, 4), 0.25))
    assert str(caught.value).endswith("not probabilities.")
