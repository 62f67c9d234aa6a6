# Wrong answers to `few-shot-mnist`. Each cell replaces the solution cell.
# They make a few steps only, so that trying them takes seconds.


# %% returns-nothing says="`pretrain` returned None"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)


# %% returns-the-losses-too says="should return the trained network, got `tuple`"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model, []


# %% untrained says="makes no step"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    return model


# %% return-in-the-loop says="Only one step is made"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
        return model


# %% no-backward says="no weight changes"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        x = images[torch.randint(len(images), (128,))]
        print(model.get_loss(x).item())
        optimizer.step()
    return model


# %% copy-from-before says="is a copy from before the training"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    import copy

    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    best = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return best


# %% returns-another says="trains one network and returns another"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return DenoisingAutoencoder(784, [256, 64])


# %% hundred-numbers says="The latent has 100 numbers"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 100], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model


# %% encode-is-the-reconstruction says="Is it the reconstruction?"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    encode = model.encode
    model.encode = lambda x: model.decode(encode(x))
    model.forward = model.encode
    return model


# %% encoder-alone says="has no method `encode`"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    encoder = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 64))
    model = nn.Sequential(encoder, nn.ReLU(), nn.Linear(64, 784))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        x = images[torch.randint(len(images), (128,))]
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), x).backward()
        optimizer.step()
    return encoder


# %% noise-for-ever says="gives other numbers each time"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    encode = model.encode
    model.encode = lambda x: encode(x + 0.5 * torch.randn_like(x))
    return model


# %% diverged says="gives nan or infinity"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e6)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model


# %% rate-far-too-high says="the learning rate is far too high"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=5.0)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model


# %% rate-far-too-low says="the learning rate is far too low"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-7)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model


# %% latent-of-two says="The latent has only 2 numbers"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 2], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(150):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model


# %% a-few-steps says="If the loss was still falling"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model


# %% raises says="raises RuntimeError"
def pretrain(images: Tensor, seed: int) -> nn.Module:
    images = images.view(-1, 28, 28)
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(20):
        model.train_step(images[torch.randint(len(images), (128,))], optimizer)
    return model
