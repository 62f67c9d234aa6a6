# Wrong answers to `largest-entry`. Each cell replaces the solution cell.


# %% norm-to-the-power says="to the power T: an upper bound"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.matrix_norm(W, ord=2).item() ** T


small_is_safe = False


# %% spectral-radius says="eigenvalues, not singular values"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.eigvals(W).abs().max().item() ** T


small_is_safe = False


# %% entries-to-the-power says="raises each entry by itself"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.svdvals(W**T).max().item()


small_is_safe = False


# %% largest-entry-of-the-power says="This is the largest entry of W^T"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.matrix_power(W, T).abs().max().item()


small_is_safe = False


# %% frobenius says="This is the Frobenius norm"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.matrix_power(W, T).norm().item()


small_is_safe = False


# %% smallest says="This is the smallest singular value"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.svdvals(torch.linalg.matrix_power(W, T))[-1].item()


small_is_safe = False


# %% all-of-them says="These are all singular values"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.svdvals(torch.linalg.matrix_power(W, T))


small_is_safe = False


# %% one-factor-too-many says="one factor W too many"
def growth(W: Tensor, T: int) -> float:
    power = W
    for _ in range(T):
        power = power @ W
    return torch.linalg.svdvals(power)[0].item()


small_is_safe = False


# %% one-factor-too-few says="one factor W too few"
def growth(W: Tensor, T: int) -> float:
    power = torch.eye(len(W))
    for _ in range(1, T):
        power = power @ W
    return torch.linalg.svdvals(power)[0].item()


small_is_safe = False


# %% largest-row-sum says="This is the largest row sum"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.matrix_norm(torch.linalg.matrix_power(W, T), ord=torch.inf).item()


small_is_safe = False


# %% root-forgotten says="This is the square of the singular value"
def growth(W: Tensor, T: int) -> float:
    power = torch.linalg.matrix_power(W, T)
    return torch.linalg.eigvalsh(power.T @ power)[-1].item()


small_is_safe = False


# %% in-place says="changes its argument `W`"
def growth(W: Tensor, T: int) -> float:
    first = W.clone()
    for _ in range(T - 1):
        W.copy_(W @ first)
    return torch.linalg.svdvals(W)[0].item()


small_is_safe = False


# %% complex says="Is it an eigenvalue"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.eigvals(torch.linalg.matrix_power(W, T))[0]


small_is_safe = False


# %% no-return says="Did you forget a `return`"
def growth(W: Tensor, T: int) -> float:
    torch.linalg.svdvals(torch.linalg.matrix_power(W, T))[0]


small_is_safe = False


# %% verdict-of-the-assistant says="recorded: the claim is true"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.svdvals(torch.linalg.matrix_power(W, T))[0].item()


small_is_safe = True


# %% verdict-in-quotes says="should be True or False"
def growth(W: Tensor, T: int) -> float:
    return torch.linalg.svdvals(torch.linalg.matrix_power(W, T))[0].item()


small_is_safe = "False"
