"""The check of loss and optimiser: right ones pass in any style, slips are named."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import Wrong, float64
from course_utils.checks.linear_autoencoders import check, exactly, walks
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "04_linear_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "exactly"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]


def answer(source: str) -> dict:
    """What a solution cell defines."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(source, namespace)
    return namespace


def right_loss(x_hat, x):
    return ((x_hat - x) ** 2).sum() / len(x)


def right_optimizer(parameters, lr, lam):
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


def checked(loss=right_loss, optimizer=right_optimizer):
    return check.run("exactly", {"exact_loss": loss, "exact_optimizer": optimizer})


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = check.run("exactly", answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert result.outcome != "raised", result.text
    assert variant.says in result.message, result.text


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 10
    assert len(ALTERNATIVES) >= 3


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = check.run("exactly", answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    assert all(len(names) == 1 for names in said.values()), said


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=lambda v: v.name)
def test_right_with_any_seed(variant: variants.Variant) -> None:
    names = answer(variant.source)
    with float64():
        for seed in range(20):
            exactly.grade_exactly(names["exact_loss"], names["exact_optimizer"], 100 * seed)


@pytest.mark.parametrize("variant", MISTAKES, ids=lambda v: v.name)
def test_wrong_with_any_seed(variant: variants.Variant) -> None:
    for seed in range(3):
        names = answer(variant.source)
        with float64(), pytest.raises(Wrong) as caught:
            exactly.grade_exactly(names["exact_loss"], names["exact_optimizer"], 100 * seed)
        assert variant.says in str(caught.value)


def test_it_is_quick() -> None:
    checked()
    with effort() as spent:
        assert checked().outcome == "right"
    assert spent.calls < 6_000


def test_a_stub_is_no_mistake() -> None:
    def stub(*_):
        raise NotImplementedError

    assert checked(loss=stub).outcome == "not attempted"
    assert checked(optimizer=stub).outcome == "not attempted"


@pytest.mark.parametrize(
    ("optimizer", "said"),
    [
        (lambda p, lr, lam: 3, "got int"),
        (lambda p, lr, lam: torch.optim.RMSprop(p, lr), "RMSprop makes something else"),
        (lambda p, lr, lam: torch.optim.SGD(p, 3 * lr), "The gradient is multiplied by 0.3"),
        (
            lambda p, lr, lam: torch.optim.SGD(p, lr, weight_decay=2 * lam * (1 + 6e-8)),
            "very close, but not exact",
        ),
        (
            lambda p, lr, lam: torch.optim.SGD(p, lr, weight_decay=2.5 * lam),
            "0.75·W is added to the gradient where λ is 0.3.",
        ),
        (
            lambda p, lr, lam: torch.optim.SGD(
                [{"params": [p[0]], "lr": lr / 2}, {"params": [p[1]]}],
                lr=lr,
                weight_decay=2 * lam,
            ),
            "The step of W2 is right, that of W1 is not",
        ),
        (
            lambda p, lr, lam: torch.optim.SGD(
                [{"params": [p[0]], "lr": lr / 2}, {"params": [p[1]], "lr": 2 * lr}]
            ),
            "W1 and W2 are not treated alike",
        ),
        (
            lambda p, lr, lam: torch.optim.SGD(
                p, lr, momentum=0.5, dampening=0.5, weight_decay=2 * lam
            ),
            "There is momentum (0.5)",
        ),
    ],
)
def test_other_optimisers(optimizer, said: str) -> None:
    result = checked(optimizer=optimizer)
    assert result.outcome == "wrong"
    assert said in result.message, result.text


def test_a_momentum_that_is_lambda_by_accident() -> None:
    result = checked(optimizer=lambda p, lr, lam: torch.optim.SGD(p, lr, 0.3, weight_decay=2 * lam))
    assert "There is momentum (0.3)" in result.message, result.text


class Odd(torch.optim.SGD):
    """An SGD of the student's own, to be spoilt."""

    def __init__(self, parameters, lr, lam):
        super().__init__(parameters, lr=lr, weight_decay=2 * lam)
        self.steps = 0

    def step(self, closure=None):
        self.steps += 1
        super().step()
        self.spoil([w for g in self.param_groups for w in g["params"]])

    def spoil(self, weights):
        pass


class Carries(Odd):
    def spoil(self, weights):
        if self.steps > 1:
            for weight in weights:
                weight.data -= 0.01


class Clips(Odd):
    def spoil(self, weights):
        for weight in weights:
            weight.data.clamp_(-0.5, 0.5)


def test_an_own_optimiser_that_does_more() -> None:
    assert checked(optimizer=Odd).outcome == "right"
    assert "is carried on" in checked(optimizer=Carries).message
    assert "(after two steps, lr = 0.1, λ = 0.3)" in checked(optimizer=Carries).message
    assert "not along gradient + 2λ·W" in checked(optimizer=Clips).message


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (lambda x_hat, x: None, "Did you forget a `return`"),
        (lambda x_hat, x: (x_hat - x).square(), "got shape (7, 5)"),
        (lambda x_hat, x: right_loss(x_hat, x).float(), "torch.float32"),
        (lambda x_hat, x: right_loss(x_hat, x) * torch.nan, "nan"),
        (lambda x_hat, x: right_loss(x_hat, x_hat) * 1.0, "is x compared with itself"),
        (lambda x_hat, x: right_loss(x_hat, x) / max(len(x) - 1, 1), "expected"),
        (lambda x_hat, x: right_loss(x_hat, x) * (1 + 1e-8), "expected"),
    ],
)
def test_other_losses(loss, said: str) -> None:
    result = checked(loss)
    assert result.outcome == "wrong"
    assert said in result.message, result.text


