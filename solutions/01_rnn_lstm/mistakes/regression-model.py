# Wrong answers to `regression-model`. Each cell replaces the solution cell.


# %% last-state-only says="one prediction for each sequence"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, last_h = self.recurrent_net(x)
        return self.output_layer(all_h[:, -1]), all_h


# %% last-prediction-repeated says="use all_h, not last_h"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        last = all_h[:, -1:].expand_as(all_h)
        return self.output_layer(last), all_h


# %% squashed says="There is a tanh after the linear layer"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return torch.tanh(self.output_layer(all_h)), all_h


# %% relu says="is there a ReLU"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return torch.relu(self.output_layer(all_h)), all_h


# %% exchanged says="out and all_h are exchanged"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return all_h, self.output_layer(all_h)


# %% output-dim-ignored says="`output_dim` is ignored"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return self.output_layer(all_h), all_h


# %% no-bias says="The bias b^f is missing"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return self.output_layer(all_h), all_h


# %% net-not-kept says="The recurrent net is not part of the model"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.net = [recurrent_net]  # a list hides it
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.net[0](x)
        return self.output_layer(all_h), all_h


# %% own-net says="The recurrent net is not part of the model"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = RNNLayer(1, recurrent_net.hidden_size)
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return self.output_layer(all_h), all_h


# %% detached says="is all_h detached"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return self.output_layer(all_h.detach()), all_h


# %% last-state-returned says="The second value is all_h, every state"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, last_h = self.recurrent_net(x)
        return self.output_layer(all_h), last_h


# %% prediction-only says="should return (out, all_h)"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return self.output_layer(all_h)


# %% tuple-into-linear says="Unpack it first"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h = self.recurrent_net(x)
        return self.output_layer(all_h), all_h


# %% size-fixed says="take the size from `recurrent_net.hidden_size`"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(32, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return self.output_layer(all_h), all_h


# %% layer-made-in-forward says="no weights of its own"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_dim = output_dim

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.recurrent_net(x)
        return nn.Linear(all_h.shape[-1], self.output_dim)(all_h), all_h


# %% lstm-only says="The model needs neither"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        all_h, (h, c) = self.recurrent_net(x)
        return self.output_layer(all_h), all_h
