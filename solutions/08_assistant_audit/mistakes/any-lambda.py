# Wrong answers to `any-lambda`. Each cell replaces the solution cell.


# %% no-root says="These are squares"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam / eigenvalues).clamp(min=0)


always_orthonormal = False


# %% divided-by-sigma says="λ is divided by σ_i:"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam / eigenvalues.sqrt()).clamp(min=0).sqrt()


always_orthonormal = False


# %% eigenvalues-squared says="λ is divided by σ_i⁴"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam / eigenvalues**2).clamp(min=0).sqrt()


always_orthonormal = False


# %% multiplied says="λ is multiplied by the eigenvalues"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam * eigenvalues).clamp(min=0).sqrt()


always_orthonormal = False


# %% fraction-upside-down says="exchanged in the fraction"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - eigenvalues / lam).clamp(min=0).sqrt()


always_orthonormal = False


# %% plus says="a penalty makes weights smaller"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 + lam / eigenvalues).sqrt()


always_orthonormal = False


# %% lambda-twice says="λ counts twice"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - 2 * lam / eigenvalues).clamp(min=0).sqrt()


always_orthonormal = False


# %% trained-with-weight-decay-lambda says="λ counts half"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    m = len(eigenvalues)
    X = (m * eigenvalues).sqrt().diag()
    W1, W2 = (nn.Parameter(0.5 * torch.eye(m)) for _ in range(2))
    optimizer = torch.optim.SGD([W1, W2], lr=0.05, weight_decay=lam)
    for _ in range(3000):
        optimizer.zero_grad()
        ((X - W2 @ W1 @ X).square().sum() / m).backward()
        optimizer.step()
    return torch.linalg.svdvals(W2.detach())


always_orthonormal = False


# %% trained-with-mse-loss says="nn.MSELoss divides by them"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    m = len(eigenvalues)
    X = (m * eigenvalues).sqrt().diag()
    W1, W2 = (nn.Parameter(0.5 * torch.eye(m)) for _ in range(2))
    optimizer = torch.optim.SGD([W1, W2], lr=0.05, weight_decay=2 * lam)
    for _ in range(3000):
        optimizer.zero_grad()
        nn.MSELoss()(W2 @ W1 @ X, X).backward()
        optimizer.step()
    return torch.linalg.svdvals(W2.detach())


always_orthonormal = False


# %% trained-with-both says="λ is too large by half"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    m = len(eigenvalues)
    X = (m * eigenvalues).sqrt().diag()
    W1, W2 = (nn.Parameter(0.5 * torch.eye(m)) for _ in range(2))
    optimizer = torch.optim.SGD([W1, W2], lr=0.05, weight_decay=lam)
    for _ in range(3000):
        optimizer.zero_grad()
        nn.MSELoss()(W2 @ W1 @ X, X).backward()
        optimizer.step()
    return torch.linalg.svdvals(W2.detach())


always_orthonormal = False


# %% as-claimed says="These are all 1, whatever λ is. Let λ matter"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return torch.ones(len(eigenvalues))


always_orthonormal = False


# %% absolute-value says="its size is taken"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam / eigenvalues).abs().sqrt()


always_orthonormal = False


# %% dead-directions-dropped says="It is not left out"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    alive = eigenvalues[eigenvalues > lam]
    return (1 - lam / alive).sqrt()


always_orthonormal = False


# %% not-clamped says="is nan"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam / eigenvalues).sqrt()


always_orthonormal = False


# %% not-divided says="This is σ·s"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (eigenvalues - lam).clamp(min=0).sqrt()


always_orthonormal = False


# %% smallest-first says="The smallest comes first"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam / eigenvalues).clamp(min=0).sqrt().sort().values


always_orthonormal = False


# %% believed says="recorded: the claim is true"
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    return (1 - lam / eigenvalues).clamp(min=0).sqrt()


always_orthonormal = True
