# Right answers to `clipping` in other styles. Each cell replaces the solution cell.


# %% pytorch-clips-copies
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    found = []
    for clip in (nn.utils.clip_grad_norm_, nn.utils.clip_grad_value_):
        weight = nn.Parameter(torch.zeros_like(g))
        weight.grad = g.clone()
        clip([weight], limit)
        found.append(nn.functional.cosine_similarity(weight.grad, g, dim=0))
    return tuple(found)


norm_keeps_direction = True


# %% if-and-loop
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    length = sum(e**2 for e in g.tolist()) ** 0.5
    by_norm = g / length * limit if length > limit else g
    by_value = torch.tensor([max(-limit, min(limit, e)) for e in g.tolist()])
    return [float(torch.dot(c, g) / c.norm() / g.norm()) for c in (by_norm, by_value)]


norm_keeps_direction = True


# %% a-scaled-vector-points-the-same-way
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    by_value = torch.minimum(torch.maximum(g, torch.tensor(-limit)), torch.tensor(limit))
    return 1, nn.CosineSimilarity(dim=0)(by_value, g).item()


norm_keeps_direction = True


# %% unit-vectors
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    def unit(v):
        return v / v.norm()

    by_norm = limit * unit(g) if g.norm() > limit else g
    by_value = g.sign() * g.abs().clamp(max=limit)
    return torch.stack([unit(by_norm) @ unit(g), unit(by_value) @ unit(g)]).tolist()


norm_keeps_direction = True
