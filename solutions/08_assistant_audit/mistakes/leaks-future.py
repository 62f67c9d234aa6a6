# Wrong answers to `leaks-future`. Each cell replaces the solution cell.


# %% transposed says="Rows and columns are exchanged"
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
        other[k] += 0.5
        seen[k] = (states(W, U, other) != before).any(dim=1)
    return seen


leaks_future = False


# %% always-the-lower-triangle says="This is the lower triangle whatever"
def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    return torch.ones(len(x), len(x)).tril().bool()


leaks_future = False


# %% upper-triangle says="This is the upper triangle whatever"
def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    return torch.ones(len(x), len(x)).triu().bool()


leaks_future = False


# %% everywhere says="This is True everywhere"
def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    return torch.ones(len(x), len(x), dtype=torch.bool)


leaks_future = False


# %% no-diagonal says="The diagonal is missing"
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
        other[k] += 0.5
        seen[:, k] = (states(W, U, other) != before).any(dim=1)
    return seen.tril(-1)


leaks_future = False


# %% first-feature-only says="Only the first feature"
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
        other[k, 0] += 0.5
        seen[:, k] = (states(W, U, other) != before).any(dim=1)
    return seen


leaks_future = False


# %% last-state-only says="Only the last state"
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
        other[k] += 0.5
        seen[:, k] = bool((states(W, U, other)[-1] != before[-1]).any())
    return seen


leaks_future = False


# %% direct-influence says="Only the direct influence"
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
        other[k] += 0.5
        seen[k, k] = (states(W, U, other)[k] != before[k]).any()
    return seen


leaks_future = False


# %% false-for-true says="True and False are exchanged"
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
        other[k] += 0.5
        seen[:, k] = (states(W, U, other) == before).all(dim=1)
    return seen


leaks_future = False


# %% strengths says="should hold True and False"
def states(W, U, x):
    h, found = torch.zeros(len(W)), []
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
        found.append(h)
    return torch.stack(found)


def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    before = states(W, U, x)
    seen = torch.zeros(len(x), len(x))
    for k in range(len(x)):
        other = x.clone()
        other[k] += 0.5
        seen[:, k] = (states(W, U, other) - before).norm(dim=1)
    return seen


leaks_future = False


# %% in-place says="changes its argument `x`"
def states(W, U, x):
    h, found = torch.zeros(len(W)), []
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
        found.append(h)
    return torch.stack(found)


def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    before = states(W, U, x)
    columns = []
    for k in range(len(x)):
        x[k] += 0.5
        columns.append((states(W, U, x) != before).any(dim=1))
    return torch.stack(columns, dim=1)


leaks_future = False


# %% all-or-nothing says="These are all True or all False"
def states(W, U, x):
    h, found = torch.zeros(len(W)), []
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
        found.append(h)
    return torch.stack(found)


def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    before, after = states(W, U, x), states(W, U, x + 0.5)
    return (before != after).any(dim=1)[:, None].expand(len(x), len(x))


leaks_future = False


# %% one-for-each-state says="should have shape (5, 5)"
def states(W, U, x):
    h, found = torch.zeros(len(W)), []
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
        found.append(h)
    return torch.stack(found)


def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    return (states(W, U, x) != states(W, U, x + 0.5)).any(dim=1)


leaks_future = False


# %% verdict-of-the-assistant says="recorded: the claim is true"
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
        other[k] += 0.5
        seen[:, k] = (states(W, U, other) != before).any(dim=1)
    return seen


leaks_future = True
