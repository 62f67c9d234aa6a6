"""The gradients' numbers against their slow definition, on modules as students write them."""

import jaxtyping
import pytest
import torch
from torch import nn

from course_utils.gradients import (
    gradient_map,
    hidden_states,
    spectral_radius,
    state_norms,
    step_jacobian,
    with_spectral_radius,
)

from .student_modules import ConcatRNNLayer, LSTMLayer, RecurrentRegressionModel, RNNLayer, Stacked

MODULES = {
    "rnn": lambda hidden: RNNLayer(2, hidden),
    "relu": lambda hidden: RNNLayer(2, hidden, torch.relu),
    "concat": lambda hidden: ConcatRNNLayer(2, hidden),
    "lstm": lambda hidden: LSTMLayer(2, hidden),
    "stacked": lambda hidden: Stacked(LSTMLayer, 2, hidden, 2),
    "regression": lambda hidden: RecurrentRegressionModel(RNNLayer(2, hidden), hidden),
    "deep": lambda hidden: RecurrentRegressionModel(Stacked(RNNLayer, 2, hidden, 3), hidden),
}


def _loss(target):
    return lambda out: (out - target).square().mean(dim=-1)


def _slow_map(module, x, loss_per_step):
    """One backward pass for each loss and each sequence."""
    time = x.shape[1]
    M = torch.zeros(len(x), time, time, dtype=x.dtype)
    for n, sequence in enumerate(x):
        out = module(sequence[None].requires_grad_())[0]
        parts = [part for part in module.modules() if hasattr(part, "h_list")]
        h_list = parts[-1].h_list[-time:]
        losses = loss_per_step(out[None])[0, 0] if out.ndim == 3 else loss_per_step(out)[0]
        for k in range(time):
            found = torch.autograd.grad(losses[k], h_list, retain_graph=True, allow_unused=True)
            M[n, k] = torch.stack([torch.zeros(()) if g is None else g.norm() for g in found])
    return M.mean(dim=0)


@pytest.mark.parametrize(("batch", "time", "hidden"), [(1, 6, 4), (3, 5, 4), (2, 4, 1), (2, 1, 3)])
@pytest.mark.parametrize("make", MODULES.values(), ids=MODULES)
def test_map_is_its_definition(make, batch, time, hidden) -> None:
    torch.manual_seed(batch + 10 * time)
    module = make(hidden).double()
    x = torch.randn(batch, time, 2, dtype=torch.float64)
    # One target for every sequence, so that the slow version may take them one by one.
    loss = _loss(torch.randn(1, time, 1, dtype=torch.float64))
    M = gradient_map(module, x, loss)
    assert M.shape == (time, time)
    assert M.tril().max() > 0
    torch.testing.assert_close(M, _slow_map(module, x, loss), rtol=1e-10, atol=1e-14)


def test_targets_differ_by_sequence() -> None:
    module, x, y = RNNLayer(1, 3), torch.randn(2, 4, 1), torch.randn(2, 4, 3)
    each = [gradient_map(module, x[n : n + 1], _loss(y[n : n + 1])) for n in range(2)]
    torch.testing.assert_close(gradient_map(module, x, _loss(y)), torch.stack(each).mean(dim=0))


def test_non_contiguous_input() -> None:
    module, x = LSTMLayer(2, 3), torch.randn(5, 4, 2).transpose(0, 1)
    assert not x.is_contiguous()
    torch.testing.assert_close(
        gradient_map(module, x, _loss(0)), gradient_map(module, x.contiguous(), _loss(0))
    )


def test_future_has_no_influence() -> None:
    M = gradient_map(LSTMLayer(1, 4), torch.randn(2, 6, 1), _loss(0))
    assert torch.equal(M.triu(1), torch.zeros(6, 6))


def test_linear_rnn_follows_the_closed_form() -> None:
    layer = RNNLayer(1, 5, nonlinearity=lambda z: z).double()
    w = torch.randn(5, dtype=torch.float64)
    M = gradient_map(layer, torch.randn(1, 8, 1, dtype=torch.float64), lambda out: out @ w)
    W = layer.Wh.weight.detach()
    expected = torch.stack([(w @ torch.linalg.matrix_power(W, 7 - t)).norm() for t in range(8)])
    torch.testing.assert_close(M[-1], expected)


def test_nothing_is_left_behind() -> None:
    model, x = RecurrentRegressionModel(RNNLayer(1, 3), 3), torch.randn(1, 4, 1)
    gradient_map(model, x, _loss(0))
    assert not hasattr(model.recurrent_net, "h_list")
    model(x)
    kept = model.recurrent_net.h_list
    gradient_map(model, x, _loss(0))
    assert model.recurrent_net.h_list is kept
    assert all(p.grad is None for p in model.parameters())
    assert not x.requires_grad


