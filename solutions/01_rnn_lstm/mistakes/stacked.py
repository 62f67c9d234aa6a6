# Wrong answers to `stacked`. Each cell replaces the solution cell.


# %% plain-list says="`nn.ModuleList`"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = [RNNLayer(size, hidden_size) for size in sizes]

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = [LSTMLayer(size, hidden_size) for size in sizes]

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts), torch.stack(c_lasts))


# %% one-layer-used-again says="weights of its own"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleList(
            [RNNLayer(input_size, hidden_size)]
            + [RNNLayer(hidden_size, hidden_size)] * (num_layers - 1)
        )

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleList(
            [LSTMLayer(input_size, hidden_size)]
            + [LSTMLayer(hidden_size, hidden_size)] * (num_layers - 1)
        )

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts), torch.stack(c_lasts))


# %% num-layers-ignored says="each layer needs weights of its own"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.n = num_layers
        self.layers = nn.ModuleList([RNNLayer(input_size, hidden_size)])

    def forward(self, x: Tensor):
        x, h = self.layers[0](x)
        return x, h.expand(self.n, *h.shape)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.n = num_layers
        self.layers = nn.ModuleList([LSTMLayer(input_size, hidden_size)])

    def forward(self, x: Tensor):
        x, (h, c) = self.layers[0](x)
        return x, (h.expand(self.n, *h.shape), c.expand(self.n, *c.shape))


# %% input-size-everywhere says="Only the first layer reads `input_size` numbers"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleList(RNNLayer(input_size, hidden_size) for _ in range(num_layers))

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleList(LSTMLayer(input_size, hidden_size) for _ in range(num_layers))

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts), torch.stack(c_lasts))


# %% one-layer-too-many says="too many"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * num_layers
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * num_layers
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts), torch.stack(c_lasts))


# %% all-read-the-input says="Only the first layer reads `input_size` numbers"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleList(RNNLayer(input_size, hidden_size) for _ in range(num_layers))

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            out, h_last = layer(x)
            last.append(h_last)
        return out, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleList(LSTMLayer(input_size, hidden_size) for _ in range(num_layers))

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            out, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return out, (torch.stack(h_lasts), torch.stack(c_lasts))


# %% last-layer-only says="Return one state for every layer"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        for layer in self.layers:
            x, h_last = layer(x)
        return x, h_last


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
        return x, (h_last, c_last)


# %% last-state-repeated says="Every layer has the last layer's state"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        for layer in self.layers:
            x, h_last = layer(x)
        return x, torch.stack([h_last] * len(self.layers))


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
        return x, (
            torch.stack([h_last] * len(self.layers)),
            torch.stack([c_last] * len(self.layers)),
        )


# %% first-outputs-returned says="These are the first layer's outputs"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        outs, last = [], []
        for layer in self.layers:
            x, h_last = layer(x)
            outs.append(x)
            last.append(h_last)
        return outs[0], torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        outs, hs, cs = [], [], []
        for layer in self.layers:
            x, (h, c) = layer(x)
            outs.append(x)
            hs.append(h)
            cs.append(c)
        return outs[0], (torch.stack(hs), torch.stack(cs))


# %% reads-the-last-state says="reads only the last state of the one below"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last, time = [], x.shape[1]
        for layer in self.layers:
            all_h, h_last = layer(x)
            last.append(h_last)
            x = h_last.unsqueeze(1).expand(-1, time, -1)
        return all_h, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        hs, cs, time = [], [], x.shape[1]
        for layer in self.layers:
            all_h, (h, c) = layer(x)
            hs.append(h)
            cs.append(c)
            x = h.unsqueeze(1).expand(-1, time, -1)
        return all_h, (torch.stack(hs), torch.stack(cs))


# %% top-layer-first says="the lowest layer comes first"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last[::-1])


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts[::-1]), torch.stack(c_lasts))


# %% batch-first-states says="Num_layers and batch are exchanged"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last, dim=1)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts, dim=1), torch.stack(c_lasts))


# %% states-joined-end-to-end says="joins the layers end to end"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.cat(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.cat(h_lasts), torch.cat(c_lasts))


# %% list-of-states says="Join its elements with `torch.stack`"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, last


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (h_lasts, c_lasts)


# %% pair-for-each-layer says="one pair for each layer"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_and_c = layer(x)
            last.append(h_and_c)
        return x, last


# %% states-exchanged says="h and C are exchanged"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(c_lasts), torch.stack(h_lasts))


# %% rnn-layers-in-the-lstm says="built from `RNNLayer`"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        hs = []
        for layer in self.layers:
            x, h = layer(x)
            hs.append(h)
        return x, (torch.stack(hs), torch.stack(hs))


# %% detached-between-layers says="is their output detached?"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(x.detach())
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x.detach())
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts), torch.stack(c_lasts))


# %% nn-rnn says="This uses `nn.RNN`"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.net = nn.RNN(input_size, hidden_size, num_layers, batch_first=True)

    def forward(self, x: Tensor):
        return self.net(x)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.net = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)

    def forward(self, x: Tensor):
        return self.net(x)


# %% tanh-between-layers says="A tanh is applied between the layers"
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        last = []
        for layer in self.layers:
            x, h_last = layer(torch.tanh(x) if last else x)
            last.append(h_last)
        return x, torch.stack(last)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x: Tensor):
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts), torch.stack(c_lasts))
