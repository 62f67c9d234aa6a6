# Wrong answers to `noise-floor`. Each cell replaces the solution cell.


# %% with-itself says="This is always 0"
def cost_of_copying(x, noise):
    copy = x + noise
    return ((copy - (x + noise)) ** 2).mean()


copying_costs = True


# %% summed says="The squared errors are summed: take"
def cost_of_copying(x, noise):
    return nn.MSELoss(reduction="sum")(x + noise, x)


copying_costs = True


# %% summed-over-a-row says="summed over the entries of a row"
def cost_of_copying(x, noise):
    return ((x + noise - x) ** 2).sum(dim=1).mean()


copying_costs = True


# %% summed-over-rows says="summed over the rows"
def cost_of_copying(x, noise):
    return ((x + noise - x) ** 2).sum(dim=0).mean()


copying_costs = True


# %% absolute says="These are absolute errors"
def cost_of_copying(x, noise):
    return nn.L1Loss()(x + noise, x)


copying_costs = True


# %% not-squared says="so that they do not cancel"
def cost_of_copying(x, noise):
    return (x + noise - x).mean()


copying_costs = True


# %% averaged-first says="averaged and then squared"
def cost_of_copying(x, noise):
    return (x + noise - x).mean() ** 2


copying_costs = True


# %% root says="leave the root out"
def cost_of_copying(x, noise):
    return nn.MSELoss()(x + noise, x).sqrt()


copying_costs = True


# %% half says="no factor ½"
def cost_of_copying(x, noise):
    return 0.5 * nn.MSELoss()(x + noise, x)


copying_costs = True


# %% variance says="This is the variance of the noise: its own mean"
def cost_of_copying(x, noise):
    return noise.var().item()


copying_costs = True


# %% std says="This is the standard deviation"
def cost_of_copying(x, noise):
    return noise.std().item()


copying_costs = True


# %% against-nothing says="compared with 0"
def cost_of_copying(x, noise):
    return ((x + noise) ** 2).mean()


copying_costs = True


# %% against-the-noise says="compared with the noise"
def cost_of_copying(x, noise):
    return nn.functional.mse_loss(x + noise, noise)


copying_costs = True


# %% noise-alone says="Only the noise is handed on"
def cost_of_copying(x, noise):
    return nn.MSELoss()(noise, x)


copying_costs = True


# %% noise-twice says="The noise counts twice"
def cost_of_copying(x, noise):
    noisy = x + noise
    return nn.MSELoss()(noisy + noise, x)


copying_costs = True


# %% each-entry says="should be one number, got shape"
def cost_of_copying(x, noise):
    return (x + noise - x) ** 2


copying_costs = True


# %% in-place says="changes its argument `x`"
def cost_of_copying(x, noise):
    clean = x.clone()
    x += noise
    return nn.MSELoss()(x, clean)


copying_costs = True


# %% other-verdict says="recorded: the claim is false."
def cost_of_copying(x, noise):
    return ((x + noise - x) ** 2).mean()


copying_costs = False


# %% verdict-in-quotes says="should be True or False (the claim holds"
def cost_of_copying(x, noise):
    return ((x + noise - x) ** 2).mean()


copying_costs = "True"
