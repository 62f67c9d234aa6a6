# Right answers to `leaks-future` in other styles. Each cell replaces the solution cell.


# %% change-a-word
def states(W, U, x):
    h, found = torch.zeros(len(W)), []
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
        found.append(h)
    return torch.stack(found)


def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    before = states(W, U, x)
    seen = torch.zeros(len(x), len(x), dtype=torch.bool)
    for k in range(len(x)):
        other = x.clone()
        other[k] = torch.randn(x.shape[1])
        seen[:, k] = (states(W, U, other) != before).any(dim=1)
    return seen


leaks_future = False


# %% jacobian
def states(W, U, x):
    h, found = torch.zeros(len(W)), []
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
        found.append(h)
    return torch.stack(found)


def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    J = torch.autograd.functional.jacobian(lambda x: states(W, U, x), x)  # (T, hidden, T, features)
    return J.abs().sum(dim=(1, 3)) > 1e-12


leaks_future = False


# %% chain-rule-by-hand
def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    T = len(x)
    seen = [[False] * T for _ in range(T)]
    h, paths = torch.zeros(len(W)), []
    for t in range(T):
        h = torch.tanh(W @ h + U @ x[t])
        slope = torch.diag(1 - h**2)
        paths = [slope @ W @ path for path in paths] + [slope @ U]
        for k, path in enumerate(paths):
            seen[t][k] = bool(path.any())
    return torch.tensor(seen)


leaks_future = False


# %% backward-for-each-entry
def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    x = x.clone().requires_grad_()
    h, rows = torch.zeros(len(W)), []
    for t in range(len(x)):
        h = (W @ h + U @ x[t]).tanh()
        felt = torch.zeros(len(x))
        for i in range(len(h)):
            x.grad = None
            h[i].backward(retain_graph=True)
            felt += x.grad.abs().sum(dim=1)
        rows.append(felt)
    return (torch.stack(rows) > 0).int()


leaks_future = False
