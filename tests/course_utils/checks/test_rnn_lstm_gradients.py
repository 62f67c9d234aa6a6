"""What is said about gradients: in closed form, by autograd, and along the cell state."""

import pytest
import torch

from course_utils.checks import Wrong, float64, is_close
from course_utils.checks.rnn_lstm import check, gradients

from . import answers

SEEDS = range(25)
T = gradients.TIME


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def complaint(grade, *answer) -> str:
    with pytest.raises(Wrong) as caught:
        grade(*answer)
    return str(caught.value)


@pytest.mark.parametrize("slug", ["linear-gradient", "gradient-norms", "lstm-cell-path"])
def test_checks(slug: str) -> None:
    assert check.run(slug, dict(vars(answers))).outcome == "right"


# --- closed form -------------------------------------------------------------------------------


def by_power(W_h, W_f, y_hat, y, t, T):
    return 2 * (y_hat - y) * (W_f @ torch.linalg.matrix_power(W_h, T - t))


def as_column(*args):
    return by_power(*args).T


def as_vector(*args):
    return by_power(*args).flatten()


def from_the_identity(W_h, W_f, y_hat, y, t, T):
    power = torch.eye(len(W_h))
    for _ in range(T - t):
        power = power @ W_h
    return 2 * (y_hat - y) * W_f @ power


@pytest.mark.parametrize(
    "answer", [answers.linear_gradient, by_power, as_column, as_vector, from_the_identity]
)
def test_right_closed_forms(answer) -> None:
    for seed in SEEDS:
        gradients.grade_linear_gradient(answer, seed)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda *_: None, "return"),
        (lambda *_: torch.ones(2), "∂L/∂h_"),
        (lambda *a: by_power(*a) / 2, "factor 2"),
        (lambda *a: -by_power(*a), "sign"),
        (lambda *a: by_power(a[0].T, *a[1:]), "transposed"),
        (lambda W_h, W_f, y_hat, y, t, T: by_power(W_h, W_f, y_hat, y, t, T + 1), "T − t"),
        (lambda *a: by_power(*a) * 1.5, "expected"),
        (lambda *a: by_power(*a).float(), "torch.float32"),
    ],
)
def test_wrong_closed_forms(answer, said: str) -> None:
    assert said in complaint(gradients.grade_linear_gradient, answer)


def test_the_step_is_named() -> None:
    def wrong_far_back(W_h, W_f, y_hat, y, t, T):
        return by_power(W_h, W_f, y_hat, y, t, T) * (1 if t >= T - 1 else 1.25)

    said = complaint(gradients.grade_linear_gradient, wrong_far_back)
    assert "∂L/∂h_2" in said
    assert f"T = {T}" in said


def test_the_truth_is_the_chain_rule() -> None:
    """Independent of autograd: moving h_t a little moves the loss at this rate."""
    W_h, W_f = torch.randn(3, 3), torch.randn(1, 3)
    y_hat, y, truth = gradients.linear_truth(W_h, W_f, T, seed=3)
    assert len(truth) == T
    row = 2 * (y_hat - y) * W_f[0]
    for t in range(T, 0, -1):
        assert is_close(truth[t - 1], row)
        row = row @ W_h


# --- norms by autograd -------------------------------------------------------------------------


def norms(hidden_gradient_norms, seed: int = 1, layer=answers.RNNLayer) -> None:
    model = answers.RecurrentRegressionModel
    gradients.grade_gradient_norms(hidden_gradient_norms, model, layer, seed)


def spoilt(change, reduce=None):
    """A wrong function: the right gradients, (time, batch, hidden), put together wrongly."""

    def function(model, x, y, last_timestep_only=False):
        out, _ = model(x)
        loss = answers.loss_fn(out, y, change(last_timestep_only))
        grads = torch.stack(torch.autograd.grad(loss, model.recurrent_net.h_list))
        return reduce(grads) if reduce else grads.flatten(1).norm(dim=1)

    return function


def same(last):
    return last


@pytest.mark.parametrize(
    "answer",
    [
        answers.hidden_gradient_norms,
        spoilt(same),
        spoilt(same, lambda g: torch.stack([one.norm() for one in g])),
        spoilt(same, lambda g: torch.stack([(one**2).sum() ** 0.5 for one in g])),
    ],
)
def test_right_norms(answer) -> None:
    for seed in SEEDS[::2]:
        norms(answer, seed)


def test_norms_are_a_tensor_because_the_figures_plot_them() -> None:
    with pytest.raises(Wrong, match=r"should be a tensor, got a list of \d\. .*torch\.stack"):
        norms(spoilt(same, lambda g: [one.norm() for one in g]), 1)


def test_h_list_may_be_a_tuple() -> None:
    class Tuple(answers.RNNLayer):
        def forward(self, x):
            found = super().forward(x)
            self.h_list = tuple(self.h_list)
            return found

    norms(spoilt(same), layer=Tuple)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda *_: None, "return"),
        (lambda *_: [1.0, 2.0], "list of 2"),
        (spoilt(lambda last: False), "last_timestep_only"),
        (spoilt(lambda last: not last), "last_timestep_only"),
        (spoilt(same, lambda g: g.flatten(1).norm(dim=1) ** 2), "root"),
        (spoilt(same, lambda g: g.flatten(1).norm(dim=1).flip(0)), "reversed"),
        (spoilt(same, lambda g: g.flatten(1).abs().amax(1)), "largest"),
        (spoilt(same, lambda g: g.flatten(1).norm(dim=1) + 0.5), "expected"),
        (spoilt(same, lambda g: g.norm(dim=-1)), "shape"),
    ],
)
def test_wrong_norms(answer, said: str) -> None:
    assert said in complaint(norms, answer)


def test_states_that_were_not_kept_are_another_exercise() -> None:
    class Forgetful(answers.RNNLayer):
        def forward(self, x):
            found = super().forward(x)
            self.h_list = self.h_list[:-1]
            return found

    said = complaint(lambda answer: norms(answer, layer=Forgetful), answers.hidden_gradient_norms)
    assert "h_list" in said
    assert "rnn-layer" in said


# --- along the cell state ----------------------------------------------------------------------


def by_loop(f):
    rows = torch.zeros_like(f)
    rows[-1] = 1
    for t in range(len(f) - 2, -1, -1):
        rows[t] = rows[t + 1] * f[t + 1]
    return rows


def by_product(f):
    return torch.stack([f[t + 1 :].prod(dim=0) for t in range(len(f))])


def by_autograd(f):
    cells = [torch.zeros(f.shape[1], requires_grad=True)]
    for f_t in f[1:]:
        cells.append(f_t * cells[-1])
    return torch.stack(torch.autograd.grad(cells[-1].sum(), cells))


@pytest.mark.parametrize("answer", [answers.cell_path, by_loop, by_product, by_autograd])
def test_right_paths(answer) -> None:
    for seed in SEEDS:
        gradients.grade_cell_path(answer, seed)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda f: None, "return"),
        (lambda f: by_loop(f)[0], "(3,)"),
        (lambda f: by_loop(f).T, "Time and hidden are exchanged"),
        (lambda f: list(by_product(f)), "cell_path"),
        (lambda f: by_loop(f).flip(0), "reversed"),
        (lambda f: f.cumprod(0), "start"),
        (lambda f: by_loop(f) * f, "included"),
        (lambda f: by_loop(f) + 0.5, "expected"),
    ],
)
def test_wrong_paths(answer, said: str) -> None:
    assert said in complaint(gradients.grade_cell_path, answer)