def test_the_batch_that_is_wrong_is_named() -> None:
    """Right for many points, wrong for one."""
    result = checked(lambda x_hat, x: right_loss(x_hat, x) * (2 if len(x) == 1 else 1))
    assert "exact_loss for n = 1, m = 6" in result.message


def test_a_loss_of_one_number_in_brackets_will_do() -> None:
    assert checked(lambda x_hat, x: right_loss(x_hat, x)[None]).outcome == "right"


def test_only_both_together_show_a_gradient_that_does_not_fit_the_value() -> None:
    def loss(x_hat, x):
        halfway = (x_hat + x_hat.detach()) / 2
        return right_loss(halfway, x)

    result = checked(loss)
    assert "After one step, W1[0, 0]: expected" in result.message, result.text


def test_the_sizes_tell_n_and_m_apart() -> None:
    assert all(n != m for n, m in exactly.BATCHES)
    assert {n == 1 for n, *_ in exactly.STEPS} == {True, False}
    rates = torch.tensor([[lr, lam, lr * lam] for _, _, lr, lam in walks.SETTINGS]).flatten()
    assert torch.pdist(rates[:, None]).min() > 1e-3


def test_a_step_is_the_gradient_of_what_is_written() -> None:
    """gradient_step against central differences of L_λ."""
    with float64():
        W1, W2, x = walks.draw(2, 4, seed=1), walks.draw(4, 2, seed=2), walks.draw(5, 4, seed=3)

        def value(W1: Tensor, W2: Tensor) -> Tensor:
            rest = x.T - W2 @ W1 @ x.T
            return (rest**2).sum() / 5 + 0.3 * (W1**2).sum() + 0.3 * (W2**2).sum()

        after = exactly.gradient_step([W1, W2], x, lr=1.0, lam=0.3)
        nudge = torch.zeros_like(W1)
        nudge[1, 2] = 1e-5
        slope = (value(W1 + nudge, W2) - value(W1 - nudge, W2)) / 2e-5
        assert (W1 - after[0])[1, 2].item() == pytest.approx(slope.item(), rel=1e-7)
        slope = (value(W1, W2 + nudge.T) - value(W1, W2 - nudge.T)) / 2e-5
        assert (W2 - after[1])[2, 1].item() == pytest.approx(slope.item(), rel=1e-7)
