"""Recurrent modules as different students write them; the numbers must hold for all of them."""

import torch
from torch import nn


class RNNLayer(nn.Module):
    """Two linear maps, h_list without h_0."""

    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.Wx = nn.Linear(input_size, hidden_size)
        self.Wh = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype)
        self.h_list = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.Wh(h) + self.Wx(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


class ConcatRNNLayer(nn.Module):
    """One matrix for [h, x], time first inside, h_0 kept at the front of h_list."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.W = nn.Parameter(torch.randn(hidden_size + input_size, hidden_size) / 2)
        self.b = nn.Parameter(torch.randn(hidden_size))

    def forward(self, x):
        self.h_list = [torch.zeros(len(x), len(self.b), dtype=x.dtype)]
        for x_t in x.transpose(0, 1):
            both = torch.cat([self.h_list[-1], x_t], dim=1)
            self.h_list.append(torch.tanh(both @ self.W + self.b))
        return torch.stack(self.h_list[1:]).transpose(0, 1), self.h_list[-1]


class LSTMLayer(nn.Module):
    """All gates in one matrix."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = c = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype)
        self.h_list = []
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, c)


class Stacked(nn.Module):
    """Layers on top of each other; returns the last layer's outputs."""

    def __init__(self, kind, input_size, hidden_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(kind(size, hidden_size) for size in sizes)

    def forward(self, x):
        for layer in self.layers:
            x, last = layer(x)
        return x, last


class RecurrentRegressionModel(nn.Module):
    """A linear map on top of every hidden state."""

    def __init__(self, recurrent_net, hidden_size, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.linear = nn.Linear(hidden_size, output_dim)

    def forward(self, x):
        all_h, _ = self.recurrent_net(x)
        return self.linear(all_h), all_h
