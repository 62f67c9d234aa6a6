# Wrong answers to `rnn-layer`. Each cell replaces the solution cell.


# %% no-recurrence says="h_{t-1} never enters"
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
        h0 = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h0) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% hard-coded-tanh says="`nonlinearity` is ignored"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = torch.tanh(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% two-biases says="one of them `bias=False`"
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Linear(hidden_size, hidden_size)
        self.W_x = nn.Linear(input_size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% no-bias says="The bias b is missing"
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% no-nonlinearity says="σ is never applied"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.W_h(h) + self.W_x(x[:, t])
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% input-outside says="W^x x_t is added outside it"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h)) + self.W_x(x[:, t])
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% residual says="h_t is σ(…) alone"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = h + self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% time-first-output says="Batch and time are exchanged"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list), h


# %% time-first-input says="Batch and time are mixed up"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% loop-over-the-batch says="Batch and time are exchanged"
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
        h = torch.zeros(x.shape[1], self.hidden_size)
        for t in range(x.shape[0]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% h-list-of-copies says="`h_list` holds copies"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h.clone())
        return torch.stack(self.h_list, dim=1), h


# %% h-list-detached says="`h_list` holds copies"
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
        h, states = torch.zeros(x.shape[0], self.hidden_size), []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            states.append(h)
            self.h_list.append(h.detach())
        return torch.stack(states, dim=1), h


# %% h-list-before-sigma says="Is it filled before the nonlinearity"
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
        h, states = torch.zeros(x.shape[0], self.hidden_size), []
        for t in range(x.shape[1]):
            z = self.W_h(h) + self.W_x(x[:, t])
            h = self.nonlinearity(z)
            states.append(h)
            self.h_list.append(z)
        return torch.stack(states, dim=1), h


# %% h-list-with-h0 says="h_0 does not belong in it"
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
        self.h_list.append(torch.zeros(x.shape[0], self.hidden_size))
        for t in range(x.shape[1]):
            self.h_list.append(self.nonlinearity(self.W_h(self.h_list[-1]) + self.W_x(x[:, t])))
        return torch.stack(self.h_list[1:], dim=1), self.h_list[-1]


# %% h-list-unused says="one for each step, got 0"
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
        h, states = torch.zeros(x.shape[0], self.hidden_size), []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            states.append(h)
        return torch.stack(states, dim=1), h


# %% nn-rnn says="This uses `nn.RNN`"
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        all_h, h = self.rnn(x)
        self.h_list = list(all_h.unbind(1))
        return all_h, h[0]


# %% nn-rnn-cell says="This uses `nn.RNNCell`"
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.cell = nn.RNNCell(input_size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.cell(x[:, t], h)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% state-detached says="cut off from the graph"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h.detach()) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% state-kept-between-calls says="starts from the last state of the call before"
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size)
        self.h = None

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        if self.h is None:
            self.h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            self.h = self.nonlinearity(self.W_h(self.h) + self.W_x(x[:, t]))
            self.h_list.append(self.h)
        return torch.stack(self.h_list, dim=1), self.h


# %% random-first-state says="drawn at random"
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
        h = torch.randn(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% first-state-of-ones says="h_0 is all ones"
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
        h = torch.ones(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% first-input-always says="Every step sees x_1"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, 0]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% input-one-step-late says="sees the input of the step before"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t - 1]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% last-state-only says="h_T repeated"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
        self.h_list = [h] * x.shape[1]
        return torch.stack(self.h_list, dim=1), h


# %% first-state-returned says="Is it h_1 in place of h_T"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), self.h_list[0]


# %% list-returned says="Join its elements with `torch.stack`"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return self.h_list, h


# %% one-value-returned says="should return (all_h, last_h)"
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
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1)


# %% weights-outside-parameters says="nn.Parameter"
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = torch.randn(hidden_size, hidden_size)
        self.W_x = torch.randn(input_size, hidden_size)
        self.b = torch.zeros(hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(h @ self.W_h + x[:, t] @ self.W_x + self.b)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% written-in-place says="writes into a tensor that the gradient still needs"
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
        all_h = torch.zeros(x.shape[0], x.shape[1] + 1, self.hidden_size)
        for t in range(x.shape[1]):
            all_h[:, t + 1] = self.nonlinearity(self.W_h(all_h[:, t]) + self.W_x(x[:, t]))
            self.h_list.append(all_h[:, t + 1])
        return all_h[:, 1:], all_h[:, -1]


# %% one-number-for-each-unit says="W^h is a full matrix"
class RNNLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Parameter(torch.randn(hidden_size))
        self.W_x = nn.Linear(input_size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h * h + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h


# %% dtype-fixed says="Leave `dtype` out"
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
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=torch.float32)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h
