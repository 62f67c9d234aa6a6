# Right answers to `relu-slower` in other styles. Each cell replaces the solution cell.


# %% backwards-by-hand
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    h, slopes = torch.zeros(len(W)), []
    for x_t in x:
        z = W @ h + x_t
        h = torch.tanh(z) if nonlinearity == "tanh" else torch.relu(z)
        slopes.append(1 - h**2 if nonlinearity == "tanh" else (z > 0).double())
    gradient = torch.ones(len(W))
    for slope in slopes[:0:-1]:
        gradient = W.T @ (slope * gradient)
    return gradient.norm() / len(W) ** 0.5


relu_is_slower = False


# %% rnn-layer-of-pytorch
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    cell = nn.RNNCell(len(W), len(W), bias=False, nonlinearity=nonlinearity)
    with torch.no_grad():
        cell.weight_hh.copy_(W)
        cell.weight_ih.copy_(torch.eye(len(W)))
    h, all_h = torch.zeros(1, len(W)), []
    for x_t in x:
        h = cell(x_t[None], h)
        h.retain_grad()
        all_h.append(h)
    all_h[-1].sum().backward()
    return (all_h[0].grad.norm() / all_h[-1].grad.norm()).item()


relu_is_slower = False


# %% jacobian
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = getattr(torch, nonlinearity)

    def last_state(first):
        h = first
        for x_t in x[1:]:
            h = f(W @ h + x_t)
        return h

    J = torch.autograd.functional.jacobian(last_state, f(x[0]))
    return float(J.sum(dim=0).norm() / torch.ones(len(W)).norm())


relu_is_slower = False
