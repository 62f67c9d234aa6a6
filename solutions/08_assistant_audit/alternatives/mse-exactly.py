# Right answers to `mse-exactly` in other styles. Each cell replaces the solution cell.


# %% m
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    return X.shape[0]  # the sum cancels, and what is left is n·m / n


mse_is_exact = False


# %% point-by-point
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    total, count = 0.0, 0
    for x, x_hat in zip(X.T, X_hat.T, strict=True):
        total += sum((a - b) ** 2 for a, b in zip(x.tolist(), x_hat.tolist(), strict=True))
        count += 1
    return total / count / float(nn.functional.mse_loss(X_hat, X))


mse_is_exact = False


# %% trace
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    E = X - X_hat
    mse = nn.MSELoss(reduction="mean")
    return torch.trace(E @ E.T) / E.size(1) / mse(X_hat, X)


mse_is_exact = False


# %% numpy
import numpy as np


def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    error = (X_hat - X).numpy()
    objective = np.sum(error**2) / error.shape[1]
    return objective / nn.MSELoss()(X_hat.T, X.T).numpy()


mse_is_exact = False
