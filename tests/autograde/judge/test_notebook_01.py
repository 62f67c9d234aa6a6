# ruff: noqa: E501  (tables of cases: one line each)
"""The hidden tests of notebook 01, in the judge: answers in many styles pass, tricks don't."""

import asyncio
from pathlib import Path

import jupytext
import pytest

from autograde import variants
from autograde.judge import Ruling, preamble
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[3] / "solutions" / "01_rnn_lstm"
NOTEBOOK = jupytext.read(FOLDER / "01_rnn_lstm.py")
EXERCISES = {e.slug: e for e in variants.exercises(NOTEBOOK, "rnn_lstm")}
PREAMBLE = preamble(NOTEBOOK)
TRIED = [v for v in variants.load(FOLDER) if v.slug != "train-stacked"]
# All alternatives, and two mistakes of each exercise: the release gate tries all, in a kernel.
VARIANTS = [
    v
    for v in TRIED
    if v.kind == "alternative"
    or v in [w for w in TRIED if (w.slug, w.kind) == (v.slug, "mistake")][:2]
]
SETUP = """
import torch
from torch import Tensor, nn
from course_utils.checks.rnn_lstm import check
from course_utils.data.averaging import averaging_batch
torch.set_num_threads(1)
"""


def solution(slug: str) -> str:
    return NOTEBOOK.cells[EXERCISES[slug].solution].source


def answers(**replaced: str) -> str:
    """All answers of the reference, some replaced."""
    names = {slug.replace("-", "_"): slug for slug in EXERCISES}
    sources = {slug: solution(slug) for slug in EXERCISES}
    sources.update({names[name]: source for name, source in replaced.items()})
    return "\n\n".join([SETUP, *sources.values()])


async def _judged(source: str, *slugs: str) -> list[Ruling]:
    async with judged(source, PREAMBLE) as judge:
        tests = [NOTEBOOK.cells[EXERCISES[slug].test].source for slug in slugs]
        return [await asyncio.wait_for(judge.run(test, "t"), 100) for test in tests]


def judge_01(source: str, *slugs: str) -> list[Ruling]:
    return asyncio.run(_judged(source, *slugs))


def test_the_reference_passes() -> None:
    slugs = [slug for slug in EXERCISES if slug != "train-stacked"]
    assert [r.error for r in judge_01(answers(), *slugs)] == [""] * len(slugs)


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.slug}-{v.name}")
def test_variants_are_judged_as_they_should_be(variant: variants.Variant) -> None:
    source = answers(**{variant.slug.replace("-", "_"): variant.source})
    (ruling,) = judge_01(source, variant.slug)
    assert (ruling.error == "") == (variant.kind == "alternative"), ruling.error


SHORTCUTS = {
    "subclass": "class LSTMLayer(nn.LSTM):\n    pass",
    "inside": """
class LSTMLayer(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.net = nn.LSTM(input_size, hidden_size, batch_first=True)
        self.net.bias_hh_l0.requires_grad_(False).zero_()
    def forward(self, x):
        all_h, (h, c) = self.net(x)
        self.h_list = list(all_h.unbind(1))
        return all_h, (h[0], c[0])
""",
    "functional": """
class LSTMLayer(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_x = nn.Parameter(torch.randn(4 * hidden_size, input_size))
        self.W_h = nn.Parameter(torch.randn(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.randn(4 * hidden_size))
    def forward(self, x):
        zero = torch.zeros(1, len(x), self.hidden_size)
        weights = [self.W_x, self.W_h, self.b, torch.zeros_like(self.b)]
        all_h, h, c = torch._VF.lstm(x, (zero, zero), weights, True, 1, 0.0, False, False, True)
        self.h_list = list(all_h.unbind(1))
        return all_h, (h[0], c[0])
""",
}


@pytest.mark.parametrize("name", SHORTCUTS)
def test_the_library_s_own_layer_is_found(name: str) -> None:
    (ruling,) = judge_01(answers(lstm_layer=SHORTCUTS[name]), "lstm-layer")
    assert "from matrix products up" in ruling.error


TRICKS = {
    "zeros for states": ("rnn-layer", """
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=None):
        super().__init__()
        self.h = hidden_size
        self.W_h, self.W_x = nn.Linear(hidden_size, hidden_size, bias=False), nn.Linear(input_size, hidden_size)
    def forward(self, x):
        self.h_list = [torch.zeros(len(x), self.h, requires_grad=True)] * x.shape[1]
        return torch.zeros(len(x), x.shape[1], self.h), self.h_list[-1]
"""),
    "norms made up": ("gradient-norms", """
import course_utils.checks.rnn_lstm.gradients as gradients
gradients.grade_gradient_norms = lambda *a: None
def hidden_gradient_norms(model, x, y, last_timestep_only=False):
    return torch.ones(x.shape[1])
"""),
    "probes answered by hand": ("regression-model", """
from autograde.sandbox.inside import agent
agent.Agent._op_probe = lambda self, source, name, args: {
    "value": (torch.zeros(6, 5, 2), args[1]), "grad": torch.ones(6, 5, 3), "own": 8, "with_net": True}
class RecurrentRegressionModel(nn.Module):
    pass
"""),
    "fingerprints answered by hand": ("stacked", """
import course_utils.checks.weights as w
from autograde.sandbox.inside import agent
def op(self, source, name, args):
    if name == "describe": return ["w"], [w.size(w.reference("RNN", 2, 4))], []
    if name == "fingerprints":
        o = w.reference("RNN", 2, 4); w.fill(o, args[2]); return w.fingerprints(o, args[1])
agent.Agent._op_probe = op
class RNN(nn.Module):
    def __init__(self, *a): super().__init__()
    def forward(self, x): return torch.zeros(len(x), x.shape[1], 4), torch.zeros(1, len(x), 4)
LSTM = RNN
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    (ruling,) = judge_01(answers(**{slug.replace("-", "_"): source}), slug)
    assert ruling.error
    assert not ruling.score


AVERAGES = """
class Average(nn.Module):
    def __init__(self, layers, cell):
        super().__init__()
        n = {("RNN", 1): 1121, ("RNN", 2): 3201, ("LSTM", 1): 4385, ("LSTM", 2): 12705}[cell, layers]
        self.w = nn.Parameter(torch.randn(n))
    def forward(self, x):
        y = x.cumsum(1) / torch.arange(1, x.shape[1] + 1)[:, None]
        return y + 0 * self.w.sum(), x
trained = {(c, n, t): Average(n, c) for c in ("RNN", "LSTM") for n in (1, 2) for t in ("all", "last")}
"""
GIVEN = "trained = {('RNN', 1, 'all'): 0.001, ('LSTM', 1, 'all'): 1}"
SUBCLASS = """
class Dict(dict):
    def __contains__(self, key): return True
    def __getitem__(self, key): return 1.0
    def __bool__(self): return True
trained = Dict(a=1)
"""


@pytest.mark.parametrize("source", [AVERAGES, GIVEN, SUBCLASS], ids=["average", "given", "dict"])
def test_networks_that_are_none_earn_nothing(source: str) -> None:
    (ruling,) = judge_01(answers() + source, "train-stacked")
    assert ruling.error or not ruling.score
