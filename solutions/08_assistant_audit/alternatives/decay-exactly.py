# Right answers to `decay-exactly` in other styles. Each cell replaces the solution cell.


# %% two-optimisers
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    def step(weight_decay, penalty):
        p = W.clone().requires_grad_()
        optimizer = torch.optim.SGD([p], lr=lr, weight_decay=weight_decay)
        (penalty * p.pow(2).sum()).backward()
        optimizer.step()
        return (p.detach() - W).norm()

    return step(lam, 0.0) / step(0.0, lam)


decay_is_exact = False


# %% a-layer
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    layer = nn.Linear(W.shape[1], W.shape[0], bias=False)
    lengths = []
    for decay in (lam, 0):
        with torch.no_grad():
            layer.weight.copy_(W)
        layer.zero_grad()
        loss = 0 * layer(torch.ones(1, W.shape[1])).sum()
        if not decay:
            loss = loss + lam * layer.weight.square().sum()
        loss.backward()
        torch.optim.SGD(layer.parameters(), lr=lr, weight_decay=decay).step()
        lengths.append((layer.weight.data - W).norm().item())
    return lengths[0] / lengths[1]


decay_is_exact = False


# %% by-hand
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    shrunk = W - lr * (0 + lam * W)  # what SGD's documentation says it does
    descended = W - lr * (lam * (W + W))
    return torch.dist(shrunk, W).item() / torch.dist(descended, W).item()


decay_is_exact = False


# %% derivative-by-differences
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    flat = W.flatten().tolist()
    h = 1e-3
    slope = [lam * ((w + h) ** 2 - (w - h) ** 2) / (2 * h) for w in flat]
    plain = sum((lr * g) ** 2 for g in slope) ** 0.5
    p = torch.nn.Parameter(W.clone())
    p.grad = 0 * p.data
    torch.optim.SGD([p], lr=lr, weight_decay=lam).step()
    moved = sum((a - b) ** 2 for a, b in zip(p.data.flatten().tolist(), flat)) ** 0.5
    return moved / plain


decay_is_exact = False
