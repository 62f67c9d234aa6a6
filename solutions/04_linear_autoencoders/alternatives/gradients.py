# Right answers to `gradients` in other styles. Each cell replaces the solution cell.


# %% by-the-error
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * W2.T @ (W2 @ W1 @ X - X) @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * (W2 @ W1 @ X - X) @ (W1 @ X).T


# %% as-on-paper-term-by-term
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    C = X.mm(X.t())
    return -2 * W2.t().mm(C) + 2 * W2.t().mm(W2).mm(W1).mm(C)


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    C = X.mm(X.t())
    return 2 * W2.mm(W1).mm(C).mm(W1.t()) - 2 * C.mm(W1.t())


# %% einsum
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    error = torch.einsum("ik,kj,jn->in", W2, W1, X) - X
    return 2 * torch.einsum("ik,in,jn->kj", W2, error, X)


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    error = torch.einsum("ik,kj,jn->in", W2, W1, X) - X
    return 2 * torch.einsum("in,kj,jn->ik", error, W1, X)


# %% point-by-point
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    total = torch.zeros(W1.shape, dtype=X.dtype)
    for x in X.T:
        total += torch.outer(W2.T @ (W2 @ (W1 @ x) - x), x)
    return total + total


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    total = torch.zeros(W2.shape, dtype=X.dtype)
    for x in X.T:
        z = W1 @ x
        total += torch.outer(W2 @ z - x, z)
    return total + total


# %% one-helper-for-both
def residual(W1, W2, X):
    """(W2 W1 − I) X Xᵀ, what both have in common."""
    return torch.linalg.multi_dot([W2, W1, X, X.T]) - X @ X.T


def gradient_W1(W1, W2, X):
    return 2 * torch.matmul(W2.transpose(0, 1), residual(W1, W2, X))


def gradient_W2(W1, W2, X):
    return 2 * torch.matmul(residual(W1, W2, X), W1.transpose(0, 1))


# %% with-a-look-at-the-loss
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    print("loss", loss(W1, W2, X))
    return 2.0 * (W2.T @ W2 @ W1 - W2.T) @ (X @ X.T)


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    print("loss", loss(W1, W2, X))
    return 2.0 * (W2 @ W1 - torch.eye(X.size(0))) @ (X @ X.T) @ W1.T
