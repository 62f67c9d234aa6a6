# Right answers to `forget-bias` in other styles. Each cell replaces the solution cell.


# %% math
import math


def direct_path(bias: float, T: int) -> float:
    return (1 / (1 + math.exp(-bias))) ** T


one_more_is_enough = True


# %% loop-over-gates
def direct_path(bias: float, T: int) -> float:
    factor = torch.ones(())
    for _ in range(T):
        factor = factor * torch.sigmoid(torch.tensor(bias))
    return factor


one_more_is_enough = True


# %% autograd-through-an-lstm
def direct_path(bias: float, T: int) -> float:
    cell = nn.LSTMCell(1, 1)
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.bias_hh[1] = bias  # i, f, g, o
    first = torch.zeros(1, 1, requires_grad=True)
    h, c = torch.zeros(1, 1), first
    for _ in range(T):
        h, c = cell(torch.zeros(1, 1), (h, c))
    return torch.autograd.grad(c.sum(), first)[0].item()


one_more_is_enough = True


# %% logarithms
def direct_path(bias: float, T: int) -> float:
    return torch.exp(T * nn.functional.logsigmoid(torch.tensor(bias)))


one_more_is_enough = True
