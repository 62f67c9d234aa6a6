"""The regression model and its loss."""

import pytest
import torch
from torch import nn
from torch.nn.functional import mse_loss

from course_utils.checks import Wrong, float64
from course_utils.checks.rnn_lstm import check, losses

from . import answers

SEEDS = range(25)


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def complaint(grade, answer) -> str:
    with pytest.raises(Wrong) as caught:
        grade(answer)
    return str(caught.value)


@pytest.mark.parametrize("slug", ["regression-model", "averaging-loss"])
def test_checks(slug: str) -> None:
    assert check.run(slug, dict(vars(answers))).outcome == "right"


# --- the model ---------------------------------------------------------------------------------


class WithLinear(nn.Module):
    """The usual way. Its parts are there to be spoilt."""

    bias, squash = True, staticmethod(lambda out: out)

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim, bias=self.bias)

    def states(self, x):
        return self.net(x)[0]

    def forward(self, x):
        all_h = self.states(x)
        return self.squash(self.readout(all_h)), all_h


class StepByStep(WithLinear):
    def forward(self, x):
        all_h = self.states(x)
        return torch.stack([self.readout(h) for h in all_h.unbind(1)], dim=1), all_h


class StateByReadout(WithLinear):
    """The states go first into a Sequential."""

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__(recurrent_net, output_dim)
        self.readout = nn.Sequential(self.readout)


@pytest.mark.parametrize(
    "model", [answers.RecurrentRegressionModel, WithLinear, StepByStep, StateByReadout]
)
def test_right_models(model) -> None:
    for seed in SEEDS:
        losses.grade_regression_model(model, seed)


def spoilt(**parts) -> type[WithLinear]:
    return type("Model", (WithLinear,), parts)


def _exchanged(self, x):
    return tuple(reversed(WithLinear.forward(self, x)))


def _other_states(self, x):
    out, all_h = WithLinear.forward(self, x)
    return out, all_h + 1


def _without_net(self, recurrent_net, output_dim=1):
    nn.Module.__init__(self)
    self.kept = [recurrent_net]
    self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)


def _one_output(self, recurrent_net, output_dim=1):
    WithLinear.__init__(self, recurrent_net, 1)


def _no_weights(self, recurrent_net, output_dim=1):
    nn.Module.__init__(self)
    self.net = recurrent_net


def _last_everywhere(self, x):
    out, all_h = WithLinear.forward(self, x)
    return out[:, -1:].expand_as(out), all_h


def _hidden_layer(self, recurrent_net, output_dim=1):
    WithLinear.__init__(self, recurrent_net, output_dim)
    size = recurrent_net.hidden_size
    self.readout = nn.Sequential(nn.Linear(size, size), nn.Tanh(), nn.Linear(size, output_dim))


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (3, "class RecurrentRegressionModel(nn.Module)"),
        (dict, "class RecurrentRegressionModel(nn.Module)"),
        (spoilt(forward=lambda self, x: None), "return"),
        (spoilt(forward=lambda self, x: self.states(x)), "(out, all_h)"),
        (spoilt(forward=lambda self, x: (self.states(x)[:, -1],) * 2), "all_h"),
        (spoilt(forward=_exchanged), "exchanged"),
        (spoilt(forward=_other_states), "all_h"),
        (spoilt(forward=_last_everywhere), "last"),
        (spoilt(__init__=_without_net), "recurrent_net"),
        (spoilt(__init__=_one_output), "output_dim"),
        (spoilt(__init__=_no_weights), "no weights"),
        (spoilt(__init__=_hidden_layer), "linear"),
        (spoilt(bias=False), "bias"),
        (spoilt(squash=torch.tanh), "tanh"),
        (spoilt(squash=torch.sigmoid), "sigmoid"),
        (spoilt(squash=torch.relu), "ReLU"),
        (spoilt(squash=torch.square), ""),
        (spoilt(squash=torch.detach), "cut off"),
        (spoilt(states=lambda self, x: self.net(x)[0].detach()), "gradient"),
    ],
)
def test_wrong_models(model, said: str) -> None:
    assert said in complaint(losses.grade_regression_model, model)


def test_a_bias_that_is_never_used() -> None:
    def forward(self, x):
        all_h = self.states(x)
        return all_h @ self.readout.weight.T, all_h

    said = complaint(losses.grade_regression_model, spoilt(forward=forward))
    assert "bias" in said


def test_output_dim_must_be_optional() -> None:
    class Strict(WithLinear):
        def __init__(self, recurrent_net, output_dim):
            super().__init__(recurrent_net, output_dim)

    result = check.run("regression-model", {"RecurrentRegressionModel": Strict})
    assert result.outcome == "raised"
    assert "output_dim" in result.message


# --- the loss ----------------------------------------------------------------------------------


def by_torch(pred, y, last_timestep_only=False):
    last = slice(-1, None) if last_timestep_only else slice(None)
    return mse_loss(pred[:, last], y[:, last])


def by_loop(pred, y, last_timestep_only=False):
    steps = [-1] if last_timestep_only else range(pred.shape[1])
    terms = [((pred[:, t] - y[:, t]) ** 2).sum() for t in steps]
    return sum(terms) / (len(terms) * len(pred))


@pytest.mark.parametrize(
    "loss_fn",
    [answers.loss_fn, by_torch, by_loop, lambda *a, **k: by_torch(*a, **k).reshape(1, 1)],
)
def test_right_losses(loss_fn) -> None:
    for seed in SEEDS:
        losses.grade_loss(loss_fn, seed)


@pytest.mark.parametrize(
    ("loss_fn", "said"),
    [
        (lambda p, y, last_timestep_only=False: None, "return"),
        (lambda p, y, last_timestep_only=False: 0.5, "0.5"),
        (lambda p, y, last_timestep_only=False: (p - y) ** 2, "one number"),
        (lambda p, y, last_timestep_only=False: by_torch(p, y), "last_timestep_only=True"),
        (lambda p, y, last_timestep_only=False: by_torch(p, y, True), "last_timestep_only=False"),
        (lambda *a, **k: by_torch(*a, **k) / 2, "½"),
        (lambda *a, **k: by_torch(*a, **k).sqrt(), "root"),
        (lambda *a, **k: by_torch(*a, **k) + 1, "expected"),
        (lambda *a, **k: by_torch(*a, **k).detach(), "cut off"),
        (lambda *a, **k: by_torch(*a, **k).float(), "torch.float32"),
        (lambda p, y, last_timestep_only=False: mse_loss(p.mean(1), y.mean(1)), "loss_fn"),
    ],
)
def test_wrong_losses(loss_fn, said: str) -> None:
    assert said in complaint(losses.grade_loss, loss_fn)


def test_the_root_at_the_last_step_only() -> None:
    def loss_fn(pred, y, last_timestep_only=False):
        loss = by_torch(pred, y, last_timestep_only)
        return loss.sqrt() if last_timestep_only else loss

    said = complaint(losses.grade_loss, loss_fn)
    assert "root" in said
    assert "last_timestep_only=True" in said
