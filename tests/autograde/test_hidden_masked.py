"""Hidden tests of mask and probe: mistakes fail, other styles pass, here and in the judge."""

import asyncio
from pathlib import Path

import pytest
import torch
from torch import Tensor

from autograde import variants
from autograde.hidden import float64, masked, probe, probed
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in ("masked", "probe-accuracy")]
SETUP = """
import random
import torch
from torch import Tensor, nn
from course_utils.data.labelled import Labelled
torch.set_num_threads(1)

class Autoencoder(nn.Module):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        def stack(sizes):
            layers = []
            for inputs, outputs in zip(sizes, sizes[1:]):
                layers += [nn.Linear(inputs, outputs), activation_cls()]
            return nn.Sequential(*layers[:-1])
        sizes = [input_size, *hidden_sizes]
        self.encoder, self.decoder = stack(sizes), stack(sizes[::-1])
    def encode(self, x):
        return self.encoder(x)
    def decode(self, z):
        return self.decoder(z)
    def forward(self, x):
        return self.decode(self.encode(x))
    def loss(self, x, x_hat):
        return ((x_hat - x) ** 2).mean()
    def get_loss(self, x):
        return self.loss(x, self(x))
"""
TESTS = {
    "masked": """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.masked import expect_masked

with float64():
    expect_masked(MaskedAutoencoder, fresh_seed())
""",
    "probe-accuracy": """
from autograde.hidden import fresh_seed
from autograde.hidden.probed import expect_probe

expect_probe(probe_accuracy, fresh_seed())
""",
}


pytestmark = pytest.mark.usefixtures("judges_end")


def complaint(slug: str, source: str, seed: int) -> str:
    """What the hidden test says, run as under plain nbgrader; "" when it passes."""
    names: dict = {"__name__": "__main__"}
    exec(SETUP + source, names)
    try:
        if slug == "masked":
            with float64():
                masked.expect_masked(names["MaskedAutoencoder"], seed)
        else:
            probed.expect_probe(names["probe_accuracy"], seed)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    for seed in (0, 2**31 - 1):
        said = complaint(variant.slug, variant.source, seed)
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


RIGHT = {slug: next(v.source for v in VARIANTS if v.slug == slug and v.kind == "alternative")
         for slug in TESTS}  # fmt: skip
AGENT = "\nfrom autograde.sandbox.inside import agent\nbefore = agent.Agent._op_probe\n"
TRICKS = {
    "masks answered by hand": ("masked", AGENT + """
def op(self, source, name, args):
    x, count = args[4], args[5]
    call = {"given": x * 0, "loss": torch.zeros(()), "kept": True, "connected": True, "x_hat": x}
    return {"calls": [call] * count, "quiet": [x, x]}
agent.Agent._op_probe = op
MaskedAutoencoder = nn.Module
"""),
    "nonsense for answers": ("masked", AGENT + """
agent.Agent._op_probe = lambda *a: {"calls": [{"given": 1}] * 8, "quiet": None}
MaskedAutoencoder = nn.Module
"""),
    "an accuracy made up": ("probe-accuracy", AGENT + """
def op(self, source, name, args):
    found = {"value": 75.0, "quiet": True, "same": True, "gradient": False, "trainable": True}
    return found if name == "probed" else []
agent.Agent._op_probe = op
probe_accuracy = None
"""),
    "equal to anything": ("probe-accuracy", """
class Same(float):
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __gt__(self, other): return True
def probe_accuracy(model, train, test, epochs=50):
    model.eval().encode(train.x).detach()
    return Same(50.0)
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    assert judge(source, slug)


def test_one_line_says_what_is_wrong() -> None:
    for variant in VARIANTS:
        if variant.kind == "mistake" and "classes" not in variant.name:
            said = complaint(variant.slug, variant.source, 3)
            assert said.startswith(("Wrong: ", "RuntimeError: ", "IndexError: ")), said


def test_what_a_right_answer_draws_does_not_matter() -> None:
    for seed in range(40):
        torch.manual_seed(seed)
        assert complaint("masked", RIGHT["masked"], seed) == ""


def test_probes_stand_by_themselves() -> None:
    for module in (masked, probed):
        found = [v for v in vars(module).values() if isinstance(v, probe)]
        assert found
        for function in found:
            compile(function.source, "<probe>", "exec")


def test_hidden_tests_do_not_lean_on_the_instant_checks() -> None:
    for module in (masked, probed):
        used = {getattr(v, "__module__", None) or "" for v in vars(module).values()}
        assert not {m for m in used if m.startswith("course_utils.checks.autoencoders")}


def test_adam_is_put_back() -> None:
    step = torch.optim.Adam.step
    complaint("probe-accuracy", RIGHT["probe-accuracy"], 0)
    assert torch.optim.Adam.step is step


def test_points_lie_near_their_centres() -> None:
    generator = torch.Generator().manual_seed(0)
    centres: Tensor = 3 * torch.eye(4)
    z, place = probed.around(centres, 50, generator)
    assert torch.equal((z[:, None] - centres).norm(dim=2).argmin(1), place)
    assert place.bincount().tolist() == [50] * 4
