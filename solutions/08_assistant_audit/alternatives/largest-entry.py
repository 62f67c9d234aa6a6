# Right answers to `largest-entry` in other styles. Each cell replaces the solution cell.


# %% loop-and-svd
def growth(W: Tensor, T: int) -> float:
    power = W.clone()
    for _ in range(T - 1):
        power = power @ W
    U, S, Vh = torch.linalg.svd(power)
    return S[0]


small_is_safe = False


# %% root-of-an-eigenvalue
def growth(W: Tensor, T: int) -> float:
    power = torch.matrix_power(W, T)
    return torch.linalg.eigvalsh(power.T @ power).max() ** 0.5


small_is_safe = False


# %% numpy
import numpy as np


def growth(W: Tensor, T: int) -> float:
    return np.linalg.norm(np.linalg.matrix_power(W.numpy(), T), 2)


small_is_safe = False


# %% how-far-a-gradient-is-stretched
def growth(W: Tensor, T: int) -> float:
    columns = torch.eye(len(W), dtype=W.dtype)
    for _ in range(T):
        columns = W.T @ columns
    return float(columns.svd().S.max())


small_is_safe = False
