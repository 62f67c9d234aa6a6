# Wrong answers to `scalar-edges`. Each cell replaces the solution cell.


# %% one-edge-only says="how many of its edges carry a w?"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    dy_dp = w
    left, middle, right = p * w**2, r * w, t
    return dy_dp, (left, middle, right)


# %% stops-at-q says="One more edge"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    dy_dp = w**2
    left, middle, right = p * w**2, r * w, t
    return dy_dp, (left, middle, right)


# %% local-derivatives says="This is the local derivative alone"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    return w**3, (p, r, t)


# %% left-and-right-exchanged says="Left and right are exchanged"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    return w**3, (t, r * w, p * w**2)


# %% terms-of-the-polynomial says="the terms of the polynomial"
def scalar_edges(w, u1, u2, u3):
    return w**3, (3 * w**2 * u1, 2 * w * u2, u3)


# %% weight-on-the-last-edge says="no factor w on the right edge"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    return w**3, (p * w**2, r * w, t * w)


# %% node-after-the-edge says="w multiplies r itself"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    return w**3, (p * w**2, s * w, t)


# %% input-instead-of-node says="r holds more than the input u_2"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    return w**3, (u1 * w**2, u2 * w, u3)


# %% input-in-the-derivative says="∂y/∂p does not depend on u_1"
def scalar_edges(w, u1, u2, u3):
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    return w**3 * u1, (p * w**2, r * w, t)
