# Right answers to `draws` in other styles. Each cell replaces the solution cell.


# %% three-calls
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    order = torch.randperm(n, generator=generator)
    top = torch.randint(0, 2 * PAD + 1, (n,), generator=generator)
    left = torch.randint(0, 2 * PAD + 1, (n,), generator=generator)
    return order, top, left


# %% both-corners-at-once
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(9, (2, n), generator=generator)
    return torch.randperm(n, generator=generator), top, left


# %% one-number-of-81
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    corner = torch.randint(81, (n,), generator=generator)
    order = torch.rand(n, generator=generator, dtype=torch.float64).argsort()
    return order, corner // 9, corner % 9


# %% uniform-and-floor
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    u = torch.empty(3, n, dtype=torch.float64).uniform_(generator=generator)
    return u[0].argsort(), *(9 * u[1:]).floor().long().unbind()


# %% in-place
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    corners = torch.empty(n, 2, dtype=torch.int64).random_(0, 9, generator=generator)
    order = torch.ones(n).multinomial(n, replacement=False, generator=generator)
    return (order, corners[:, 0], corners[:, 1])
