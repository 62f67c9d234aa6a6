# Wrong answers to `denoising`. Each cell replaces the solution cell.


# %% noisy-target says="The loss compares with the noisy input"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(noisy, self(noisy))


# %% noise-added-in-place says="get_loss changes x itself"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        x += self.noise_std * torch.randn_like(x)
        return self.loss(x, self(x))


# %% noise-at-evaluation says="forward adds noise after `model.eval()` too"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x + self.noise_std * torch.randn_like(x))


# %% noise-in-encode says="encode adds noise after `model.eval()` too"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def encode(self, x: Tensor) -> Tensor:
        return super().encode(x + self.noise_std * torch.randn_like(x))


# %% no-noise says="get_loss adds no noise in training mode"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x
        return self.loss(x, self(noisy))


# %% noise-kept-fixed says="Two calls of get_loss add the same noise"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        generator = torch.Generator().manual_seed(0)
        noise = torch.randn(x.shape, generator=generator)
        noisy = x + self.noise_std * noise
        return self.loss(x, self(noisy))


# %% one-row-of-noise says="one row of noise for the whole batch"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn(x.shape[1])
        return self.loss(x, self(noisy))


# %% one-number-for-a-row says="All entries of a row get the same noise"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn(len(x), 1)
        return self.loss(x, self(noisy))


# %% one-number says="There is one number for the whole batch"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn(1)
        return self.loss(x, self(noisy))


# %% multiplied says="add it to x, and do not multiply"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x * (1 + self.noise_std * torch.randn_like(x))
        return self.loss(x, self(noisy))


# %% uniform says="`torch.rand` is uniform"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.rand_like(x)
        return self.loss(x, self(noisy))


# %% uniform-around-zero says="The noise is uniform, and should be normal"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * 12**0.5 * (torch.rand_like(x) - 0.5)
        return self.loss(x, self(noisy))


# %% variance says="noise_std is taken for a variance"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std**0.5 * torch.randn_like(x)
        return self.loss(x, self(noisy))


# %% squared says="noise_std is squared"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std**2 * torch.randn_like(x)
        return self.loss(x, self(noisy))


# %% always-a-half says="the spread is 0.5, whatever is asked for"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + 0.5 * torch.randn_like(x)
        return self.loss(x, self(noisy))


# %% not-scaled says="noise_std is ignored: multiply the normal numbers by it"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + torch.randn_like(x)
        return self.loss(x, self(noisy))


# %% another-default says="Without noise_std the noise should have a spread of 0.5"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.1):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(x, self(noisy))


# %% cut-off-at-zero says="The noisy input is cut off at 0"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = (x + self.noise_std * torch.randn_like(x)).clamp(0, 1)
        return self.loss(x, self(noisy))


# %% noise-twice says="Noise is added twice"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(x, self(noisy))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            x = x + self.noise_std * torch.randn_like(x)
        return super().forward(x)


# %% noise-on-the-latent says="The noise is added to the latent"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        z = self.encode(x)
        z = z + self.noise_std * torch.randn_like(z)
        return self.loss(x, self.decode(z))


# %% noise-on-the-target says="the noise is added to the target or to what comes out"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(noisy, self(x))


# %% noise-off-in-training says="The noise is on in evaluation and off in training"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x
        if not self.training:
            noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(x, self(noisy))


# %% target-is-the-clean-reconstruction says="the target is x itself"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(self(x), self(noisy))


# %% activation-not-passed-on says="does `super().__init__(…)` get"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(x, self(noisy))


# %% step-on-the-clean-x says="train_step trains on the clean x"
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(x, self(noisy))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.loss(x, self(x))
        loss.backward()
        optimizer.step()
        return loss.item()
