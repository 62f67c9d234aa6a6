# Right answers to `autoencoder` in other styles. Each cell replaces the solution cell.


# %% module-lists-and-a-loss-method
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        there = [input_size] + hidden_sizes
        back = list(reversed(there))
        self.down = nn.ModuleList(nn.Linear(a, b) for a, b in zip(there, there[1:]))
        self.up = nn.ModuleList(nn.Linear(a, b) for a, b in zip(back, back[1:]))
        self.act = activation_cls()

    def encode(self, x: Tensor) -> Tensor:
        for layer in self.down[:-1]:
            x = self.act(layer(x))
        return self.down[-1](x)

    def decode(self, z: Tensor) -> Tensor:
        for n, layer in enumerate(self.up):
            z = layer(z)
            if n + 1 < len(self.up):
                z = self.act(z)
        return z

    def forward(self, x: Tensor) -> Tensor:
        z = self.encode(x)
        return self.decode(z)

    def loss(self, x: Tensor, x_hat: Tensor) -> Tensor:
        return (x - x_hat).pow(2).mean()

    def get_loss(self, x: Tensor) -> Tensor:
        x_hat = self.forward(x)
        return self.loss(x, x_hat)

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        loss = self.get_loss(x)
        self.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.detach())


# %% raw-parameters-and-columns
class Autoencoder(nn.Module):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        self.sigma = activation_cls
        sizes = [input_size] + list(hidden_sizes)
        self.W, self.b = nn.ParameterDict(), nn.ParameterDict()
        for way, order in (("encode", sizes), ("decode", sizes[::-1])):
            for n, (a, b) in enumerate(zip(order[:-1], order[1:])):
                self.W[f"{way}{n}"] = nn.Parameter(torch.randn(b, a) / a**0.5)
                self.b[f"{way}{n}"] = nn.Parameter(torch.zeros(b, 1))
        self.depth = len(hidden_sizes)

    def through(self, way, rows):
        h = rows.T  # (features, batch)
        for n in range(self.depth):
            h = self.W[f"{way}{n}"] @ h + self.b[f"{way}{n}"]
            if n < self.depth - 1:
                h = self.sigma()(h)
        return h.T

    def encode(self, x):
        return self.through("encode", x)

    def decode(self, z):
        return self.through("decode", z)

    def forward(self, x):
        return self.through("decode", self.through("encode", x))

    @staticmethod
    def loss(x, x_hat):
        return nn.functional.mse_loss(x_hat, x)

    def get_loss(self, x):
        return self.loss(x, self(x))

    def train_step(self, x, optimizer):
        optimizer.zero_grad(set_to_none=False)
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.detach().cpu().numpy().item()


# %% decoder-defined-first-with-a-closure
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list, activation_cls: type = nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.decoder = nn.Sequential()
        for n in range(len(hidden_sizes), 0, -1):
            self.decoder.append(nn.Linear(sizes[n], sizes[n - 1]))
            if n > 1:
                self.decoder.append(activation_cls())
        *first, last = hidden_sizes
        modules = []
        before = input_size
        for size in first:
            modules.extend([nn.Linear(before, size), activation_cls()])
            before = size
        modules.append(nn.Linear(before, last))
        self.encoder = nn.Sequential(*modules)
        self.criterion = nn.MSELoss(reduction="sum")

    def encode(self, x):
        return self.encoder(x)

    def decode(self, z):
        return self.decoder(z)

    def forward(self, x):
        return nn.Sequential(self.encoder, self.decoder)(x)

    def loss(self, x, x_hat):
        return self.criterion(x, x_hat) / x.numel()

    def get_loss(self, x):
        return self.loss(x, self.forward(x))

    def train_step(self, x, optimizer):
        def closure():
            optimizer.zero_grad()
            loss = self.get_loss(x)
            loss.backward()
            return loss

        return optimizer.step(closure).item()


# %% lazy-layers-and-einsum
class Autoencoder(nn.Module):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        widths = hidden_sizes + hidden_sizes[-2::-1] + [input_size]
        self.layers = nn.ModuleList([nn.LazyLinear(width) for width in widths])
        self.activations = nn.ModuleList([activation_cls() for _ in widths])
        self.half = len(hidden_sizes)

    def run(self, h, start, stop):
        for n in range(start, stop):
            h = self.layers[n](h)
            if n != stop - 1:
                h = self.activations[n](h)
        return h

    def encode(self, x):
        return self.run(x, 0, self.half)

    def decode(self, z):
        return self.run(z, self.half, len(self.layers))

    def forward(self, x):
        return self.decode(self.encode(x))

    def loss(self, x, x_hat):
        d = x - x_hat
        return torch.einsum("bi,bi->", d, d) / d.shape[0] / d.shape[1]

    def get_loss(self, x):
        return self.loss(x, self(x))

    def train_step(self, x, optimizer):
        self.train()
        loss = self.get_loss(x)
        value = loss.item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return value
