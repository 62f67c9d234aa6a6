"""Hidden tests of `exactly` and `balanced`: mistakes fail, other styles pass, also in the judge."""

import asyncio
from pathlib import Path

import pytest
import torch

from autograde import variants
from autograde.hidden import balance, exact, float64, probe
from course_utils.checks import Wrong
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "04_linear_autoencoders"
SETUP = """
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""
TESTS = {
    "exactly": """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.exact import expect_exactly

with float64():
    expect_exactly(exact_loss, exact_optimizer, fresh_seed())
""",
    "balanced": """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.balance import expect_balanced

with float64():
    expect_balanced(balanced_sigma, predicted_singular_values, fresh_seed())
""",
}
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in TESTS]
RIGHT = {slug: next(v.source for v in VARIANTS if v.slug == slug and v.kind == "alternative")
         for slug in TESTS}  # fmt: skip


pytestmark = pytest.mark.usefixtures("judges_end")


def complaint(slug: str, source: str, seed: int) -> str:
    """What the hidden test says, run as under plain nbgrader; "" when it passes."""
    names: dict = {"__name__": "__main__"}
    exec(SETUP + source, names)
    try:
        with float64():
            if slug == "exactly":
                exact.expect_exactly(names["exact_loss"], names["exact_optimizer"], seed)
            else:
                balance.expect_balanced(
                    names["balanced_sigma"], names["predicted_singular_values"], seed
                )
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    for seed in (0, 1, 2**31 - 1):
        said = complaint(variant.slug, variant.source, seed)
        assert (said == "") == (variant.kind == "alternative"), said


@pytest.mark.parametrize("slug", TESTS)
def test_right_with_any_seed(slug: str) -> None:
    assert {complaint(slug, RIGHT[slug], 7919 * seed) for seed in range(60)} == {""}


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


OPTIMIZER = """
def exact_optimizer(parameters, lr, lam):
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)
"""
APART = {
    "right for many points, wrong for one": (
        OPTIMIZER + """
def exact_loss(x_hat, x):
    return (x_hat - x).square().sum() / len(x) * (1 + (len(x) == 1))
""",
        "exact_loss for n = 1",
    ),
    "the right gradient of another value": (
        OPTIMIZER + """
def exact_loss(x_hat, x):
    return (x_hat - x).square().sum() / len(x) + 3
""",
        "exact_loss for n = ",
    ),
    "the right value and another gradient": (
        OPTIMIZER + """
def exact_loss(x_hat, x):
    return ((x_hat + x_hat.detach()) / 2 - x).square().sum() / len(x)
""",
        "The gradient of exact_loss",
    ),
    "right together, wrong apart": (
        """
remembered = []
def exact_loss(x_hat, x):
    penalty = sum(lam * p.square().sum() for p, lam in remembered)
    return (x_hat - x).square().sum() / len(x) + penalty
def exact_optimizer(parameters, lr, lam):
    remembered[:] = [(p, lam) for p in parameters]
    return torch.optim.SGD([p for p, _ in remembered], lr=lr)
""",
        "After 1 step, W1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", APART)
def test_loss_and_optimiser_are_each_looked_at(name: str) -> None:
    source, words = APART[name]
    for seed in range(4):
        assert words in complaint("exactly", source, seed)


AGENT = "\nfrom autograde.sandbox.inside import agent\nbefore = agent.Agent._op_probe\n"
TRICKS = {
    "steps made up": ("exactly", RIGHT["exactly"] + AGENT + """
def op(self, source, name, args):
    found = before(self, source, name, args)
    return [[W * 1.0001 for W in step] for step in found]
agent.Agent._op_probe = op
"""),
    "steps not made": ("exactly", RIGHT["exactly"] + AGENT + """
agent.Agent._op_probe = lambda self, source, name, args: []
"""),
    "nonsense for weights": ("exactly", RIGHT["exactly"] + AGENT + """
agent.Agent._op_probe = lambda self, source, name, args: ["W1", None, 3][: len(args[2])]
"""),
    "equal to anything": ("balanced", RIGHT["balanced"] + """
class Same(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
def balanced_sigma():
    return Same(2.0)
"""),
    "nan for everything": ("balanced", RIGHT["balanced"] + """
def predicted_singular_values(eigenvalues, k, lam):
    return torch.full((k,), torch.nan)
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    assert judge(source, slug)


@pytest.mark.parametrize("slug", TESTS)
def test_what_the_tricks_build_on_passes(slug: str) -> None:
    assert judge(RIGHT[slug], slug) == ""


def test_probes_stand_by_themselves() -> None:
    for function in (exact.moved, exact.trained):
        assert isinstance(function, probe)
        assert function.source


def test_the_gradients_are_those_of_the_first_term() -> None:
    with float64():
        draw = torch.Generator().manual_seed(3)
        W1, W2, x = (exact.normal(draw, *shape) for shape in ((2, 5), (5, 2), (7, 5)))
        leaves = [W1.requires_grad_(), W2.requires_grad_()]
        value = ((x.T - W2 @ W1 @ x.T) ** 2).sum() / 7
        truth = torch.autograd.grad(value, leaves)
        for got, wanted in zip(exact.gradients_of(leaves, x), truth, strict=True):
            torch.testing.assert_close(got, wanted)


@pytest.mark.parametrize(
    ("value", "passes"),
    [(1, True), (1.0, True), (1 - 1e-9, True), (torch.ones(1), True),
     (1.001, False), (True, False), ("1", False), (None, False), (float("nan"), False),
     (torch.ones(2), False)],
)  # fmt: skip
def test_one(value: object, passes: bool) -> None:
    if passes:
        balance.expect_one(value)
    else:
        with pytest.raises(Wrong):
            balance.expect_one(value)


def test_draws_are_away_from_rounding() -> None:
    """No eigenvalue is within seven percent of λ, so a root near 0 is never compared."""
    import random

    for seed in range(200):
        chance = random.Random(seed)
        for m, k in balance._SIZES:
            eigenvalues = balance.draw_eigenvalues(chance, m)
            assert eigenvalues == sorted(eigenvalues, reverse=True)
            for dying in range(1, k + 1):
                lam = balance.between(eigenvalues, m - k + dying, chance)
                assert sum(e < lam for e in eigenvalues[:k]) == dying
                assert min(abs(e / lam - 1) for e in eigenvalues) > 0.04
