# Wrong answers to `linear-gradient`. Each cell replaces the solution cell.


# %% factor-two-forgotten says="The factor 2 of the square is missing"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return (y_hat - y) * W_f @ torch.linalg.matrix_power(W_h, T - t)


# %% sign says="The sign is turned"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return 2 * (y - y_hat) * W_f @ torch.linalg.matrix_power(W_h, T - t)


# %% transposed says="W^h is transposed"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return 2 * (y_hat - y) * W_f @ torch.linalg.matrix_power(W_h.T, T - t)


# %% power-of-entries says="taken of every entry"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return 2 * (y_hat - y) * W_f @ W_h ** (T - t)


# %% exponent-t says="The exponent is t"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return 2 * (y_hat - y) * W_f @ torch.linalg.matrix_power(W_h, t)


# %% one-step-too-many says="One factor W^h too many"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    gradient = 2 * (y_hat - y) * W_f
    for _ in range(t, T + 1):
        gradient = gradient @ W_h
    return gradient


# %% one-step-too-few says="One factor W^h too few"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    gradient = 2 * (y_hat - y) * W_f
    for _ in range(t + 1, T):
        gradient = gradient @ W_h
    return gradient


# %% of-the-prediction says="this is ∂ŷ/∂h_t"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return W_f @ torch.linalg.matrix_power(W_h, T - t)


# %% loss-not-differentiated says="This has L itself in front"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return (y_hat - y) ** 2 * W_f @ torch.linalg.matrix_power(W_h, T - t)


# %% readout-forgotten says="W^f is missing"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return 2 * (y_hat - y) * torch.linalg.matrix_power(W_h, T - t)


# %% readout-on-the-right says="the inner sizes must agree"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return 2 * (y_hat - y) * torch.linalg.matrix_power(W_h, T - t) @ W_f


# %% entry-by-entry says="a matrix product is `@`"
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return 2 * (y_hat - y) * W_f * torch.linalg.matrix_power(W_h, T - t)
