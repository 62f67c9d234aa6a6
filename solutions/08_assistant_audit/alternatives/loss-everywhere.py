# Right answers to `loss-everywhere` in other styles. Each cell replaces the solution cell.


# %% by-formula
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    h, gradients = torch.zeros(len(W)), []
    for t in range(len(x)):
        h = W @ h + x[t]
        gradients.append(2 * torch.linalg.matrix_power(W.T, t) @ (h - y[t]))
    return gradients[-1].norm() / torch.stack(gradients).sum(dim=0).norm()


every_loss_helps = False


# %% backward-twice
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    def gradient(last_only):
        first = x[0].detach().clone().requires_grad_()
        h, total = first, ((first - y[0]) ** 2).sum()
        for x_t, y_t in zip(x[1:], y[1:]):
            h = W @ h + x_t
            total = total + ((h - y_t) ** 2).sum()
        loss = ((h - y[-1]) ** 2).sum() if last_only else total
        loss.backward()
        return first.grad

    return float(gradient(True).norm() / gradient(False).norm())


every_loss_helps = False


# %% backwards-through-time
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    T = len(x)
    h = [x[0]]
    for t in range(1, T):
        h.append(W @ h[-1] + x[t])
    last = both = 2 * (h[-1] - y[-1])
    for t in range(T - 2, -1, -1):
        last = W.T @ last
        both = W.T @ both + 2 * (h[t] - y[t])
    return (torch.dot(last, last) / torch.dot(both, both)).sqrt().item()


every_loss_helps = False
