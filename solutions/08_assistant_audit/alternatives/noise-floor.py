# Right answers to `noise-floor` in other styles. Each cell replaces the solution cell.


# %% by-hand
def cost_of_copying(x: Tensor, noise: Tensor) -> float:
    return ((x + noise - x) ** 2).mean().item()


copying_costs = True


# %% functional
def cost_of_copying(x, noise):
    return nn.functional.mse_loss(input=x + noise, target=x)


copying_costs = True


# %% without-x
def cost_of_copying(x, noise):
    return noise.norm() ** 2 / noise.numel()  # x cancels


copying_costs = True


# %% entry-by-entry
def cost_of_copying(x, noise):
    clean, noisy = x.flatten().tolist(), (x + noise).flatten().tolist()
    squares = [(a - b) ** 2 for a, b in zip(noisy, clean)]
    return sum(squares) / len(squares)


copying_costs = True


# %% numpy
import numpy as np


def cost_of_copying(x, noise):
    clean = x.numpy()
    return np.mean(np.square(clean + noise.numpy() - clean))


copying_costs = True


# %% an-identity-layer
def cost_of_copying(x, noise):
    copier = nn.Linear(x.shape[1], x.shape[1], bias=False).to(x.dtype)
    nn.init.eye_(copier.weight)
    return nn.MSELoss()(copier(x + noise), x)


copying_costs = True
