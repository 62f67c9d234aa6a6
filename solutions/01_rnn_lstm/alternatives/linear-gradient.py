# Right answers to `linear-gradient` in other styles. Each cell replaces the solution cell.


# %% back-step-by-step
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    gradient = 2 * (y_hat - y) * W_f
    for _ in range(T - t):
        gradient = gradient @ W_h
    return gradient


# %% column
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    return torch.linalg.matrix_power(W_h.T, T - t) @ W_f.T * (2 * (y_hat - y))


# %% vector
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    power = torch.eye(len(W_h), dtype=W_h.dtype)
    for _ in range(t, T):
        power = W_h @ power
    return torch.einsum("i,ij->j", 2 * (y_hat - y) * W_f.squeeze(0), power)


# %% autograd
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    h = torch.zeros(len(W_h), dtype=W_h.dtype, requires_grad=True)
    later = h
    for _ in range(T - t):
        later = W_h @ later
    (row,) = torch.autograd.grad((W_f @ later).sum(), h)
    return 2 * (y_hat - y) * row


# %% eigenvectors
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    values, V = torch.linalg.eig(W_h)
    power = V @ torch.diag(values ** (T - t)) @ torch.linalg.inv(V)
    return 2 * (y_hat - y) * W_f @ power.real
