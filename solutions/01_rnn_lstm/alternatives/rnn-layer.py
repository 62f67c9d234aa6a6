# Right answers to `rnn-layer` in other styles. Each cell replaces the solution cell.


# %% one-linear
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.linear = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        batch, time, _ = x.shape
        h = torch.zeros(batch, self.hidden_size)
        for t in range(time):
            h = self.nonlinearity(self.linear(torch.cat((x[:, t, :], h), dim=-1)))
            self.h_list.append(h)
        return torch.stack(self.h_list, 1), self.h_list[-1]


# %% one-linear-state-first
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.cell = nn.Linear(hidden_size + input_size, hidden_size, bias=True)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros((len(x), self.hidden_size), device=x.device)
        all_h = []
        for x_t in torch.unbind(x, dim=1):
            h = self.nonlinearity(self.cell(torch.hstack([h, x_t])))
            self.h_list.append(h)
            all_h.append(h.unsqueeze(1))
        return torch.cat(all_h, dim=1), h


# %% bare-parameters
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        k = hidden_size**-0.5
        self.U = nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-k, k))
        self.W = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(x.size(0), self.hidden_size)
        for t in range(x.size(1)):
            h = self.nonlinearity(x[:, t] @ self.U + h @ self.W + self.b)
            self.h_list.append(h)
        return torch.stack(self.h_list).transpose(0, 1), h


# %% columns-as-in-the-equation
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Parameter(torch.randn(hidden_size, hidden_size) / hidden_size**0.5)
        self.W_x = nn.Parameter(torch.randn(hidden_size, input_size))
        self.b = nn.Parameter(torch.zeros(hidden_size, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(self.hidden_size, x.shape[0])
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h @ h + self.W_x @ x[:, t].T + self.b)
            self.h_list.append(h.T)
            h = self.h_list[-1].T
        return torch.stack(self.h_list, dim=1), h.T


# %% input-product-before-the-loop
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.recurrent = nn.Linear(hidden_size, hidden_size)
        self.inward = nn.Linear(input_size, hidden_size, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        drive = self.inward(x)  # all steps at once: (batch, time, hidden)
        h = drive.new_zeros(drive.shape[0], self.hidden_size)
        for t in range(drive.shape[1]):
            h = self.nonlinearity(drive[:, t] + self.recurrent(h))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% time-first-inside
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(self.hidden_size)  # broadcast over the batch
        for x_t in x.permute(1, 0, 2):
            h = self.nonlinearity(self.W_x(x_t) + self.W_h(h))
            self.h_list += [h]
        return torch.stack(self.h_list).permute(1, 0, 2).contiguous(), h


# %% states-written-by-index
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.lin = nn.Linear(input_size + hidden_size, hidden_size)
        nn.init.orthogonal_(self.lin.weight)
        nn.init.zeros_(self.lin.bias)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        batch, time, _ = x.shape
        all_h = torch.zeros(batch, time, self.hidden_size)
        h = torch.zeros(batch, self.hidden_size)
        for t in range(time):
            h = self.nonlinearity(self.lin(torch.cat([x[:, t], h], dim=1)))
            all_h[:, t] = h
            self.h_list.append(h)
        return all_h, all_h[:, -1]


# %% helper-method
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.weights = nn.ParameterDict(
            {
                "x": nn.Parameter(torch.randn(input_size, hidden_size) * 0.1),
                "h": nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1),
                "b": nn.Parameter(torch.zeros(1, hidden_size)),
            }
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.step(x[:, t], h)
        return torch.stack(self.h_list, dim=1), h

    def step(self, x_t, h):
        z = torch.einsum("bi,ij->bj", x_t, self.weights["x"])
        z = z + torch.einsum("bi,ij->bj", h, self.weights["h"]) + self.weights["b"]
        self.h_list.append(self.nonlinearity(z))
        return self.h_list[-1]
