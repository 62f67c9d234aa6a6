"""True values for notebook 01, step by step from the equations: independent of the checks."""

from __future__ import annotations

from types import SimpleNamespace

import torch
from torch import Tensor

from course_utils.checks.weights import random_weights

BATCH, TIME = 3, 6


def numbers(count: int, seed: int, *more: int) -> Tensor:
    """Random numbers away from zero, where a forgotten term would not show."""
    generator = torch.Generator().manual_seed(seed)
    size = 0.4 + torch.rand(count, *more, generator=generator, dtype=torch.float64) * 1.6
    sign = torch.randint(0, 2, (count, *more), generator=generator) * 2 - 1
    return size * sign


def scalar(seed: int) -> SimpleNamespace:
    """The one-dimensional linear RNN: its six nodes, dy/dw, ∂y/∂p and the three edges."""
    w, u1, u2, u3 = numbers(4, seed).tolist()
    p = u1
    q = w * p
    r = u2 + q
    s = w * r
    t = u3 + s
    return SimpleNamespace(
        at=(w, u1, u2, u3),
        nodes=(p, q, r, s, t, w * t),
        dy_dw=u3 + 2 * w * u2 + 3 * w**2 * u1,
        dy_dp=w**3,
        edges=(w**2 * u1, w * r, t),
    )


def rnn_layer(seed: int, layers: int = 1) -> SimpleNamespace:
    """h_t = tanh(W^h h_{t−1} + W^x x_t + b), one layer above the other."""
    sizes = SimpleNamespace(input_size=2, hidden_size=4, num_layers=layers)
    weights = random_weights("RNN", 2, 4, layers, seed)
    x = numbers(BATCH, seed + 1, TIME, 2)
    inputs, last = x, []
    for n in range(layers):
        inputs = states(inputs, *layer_weights(weights, n), torch.tanh)
        last.append(inputs[:, -1])
    return SimpleNamespace(
        **vars(sizes), weights=weights, x=x, all_h=inputs, h_last=torch.stack(last), last_h=last[-1]
    )


def layer_weights(weights: dict[str, Tensor], n: int) -> tuple[Tensor, Tensor, Tensor]:
    """(W^x, W^h, b) of layer n."""
    return weights[f"weight_ih_l{n}"], weights[f"weight_hh_l{n}"], weights[f"bias_ih_l{n}"]


def states(x: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor, sigma) -> Tensor:
    """All hidden states of one layer, (batch, time, hidden)."""
    h, found = torch.zeros(len(x), len(W_h)), []
    for t in range(x.shape[1]):
        h = sigma(h @ W_h.T + x[:, t] @ W_x.T + b)
        found.append(h)
    return torch.stack(found, dim=1)


def state_gradients(
    x: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor, sigma, at_end: Tensor
) -> list[Tensor]:
    """∂(h_T · at_end)/∂h_t for t = 1 … T."""
    h = torch.zeros(len(x), len(W_h), requires_grad=True)
    found = []
    for t in range(x.shape[1]):
        h = sigma(h @ W_h.T + x[:, t] @ W_x.T + b)
        found.append(h)
    return list(torch.autograd.grad((h * at_end).sum(), found))


def gradient_norms(
    case: SimpleNamespace, y: Tensor, W_f: Tensor, b_f: Tensor, last: bool
) -> Tensor:
    """‖∂L/∂h_t‖ of an RNN layer with a linear readout, for t = 1 … T."""
    W_x, W_h, b = layer_weights(case.weights, 0)
    h, found = torch.zeros(len(case.x), len(W_h), requires_grad=True), []
    for t in range(case.x.shape[1]):
        h = torch.tanh(h @ W_h.T + case.x[:, t] @ W_x.T + b)
        found.append(h)
    square = (torch.stack(found, dim=1) @ W_f.T + b_f - y) ** 2
    loss = square[:, -1].mean() if last else square.mean()
    return torch.stack([g.norm() for g in torch.autograd.grad(loss, found)])


def lstm_layer(seed: int, layers: int = 1) -> SimpleNamespace:
    """C_t = f∘C_{t−1} + i∘g, h_t = o∘tanh(C_t), one layer above the other."""
    weights = random_weights("LSTM", 2, 4, layers, seed)
    x = numbers(BATCH, seed + 1, TIME, 2)
    inputs, h_last, c_last = x, [], []
    for n in range(layers):
        W_x, W_h, b = layer_weights(weights, n)
        h = c = torch.zeros(BATCH, 4)
        found = []
        for t in range(TIME):
            i, f, g, o = (inputs[:, t] @ W_x.T + h @ W_h.T + b).split(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            found.append(h)
        inputs = torch.stack(found, dim=1)
        h_last.append(h)
        c_last.append(c)
    return SimpleNamespace(
        input_size=2, hidden_size=4, num_layers=layers, weights=weights, x=x, all_h=inputs,
        h_last=torch.stack(h_last), c_last=torch.stack(c_last),
    )  # fmt: skip


def predictions(seed: int) -> SimpleNamespace:
    """Predictions, targets and the two losses."""
    pred, y = numbers(5, seed, 7, 1), numbers(5, seed + 1, 7, 1)
    square = (pred - y) ** 2
    return SimpleNamespace(
        pred=pred,
        y=y,
        everywhere=square.mean(),
        last=square[:, -1].mean(),
        gradient=2 * (pred - y) / pred.numel(),
    )


def linear_gradient(seed: int) -> SimpleNamespace:
    """∂L/∂h_t of a linear RNN by following the chain rule back one step at a time."""
    W_h, W_f = numbers(4, seed, 4) * 0.5, numbers(1, seed + 1, 4)
    y_hat, y = numbers(2, seed + 2)
    row = 2 * (y_hat - y) * W_f
    rows = [row]
    for _ in range(TIME - 1):
        rows.insert(0, rows[0] @ W_h)
    return SimpleNamespace(W_h=W_h, W_f=W_f, y_hat=y_hat, y=y, T=TIME, rows=torch.cat(rows))


def forget_gates(seed: int) -> SimpleNamespace:
    """Forget gates, and the product of those after each step."""
    f = torch.sigmoid(numbers(TIME, seed, 3))
    rows = [torch.ones(3)]
    for t in range(TIME - 1, 0, -1):
        rows.insert(0, rows[0] * f[t])
    return SimpleNamespace(f=f, diagonal=torch.stack(rows))
