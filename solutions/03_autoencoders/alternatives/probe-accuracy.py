# Right answers to `probe-accuracy` in other styles. Each cell replaces the solution cell.


# %% data-loader-and-the-mode-put-back
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    from torch.utils.data import DataLoader, TensorDataset

    was_training = model.training
    model.eval()
    z, z_test = model.encode(train.x).detach(), model.encode(test.x).detach()
    model.train(was_training)
    loader = DataLoader(TensorDataset(z, train.y), batch_size=256, shuffle=True)
    probe = nn.Linear(z.size(1), train.y.max().item() + 1).to(z)
    optimizer, criterion = torch.optim.Adam(probe.parameters(), 1e-2), nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for features, labels in loader:
            probe.zero_grad()
            criterion(probe(features), labels).backward()
            optimizer.step()
    hits = (probe(z_test).argmax(-1) == test.y).sum().item()
    return hits / len(test.y) * 100


# %% a-copy-that-encodes-batch-by-batch
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    import copy

    encoder = copy.deepcopy(model).eval()
    classes = max(int(train.y.max()), int(test.y.max())) + 1
    with torch.inference_mode():
        latent = encoder.encode(train.x[:1]).shape[-1]
    W = torch.zeros(latent, classes, requires_grad=True)
    b = torch.zeros(classes, requires_grad=True)
    optimizer = torch.optim.Adam([W, b], lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(train.x)).split(256):
            with torch.no_grad():
                z = encoder.encode(train.x[rows])
            log_p = (z @ W + b).log_softmax(dim=1)
            optimizer.zero_grad()
            nn.functional.nll_loss(log_p, train.y[rows]).backward()
            optimizer.step()
    right = 0
    with torch.no_grad():
        for x, y in zip(test.x.split(100), test.y.split(100)):
            right += int(((encoder.encode(x) @ W + b).argmax(1) == y).sum())
    return 100.0 * right / len(test.x)


# %% lbfgs-on-the-full-batch
@torch.no_grad()
def latent_of(model, x):
    model.eval()
    return model.encode(x)


def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    z = latent_of(model, train.x)
    linear = nn.Linear(z.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.LBFGS(linear.parameters(), max_iter=epochs)

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(linear(z), train.y)
        loss.backward()
        return loss

    optimizer.step(closure)
    predicted = linear(latent_of(model, test.x)).argmax(dim=1)
    return (predicted == test.y).double().mean().item() * 100


# %% logistic-regression-of-scikit-learn
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    from sklearn.linear_model import LogisticRegression

    with torch.no_grad():
        z, z_test = (model.eval().encode(part.x).numpy() for part in (train, test))
    fitted = LogisticRegression(max_iter=1000).fit(z, train.y.numpy())
    return 100 * fitted.score(z_test, test.y.numpy())


# %% ridge-on-one-hot-labels
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        z, z_test = model.encode(train.x), model.encode(test.x)
        z = torch.cat([z, torch.ones(len(z), 1)], dim=1)
        z_test = torch.cat([z_test, torch.ones(len(z_test), 1)], dim=1)
        Y = nn.functional.one_hot(train.y).to(z.dtype)
        W = torch.linalg.solve(z.T @ z + 1e-2 * torch.eye(z.shape[1]), z.T @ Y)
        return float(((z_test @ W).argmax(dim=1) == test.y).float().mean()) * 100
