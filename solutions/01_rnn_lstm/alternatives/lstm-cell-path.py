# Right answers to `lstm-cell-path` in other styles. Each cell replaces the solution cell.


# %% cumprod
def cell_path(f: Tensor) -> Tensor:
    after = torch.cat([f[1:], torch.ones_like(f[:1])])
    return after.flip(0).cumprod(0).flip(0)


# %% product-for-each-row
def cell_path(f: Tensor) -> Tensor:
    return torch.stack([f[t + 1 :].prod(dim=0) for t in range(len(f))])


# %% filled-in-backwards
def cell_path(f: Tensor) -> Tensor:
    path = torch.ones(f.shape, dtype=f.dtype)
    for t in range(len(f) - 2, -1, -1):
        path[t] = path[t + 1] * f[t + 1]
    return path


# %% autograd
def cell_path(f: Tensor) -> Tensor:
    cells = [torch.zeros(f.shape[1], dtype=f.dtype, requires_grad=True)]
    for f_t in f[1:]:
        cells.append(f_t * cells[-1] + 1.0)
    return torch.stack(torch.autograd.grad(cells[-1].sum(), cells))


# %% logarithms
def cell_path(f: Tensor) -> Tensor:
    total = f.log().cumsum(0)
    return (total[-1] - total).exp()
