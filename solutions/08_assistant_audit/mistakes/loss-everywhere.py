# Wrong answers to `loss-everywhere`. Each cell replaces the solution cell.


# %% upside-down says="The ratio is upside down"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_all.norm() / of_last.norm()).item()


every_loss_helps = False


# %% without-the-last says="should hold all losses"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses[:-1].sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% mean-of-losses says="it is the sum of all losses"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.mean(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% first-loss says="This is the share of the first loss"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[0], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% squared-norms says="These are squared norms"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return ((of_last**2).sum() / (of_all**2).sum()).item()


every_loss_helps = False


# %% not-divided says="Divide by the norm of the gradient"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return of_last.norm().item()


every_loss_helps = False


# %% values says="This is a share of the losses"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (losses[-1] / losses.sum()).item()


every_loss_helps = False


# %% at-the-last-state says="Follow L_T back to h_1"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[-1], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% at-h0 says="These are gradients at h_0"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [torch.zeros(len(W), requires_grad=True)]
    for x_t in x:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states[1:]) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% distances says="The losses are distances here"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = (torch.stack(states) - y).norm(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% no-targets says="The targets y aren't used"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = (torch.stack(states) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% transposed says="The matrix is transposed"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(states[-1] @ W + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = False


# %% norms-added says="This divides by the sum of the norms"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    norms = []
    for h, y_t in zip(states, y):
        loss = ((h - y_t) ** 2).sum()
        norms.append(torch.autograd.grad(loss, states[0], retain_graph=True)[0].norm())
    return (norms[-1] / sum(norms)).item()


every_loss_helps = False


# %% verdict-of-the-assistant says="recorded: the claim is true"
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()


every_loss_helps = True
