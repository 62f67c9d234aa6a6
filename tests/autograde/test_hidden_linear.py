"""Hidden tests of notebook 04's derivations: mistakes fail, other styles pass, in the judge too."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import torch

from autograde import variants
from autograde.hidden import float64, linear, probe
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "04_linear_autoencoders"
ARGUMENTS = {
    "gradients": ("gradient_W1", "gradient_W2"),
    "stationary": ("principal_weights", "way_down"),
    "reduced": ("reduce", "conditions"),
}
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in ARGUMENTS]
SETUP = """
import torch
from torch import Tensor, nn
from course_utils.linear_autoencoders import eigen, loss
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
"""


def hidden(slug: str) -> str:
    """The hidden test as the notebook has it."""
    return f"""
from autograde.hidden import float64, fresh_seed
from autograde.hidden.linear import expect_{slug}

with float64():
    expect_{slug}({", ".join(ARGUMENTS[slug])}, fresh_seed())
"""


pytestmark = pytest.mark.usefixtures("judges_end")


def defined(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    with float64():
        exec(SETUP.replace("torch.set_default_dtype(torch.float64)", "") + source, names)
    return names


def complaint(slug: str, names: dict[str, Any], seed: int) -> str:
    """What the hidden test says, run as under plain nbgrader; "" when it passes."""
    test = getattr(linear, f"expect_{slug}")
    try:
        with float64():
            test(*(names[name] for name in ARGUMENTS[slug]), seed)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    names = defined(variant.source)
    for seed in range(15):
        said = complaint(variant.slug, names, seed)
        assert (said == "") == (variant.kind == "alternative"), (seed, said)


def judge(source: str, slug: str) -> str:
    async def ruling() -> str:
        async with judged(SETUP + source, "import torch") as judge:
            return (await asyncio.wait_for(judge.run(hidden(slug), "t"), 100)).error

    return asyncio.run(ruling())


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    error = judge(variant.source, variant.slug)
    assert (error == "") == (variant.kind == "alternative"), error


AGENT = "\nfrom autograde.sandbox.inside import agent\n"
TRICKS = {
    "autograd, and the probe's answer forged with words": ("gradients", AGENT + """
agent.Agent._op_probe = lambda *a: {"autograd": "no", "losses": 0}
def by(place):
    def gradient(W1, W2, X):
        W = [W1.clone().requires_grad_(), W2.clone().requires_grad_()]
        return torch.autograd.grad(loss(*W, X), W)[place]
    return gradient
gradient_W1, gradient_W2 = by(0), by(1)
"""),
    "nonsense for notes": ("gradients", AGENT + """
agent.Agent._op_probe = lambda *a: [1]
gradient_W1 = lambda W1, W2, X: 2 * W2.T @ (W2 @ W1 @ X - X) @ X.T
gradient_W2 = lambda W1, W2, X: 2 * (W2 @ W1 @ X - X) @ X.T @ W1.T
"""),
    "zeros everywhere": ("reduced", """
reduce = lambda W1, W2, X: (0 * W1, 0 * W2, 0 * X @ X.T)
conditions = lambda V1, V2, D: (0 * V2, 0 * V1)
"""),
    "not a number": ("stationary", """
principal_weights = lambda X, chosen: (X[: len(chosen)] @ X.T / 0, X @ X.T[:, : len(chosen)] / 0)
way_down = lambda X, chosen: None
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    assert judge(source, slug)


@pytest.mark.parametrize("seed", range(30))
def test_drawn_points_are_centred_and_their_eigenvalues_apart(seed: int) -> None:
    draw = torch.Generator().manual_seed(seed)
    with float64():
        for m, n in ((3, 3), (5, 5), (4, 9)):
            X, values, U = linear.draw_points(m, n, draw)
            assert float(X.mean(dim=1).abs().max()) < 1e-12
            assert float((U @ torch.diag(values) @ U.T - X @ X.T).abs().max()) < 1e-12
            assert float(-values.diff().max()) >= 0.5


def test_every_list_of_choices_has_both_kinds() -> None:
    for seed in range(30):
        draw = torch.Generator().manual_seed(seed)
        for m in (3, 6):
            choices = linear.draw_choices(m, draw)
            tops = [sorted(c) == list(range(len(c))) for c in choices]
            assert {len(c) for c in choices} == set(range(1, m))
            assert any(tops)
            assert not all(tops)
            assert all(len(set(c)) == len(c) for c in choices)


def test_the_probe_stands_by_itself() -> None:
    found = [v for v in vars(linear).values() if isinstance(v, probe)]
    assert found
    for function in found:
        compile(function.source, "<probe>", "exec")


def test_hidden_tests_do_not_lean_on_the_instant_checks() -> None:
    used = {getattr(v, "__module__", None) or "" for v in vars(linear).values()}
    assert not {m for m in used if "linear_autoencoders" in m}
