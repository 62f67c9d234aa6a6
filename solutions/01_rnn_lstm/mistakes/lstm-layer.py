# Wrong answers to `lstm-layer`. Each cell replaces the solution cell.


# %% i-and-f-exchanged-per-gate says="The gates f and i are exchanged"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        size = input_size + hidden_size
        self.W_f = nn.Linear(size, hidden_size)
        self.W_i = nn.Linear(size, hidden_size)
        self.W_o = nn.Linear(size, hidden_size)
        self.W_g = nn.Linear(size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            z = torch.cat([x[:, t], h], dim=1)
            f = torch.sigmoid(self.W_f(z))
            i = torch.sigmoid(self.W_i(z))
            o = torch.sigmoid(self.W_o(z))
            g = torch.tanh(self.W_g(z))
            C = i * C + f * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% i-and-f-exchanged-fused says="The gates f and i are exchanged"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = i * C + f * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% o-and-f-exchanged says="The gates f and o are exchanged"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = o * C + i * g
            h = f * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% cell-without-tanh says="without the tanh"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * C
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% two-biases says="one of them `bias=False`"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.x_gates = nn.Linear(input_size, 4 * hidden_size)
        self.h_gates = nn.Linear(hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = (self.x_gates(x[:, t]) + self.h_gates(h)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% bias-added-twice says="Every bias is added twice"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.U = nn.Parameter(torch.randn(input_size, 4 * hidden_size) * 0.1)
        self.W = nn.Parameter(torch.randn(hidden_size, 4 * hidden_size) * 0.1)
        self.b = nn.Parameter(torch.zeros(4 * hidden_size))

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = (x[:, t] @ self.U + self.b + h @ self.W + self.b).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% cell-state-detached says="the cell state is detached"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C.detach() + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% both-states-detached says="both states are detached"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h, C = h.detach(), C.detach()
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% output-gate-forgotten says="The output gate is forgotten"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% three-gates says="The weights of one gate are missing"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        size = input_size + hidden_size
        self.W_f = nn.Linear(size, hidden_size)
        self.W_i = nn.Linear(size, hidden_size)
        self.W_g = nn.Linear(size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            z = torch.cat([x[:, t], h], dim=1)
            f = torch.sigmoid(self.W_f(z))
            i = torch.sigmoid(self.W_i(z))
            g = torch.tanh(self.W_g(z))
            C = f * C + i * g
            h = torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% one-gate-for-all says="Each gate and the candidate have weights of their own"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.W = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            z = torch.cat([x[:, t], h], dim=1)
            f = torch.sigmoid(self.W(z))
            i = torch.sigmoid(self.W(z))
            o = torch.sigmoid(self.W(z))
            g = torch.tanh(self.W(z))
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% cell-forgotten says="C_{t-1} is not carried over"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% no-forget-gate says="here C_{t-1} is kept whole"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% no-input-gate says="g_t enters C_t without i_t"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% coupled-gates says="i_t is a gate of its own"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + (1 - f) * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% sigmoid-candidate says="The candidate g_t needs a tanh"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.sigmoid(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% tanh-gates says="The gates f, i and o need a sigmoid"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.tanh(f), torch.tanh(i), torch.tanh(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% bare-gates says="The gates f, i and o need a sigmoid"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            g = torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% tanh-around-the-cell says="itself goes through no tanh"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = torch.tanh(f * C + i * g)
            h = o * C
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% old-cell says="h_t is taken from C_{t-1}"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            h = o * torch.tanh(C)
            C = f * C + i * g
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% gates-read-the-cell says="The gates read C_{t-1}"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], C], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% no-recurrence says="h_{t-1} never enters the gates"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h0 = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h0], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% states-exchanged says="h_last and c_last are exchanged"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (C, h)


# %% three-values says="should return (all_h, (h_last, c_last)), got 3 values"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h, C


# %% cell-states-returned says="all_h holds the cell states"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(C)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% time-first-output says="Batch and time are exchanged"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=0), (h, C)


# %% state-kept-between-calls says="starts from the last state of the call before"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)
        self.C = 0.0

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = self.C
        for t in range(x.shape[1]):
            f, i, o, g = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        self.C = C
        return torch.stack(self.h_list, dim=1), (h, C)


# %% nn-lstm-cell says="This uses `nn.LSTMCell`"
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.cell = nn.LSTMCell(input_size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h, C = self.cell(x[:, t], (h, C))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)
