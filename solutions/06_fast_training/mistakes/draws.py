# Wrong answers to `draws`. Each cell replaces the solution cell.


# %% eight-corners says="never 8: the upper end"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(0, 2 * PAD, (2, n), generator=generator)
    return torch.randperm(n, generator=generator), top, left


# %% ten-corners says="the window has room at"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(0, 2 * PAD + 2, (2, n), generator=generator)
    return torch.randperm(n, generator=generator), top, left


# %% one-corner-for-all says="for all images: each has a corner of its own"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(0, 9, (2,), generator=generator)
    return torch.randperm(n, generator=generator), top.expand(n), left.expand(n)


# %% one-number-for-all says="One number for the whole epoch"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(0, 9, (2, 1), generator=generator)
    return torch.randperm(n, generator=generator), top, left


# %% along-the-diagonal says="always equal"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    corner = torch.randint(0, 9, (n,), generator=generator)
    return torch.randperm(n, generator=generator), corner, corner


# %% drawn-with-replacement says="takes others several times"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(0, 9, (2, n), generator=generator)
    return torch.randint(0, n, (n,), generator=generator), top, left


# %% nothing-shuffled says="nothing is shuffled"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(0, 9, (2, n), generator=generator)
    return torch.arange(n), top, left


# %% global-generator says="PyTorch's global generator is used"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    return torch.randperm(n), torch.randint(0, 9, (n,)), torch.randint(0, 9, (n,))


# %% python-s-own-random says="`top` is not drawn from `generator`"
import random


def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    corners = torch.tensor([[random.randint(0, 8), random.randint(0, 8)] for _ in range(n)])
    return torch.randperm(n, generator=generator), corners[:, 0], corners[:, 1]


# %% seed-in-the-code says="is the same in every epoch"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    top, left = torch.randint(0, 9, (2, n), generator=generator)
    return torch.randperm(n, generator=generator), top, left


# %% image-by-image says="random functions are called 301 times"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    order = torch.randperm(n, generator=generator)
    top = torch.cat([torch.randint(0, 9, (1,), generator=generator) for _ in range(n)])
    left = torch.cat([torch.randint(0, 9, (1,), generator=generator) for _ in range(n)])
    return order, top, left


# %% floats says="to index with, got torch.float32"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = (9 * torch.rand(2, n, generator=generator)).floor()
    return torch.randperm(n, generator=generator), top, left


# %% rounded says="all corners should be equally likely"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = (8 * torch.rand(2, n, generator=generator)).round().long()
    return torch.randperm(n, generator=generator), top, left


# %% rolled says="neighbours stay together"
def draw(n: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    top, left = torch.randint(0, 9, (2, n), generator=generator)
    start = int(torch.randint(1, max(2, n), (1,), generator=generator))
    return torch.arange(n).roll(start), top, left
