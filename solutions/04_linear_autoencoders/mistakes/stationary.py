# Wrong answers to `stationary`. Each cell replaces the solution cell.


# %% smallest-first says="counted from the smallest eigenvalue"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = torch.linalg.eigh(X @ X.T)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% rows-of-U says="These are rows of U"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[chosen], U[chosen].T


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% chosen-ignored says="These are the first 2 eigenvectors"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    k = len(chosen)
    return U[:, :k].T, U[:, :k]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% counted-from-one says="counted from 1: 0 is the largest"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    U = U[:, [place - 1 for place in chosen]]
    return U.T, U


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% exchanged-weights says="W1 and W2 are exchanged"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen], U[:, chosen].T


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% encoder-not-transposed says="W1 is not transposed"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen], U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% decoder-with-rows says="W2 has the eigenvectors as rows"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen].T


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% all-of-them says="All eigenvectors are taken"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U.T, U


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% times-singular-values says="not length 1"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    U = U * eigenvalues.clamp(min=0).sqrt()
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% whitened-encoder says="W1 is not W2ᵀ"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    eigenvalues, U = eigen(X)
    scale = (eigenvalues[chosen].clamp(min=0) + 1e-6).rsqrt()
    return scale[:, None] * U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% points-instead-of-numbers says="eigenvectors of Xᵀ X: take those of X Xᵀ"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X.T)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% turned-among-themselves says="mixtures of the chosen eigenvectors"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    A = torch.linalg.qr(torch.randn(len(chosen), len(chosen))).Q
    return A.T @ U[:, chosen].T, U[:, chosen] @ A


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% any-directions says="not eigenvectors of X Xᵀ"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    Q = torch.linalg.qr(torch.randn(len(X), len(chosen))).Q
    return Q.T, Q


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, E1.T


# %% never-a-way says="there is a way down, and way_down returns None"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    return None


# %% always-a-way says="there is no way down: these are the 2 largest eigenvalues. Return None"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    left = [place for place in range(len(X)) if place not in chosen]
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(max(chosen))] = U[:, left[0]]
    return E1, E1.T


# %% only-in-order says="in another order. Return None"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    k = len(chosen)
    if chosen == list(range(k)):
        return None
    left = [place for place in range(len(X)) if place not in chosen]
    E1 = torch.zeros(k, len(X))
    E1[chosen.index(max(chosen))] = U[:, left[0]]
    return E1, E1.T


# %% only-the-decoder says="if only the decoder turns"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return 0 * E1, E1.T


# %% only-the-encoder says="if only the encoder turns"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, 0 * E1.T


# %% against-each-other says="point in opposite directions"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1, -E1.T


# %% towards-the-smallest says="whose eigenvalue is smaller"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    if worst == len(chosen) - 1:
        return None
    left = [place for place in range(len(X)) if place not in chosen]
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(min(chosen))] = U[:, left[-1]]
    return E1, E1.T


# %% already-chosen says="is chosen already"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    if max(chosen) == len(chosen) - 1:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(max(chosen))] = U[:, 0]
    return E1, E1.T


# %% difference-of-the-ends says="also becomes shorter or longer"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]] - U[:, worst]
    return E1, E1.T


# %% longer-columns says="makes columns longer or shorter"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, worst]
    return E1, E1.T


# %% the-gradient-itself says="are all zeros"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    return E1, E1.T


# %% at-random says="This direction does not lead down"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    if max(chosen) == len(chosen) - 1:
        return None
    torch.manual_seed(0)
    return torch.randn(len(chosen), len(X)), torch.randn(len(X), len(chosen))


# %% encoder-s-way-only says="way_down should return (E1, E2), or None"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(worst)] = U[:, better[0]]
    return E1


# %% the-gradients-as-direction says="zero up to rounding"
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    if sorted(chosen) == list(range(len(chosen))):
        return None
    W1, W2 = principal_weights(X, chosen)
    rest = (W2 @ W1 - torch.eye(len(X))) @ X @ X.T
    return -2 * W2.T @ rest, -2 * rest @ W1.T
