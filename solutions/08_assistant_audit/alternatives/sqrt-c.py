# Right answers to `sqrt-c` in other styles. Each cell replaces the solution cell.


# %% formula
import math


def best_scale(c: float) -> float:
    return math.sqrt(c)  # p' = 2s − 2c²/s³ = 0, so s⁴ = c²


length_is_one = False


# %% descent
def best_scale(c: float) -> float:
    s = torch.tensor(1.0 + c, requires_grad=True)
    for _ in range(1000):
        (slope,) = torch.autograd.grad(s**2 + c**2 / s**2, s)
        with torch.no_grad():
            s -= 0.02 * slope
    return s.detach()


length_is_one = False


# %% halving
def best_scale(c: float) -> float:
    low, high = 1e-6, 100.0
    for _ in range(80):
        middle = (low + high) / 2
        if 2 * middle - 2 * c**2 / middle**3 > 0:
            high = middle
        else:
            low = middle
    return low


length_is_one = False


# %% fine-grid-in-numpy
import numpy as np


def best_scale(c: float) -> float:
    s = np.arange(1e-2, 7, 1e-4)
    return s[np.argmin(s**2 + (c / s) ** 2)]


length_is_one = False
