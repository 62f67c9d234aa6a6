"""Numbers of the linear autoencoder: its loss, the eigenvectors of X Xᵀ, data with known ones.

The columns of X are points with mean zero, W1 (k, m) encodes and W2 (m, k) decodes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

EQUAL = 1e-9
"""Eigenvalues nearer to each other than this share of the largest are equal up to rounding."""


def loss(
    W1: Float[Tensor, "k m"], W2: Float[Tensor, "m k"], X: Float[Tensor, "m n"]
) -> Float[Tensor, ""]:
    """‖X − W2 W1 X‖_F²: the squared distance between the points and what becomes of them.

    >>> X = torch.tensor([[1.0, -1.0], [3.0, -3.0]])
    >>> first = torch.tensor([[1.0, 0.0]])  # keeps the first of two numbers
    >>> loss(first, first.T, X)
    tensor(18.)
    """
    return (X - W2 @ (W1 @ X)).square().sum()


def eigen(X: Float[Tensor, "m n"]) -> tuple[Float[Tensor, " m"], Float[Tensor, "m m"]]:
    """Eigenvalues of X Xᵀ, the largest first, and the eigenvectors that belong to them as columns.

    The largest entry of every eigenvector is positive, so that signs are the same everywhere.
    Eigenvectors of equal eigenvalues are one choice of many: see `equal_eigenvalues`.

    >>> eigenvalues, U = eigen(torch.tensor([[1.0, -1.0], [3.0, -3.0]]))
    >>> eigenvalues.round().abs()
    tensor([20.,  0.])
    >>> U[:, 0]  # along (1, 3)
    tensor([0.3162, 0.9487])
    """
    eigenvalues, U = torch.linalg.eigh(X @ X.T)
    U = U * U.gather(0, U.abs().argmax(dim=0, keepdim=True)).sign()
    return eigenvalues.flip(0), U.flip(1)


def equal_eigenvalues(eigenvalues: Float[Tensor, " m"]) -> list[list[int]]:
    """Groups of places whose eigenvalues are equal up to rounding. Largest eigenvalue first.

    Inside a group the eigenvectors may be turned into each other: none of them is determined, and
    exchanging one for another changes no loss.

    >>> equal_eigenvalues(torch.tensor([4.0, 2.0, 2.0, 1.0, 0.0, 0.0]))
    [[1, 2], [4, 5]]
    >>> equal_eigenvalues(torch.tensor([4.0, 2.0, 1.0]))
    []
    """
    largest = float(eigenvalues.abs().max())
    groups: list[list[int]] = [[0]]
    for place in range(1, len(eigenvalues)):
        if float(eigenvalues[place - 1] - eigenvalues[place]) > EQUAL * largest:
            groups.append([])
        groups[-1].append(place)
    return [group for group in groups if len(group) > 1]


def points(eigenvalues: Sequence[float], n: int, seed: int = 0) -> Float[Tensor, "m n"]:
    """n points (columns) with mean zero, such that X Xᵀ has exactly these eigenvalues.

    Raises ValueError when more than n − 1 of them are not zero: centred points span no more.

    >>> X = points([9.0, 4.0, 1.0], n=5)
    >>> bool(X.mean(dim=1).abs().max() < 1e-6)
    True
    >>> eigen(X)[0]
    tensor([9.0000, 4.0000, 1.0000])
    """
    values = torch.tensor(eigenvalues, dtype=torch.get_default_dtype())
    m, rank = len(values), int(values.count_nonzero())
    if rank > n - 1:
        raise ValueError(
            f"{n} points with mean zero have {n - 1} eigenvalues above 0 at most, asked for {rank}"
        )
    generator = torch.Generator().manual_seed(seed)
    dtype = values.dtype
    U = torch.linalg.qr(torch.randn(m, m, generator=generator, dtype=dtype)).Q
    spread = torch.randn(n, rank, generator=generator, dtype=dtype)
    rows = torch.linalg.qr(spread - spread.mean(dim=0)).Q  # orthonormal columns, each of mean zero
    kept = values.nonzero().flatten()
    return U[:, kept] * values[kept].sqrt() @ rows.T
