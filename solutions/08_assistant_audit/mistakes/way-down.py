# Wrong answers to `way-down`. Each cell replaces the solution cell.


# %% coefficient-of-the-square says="This is half of it"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    R = X - W2 @ W1 @ X
    T = (E2 @ W1 + W2 @ E1) @ X
    B = E2 @ E1 @ X
    return (T.square().sum() - 2 * (R * B).sum()).item()


falls_somewhere = True


# %% slope says="This is the slope"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    def along(e):
        return (X - (W2 + e * E2) @ (W1 + e * E1) @ X).square().sum()

    return ((along(1e-4) - along(-1e-4)) / 2e-4).item()


falls_somewhere = True


# %% loss says="This is the loss at e = 0"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    return (X - W2 @ W1 @ X).square().sum().item()


falls_somewhere = True


# %% product-of-both-left-out says="E2 E1 is missing"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    T = (E2 @ W1 + W2 @ E1) @ X
    return 2 * T.square().sum().item()


falls_somewhere = True


# %% sign-in-the-middle says="The part with E2 E1 has the wrong sign"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    R = X - W2 @ W1 @ X
    T = (E2 @ W1 + W2 @ E1) @ X
    B = E2 @ E1 @ X
    return (2 * T.square().sum() + 4 * (R * B).sum()).item()


falls_somewhere = True


# %% middle-once says="The part with E2 E1 counts half"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    R = X - W2 @ W1 @ X
    T = (E2 @ W1 + W2 @ E1) @ X
    B = E2 @ E1 @ X
    return (2 * T.square().sum() - 2 * (R * B).sum()).item()


falls_somewhere = True


# %% encoder-alone says="Only W1 moves"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    return (2 * (W2 @ E1 @ X).square().sum()).item()


falls_somewhere = True


# %% decoder-alone says="Only W2 moves"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    return (2 * (E2 @ W1 @ X).square().sum()).item()


falls_somewhere = True


# %% one-after-the-other says="Each matrix moves alone"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    return (2 * (W2 @ E1 @ X).square().sum() + 2 * (E2 @ W1 @ X).square().sum()).item()


falls_somewhere = True


# %% not-divided says="is not divided by the step's square, (0.001)²"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    def along(e):
        return (X - (W2 + e * E2) @ (W1 + e * E1) @ X).square().sum()

    return (along(1e-3) - 2 * along(0) + along(-1e-3)).item()


falls_somewhere = True


# %% upside-down says="The sign is wrong"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    R = X - W2 @ W1 @ X
    T = (E2 @ W1 + W2 @ E1) @ X
    B = E2 @ E1 @ X
    return (4 * (R * B).sum() - 2 * T.square().sum()).item()


falls_somewhere = True


# %% mean-over-points says="This is divided by n"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    R = X - W2 @ W1 @ X
    T = (E2 @ W1 + W2 @ E1) @ X
    B = E2 @ E1 @ X
    return ((2 * T.square().sum() - 4 * (R * B).sum()) / X.shape[1]).item()


falls_somewhere = True


# %% mean-over-entries says="This is a mean over all entries"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    def along(e):
        return nn.MSELoss()((W2 + e * E2) @ (W1 + e * E1) @ X, X)

    return ((along(1e-3) - 2 * along(0) + along(-1e-3)) / 1e-6).item()


falls_somewhere = True


# %% norm-not-squared says="of the norm, not of its square"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    def along(e):
        return (X - (W2 + e * E2) @ (W1 + e * E1) @ X).norm()

    return ((along(1e-3) - 2 * along(0) + along(-1e-3)) / 1e-6).item()


falls_somewhere = True


# %% at-the-end says="This is the second derivative at e = 1"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    def along(e):
        return (X - (W2 + e * E2) @ (W1 + e * E1) @ X).square().sum()

    h = 1e-3
    return ((along(1 + h) - 2 * along(1) + along(1 - h)) / h**2).item()


falls_somewhere = True


# %% along-by-itself says="`curvature` changes its argument"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    h = 1e-3
    losses = []
    for _ in range(3):
        losses.append((X - W2 @ W1 @ X).square().sum())
        W1 += h * E1
        W2 += h * E2
    return ((losses[0] - 2 * losses[1] + losses[2]) / h**2).item()


falls_somewhere = True


# %% disbelieved says="recorded: the claim is false"
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    def along(e):
        return (X - (W2 + e * E2) @ (W1 + e * E1) @ X).square().sum()

    h = 1e-3
    return ((along(h) - 2 * along(0) + along(-h)) / h**2).item()


falls_somewhere = False
