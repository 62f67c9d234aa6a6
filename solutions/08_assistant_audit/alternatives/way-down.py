# Right answers to `way-down` in other styles. Each cell replaces the solution cell.


# %% formula
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    R = X - W2 @ W1 @ X
    T = (E2 @ W1 + W2 @ E1) @ X
    B = E2 @ E1 @ X
    return 2 * (T.square().sum() - 2 * torch.sum(R * B))


falls_somewhere = True


# %% autograd-twice
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    e = torch.zeros((), requires_grad=True)
    loss = torch.linalg.matrix_norm(X - (W2 + e * E2) @ (W1 + e * E1) @ X) ** 2
    (slope,) = torch.autograd.grad(loss, e, create_graph=True)
    return torch.autograd.grad(slope, e)[0].item()


falls_somewhere = True


# %% hessian
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    def along(e):
        return (((W2 + e * E2) @ (W1 + e * E1) @ X - X) ** 2).sum()

    return float(torch.autograd.functional.hessian(along, torch.tensor(0.0)))


falls_somewhere = True


# %% parabola-through-five-points
import numpy as np


def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    e = np.linspace(-0.5, 0.5, 5)
    losses = [float((X - (W2 + t * E2) @ (W1 + t * E1) @ X).pow(2).sum()) for t in e]
    return 2 * np.polyfit(e, losses, 4)[2]  # the loss is a polynomial of degree 4


falls_somewhere = True


# %% trace
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    C = X @ X.T
    A = W2 @ W1 - torch.eye(len(X))
    D = E2 @ W1 + W2 @ E1
    return 2 * torch.trace(D @ C @ D.T) + 4 * torch.trace(A @ C @ (E2 @ E1).T)


falls_somewhere = True
