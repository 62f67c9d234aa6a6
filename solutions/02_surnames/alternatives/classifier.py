# Right answers to `classifier` in other styles. Each cell replaces the solution cell.


# %% packed-sequences
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, rnn_size, padding_idx=0)
        if model_type == "lstm":
            self.net = nn.LSTM(rnn_size, rnn_size, num_layers, batch_first=True)
        else:
            self.net = nn.RNN(rnn_size, rnn_size, num_layers, batch_first=True)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(rnn_size, n_categories))

    def forward(self, x, last_pos):
        packed = nn.utils.rnn.pack_padded_sequence(
            self.emb(x), (last_pos + 1).cpu(), batch_first=True, enforce_sorted=False
        )
        _, state = self.net(packed)
        h_n = state[0] if isinstance(state, tuple) else state
        return self.head(h_n[-1])


# %% gather
class RecurrentClassifier(nn.Module):
    def __init__(
        self,
        vocab_size: int,
        rnn_size: int,
        n_categories: int,
        num_layers: int = 1,
        dropout: float = 0.0,
        model_type: str = "lstm",
    ):
        super().__init__()
        Net = nn.LSTM if model_type == "lstm" else nn.RNN
        between = dropout if num_layers > 1 else 0.0
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.net = Net(rnn_size, rnn_size, num_layers, batch_first=True, dropout=between)
        self.p = dropout
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        states, _ = self.net(self.embedding(x))  # (batch, time, rnn_size)
        place = last_pos.view(-1, 1, 1).expand(-1, 1, states.size(2))
        last = torch.gather(states, 1, place).squeeze(1)
        last = nn.functional.dropout(last, self.p, training=self.training)
        return self.linear(last)


# %% time-first-inside
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.letters = nn.Embedding(vocab_size, rnn_size)
        self.rnn = getattr(nn, model_type.upper())(rnn_size, rnn_size, num_layers)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        out, _ = self.rnn(self.letters(x.t()))  # (time, batch, rnn_size)
        last = torch.stack([out[t, i] for i, t in enumerate(last_pos.tolist())])
        return self.fc(self.dropout(last))


# %% layers-from-scratch
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size)

    def forward(self, x):
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


class LSTMLayer(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = c = torch.zeros(x.shape[0], self.hidden_size)
        all_h = []
        for x_t in x.unbind(1):
            f, i, o, g = self.gates(torch.cat([x_t, h], dim=1)).chunk(4, dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            all_h.append(h)
        return torch.stack(all_h, dim=1), (h, c)


class Stack(nn.Module):
    def __init__(self, layer, input_size, hidden_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(layer(size, hidden_size) for size in sizes)

    def forward(self, x):
        states = []
        for layer in self.layers:
            x, state = layer(x)
            states.append(state)
        return x, states


class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layer = {"rnn": RNNLayer, "lstm": LSTMLayer}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.stack = Stack(layer, rnn_size, rnn_size, num_layers)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        all_h, _ = self.stack(self.embedding(x))
        return self.output(self.dropout(all_h[torch.arange(x.shape[0]), last_pos]))


# %% cells-and-raw-parameters
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.letters = nn.Parameter(torch.randn(vocab_size, rnn_size))
        self.lstm = model_type == "lstm"
        cell = nn.LSTMCell if self.lstm else nn.RNNCell
        self.cells = nn.ModuleList([cell(rnn_size, rnn_size) for _ in range(num_layers)])
        self.keep = 1 - dropout
        self.W = nn.Parameter(torch.randn(rnn_size, n_categories) / rnn_size**0.5)
        self.b = nn.Parameter(torch.zeros(n_categories))

    def forward(self, x, last_pos):
        states = [None] * len(self.cells)
        last = torch.zeros(len(x), self.letters.shape[1])
        for t in range(x.shape[1]):
            h = self.letters[x[:, t]]
            for n, cell in enumerate(self.cells):
                states[n] = cell(h, states[n])
                h = states[n][0] if self.lstm else states[n]
            last = torch.where((last_pos == t)[:, None], h, last)
        if self.training:
            last = last * (torch.rand_like(last) < self.keep) / self.keep
        return last @ self.W + self.b


# %% both-built-one-used
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = nn.RNN(rnn_size, rnn_size, num_layers, batch_first=True)
        self.lstm = nn.LSTM(rnn_size, rnn_size, num_layers, batch_first=True)
        self.model_type = model_type
        self.dropout = nn.Dropout(p=dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        net = self.rnn if self.model_type == "rnn" else self.lstm
        out, _ = net(self.embedding(x))
        picked = nn.functional.one_hot(last_pos, x.size(1)).to(out.dtype)  # (batch, time)
        last = torch.einsum("bt,bth->bh", picked, out)
        return self.linear(self.dropout(last))
