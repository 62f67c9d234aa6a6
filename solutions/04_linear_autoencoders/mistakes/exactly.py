# Wrong answers to `exactly`. Each cell replaces the solution cell.


# %% mse-loss-as-it-is says="its mean divides by n·m"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% sum says="summed over all points"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return nn.MSELoss(reduction="sum")(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% half says="there is no factor ½"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x) / 2


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% n-for-m says="n and m are exchanged"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return len(x) * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% n-twice says="This divides by n twice: the mean"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x) / x.shape[0]


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% mean-divided-by-n says="divides by n twice and by m once"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return nn.MSELoss()(x_hat, x) / len(x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% m-divides-again says="divides by m twice"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return nn.MSELoss()(x_hat, x) / x.shape[1]


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% m-of-another-data-set says="multiplied by 4 whatever the points are"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return 4 * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% absolute-differences says="absolute differences, summed"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.L1Loss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% distance says="the mean of the distances"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return (x_hat - x).norm(dim=1).mean()


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% root says="This is the root of the first term"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return (x.shape[1] * nn.MSELoss()(x_hat, x)).sqrt()


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% one-for-each-point says="one number to call `backward` on"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return ((x_hat - x) ** 2).sum(dim=1)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% plain-number says="plain number"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x).item()


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% cut-off says="cut off from the graph"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat.detach(), x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% wrong-sign says="The loss has the wrong sign"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return -x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% penalty-on-the-output says="the penalty is the optimiser's"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x) + 0.01 * x_hat.square().sum()


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% weight-decay-lambda says="so this adds λ·W"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=lam)


# %% weight-decay-half-lambda says="This adds ½λ·W"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=lam / 2)


# %% no-weight-decay says="There is no weight decay"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr)


# %% two-for-each-matrix says="This adds 4λ·W"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * 2 * lam)


# %% usual-weight-decay says="λ is not used"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=1e-4)


# %% lr-times-decay says="The decay is multiplied by lr"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam * lr)


# %% decay-over-lr says="The decay is divided by lr"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam / lr)


# %% decay-over-m says="The decay is divided by m"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    parameters = list(parameters)
    m = max(parameters[0].shape)
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam / m)


# %% m-in-the-step says="multiplied by lr·m"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    parameters = list(parameters)
    m = max(parameters[0].shape)
    return torch.optim.SGD(parameters, lr=lr * m, weight_decay=2 * lam / m)


# %% third-argument says="The third argument of SGD is `momentum`"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr, 2 * lam)


# %% momentum says="There is momentum (0.9)"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, momentum=0.9, weight_decay=2 * lam)


# %% nesterov says="Nesterov's momentum"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, momentum=0.9, nesterov=True, weight_decay=2 * lam)


# %% adam says="Adam divides each entry"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.Adam(parameters, lr=lr, weight_decay=2 * lam)


# %% adamw says="AdamW divides each entry"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameters, lr=lr, weight_decay=2 * lam)


# %% lr-forgotten says="lr is not used"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, weight_decay=2 * lam)


# %% lr-halved says="The learning rate is halved"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr / 2, weight_decay=2 * lam)


# %% lr-and-lambda-exchanged says="are lr and λ exchanged"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lam, weight_decay=2 * lr)


# %% uphill says="walks uphill"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam, maximize=True)


# %% decoder-only says="W2 decays and W1 does not"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    encoder, decoder = parameters
    return torch.optim.SGD(
        [{"params": [encoder]}, {"params": [decoder], "weight_decay": 2 * lam}], lr=lr
    )


# %% first-parameter-only says="Only W1 moves"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD([next(iter(parameters))], lr=lr, weight_decay=2 * lam)


# %% copies says="step() moves no weight"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    copies = [p.detach().clone().requires_grad_() for p in parameters]
    return torch.optim.SGD(copies, lr=lr, weight_decay=2 * lam)


# %% penalty-in-both says="The penalty counts twice"
remembered = []


def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    penalty = sum(lam * p.square().sum() for p, lam in remembered)
    return x.shape[1] * nn.MSELoss()(x_hat, x) + penalty


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    remembered[:] = [(p, lam) for p in parameters]
    return torch.optim.SGD([p for p, _ in remembered], lr=lr, weight_decay=2 * lam)


# %% no-return says="Did you forget a `return`"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)


# %% the-class says="got the class `SGD`"
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    return x.shape[1] * nn.MSELoss()(x_hat, x)


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    return torch.optim.SGD
