# Wrong answers to `sqrt-c`. Each cell replaces the solution cell.


# %% one-root-only says="This is c:"
def best_scale(c: float) -> float:
    return c


length_is_one = False


# %% no-root says="This is c²:"
def best_scale(c: float) -> float:
    return c**2


length_is_one = False


# %% c-not-squared says="This is the fourth root of c"
def best_scale(c: float) -> float:
    s = torch.arange(1e-3, 6, 1e-4)
    return s[(s**2 + c / s**2).argmin()].item()


length_is_one = False


# %% c-forgotten says="This is 1 for every c"
def best_scale(c: float) -> float:
    s = torch.arange(1e-3, 6, 1e-4)
    return s[(s**2 + 1 / s**2).argmin()].item()


length_is_one = False


# %% value-not-place says="This is how small the sum becomes"
def best_scale(c: float) -> float:
    s = torch.arange(1e-3, 6, 1e-4)
    return (s**2 + c**2 / s**2).min().item()


length_is_one = False


# %% the-negative-one says="A scale is positive"
def best_scale(c: float) -> float:
    return -(c**0.5)


length_is_one = False


# %% upside-down says="This is upside down"
def best_scale(c: float) -> float:
    return 1 / c**0.5


length_is_one = False


# %% two-lost-in-the-second-term says="Is this the root of 2s − c²/s³?"
def best_scale(c: float) -> float:
    return (c**2 / 2) ** (1 / 4)


length_is_one = False


# %% two-lost-in-the-first-term says="Is this the root of s − 2c²/s³?"
def best_scale(c: float) -> float:
    return (2 * c**2) ** (1 / 4)


length_is_one = False


# %% wrong-power-in-the-derivative says="Is this the root of 2s − 2c²/s²?"
def best_scale(c: float) -> float:
    return c ** (2 / 3)


length_is_one = False


# %% grid-too-short says="The search ends at s = 2"
def best_scale(c: float) -> float:
    s = torch.linspace(0.0001, 2, 20_000)
    return s[(s**2 + c**2 / s**2).argmin()].item()


length_is_one = False


# %% place-in-the-grid says="expected 1, got 9990"
def best_scale(c: float) -> float:
    s = torch.arange(1e-3, 6, 1e-4)
    return (s**2 + c**2 / s**2).argmin()


length_is_one = False


# %% grid-too-coarse says="best_scale(c = 1): expected 1, got 0.99"
def best_scale(c: float) -> float:
    s = torch.linspace(0.03, 6, 100)
    return s[(s**2 + c**2 / s**2).argmin()].item()


length_is_one = False


# %% believed says="recorded: the claim is true"
def best_scale(c: float) -> float:
    return c**0.5


length_is_one = True


# %% verdict-as-a-number says="should be True or False"
def best_scale(c: float) -> float:
    return c**0.5


length_is_one = 0
