# Wrong answers to `lstm-cell-path`. Each cell replaces the solution cell.


# %% own-gate-included says="Step t's own gate f_t is included"
def cell_path(f: Tensor) -> Tensor:
    return f.flip(0).cumprod(0).flip(0)


# %% from-the-start says="The product runs from the start"
def cell_path(f: Tensor) -> Tensor:
    return torch.cumprod(f, dim=0)


# %% gates-added says="along a path derivatives multiply"
def cell_path(f: Tensor) -> Tensor:
    after = torch.cat([f[1:], torch.ones_like(f[:1])])
    return after.flip(0).cumsum(0).flip(0)


# %% one-step-only says="These are the gates of one step each"
def cell_path(f: Tensor) -> Tensor:
    return torch.cat([f[1:], torch.ones_like(f[:1])])


# %% gates-themselves says="These are the gates themselves"
def cell_path(f: Tensor) -> Tensor:
    return f


# %% time-reversed says="Time is reversed"
def cell_path(f: Tensor) -> Tensor:
    rows = [torch.ones_like(f[-1])]
    for f_t in f.flip(0)[:-1]:
        rows.append(rows[-1] * f_t)
    return torch.stack(rows)


# %% power-of-the-last-gate says="the gates differ from step to step"
def cell_path(f: Tensor) -> Tensor:
    T = len(f)
    return torch.stack([f[-1] ** (T - 1 - t) for t in range(T)])


# %% one-factor-too-few says="f_T is missing"
def cell_path(f: Tensor) -> Tensor:
    T = len(f)
    return torch.stack([f[t + 1 : T - 1].prod(0) for t in range(T)])


# %% last-row-forgotten says="Row T is ∂C_T/∂C_T"
def cell_path(f: Tensor) -> Tensor:
    T = len(f)
    return torch.stack([f[t + 1 :].prod(0) for t in range(T - 1)])


# %% first-row-only says="This is a single row"
def cell_path(f: Tensor) -> Tensor:
    return f[1:].prod(dim=0)


# %% whole-matrices says="Return the diagonals"
def cell_path(f: Tensor) -> Tensor:
    T = len(f)
    return torch.stack([torch.diag(f[t + 1 :].prod(0)) for t in range(T)])


# %% list-of-rows says="Join its elements with `torch.stack`"
def cell_path(f: Tensor) -> Tensor:
    row = f[0] * 0 + 1
    rows = [row]
    for f_t in reversed(list(f[1:])):
        row = row * f_t
        rows.insert(0, row)
    return rows
