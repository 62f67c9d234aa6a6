# Wrong answers to `scalar-forward`. Each cell replaces the solution cell.


# %% weight-on-the-first-node says="p is u_1 itself"
def scalar_forward(w, u1, u2, u3):
    p = w * u1
    q = w * p
    r = u2 + q
    s = w * r
    t = u3 + s
    y = w * t
    return p, q, r, s, t, y


# %% weight-in-the-sum says="r adds q as it is"
def scalar_forward(w, u1, u2, u3):
    p = u1
    q = w * p
    r = u2 + w * q
    s = w * r
    t = u3 + w * s
    y = w * t
    return p, q, r, s, t, y


# %% weight-on-the-inputs says="u_2 enters r without w"
def scalar_forward(w, u1, u2, u3):
    p = u1
    q = w * p
    r = w * u2 + q
    s = w * r
    t = w * u3 + s
    y = w * t
    return p, q, r, s, t, y


# %% no-memory says="r forgets q"
def scalar_forward(w, u1, u2, u3):
    p = u1
    q = w * p
    r = u2
    s = w * r
    t = u3
    y = w * t
    return p, q, r, s, t, y


# %% last-weight-missing says="Is the last w missing?"
def scalar_forward(w, u1, u2, u3):
    p = u1
    q = w * p
    r = u2 + q
    s = w * r
    t = u3 + s
    y = t
    return p, q, r, s, t, y


# %% adds-r-instead-of-s says="has w been forgotten on the way?"
def scalar_forward(w, u1, u2, u3):
    p = u1
    q = w * p
    r = u2 + q
    s = w * r
    t = u3 + r
    y = w * t
    return p, q, r, s, t, y


# %% powers-of-w says="w counts once on every edge"
def scalar_forward(w, u1, u2, u3):
    p = u1
    q = w * p
    r = u2 + q
    s = w**2 * r
    t = u3 + s
    y = w**3 * t
    return p, q, r, s, t, y


# %% inputs-backwards says="u_1 is the first input"
def scalar_forward(w, u1, u2, u3):
    p = u3
    q = w * p
    r = u2 + q
    s = w * r
    t = u1 + s
    y = w * t
    return p, q, r, s, t, y


# %% names-of-the-equation says="NameError: name 'p' is not defined"
def scalar_forward(w, u1, u2, u3):
    h1 = w * u1
    h2 = w * (u2 + h1)
    y = w * (u3 + h2)
    return p, q, r, s, t, y
