# Wrong answers to `classifier`. Each cell replaces the solution cell.


# %% last-padded-position says="at the last padded position"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        return self.output(self.dropout(all_h[:, -1]))


# %% last-state-of-the-layer says="at the last padded position"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        _, state = self.rnn(self.embedding(x))
        h_n = state[0] if isinstance(state, tuple) else state
        return self.output(self.dropout(h_n[-1]))


# %% one-place-too-early says="one place too early"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos - 1]))


# %% one-place-too-far says="one place too far"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos + 1]))


# %% place-of-the-first-row says="Every row is read at last_pos of the first row"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        return self.output(self.dropout(all_h[:, last_pos[0]]))


# %% softmax says="These are probabilities"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos])).softmax(dim=1)


# %% log-softmax says="These are log-probabilities"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        logits = self.output(self.dropout(all_h[rows, last_pos]))
        return nn.functional.log_softmax(logits, dim=1)


# %% sigmoid says="is there a sigmoid"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return torch.sigmoid(self.output(self.dropout(all_h[rows, last_pos])))


# %% dropout-at-evaluation says="Dropout is on after `model.eval()`"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.p = dropout
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        last = nn.functional.dropout(all_h[rows, last_pos], self.p)
        return self.output(last)


# %% no-dropout says="nothing is dropped in training"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(all_h[rows, last_pos])


# %% dropout-between-layers-only says="Dropout acts between layers only"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True, dropout=dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(all_h[rows, last_pos])


# %% dropout-on-the-letters says="is it applied to the output at last_pos?"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.dropout(self.embedding(x)))
        rows = torch.arange(len(x))
        return self.output(all_h[rows, last_pos])


# %% dropout-on-the-logits says="Dropout is applied to the logits"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.dropout(self.output(all_h[rows, last_pos]))


# %% dropout-fixed says="is p fixed in the code?"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout()
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% batch-and-time-exchanged says="Are batch and time exchanged?"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% state-carried says="carried from call to call"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.state = None
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        if self.state is not None and self.state_rows != len(x):
            self.state = None
        all_h, self.state = self.rnn(self.embedding(x), self.state)
        self.state_rows = len(x)
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% random-first-state says="The first hidden state is zeros"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.shape = (num_layers, rnn_size)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        h_0 = torch.randn(self.shape[0], len(x), self.shape[1])
        first = (h_0, torch.zeros_like(h_0)) if isinstance(self.rnn, nn.LSTM) else h_0
        all_h, _ = self.rnn(self.embedding(x), first)
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% mean-over-all-steps says="Padding has an influence"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        return self.output(self.dropout(all_h.mean(dim=1)))


# %% mean-over-the-letters says="the mean over a name's letters"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        inside = torch.arange(x.shape[1]) <= last_pos[:, None]
        total = (all_h * inside[:, :, None]).sum(dim=1)
        return self.output(self.dropout(total / (last_pos + 1)[:, None]))


# %% model-type-ignored says="model_type='rnn' gives as many weights as an LSTM"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = nn.LSTM(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% rnn-for-the-lstm says="model_type='lstm' gives as many weights as a plain RNN"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = nn.RNN(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% gru says="This is a GRU"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.GRU}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% num-layers-ignored says="is num_layers ignored"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% layers-in-a-plain-list says="is num_layers ignored"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, batch_first=True)
        self.more = [layers(rnn_size, rnn_size, batch_first=True) for _ in range(num_layers - 1)]
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        for layer in self.more:
            all_h, _ = layer(all_h)
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% prediction-at-every-step says="a prediction at every step"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        return self.output(self.dropout(all_h))


# %% squeezed says="is there a `squeeze()`?"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        place = last_pos[:, None, None].expand(-1, 1, all_h.shape[2])
        last = all_h.gather(1, place).squeeze()
        return self.output(self.dropout(last))


# %% vocabulary-without-padding says="Letter 29 has no place in the embedding"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size - 1, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% letters-detached says="no gradient reaches embedding.weight"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x).detach())
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))


# %% relu-before-the-readout says="a ReLU before the linear layer"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        all_h, _ = self.rnn(self.embedding(x))
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos].relu()))


# %% both-directions says="read both ways"
class RecurrentClassifier(nn.Module):
    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        half = rnn_size // 2
        self.rnn = layers(rnn_size, half, num_layers, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        packed = nn.utils.rnn.pack_padded_sequence(
            self.embedding(x), last_pos + 1, batch_first=True, enforce_sorted=False
        )
        all_h, _ = self.rnn(packed)
        all_h, _ = nn.utils.rnn.pad_packed_sequence(all_h, batch_first=True)
        rows = torch.arange(len(x))
        return self.output(self.dropout(all_h[rows, last_pos]))
