# Right answers to `denoising` in other styles. Each cell replaces the solution cell.


# %% noise-in-forward
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls=activation_cls)
        self.noise_std = noise_std

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            x = x + torch.randn(x.shape) * self.noise_std
        return self.decode(self.encode(x))


# %% torch-normal-in-any-mode
class DenoisingAutoencoder(Autoencoder):
    def __init__(
        self,
        input_size: int,
        hidden_sizes: list[int],
        activation_cls: type[nn.Module] = nn.ReLU,
        noise_std: float = 0.5,
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.std = noise_std

    def get_loss(self, x: Tensor) -> Tensor:
        noise = torch.normal(mean=0.0, std=self.std, size=x.size())
        x_hat = self.decode(self.encode(x + noise))
        return ((x_hat - x) ** 2).mean()


# %% a-module-that-adds-noise
class GaussianNoise(nn.Module):
    def __init__(self, std):
        super().__init__()
        self.std = std

    def forward(self, x):
        if not self.training:
            return x
        return x + torch.empty_like(x).normal_(0, self.std)


class DenoisingAutoencoder(Autoencoder):
    def __init__(self, *args, noise_std=0.5, **kwargs):
        super().__init__(*args, **kwargs)
        self.corrupt = GaussianNoise(noise_std)

    def get_loss(self, x):
        with torch.no_grad():
            noisy = self.corrupt(x)
        return nn.functional.mse_loss(self.forward(noisy), x)


# %% noise-row-by-row-with-a-step-of-its-own
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        Autoencoder.__init__(self, input_size, hidden_sizes, activation_cls)
        self.normal = torch.distributions.Normal(0.0, 1.0)
        self.noise_std = noise_std

    def add_noise(self, x):
        noisy = x.clone()
        noisy += self.noise_std * self.normal.sample(x.shape).to(x.dtype)
        return noisy

    def get_loss(self, x):
        target = x.detach()
        if self.training:
            x = self.add_noise(x)
        return self.loss(target, self(x))

    def train_step(self, x, optimizer):
        self.train()
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()