def test_frozen_weights_and_no_grad() -> None:
    layer, x = RNNLayer(1, 3), torch.randn(1, 4, 1)
    expected = gradient_map(layer, x, _loss(0))
    layer.requires_grad_(False)
    with torch.no_grad():
        torch.testing.assert_close(gradient_map(layer, x, _loss(0)), expected)
        assert step_jacobian(layer, x, 1).shape == (3, 3)


def test_hidden_states_are_the_outputs() -> None:
    layer, x = ConcatRNNLayer(2, 3), torch.randn(4, 5, 2)
    torch.testing.assert_close(torch.stack(hidden_states(layer, x), dim=1), layer(x)[0])


class no_h_list(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        del self.h_list
        return out


class list_never_emptied(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        self.h_list = self.h_list * 2
        return out


class slices_of_all_h(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        self.h_list = list(out[0].unbind(dim=1))
        return out


class detached(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        self.h_list = [h.detach() for h in self.h_list]
        return out


class one_tensor(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        self.h_list = out[0]
        return out


class with_time_axis(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        self.h_list = [h[:, None] for h in self.h_list]
        return out


class of_floats(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        self.h_list = [0.0] * len(self.h_list)
        return out


class copies_at_the_end(RNNLayer):
    def forward(self, x):
        out = super().forward(x)
        self.h_list = [*self.h_list[:-1], self.h_list[-1].clone()]
        return out


@pytest.mark.parametrize(
    ("module", "says"),
    [
        (no_h_list, "keeps no h_list; append every h_t"),
        (list_never_emptied, "holds 8 entries for 4 steps"),
        (slices_of_all_h, "h_1 in h_list has no influence on h_2"),
        (detached, "h_1 in h_list has no influence on h_2"),
        (one_tensor, "is of type Tensor; make it a list"),
        (with_time_axis, r"shape \(batch = 3, hidden\), not shape \(3, 1, 2\)"),
        (of_floats, "hidden\\), not float"),
        (copies_at_the_end, "h_4 in h_list has no influence on the output"),
    ],
)
def test_useless_h_list_is_refused(module, says) -> None:
    with pytest.raises(ValueError, match=says):
        hidden_states(module(1, 2), torch.randn(3, 4, 1))


def test_torch_rnn_is_refused() -> None:
    with pytest.raises(ValueError, match="RNN keeps no h_list"):
        gradient_map(nn.RNN(1, 2, batch_first=True), torch.randn(1, 3, 1), _loss(0))


def test_loss_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"gave shape \(3, 2, 3, 4\).*\(3, 2, 3\)"):
        gradient_map(RNNLayer(1, 4), torch.randn(2, 3, 1), lambda out: out)


def test_shapes_are_enforced_in_tests() -> None:
    with pytest.raises(jaxtyping.TypeCheckError):
        state_norms(torch.randn(3, 4))
    with pytest.raises(jaxtyping.TypeCheckError):
        spectral_radius(torch.randn(3, 4))


def test_state_norms() -> None:
    all_h = torch.randn(3, 5, 4)
    torch.testing.assert_close(state_norms(all_h)[2], all_h[:, 2].norm(dim=1).mean())


def test_step_jacobian_is_the_matrix() -> None:
    x = torch.randn(2, 4, 1)
    linear = RNNLayer(1, 3, nonlinearity=lambda z: z)
    torch.testing.assert_close(step_jacobian(linear, x, 3), linear.Wh.weight.detach())
    layer = RNNLayer(1, 3)
    h = layer(x)[0][0, 1]
    torch.testing.assert_close(
        step_jacobian(layer, x, 1), ((1 - h**2)[:, None] * layer.Wh.weight).detach()
    )


@pytest.mark.parametrize("step", [0, 4, -1])
def test_no_such_step(step) -> None:
    with pytest.raises(ValueError, match="with 4 steps it must be from 1 to 3"):
        step_jacobian(RNNLayer(1, 2), torch.randn(1, 4, 1), step)


def test_spectral_radius_sees_complex_eigenvalues() -> None:
    rotation = torch.tensor([[0.6, -0.8], [0.8, 0.6]])
    assert spectral_radius(1.5 * rotation) == pytest.approx(1.5)
    W = torch.randn(6, 6)
    assert spectral_radius(with_spectral_radius(W, 0.9)) == pytest.approx(0.9, rel=1e-4)


def test_nilpotent_matrix_has_no_scale() -> None:
    with pytest.raises(ValueError, match="all eigenvalues of W are 0"):
        with_spectral_radius(torch.tensor([[0.0, 1.0], [0.0, 0.0]]), 1.0)
