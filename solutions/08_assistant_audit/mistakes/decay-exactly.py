# Wrong answers to `decay-exactly`. Each cell replaces the solution cell.


# %% upside-down says="This is upside down"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    return ((2 * lr * lam * W).norm() / by_sgd).item()


decay_is_exact = False


# %% derivative-without-two says="Both steps are equally long"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    return (by_sgd / (lr * lam * W).norm()).item()


decay_is_exact = False


# %% no-gradient-set says="SGD did not move"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    return ((weight.detach() - W).norm() / (2 * lr * lam * W).norm()).item()


decay_is_exact = False


# %% squared-lengths says="These are the lengths' squares"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    return (by_sgd**2 / (2 * lr * lam * W).square().sum()).item()


decay_is_exact = False


# %% places-not-steps says="These are the weights after the steps"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    return (weight.norm() / (W - 2 * lr * lam * W).norm()).item()


decay_is_exact = False


# %% rate-in-one-step-only says="plain gradient descent multiplies by it, too"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    return (by_sgd / (2 * lam * W).norm()).item()


decay_is_exact = False


# %% both-decay says="The plain step decays twice"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    plain = nn.Parameter(W.clone())
    (lam * plain.square().sum()).backward()
    torch.optim.SGD([plain], lr=lr, weight_decay=lam).step()
    return (by_sgd / (plain.detach() - W).norm()).item()


decay_is_exact = False


# %% penalty-in-the-loss-too says="SGD's step has the penalty's gradient in it"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    (lam * weight.square().sum()).backward()
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    return ((weight.detach() - W).norm() / (2 * lr * lam * W).norm()).item()


decay_is_exact = False


# %% norm-not-squared says="the norm is to be squared"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    plain = W.clone().requires_grad_()
    (lam * plain.norm()).backward()
    return (by_sgd / (lr * plain.grad).norm()).item()


decay_is_exact = False


# %% mean-of-squares says="The plain step goes down the mean of the squares"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    plain = W.clone().requires_grad_()
    (lam * (plain**2).mean()).backward()
    return (by_sgd / (lr * plain.grad).norm()).item()


decay_is_exact = False


# %% adam says="This is a step of Adam"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.Adam([weight], lr=lr, weight_decay=lam).step()
    return ((weight.detach() - W).norm() / (2 * lr * lam * W).norm()).item()


decay_is_exact = False


# %% sgd-alone says="This is SGD's step alone"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    return by_sgd.item()


decay_is_exact = False


# %% moves-its-argument says="changes its argument `W`"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    before = W.clone()
    weight = nn.Parameter(W)
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    return ((W - before).norm() / (2 * lr * lam * before).norm()).item()


decay_is_exact = False


# %% both-steps says="should be one number"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    return torch.stack([by_sgd, (2 * lr * lam * W).norm()])


decay_is_exact = False


# %% believed says="recorded: the claim is true"
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    return (by_sgd / (2 * lr * lam * W).norm()).item()


decay_is_exact = True
