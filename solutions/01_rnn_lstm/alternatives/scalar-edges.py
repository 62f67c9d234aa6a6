# Right answers to `scalar-edges` in other styles. Each cell replaces the solution cell.


# %% backwards-by-hand
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    dy_dt = w
    dy_ds = dy_dt * 1
    dy_dr = dy_ds * w
    dy_dq = dy_dr * 1
    dy_dp = dy_dq * w
    return dy_dp, (p * dy_dq, r * dy_ds, t)


# %% in-the-inputs
def scalar_edges(w, u1, u2, u3):
    left = w**2 * u1
    middle = w * u2 + w**2 * u1
    right = u3 + w * u2 + w**2 * u1
    return w**3, (left, middle, right)


# %% a-weight-for-each-edge
def scalar_edges(w, u1, u2, u3):
    copies = [torch.tensor(float(w), dtype=torch.float64, requires_grad=True) for _ in range(3)]
    p = torch.tensor(float(u1), dtype=torch.float64, requires_grad=True)
    y = copies[2] * (u3 + copies[1] * (u2 + copies[0] * p))
    dy_dp, *edges = torch.autograd.grad(y, [p, *copies])
    return dy_dp, tuple(edges)


# %% list-of-edges
def scalar_edges(w, u1, u2, u3):
    p, _, r, _, t, _ = scalar_forward(w, u1, u2, u3)
    return w * w * w, [node * w**k for node, k in zip((p, r, t), (2, 1, 0))]
