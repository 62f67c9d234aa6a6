# Right answers to `stacked` in other styles. Each cell replaces the solution cell.


# %% first-and-rest
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.first = RNNLayer(input_size, hidden_size)
        self.rest = nn.ModuleList(
            [RNNLayer(hidden_size, hidden_size) for _ in range(num_layers - 1)]
        )

    def forward(self, x: Tensor):
        all_h, h = self.first(x)
        last = [h]
        for layer in self.rest:
            all_h, h = layer(all_h)
            last.append(h)
        return all_h, torch.stack(last, dim=0)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.first = LSTMLayer(input_size, hidden_size)
        self.rest = nn.ModuleList(
            [LSTMLayer(hidden_size, hidden_size) for _ in range(num_layers - 1)]
        )

    def forward(self, x: Tensor):
        all_h, (h, c) = self.first(x)
        h_n, c_n = [h], [c]
        for layer in self.rest:
            all_h, (h, c) = layer(all_h)
            h_n += [h]
            c_n += [c]
        return all_h, (torch.stack(h_n), torch.stack(c_n))


# %% appended-in-a-loop
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.rnn = nn.ModuleList()
        for n in range(num_layers):
            self.rnn.append(RNNLayer(input_size if n == 0 else hidden_size, hidden_size))

    def forward(self, x: Tensor):
        batch = x.size(0)
        h_last = torch.zeros(self.num_layers, batch, self.hidden_size)
        for n, layer in enumerate(self.rnn):
            x, h_last[n] = layer(x)
        return x, h_last


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.rnn = nn.ModuleList()
        for n in range(num_layers):
            self.rnn.append(LSTMLayer(input_size if n == 0 else hidden_size, hidden_size))

    def forward(self, x: Tensor):
        h_last = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        c_last = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        for n, layer in enumerate(self.rnn):
            x, (h_last[n], c_last[n]) = layer(x)
        return x, (h_last, c_last)


# %% module-dict
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for n in range(num_layers):
            self.layers[str(n)] = RNNLayer(input_size, hidden_size)
            input_size = hidden_size

    def forward(self, x: Tensor):
        states = []
        for layer in self.layers.values():
            x, h = layer(x)
            states.append(h.unsqueeze(0))
        return x, torch.cat(states)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for n in range(num_layers):
            self.layers[str(n)] = LSTMLayer(input_size, hidden_size)
            input_size = hidden_size

    def forward(self, x: Tensor):
        states = []
        for layer in self.layers.values():
            x, state = layer(x)
            states.append(state)
        h, c = zip(*states)
        return x, (torch.stack(h), torch.stack(c))


# %% recursive
class Stack(nn.Module):
    """One layer, and whatever stands on it."""

    def __init__(self, layer, input_size, hidden_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.bottom = layer(input_size, hidden_size)
        self.above = (
            Stack(layer, hidden_size, hidden_size, num_layers - 1) if num_layers > 1 else None
        )

    def run(self, x):
        x, state = self.bottom(x)
        if self.above is None:
            return x, [state]
        x, states = self.above.run(x)
        return x, [state, *states]


class RNN(Stack):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__(RNNLayer, input_size, hidden_size, num_layers)

    def forward(self, x):
        x, states = self.run(x)
        return x, torch.stack(states)


class LSTM(Stack):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__(LSTMLayer, input_size, hidden_size, num_layers)

    def forward(self, x):
        x, states = self.run(x)
        return x, (torch.stack([h for h, _ in states]), torch.stack([c for _, c in states]))


# %% step-by-step-cells
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(nn.Linear(n + hidden_size, hidden_size) for n in sizes)

    def forward(self, x):
        h = [torch.zeros(x.shape[0], self.hidden_size) for _ in self.cells]
        out = []
        for x_t in x.unbind(1):
            for n, cell in enumerate(self.cells):  # up through the layers, then on in time
                x_t = h[n] = torch.tanh(cell(torch.cat([x_t, h[n]], dim=1)))
            out.append(x_t)
        return torch.stack(out, dim=1), torch.stack(h)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(nn.Linear(n + hidden_size, 4 * hidden_size) for n in sizes)

    def forward(self, x):
        h = [torch.zeros(x.shape[0], self.hidden_size) for _ in self.cells]
        c = list(h)
        out = []
        for x_t in x.unbind(1):
            for n, cell in enumerate(self.cells):
                i, f, o, g = cell(torch.cat([x_t, h[n]], dim=1)).chunk(4, dim=1)
                c[n] = f.sigmoid() * c[n] + i.sigmoid() * g.tanh()
                x_t = h[n] = o.sigmoid() * c[n].tanh()
            out.append(x_t)
        return torch.stack(out, dim=1), (torch.stack(h), torch.stack(c))
