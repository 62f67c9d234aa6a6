# Right answers to `few-shot-mnist` in other styles. Each cell replaces the solution cell.


# %% own-loop-on-the-device
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5).to(compute_on)
    images = images.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    for step in range(400):
        rows = torch.randint(len(images), (128,), device=compute_on)
        loss = model.get_loss(images[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


# %% masked-in-epochs
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = MaskedAutoencoder(784, [256, 64], mask_prob=0.5).to(images.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, total_iters=500)
    epochs = max(1, 60_000 // len(images))
    for _ in range(epochs):
        for rows in torch.randperm(len(images)).split(128):
            model.train_step(images[rows], optimizer)
            scheduler.step()
    model.eval()
    return model


# %% a-class-and-a-loop-of-its-own
class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Linear(784, 256), nn.ELU(), nn.Linear(256, 64))
        self.up = nn.Sequential(nn.Linear(64, 256), nn.ELU(), nn.Linear(256, 784))

    def encode(self, x):
        return self.down(x)

    def forward(self, x):
        return self.up(self.encode(x))


def pretrain(images: Tensor, seed: int) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = Denoiser().to(images.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(600):
        x = images[torch.randint(len(images), (128,), generator=generator)]
        noisy = x + 0.5 * torch.randn(x.shape, generator=generator).to(x)
        loss = nn.functional.mse_loss(model(noisy), x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


# %% best-copy-with-validation
def pretrain(images: Tensor, seed: int) -> nn.Module:
    import copy

    torch.manual_seed(seed)
    order = torch.randperm(len(images))
    aside, rest = images[order[:500]], images[order[500:]]
    if len(rest) == 0:
        aside = rest = images
    model = DenoisingAutoencoder(784, [300, 50], nn.GELU, noise_std=0.6).to(images.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    best, lowest = model, float("inf")
    for step in range(1, 401):
        model.train()
        model.train_step(rest[torch.randint(len(rest), (128,))], optimizer)
        if step % 50 == 0:
            model.eval()
            with torch.no_grad():
                loss = model.loss(aside, model(aside)).item()
            if loss < lowest:
                best, lowest = copy.deepcopy(model), loss
    return best
