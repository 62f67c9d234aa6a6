# Wrong answers to `gradient-norms`. Each cell replaces the solution cell.


# %% flag-not-passed-on says="last_timestep_only makes no difference"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss = loss_fn(out, y)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.norm() for g in grads])


# %% states-not-gradients says="the norms of the states h_t"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    return torch.stack([h.norm() for h in model.recurrent_net.h_list])


# %% gradient-not-kept says="`h.retain_grad()`"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss_fn(out, y, last_timestep_only).backward()
    return torch.stack([h.grad.norm() for h in model.recurrent_net.h_list])


# %% kept-too-late says="`h.retain_grad()`"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss_fn(out, y, last_timestep_only).backward()
    for h in model.recurrent_net.h_list:
        h.retain_grad()
    return torch.stack([h.grad.norm() for h in model.recurrent_net.h_list])


# %% slices-of-all-h says="the very tensors in `h_list`"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, all_h = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    grads = torch.autograd.grad(loss, [all_h[:, t] for t in range(x.shape[1])])
    return torch.stack([g.norm() for g in grads])


# %% gradient-of-the-output says="Only the way through the prediction of the same step"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, all_h = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    (grad,) = torch.autograd.grad(loss, all_h)
    return grad.norm(dim=(0, 2))


# %% states-of-an-older-call says="the very tensors in `h_list`"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    model(x)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.norm() for g in grads])


# %% squared says="the root is missing"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([(g**2).sum() for g in grads])


# %% mean-over-the-batch says="the mean of the norms of the single sequences"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.norm(dim=-1).mean() for g in grads])


# %% norm-for-each-sequence says="One norm for each sequence"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.norm(dim=-1) for g in grads])


# %% reversed says="The order is reversed"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.norm() for g in reversed(grads)])


# %% gradient-of-the-prediction says="not of the loss"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    grads = torch.autograd.grad(out.sum(), model.recurrent_net.h_list)
    return torch.stack([g.norm() for g in grads])


# %% sizes-added says="This is the sum of the sizes"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.abs().sum() for g in grads])


# %% summed-loss says="The loss is summed over steps"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    out, _ = model(x)
    square = (out - y) ** 2
    loss = square[:, -1].sum() if last_timestep_only else square.sum()
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.norm() for g in grads])


# %% of-the-weights says="These are gradients of the weights"
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    model.zero_grad()
    out, _ = model(x)
    loss_fn(out, y, last_timestep_only).backward()
    return torch.stack([p.grad.norm() for p in model.parameters()])
