# Wrong answers to `forget-bias`. Each cell replaces the solution cell.


# %% one-step says="T isn't used"
def direct_path(bias: float, T: int) -> float:
    return torch.sigmoid(torch.tensor(bias)).item()


one_more_is_enough = True


# %% added says="The factors are added"
def direct_path(bias: float, T: int) -> float:
    return T * torch.sigmoid(torch.tensor(bias)).item()


one_more_is_enough = True


# %% t-inside says="T stands inside the sigmoid"
def direct_path(bias: float, T: int) -> float:
    return torch.sigmoid(torch.tensor(bias * T)).item()


one_more_is_enough = True


# %% no-sigmoid says="The sigmoid is missing"
def direct_path(bias: float, T: int) -> float:
    return bias**T


one_more_is_enough = True


# %% tanh says="a gate is a sigmoid"
def direct_path(bias: float, T: int) -> float:
    return torch.tanh(torch.tensor(bias)).item() ** T


one_more_is_enough = True


# %% sign says="The sign is wrong"
def direct_path(bias: float, T: int) -> float:
    return 1 / (1 + torch.tensor(bias).exp().item()) ** T


one_more_is_enough = True


# %% slope says="This is the derivative of the sigmoid"
def direct_path(bias: float, T: int) -> float:
    gate = torch.sigmoid(torch.tensor(bias))
    return (gate * (1 - gate)).item() ** T


one_more_is_enough = True


# %% one-step-too-few says="This has one step too few"
def direct_path(bias: float, T: int) -> float:
    return torch.sigmoid(torch.tensor(bias)).item() ** (T - 1)


one_more_is_enough = True


# %% one-added-here says="added here already"
def direct_path(bias: float, T: int) -> float:
    return torch.sigmoid(torch.tensor(bias + 1)).item() ** T


one_more_is_enough = True


# %% ratio says="This is the claim's ratio"
def direct_path(bias: float, T: int) -> float:
    before, after = torch.sigmoid(torch.tensor(bias)), torch.sigmoid(torch.tensor(bias + 1))
    return (after / before).item() ** T


one_more_is_enough = True


# %% logarithm says="This is the logarithm"
def direct_path(bias: float, T: int) -> float:
    return T * torch.sigmoid(torch.tensor(bias)).log().item()


one_more_is_enough = True


# %% verdict-of-a-sceptic says="recorded: the claim is false"
def direct_path(bias: float, T: int) -> float:
    return torch.sigmoid(torch.tensor(bias)).item() ** T


one_more_is_enough = False


# %% verdict-as-a-number says="should be True or False"
def direct_path(bias: float, T: int) -> float:
    return torch.sigmoid(torch.tensor(bias)).item() ** T


one_more_is_enough = 1
