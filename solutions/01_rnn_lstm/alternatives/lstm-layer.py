# Right answers to `lstm-layer` in other styles. Each cell replaces the solution cell.


# %% layer-for-each-gate
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        size = input_size + hidden_size
        self.forget_gate = nn.Linear(size, hidden_size)
        self.input_gate = nn.Linear(size, hidden_size)
        self.output_gate = nn.Linear(size, hidden_size)
        self.candidate = nn.Linear(size, hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h_t = torch.zeros(x.size(0), self.hidden_size, device=x.device)
        c_t = torch.zeros(x.size(0), self.hidden_size, device=x.device)
        for t in range(x.size(1)):
            z_t = torch.cat((h_t, x[:, t, :]), dim=1)
            f_t = torch.sigmoid(self.forget_gate(z_t))
            i_t = torch.sigmoid(self.input_gate(z_t))
            o_t = torch.sigmoid(self.output_gate(z_t))
            g_t = torch.tanh(self.candidate(z_t))
            c_t = f_t * c_t + i_t * g_t
            h_t = o_t * torch.tanh(c_t)
            self.h_list.append(h_t)
        return torch.stack(self.h_list, dim=1), (h_t, c_t)


# %% two-linears
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.x2h = nn.Linear(input_size, 4 * hidden_size, bias=False)
        self.h2h = nn.Linear(hidden_size, 4 * hidden_size)

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        batch, time, _ = x.shape
        h = x.new_zeros(batch, self.hidden_size)
        c = x.new_zeros(batch, self.hidden_size)
        drive = self.x2h(x)  # all steps at once
        for t in range(time):
            i, f, g, o = torch.split(drive[:, t] + self.h2h(h), self.hidden_size, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            self.h_list.append(h)
        return torch.stack(self.h_list, 1), (h, c)


# %% matrices-of-the-equations
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        for gate in "fiog":
            setattr(self, f"U_{gate}", nn.Parameter(torch.randn(input_size, hidden_size) * 0.1))
            setattr(self, f"W_{gate}", nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            setattr(self, f"b_{gate}", nn.Parameter(torch.zeros(hidden_size)))

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        C = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            x_t = x[:, t]
            f = torch.sigmoid(x_t @ self.U_f + h @ self.W_f + self.b_f)
            i = torch.sigmoid(x_t @ self.U_i + h @ self.W_i + self.b_i)
            o = torch.sigmoid(x_t @ self.U_o + h @ self.W_o + self.b_o)
            g = torch.tanh(x_t @ self.U_g + h @ self.W_g + self.b_g)
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)


# %% gates-in-a-module-dict
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict(
            {
                name: nn.Linear(hidden_size + input_size, hidden_size)
                for name in ("i", "f", "g", "o")
            }
        )

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        state = torch.zeros(x.shape[0], self.hidden_size), torch.zeros(x.shape[0], self.hidden_size)
        for x_t in x.unbind(dim=1):
            state = self.step(x_t, *state)
            self.h_list.append(state[0])
        return torch.stack(self.h_list, dim=1), state

    def step(self, x_t, h, C):
        joined = torch.cat([h, x_t], dim=1)
        z = {name: layer(joined) for name, layer in self.layers.items()}
        C = torch.sigmoid(z["f"]) * C + torch.sigmoid(z["i"]) * torch.tanh(z["g"])
        return torch.sigmoid(z["o"]) * torch.tanh(C), C


# %% stacked-parameters
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        k = hidden_size**-0.5
        self.U = nn.Parameter(torch.empty(4, input_size, hidden_size).uniform_(-k, k))
        self.W = nn.Parameter(torch.empty(4, hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4, 1, hidden_size))

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        c = h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            z = (
                torch.einsum("bi,gih->gbh", x[:, t], self.U)
                + torch.einsum("bk,gkh->gbh", h, self.W)
                + self.b
            )
            i, f, o = torch.sigmoid(z[:3])
            c = torch.addcmul(f * c, i, torch.tanh(z[3]))
            h = o * torch.tanh(c)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, c)


# %% initialised-by-hand
class LSTMLayer(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.bias = nn.Parameter(torch.zeros(4 * hidden_size))
        nn.init.xavier_uniform_(self.weight_ih)
        nn.init.orthogonal_(self.weight_hh)
        with torch.no_grad():
            self.bias[hidden_size : 2 * hidden_size].fill_(1.0)  # forget gates open at first

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        self.h_list = []
        linear = nn.functional.linear
        n = self.hidden_size
        all_h = torch.zeros(x.shape[0], x.shape[1], n)
        hx, cx = torch.zeros(x.shape[0], n), torch.zeros(x.shape[0], n)
        for t in range(x.shape[1]):
            gates = linear(x[:, t], self.weight_ih, self.bias) + linear(hx, self.weight_hh)
            ingate, forgetgate = gates[:, :n].sigmoid(), gates[:, n : 2 * n].sigmoid()
            cellgate, outgate = gates[:, 2 * n : 3 * n].tanh(), gates[:, 3 * n :].sigmoid()
            cx = forgetgate * cx + ingate * cellgate
            hx = outgate * cx.tanh()
            all_h[:, t] = hx
            self.h_list.append(hx)
        return all_h, (hx, cx)


# %% cell-changed-in-place
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
            C *= f
            C += i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)
