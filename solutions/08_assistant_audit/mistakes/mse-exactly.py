# Wrong answers to `mse-exactly`. Each cell replaces the solution cell.


# %% upside-down says="This is upside down"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = (X - X_hat).square().sum() / X.shape[1]
    return (nn.MSELoss()(X_hat, X) / objective).item()


mse_is_exact = False


# %% rows-as-points says="This is n: the objective has 1/n in front"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = (X - X_hat).square().sum() / len(X)
    return (objective / nn.MSELoss()(X_hat, X)).item()


mse_is_exact = False


# %% no-mean-over-points says="The 1/n in front of the objective is missing"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    return (torch.linalg.matrix_norm(X - X_hat) ** 2 / nn.MSELoss()(X_hat, X)).item()


mse_is_exact = False


# %% mean-of-all-squares says="both numbers were made by the same mean"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    return ((X - X_hat).square().mean() / nn.MSELoss()(X_hat, X)).item()


mse_is_exact = False


# %% norm-not-squared says="The norm is not squared"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = torch.linalg.matrix_norm(X - X_hat) / X.shape[1]
    return (objective / nn.MSELoss()(X_hat, X)).item()


mse_is_exact = False


# %% spectral-norm says="This is the spectral norm"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = torch.linalg.norm(X - X_hat, 2) ** 2 / X.shape[1]
    return (objective / nn.MSELoss()(X_hat, X)).item()


mse_is_exact = False


# %% sum-in-the-layer says="`reduction` is not the default"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = (X - X_hat).square().sum() / X.shape[1]
    return (objective / nn.MSELoss(reduction="sum")(X_hat, X)).item()


mse_is_exact = False


# %% objective-alone says="This is the objective alone"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    return ((X - X_hat).square().sum() / X.shape[1]).item()


mse_is_exact = False


# %% layer-alone says="This is the MSELoss alone"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    return nn.MSELoss()(X_hat, X).item()


mse_is_exact = False


# %% difference says="This is the difference of the two"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = (X - X_hat).square().sum() / X.shape[1]
    return (objective - nn.MSELoss()(X_hat, X)).item()


mse_is_exact = False


# %% printed says="Did you forget a `return`"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = (X - X_hat).square().sum() / X.shape[1]
    print(objective / nn.MSELoss()(X_hat, X))


mse_is_exact = False


# %% subtracts-in-place says="changes its argument `X_hat`"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    X_hat -= X
    return (X_hat.square().sum() / X.shape[1] / X_hat.square().mean()).item()


mse_is_exact = False


# %% believed says="recorded: the claim is true"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = (X - X_hat).square().sum() / X.shape[1]
    return (objective / nn.MSELoss()(X_hat, X)).item()


mse_is_exact = True


# %% verdict-in-words says="should be True or False"
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    objective = (X - X_hat).square().sum() / X.shape[1]
    return (objective / nn.MSELoss()(X_hat, X)).item()


mse_is_exact = "not exact"
