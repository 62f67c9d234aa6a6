"""Right answers to notebook 01, in a style of their own: what every check must let pass."""

import torch
from torch import nn

from .layouts import Layout, Stack


class RNNLayer(Layout):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__(input_size, hidden_size, "h", joined="hx")
        self.nonlinearity = nonlinearity

    def forward(self, x):
        h = torch.zeros(len(x), self.hidden_size)
        self.h_list = []
        for x_t in x.unbind(1):
            h = self.nonlinearity(self.before_gates(x_t, h)["h"])
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


class LSTMLayer(Layout):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size, "ogif", style="columns")


class RNN(Stack):
    def __init__(self, input_size, hidden_size, num_layers):
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        super().__init__(RNNLayer(size, hidden_size) for size in sizes)
        self.hidden_size = hidden_size


class LSTM(Stack):
    def __init__(self, input_size, hidden_size, num_layers):
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        super().__init__(LSTMLayer(size, hidden_size) for size in sizes)
        self.hidden_size = hidden_size


class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.W_f = nn.Parameter(torch.randn(recurrent_net.hidden_size, output_dim))
        self.b_f = nn.Parameter(torch.randn(output_dim))

    def forward(self, x):
        all_h, _ = self.recurrent_net(x)
        return all_h @ self.W_f + self.b_f, all_h


def loss_fn(pred, y, last_timestep_only=False):
    square = (pred - y).pow(2).flatten(1)
    return square[:, -1].mean() if last_timestep_only else square.mean()


def hidden_gradient_norms(model, x, y, last_timestep_only=False):
    out, _ = model(x)
    states = model.recurrent_net.h_list
    for h in states:
        h.retain_grad()
    loss_fn(out, y, last_timestep_only).backward()
    return torch.stack([h.grad.norm() for h in states])


def linear_gradient(W_h, W_f, y_hat, y, t, T):
    row = 2 * (y_hat - y) * W_f
    for _ in range(T - t):
        row = row @ W_h
    return row


def cell_path(f):
    after = torch.cat([f[1:], torch.ones_like(f[:1])])
    return after.flip(0).cumprod(0).flip(0)


def scalar_forward(w, u1, u2, u3):
    q = w * u1
    s = w * (u2 + q)
    return [u1, q, u2 + q, s, u3 + s, w * (u3 + s)]


def scalar_dydw(w, u1, u2, u3):
    return u3 + w * (2 * u2 + 3 * w * u1)


def scalar_edges(w, u1, u2, u3):
    return w * w * w, (w * w * u1, w * (u2 + w * u1), u3 + w * (u2 + w * u1))
