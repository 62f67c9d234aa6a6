# Wrong answers to `reduced`. Each cell replaces the solution cell.


# %% rotated-the-other-way says="U is transposed here"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U.T, U @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% decoder-rotated-the-other-way says="In V2 the transpose is missing"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% not-rotated says="This is not rotated at all"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1, W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% exchanged says="W1 and W2 are exchanged"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W2.T @ U, U.T @ W1.T, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% decoder-from-encoder says="V2 is V1ᵀ"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, (W1 @ U).T, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% only-the-diagonal says="got only its diagonal"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, eigenvalues


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% only-the-largest says="nothing is left out here"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues[: len(W1)])


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% not-diagonalised says="D is X Xᵀ itself"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, X @ X.T


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% singular-values says="the singular values of X"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues.clamp(min=0).sqrt())


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% mean-over-points says="divided by n = 7"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues) / X.shape[1]


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% covariance says="divided by n − 1 = 6"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(torch.linalg.eigvalsh(torch.cov(X)).flip(0))


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% two-orders says="do not stand in the order of D"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(torch.linalg.eigvalsh(X @ X.T))


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% points-with-points says="is it of Xᵀ X?"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(torch.linalg.eigvalsh(X.T @ X).flip(0))


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% signs-of-two-bases says="eigenvectors of opposite signs"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, -U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% D-forgotten-in-reduce says="(V1, V2, D), got 2 values"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% D-forgotten says="D is missing"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = V2 @ V1 - torch.eye(len(D))
    return rest @ V1.T, V2.T @ rest


# %% identity-forgotten says="I is missing"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = V2 @ V1 @ D
    return rest @ V1.T, V2.T @ rest


# %% one-from-every-entry says="1 is taken from every entry"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - 1) @ D
    return rest @ V1.T, V2.T @ rest


# %% encoder-not-transposed says="V1 is not transposed: V1ᵀ stands on the right"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1, V2.T @ rest


# %% decoder-not-transposed says="V2 is not transposed: V2ᵀ stands on the left"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2 @ rest


# %% encoder-left-out says="V1ᵀ is missing on the right"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest, V2.T @ rest


# %% decoder-left-out says="V2ᵀ is missing on the left"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, rest


# %% conditions-exchanged says="V2ᵀ (V2 V1 − I) D: the other of the two"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return V2.T @ rest, rest @ V1.T


# %% factor-two-kept says="The factor 2 is divided out."
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return 2 * rest @ V1.T, 2 * V2.T @ rest


# %% sign-turned says="The sign is turned"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (torch.eye(len(D)) - V2 @ V1) @ D
    return rest @ V1.T, V2.T @ rest


# %% order-of-encoder-and-decoder says="V1 V2 stands in the parentheses"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V1 @ V2 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest


# %% entry-by-entry says="a matrix product is `@`"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest * V1.T, V2.T @ rest


# %% one-of-two says="both left-hand sides, got one"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    return (V2 @ V1 - torch.eye(len(D))) @ D @ V1.T


# %% encoder-on-the-left says="V1 stands on the left: it should be V2ᵀ"
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V1 @ rest
