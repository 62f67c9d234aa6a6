# Right answers to `any-lambda` in other styles. Each cell replaces the solution cell.


# %% trained
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    m = len(eigenvalues)
    X = torch.diag((m * eigenvalues).sqrt())
    W1 = torch.nn.Parameter(torch.eye(m) * 0.7)
    W2 = torch.nn.Parameter(torch.eye(m) * 0.6)
    optimizer = torch.optim.SGD([W1, W2], lr=0.05, weight_decay=2 * lam)
    for _ in range(1000):
        optimizer.zero_grad()
        (torch.sum((X - W2 @ W1 @ X) ** 2) / m).backward()
        optimizer.step()
    return torch.linalg.svdvals(W2.detach())


always_orthonormal = False


# %% number-by-number
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return [max(1 - lam / e, 0) ** 0.5 for e in eigenvalues.tolist()]


always_orthonormal = False


# %% where
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    q = 1 - lam / eigenvalues
    return torch.where(eigenvalues > lam, q.abs(), 0.0) ** 0.5


always_orthonormal = False


# %% grid
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    s = torch.linspace(0, 1, 20_001)
    e = eigenvalues[:, None]
    return s[(e * (1 - s**2) ** 2 + 2 * lam * s**2).argmin(dim=1)]


always_orthonormal = False
