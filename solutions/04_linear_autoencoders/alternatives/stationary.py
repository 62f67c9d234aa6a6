# Right answers to `stationary` in other styles. Each cell replaces the solution cell.


# %% first-larger-one-that-fits
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    eigenvalues, U = torch.linalg.eigh(X @ X.T)  # the smallest first
    U_S = U.flip(1)[:, chosen]
    return U_S.T, U_S


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    W1, W2 = principal_weights(X, chosen)
    eigenvalues, U = eigen(X)
    for j in range(len(chosen)):
        for i in range(len(X)):
            if i not in chosen and eigenvalues[i] > eigenvalues[chosen[j]]:
                E1, E2 = torch.zeros_like(W1), torch.zeros_like(W2)
                E1[j, :], E2[:, j] = U[:, i], U[:, i]
                return E1, E2


# %% singular-vectors-of-X
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    U, _, _ = torch.linalg.svd(X)
    W2 = torch.stack([-U[:, place] for place in chosen], dim=1)
    return W2.mT, W2


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    missing = sorted(set(range(len(chosen))) - set(chosen))
    if len(missing) == 0:
        return None
    U = torch.linalg.svd(X).U
    unit = torch.zeros(len(chosen))
    unit[chosen.index(max(chosen))] = -1e-3
    return torch.outer(unit, U[:, missing[0]]), torch.outer(U[:, missing[0]], unit)


# %% in-the-order-of-the-eigenvalues
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    wanted = torch.tensor([place in chosen for place in range(len(X))])
    return U.T[wanted], U[:, wanted]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    k, m = len(chosen), len(X)
    if all(place < k for place in chosen):
        return None
    _, U = eigen(X)
    out = [place for place in range(m) if place not in chosen][0]
    E2 = torch.zeros(m, k)
    E2[:, -1] = U[:, out]  # the last column belongs to the smallest eigenvalue
    return E2.T, E2


# %% the-most-negative-curvature
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    W1, W2 = principal_weights(X, chosen)
    k, m = W1.shape

    def at(flat):
        return loss(flat[: k * m].view(k, m), flat[k * m :].view(m, k), X)

    H = torch.autograd.functional.hessian(at, torch.cat([W1.flatten(), W2.flatten()]))
    curvatures, directions = torch.linalg.eigh(H)
    if curvatures[0] > -1e-6 * curvatures[-1]:
        return None
    steepest = directions[:, 0]
    return steepest[: k * m].reshape(k, m), steepest[k * m :].reshape(m, k)


# %% all-exchanges-at-once
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    U = eigen(X)[1].index_select(1, torch.tensor(chosen))
    return U.transpose(0, 1), U


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    _, U = eigen(X)
    better = [i for i in range(len(chosen)) if i not in chosen]
    worse = [j for j, place in enumerate(chosen) if place >= len(chosen)]
    if not better:
        return None
    E2 = torch.zeros(len(X), len(chosen))
    for i, j in zip(better, worse):
        E2[:, j] = U[:, i]
    return [E2.T, E2]
