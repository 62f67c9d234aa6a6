# Right answers to `balanced` in other styles. Each cell replaces the solution cell.


# %% topk-and-relu
def balanced_sigma() -> float:
    return 1


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    return torch.sqrt(torch.relu(1 - lam / eigenvalues.topk(k).values))


# %% every-direction-first
def balanced_sigma() -> float:
    return torch.tensor(1.0)


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    s = torch.sqrt((eigenvalues - lam).clamp(min=0) / eigenvalues)
    return torch.flip(torch.sort(s).values, dims=(0,))[:k]


# %% plain-python
def balanced_sigma() -> float:
    return (2 / 2) ** 0.25


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    values = []
    for eigenvalue in sorted(eigenvalues.tolist(), reverse=True)[:k]:
        if eigenvalue > lam:
            values.append((1 - lam / eigenvalue) ** 0.5)
        else:
            values.append(0.0)
    return torch.tensor(values)


# %% found-by-newton
def balanced_sigma() -> float:
    s = 2.0
    for _ in range(50):
        s -= (2 * s - 2 / s**3) / (2 + 6 / s**4)
    return s


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    order = torch.argsort(eigenvalues, descending=True)[:k]
    q = torch.maximum(1 - lam / eigenvalues[order], torch.zeros(k))
    return q**0.5


# %% where-and-nan-to-num
import numpy as np


def balanced_sigma() -> float:
    return np.float64(1.0)


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest, _ = torch.topk(eigenvalues, k)
    return torch.where(largest > lam, torch.sqrt(1 - lam / largest), torch.zeros(k))
