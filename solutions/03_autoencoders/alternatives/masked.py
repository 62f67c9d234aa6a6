# Right answers to `masked` in other styles. Each cell replaces the solution cell.


# %% hidden-in-forward-while-training
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob = mask_prob
        self.loss_on = loss_on
        self.mask = None

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.mask = torch.bernoulli(torch.full_like(x, self.mask_prob))  # 1 where hidden
            x = x * (1 - self.mask)
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        x_hat = self.forward(x)
        if not self.training or self.loss_on == "all":
            return self.loss(x, x_hat)
        hidden = self.mask.sum()
        if hidden == 0:
            return 0 * x_hat.sum()
        return (self.mask * (x_hat - x).square()).sum() / hidden


# %% dropout-without-its-rescaling
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.drop = nn.Dropout(mask_prob)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        kept = self.drop(torch.ones_like(x)) > 0  # all of them in evaluation mode
        x_hat = self(torch.where(kept, x, 0.0))
        squares = (x - x_hat).pow(2)
        if self.loss_on == "all":
            return squares.mean()
        chosen = squares[~kept]
        return chosen.mean() if len(chosen) else torch.zeros(())


# %% in-encode-while-training
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def encode(self, x: Tensor) -> Tensor:
        if self.training:
            self.visible = (torch.rand(x.shape, device=x.device) >= self.mask_prob).to(x.dtype)
            x = x * self.visible
        return super().encode(x)

    def get_loss(self, x: Tensor) -> Tensor:
        x_hat = self.decode(self.encode(x))
        if self.loss_on == "all" or not self.training:
            return ((x_hat - x) ** 2).mean()
        weight = 1 - self.visible
        return torch.sum(weight * (x_hat - x) ** 2) / torch.clamp(weight.sum(), min=1)


# %% own-weights-and-own-products
class MaskedAutoencoder(nn.Module):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.depth, self.act = len(hidden_sizes), activation_cls()
        self.mask_prob, self.loss_on = mask_prob, loss_on
        both = list(zip(sizes, sizes[1:])) + list(zip(sizes[::-1], sizes[-2::-1]))
        self.W = nn.ParameterList(torch.randn(o, i) / i**0.5 for i, o in both)
        self.b = nn.ParameterList(torch.zeros(o) for _, o in both)

    def layers(self, h, first):
        for n in range(first, first + self.depth):
            h = torch.einsum("oi,bi->bo", self.W[n], h) + self.b[n]
            if n < first + self.depth - 1:
                h = self.act(h)
        return h

    def encode(self, x):
        return self.layers(x, 0)

    def decode(self, z):
        return self.layers(z, self.depth)

    def forward(self, x):
        return self.decode(self.encode(x))

    def loss(self, x, x_hat):
        return torch.mean((x_hat - x) ** 2)

    def get_loss(self, x):
        masked, hidden = x.clone(), torch.rand(x.shape).to(x) < self.mask_prob
        masked[hidden] = 0
        x_hat = self(masked)
        if self.loss_on == "all":
            return self.loss(x, x_hat)
        return torch.nan_to_num(self.loss(x[hidden], x_hat[hidden]))

    def train_step(self, x, optimizer):
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()
