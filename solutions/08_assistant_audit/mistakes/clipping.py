# Wrong answers to `clipping`. Each cell replaces the solution cell.


# %% exchanged says="The two are exchanged"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    first = by_value @ g / (by_value.norm() * g.norm())
    second = by_norm @ g / (by_norm.norm() * g.norm())
    return first.item(), second.item()


norm_keeps_direction = True


# %% one-after-the-other says="start from what the first has left"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    weight = nn.Parameter(torch.zeros_like(g))
    weight.grad = g.clone()
    nn.utils.clip_grad_norm_([weight], limit)
    by_norm = weight.grad.clone()
    nn.utils.clip_grad_value_([weight], limit)
    by_value = weight.grad
    cosine = nn.CosineSimilarity(dim=0)
    return cosine(by_norm, g).item(), cosine(by_value, g).item()


norm_keeps_direction = True


# %% upper-bound-only says="Large negative entries are left"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(max=limit)
    first = by_norm @ g / (by_norm.norm() * g.norm())
    second = by_value @ g / (by_value.norm() * g.norm())
    return first.item(), second.item()


norm_keeps_direction = True


# %% scalar-products says="These are scalar products"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    first = by_norm @ g
    second = by_value @ g
    return first.item(), second.item()


norm_keeps_direction = True


# %% one-length says="divides by one length only"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    first = by_norm @ g / g.norm()
    second = by_value @ g / g.norm()
    return first.item(), second.item()


norm_keeps_direction = True


# %% lengths says="These are lengths"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    first = by_norm.norm()
    second = by_value.norm()
    return first.item(), second.item()


norm_keeps_direction = True


# %% clipped-gradients says="These are the clipped gradients themselves"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    return by_norm, by_value


norm_keeps_direction = True


# %% one-minus says="This is 1 − cosine"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    first = 1 - by_norm @ g / (by_norm.norm() * g.norm())
    second = 1 - by_value @ g / (by_value.norm() * g.norm())
    return first.item(), second.item()


norm_keeps_direction = True


# %% with-each-other says="cosine between the two clipped gradients"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    both = nn.functional.cosine_similarity(by_norm, by_value, dim=0).item()
    return both, both


norm_keeps_direction = True


# %% signs says="Each entry is replaced by its sign"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = limit * g.sign()
    first = by_norm @ g / (by_norm.norm() * g.norm())
    second = by_value @ g / (by_value.norm() * g.norm())
    return first.item(), second.item()


norm_keeps_direction = True


# %% cut-away says="Entries beyond the limit are set to 0"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = torch.where(g.abs() > limit, 0.0, g)
    first = by_norm @ g / (by_norm.norm() * g.norm())
    second = by_value @ g / (by_value.norm() * g.norm())
    return first.item(), second.item()


norm_keeps_direction = True


# %% in-place says="changes its argument `g`"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp_(-limit, limit)
    first = by_norm @ g / (by_norm.norm() * g.norm())
    second = by_value @ g / (by_value.norm() * g.norm())
    return first.item(), second.item()


norm_keeps_direction = True


# %% one-value says="should return (by_norm, by_value)"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_value = g.clamp(-limit, limit)
    return nn.functional.cosine_similarity(by_value, g, dim=0).item()


norm_keeps_direction = True


# %% verdict-of-a-sceptic says="recorded: the claim is false"
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    first = by_norm @ g / (by_norm.norm() * g.norm())
    second = by_value @ g / (by_value.norm() * g.norm())
    return first.item(), second.item()


norm_keeps_direction = False
