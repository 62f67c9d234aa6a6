# Right answers to `scalar-forward` in other styles. Each cell replaces the solution cell.


# %% written-out
def scalar_forward(w, u1, u2, u3):
    p = u1
    q = w * u1
    r = w * u1 + u2
    s = w**2 * u1 + w * u2
    t = w**2 * u1 + w * u2 + u3
    y = w**3 * u1 + w**2 * u2 + w * u3
    return p, q, r, s, t, y


# %% loop
def scalar_forward(w, u1, u2, u3):
    nodes, h = [], 0.0
    for u in (u1, u2, u3):
        before = u + h
        h = w * before
        nodes += [before, h]
    return tuple(nodes)


# %% tensors
def scalar_forward(w, u1, u2, u3):
    w, u1, u2, u3 = (torch.as_tensor(v, dtype=torch.float64) for v in (w, u1, u2, u3))
    p = u1
    q = torch.mul(w, p)
    r = torch.add(u2, q)
    s = torch.mul(w, r)
    t = torch.add(u3, s)
    y = torch.mul(w, t)
    return [p, q, r, s, t, y]


# %% plain-floats
def scalar_forward(w, u1, u2, u3):
    w, u1, u2, u3 = float(w), float(u1), float(u2), float(u3)
    p = u1
    r = u2 + (q := w * p)
    t = u3 + (s := w * r)
    return p, q, r, s, t, w * t
