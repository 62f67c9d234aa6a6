# Right answers to `gradient-norms` in other styles. Each cell replaces the solution cell.


# %% retain-grad
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    states = model.recurrent_net.h_list
    for h in states:
        h.retain_grad()
    model.zero_grad()
    loss_fn(out, y, last_timestep_only).backward()
    return torch.stack([h.grad.norm() for h in states])


# %% one-at-a-time
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out = model(x)[0]
    loss = loss_fn(out, y, last_timestep_only=last_timestep_only)
    norms = torch.zeros(x.shape[1])
    for t, h in enumerate(model.recurrent_net.h_list):
        norms[t] = torch.linalg.norm(torch.autograd.grad(loss, h, retain_graph=True)[0])
    return norms


# %% hooks
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    caught = {}
    out, _ = model(x)
    for t, h in enumerate(model.recurrent_net.h_list):
        h.register_hook(lambda g, t=t: caught.update({t: g.pow(2).sum().sqrt()}))
    loss_fn(out, y, last_timestep_only).backward()
    return torch.stack([caught[t] for t in range(x.shape[1])])


# %% stacked-then-normed
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    grads = torch.autograd.grad(loss_fn(out, y, last_timestep_only), model.recurrent_net.h_list)
    return (
        torch.stack(grads, dim=1).square().sum(dim=(0, 2)).sqrt()
    )  # (batch, time, hidden) → (time,)


# %% plain-numbers
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    grads = torch.autograd.grad(loss_fn(out, y, last_timestep_only), model.recurrent_net.h_list)
    return torch.tensor([g.flatten().norm(p=2).item() for g in grads])
