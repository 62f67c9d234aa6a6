# Right answers to `reduced` in other styles. Each cell replaces the solution cell.


# %% smallest-first
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    values, U = torch.linalg.eigh(X @ X.T)
    return W1 @ U, U.T @ W2, values.diag()


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    return (V2 @ V1 @ D - D) @ V1.T, V2.T @ (V2 @ V1 @ D - D)


# %% from-singular-values
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    U, S, _ = torch.linalg.svd(X, full_matrices=False)
    D = torch.zeros(len(X), len(X))
    D[range(len(S)), range(len(S))] = S**2
    return W1 @ U, U.mT @ W2, D


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    m = D.shape[0]
    inner = torch.matmul(V2, V1) - torch.eye(m)
    A = torch.matmul(torch.matmul(inner, D), V1.t())
    B = torch.matmul(V2.t(), torch.matmul(inner, D))
    return A, B


# %% D-by-rotating-the-data
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    _, U = eigen(X)
    U = -U
    rotated = U.T @ X
    return W1 @ U, U.T @ W2, rotated @ rotated.T


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    d = torch.diagonal(D)  # a product with D scales columns
    P = V2 @ V1
    A = P * d @ V1.T - (V1 * d).T
    B = V2.T @ P * d - V2.T * d
    return [A, B]


# %% einsum
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    values, U = eigen(X)
    V1 = torch.einsum("ki,ij->kj", W1, U)
    V2 = torch.einsum("ij,ik->jk", U, W2)
    return V1, V2, torch.diag_embed(values)


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    R = torch.einsum("ik,kj->ij", V2, V1) - torch.eye(D.size(0))
    return torch.einsum("ij,jl,kl->ik", R, D, V1), torch.einsum("ik,ij,jl->kl", V2, R, D)
