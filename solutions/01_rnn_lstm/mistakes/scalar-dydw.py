# Wrong answers to `scalar-dydw`. Each cell replaces the solution cell.


# %% right-edge-only says="Each power comes down as a factor"
def scalar_dydw(w, u1, u2, u3):
    return u3 + w * u2 + w**2 * u1


# %% not-differentiated says="This is y itself"
def scalar_dydw(w, u1, u2, u3):
    return w * u3 + w**2 * u2 + w**3 * u1


# %% exponents-kept says="exponents did not drop by one"
def scalar_dydw(w, u1, u2, u3):
    return u3 + 2 * w**2 * u2 + 3 * w**3 * u1


# %% inputs-backwards says="u_1 and u_3 are exchanged"
def scalar_dydw(w, u1, u2, u3):
    return u1 + 2 * w * u2 + 3 * w**2 * u3


# %% by-the-input says="the derivative by u_1"
def scalar_dydw(w, u1, u2, u3):
    return w**3


# %% two-steps-only says="The term of u_1 is missing"
def scalar_dydw(w, u1, u2, u3):
    return u3 + 2 * w * u2


# %% constant-dropped says="The term of u_3 is missing"
def scalar_dydw(w, u1, u2, u3):
    return 2 * w * u2 + 3 * w**2 * u1


# %% factor-of-the-square-forgotten says="In the term of u_2 the factor 2 is missing"
def scalar_dydw(w, u1, u2, u3):
    return u3 + w * u2 + 3 * w**2 * u1


# %% coarse-difference says="close, but not exact"
def scalar_dydw(w, u1, u2, u3):
    def y(w):
        return w * (u3 + w * (u2 + w * u1))

    return (y(w + 1e-3) - y(w)) / 1e-3


# %% no-return says="Did you forget a `return`"
def scalar_dydw(w, u1, u2, u3):
    u3 + 2 * w * u2 + 3 * w**2 * u1


# %% caret says="a power is `**`"
def scalar_dydw(w, u1, u2, u3):
    return u3 + 2 * w * u2 + 3 * w ^ 2 * u1
