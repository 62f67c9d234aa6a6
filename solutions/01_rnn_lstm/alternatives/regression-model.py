# Right answers to `regression-model` in other styles. Each cell replaces the solution cell.


# %% bare-parameters
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.W_f = nn.Parameter(torch.randn(output_dim, recurrent_net.hidden_size) * 0.1)
        self.b_f = nn.Parameter(torch.zeros(output_dim))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h = self.recurrent_net(x)[0]
        return all_h @ self.W_f.T + self.b_f, all_h


# %% step-by-step
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = nn.Linear(self.recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, *_ = self.recurrent_net(x)
        out = [self.readout(all_h[:, t]) for t in range(all_h.shape[1])]
        return torch.stack(out, dim=1), all_h


# %% flattened
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.fc = nn.Sequential(nn.Linear(recurrent_net.hidden_size, output_dim))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, last = self.recurrent_net(x)
        batch, time, hidden = all_h.shape
        out = self.fc(all_h.reshape(batch * time, hidden))
        return out.view(batch, time, -1), all_h


# %% einsum
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.weight = nn.Parameter(torch.empty(recurrent_net.hidden_size, output_dim))
        self.bias = nn.Parameter(torch.zeros(1, 1, output_dim))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return torch.einsum("bth,ho->bto", all_h, self.weight) + self.bias, all_h


# %% net-under-another-name
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.rnn = recurrent_net
        self.readout = nn.Linear(self.rnn.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, *_ = self.rnn(x)
        return self.readout(all_h), all_h
