# Wrong answers to `masked`. Each cell replaces the solution cell.


# %% inverted says="The mask is inverted"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) > self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% fixed-mask says="same in every call"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on
        self.mask = None

    def get_loss(self, x: Tensor) -> Tensor:
        if self.mask is None or self.mask.shape != x.shape:
            self.mask = torch.rand_like(x) < self.mask_prob
        hidden = self.mask
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% seeded-in-every-call says="same in every call"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        torch.manual_seed(0)
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% one-mask-for-the-batch says="All rows of a batch share one mask"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand(x.shape[1]) < self.mask_prob
        hidden = hidden.expand_as(x)
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% whole-rows says="A row is hidden as a whole"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand(len(x), 1) < self.mask_prob
        hidden = hidden.expand_as(x)
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% dropout-rescales says="divided by 1 - mask_prob"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        corrupted = nn.functional.dropout(x, self.mask_prob)
        hidden = corrupted == 0
        x_hat = self(corrupted)
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% target-masked-too says="compare x_hat with the clean x"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x.masked_fill(hidden, 0.0)) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% in-place says="get_loss changes x itself"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x[hidden] = 0.0
        x_hat = self(x)
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% counts-visible says="entries that are visible"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * ~hidden).sum() / (~hidden).sum().clamp(min=1)


# %% divided-by-all says="divided by the number of all entries"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).mean()


# %% sum-over-hidden says="sum over hidden entries"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return squares[hidden].sum()


# %% mean-of-row-means says="mean of the rows' means"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return ((squares * hidden).sum(dim=1) / hidden.sum(dim=1).clamp(min=1)).mean()


# %% nan-where-nothing-is-hidden says="0/0 = nan"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        return squares.mean() if self.loss_on == "all" else squares[hidden].mean()


# %% mask-found-by-zero says="all of them count as hidden"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        masked = x * (torch.rand_like(x) >= self.mask_prob)
        hidden = masked == 0
        x_hat = self(masked)
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% mask-found-by-difference says="none of these counts"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        masked = x * (torch.rand_like(x) >= self.mask_prob)
        hidden = masked != x
        x_hat = self(masked)
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% hides-at-evaluation says="After `model.eval()` `forward` still changes x"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def forward(self, x: Tensor) -> Tensor:
        self.hidden = torch.rand_like(x) < self.mask_prob
        return self.decode(self.encode(x.masked_fill(self.hidden, 0.0)))

    def get_loss(self, x: Tensor) -> Tensor:
        squares = (self(x) - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * self.hidden).sum() / self.hidden.sum().clamp(min=1)


# %% hides-in-encode says="After `model.eval()` `encode` still changes x"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def encode(self, x: Tensor) -> Tensor:
        self.hidden = torch.rand_like(x) < self.mask_prob
        return super().encode(x.masked_fill(self.hidden, 0.0))

    def get_loss(self, x: Tensor) -> Tensor:
        squares = (self(x) - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * self.hidden).sum() / self.hidden.sum().clamp(min=1)


# %% noise-at-every-entry says="is noise added to x?"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x + torch.randn_like(x) * hidden.any())
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% noise-instead-of-zeros says="A hidden entry should be 0"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(torch.where(hidden, torch.randn_like(x), x))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% so-many-in-every-row says="entries are hidden in every row"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        count = round(self.mask_prob * x.shape[1])
        hidden = torch.rand_like(x).argsort(dim=1) < count
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% so-many-in-every-batch says="entries are hidden in every batch"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        count = round(self.mask_prob * x.numel())
        hidden = (torch.randperm(x.numel()) < count).view_as(x)
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% mask-prob-ignored says="Is mask_prob ignored?"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < 0.25
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% normal-numbers says="Each entry is hidden with probability mask_prob"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.randn_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% neighbours-together says="not drawn independently"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        pairs = torch.rand(len(x), (x.shape[1] + 2) // 3) < self.mask_prob
        hidden = pairs.repeat_interleave(3, dim=1)[:, : x.shape[1]]
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% loss-on-ignored says="counts all entries: is loss_on ignored?"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        return self.loss(x, x_hat)


# %% always-on-masked says="is loss_on ignored?"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        return ((x_hat - x) ** 2 * hidden).sum() / hidden.sum().clamp(min=1)


# %% latent-masked says="nothing is hidden"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        z = self.encode(x)
        hidden = torch.rand_like(z) < self.mask_prob
        return self.loss(x, self.decode(z.masked_fill(hidden, 0.0)))


# %% sum-instead-of-mean says="sum of the squares"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x) ** 2
        if self.loss_on == "all":
            return squares.sum()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


# %% cut-off says="cut off from the graph"
class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x: Tensor) -> Tensor:
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        squares = (x_hat - x).detach() ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)
