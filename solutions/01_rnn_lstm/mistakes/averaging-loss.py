# Wrong answers to `averaging-loss`. Each cell replaces the solution cell.


# %% flag-ignored says="last_timestep_only=True changes nothing"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    return ((pred - y) ** 2).mean()


# %% flag-turned says="although last_timestep_only=False"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if not last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return ((pred - y) ** 2).mean()


# %% sum says="This is the sum of the squares"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return ((pred - y) ** 2).sum()


# %% absolute-error says="mean absolute error"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return nn.L1Loss()(pred, y)


# %% root says="the loss has no root"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return ((pred - y) ** 2).mean().sqrt()


# %% last-sequence says="time is the second axis"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[-1], y[-1]
    return ((pred - y) ** 2).mean()


# %% first-step says="This is the first step"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, 0], y[:, 0]
    return ((pred - y) ** 2).mean()


# %% targets-not-cut says="Every step of y is compared with the last prediction"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred = pred[:, -1:]
    return ((pred - y) ** 2).mean()


# %% axis-lost-on-one-side says="Cut both alike"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        return ((pred[:, -1] - y[:, -1:]) ** 2).mean()
    return ((pred - y) ** 2).mean()


# %% mean-before-square says="The mean is taken before the square"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return (pred - y).mean() ** 2


# %% one-loss-for-each-sequence says="take the mean over batch and time"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, -1:], y[:, -1:]
    return ((pred - y) ** 2).mean(dim=1)


# %% summed-over-time says="summed over time"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    loss = 0
    for t in range(pred.shape[1]):
        if not last_timestep_only or t == pred.shape[1] - 1:
            loss = loss + ((pred[:, t] - y[:, t]) ** 2).mean()
    return loss


# %% plain-number says="plain number"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return ((pred - y) ** 2).mean().item()


# %% detached says="cut off from the graph"
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return torch.tensor([((a - b) ** 2).mean() for a, b in zip(pred, y)]).mean()
