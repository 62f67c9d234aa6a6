"""What is wrong with a step of the student's optimiser, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.ladder import is_close, recognise
from course_utils.checks.outcome import Wrong

from .walks import NAMES, SETTINGS, Walk, walk


def expect_walks(exact_optimizer: Callable, seed: int) -> None:
    """One step leads where gradient and penalty say, and so does the next."""
    walks = [walk(exact_optimizer, *setting, seed=seed + n) for n, setting in enumerate(SETTINGS)]
    for step in range(2):
        wrong = [w for w in walks if not w.is_right(step)]
        if wrong:
            cause = (
                named_kind(wrong[0])
                or named_setting(wrong)
                or (named_rate(walks) if step == 0 else _CARRIED)
            )
            raise Wrong(f"{cause}\n{wrong[0].evidence(step)}")


_CARRIED = (
    "The first step is right and the second is not: something of the first is carried on, as "
    "momentum does. A step of gradient descent knows nothing of the steps before."
)


def named_kind(walk: Walk) -> str:
    """A word on an optimiser of PyTorch's that is no SGD, or ""."""
    kind = type(walk.optimizer)
    if not kind.__module__.startswith("torch.optim") or issubclass(kind, torch.optim.SGD):
        return ""
    name = kind.__name__
    why = {
        "Adam": "Adam divides each entry of the gradient by its usual size",
        "AdamW": "AdamW divides each entry of the gradient by its usual size, and decays apart",
    }.get(name, f"{name} makes something else of the gradient than lr times it")
    return f"{why}, so its step is not one of gradient descent: take `torch.optim.SGD`."


def named_setting(walks: list[Walk]) -> str:
    """A word on SGD's options that have no part in gradient descent, or ""."""
    if not isinstance(walks[0].optimizer, torch.optim.SGD):
        return ""
    options: dict[str, Any] = walks[0].optimizer.param_groups[0]
    momentum = options["momentum"]
    if all(w.optimizer.param_groups[0]["momentum"] in (w.lam, 2 * w.lam) for w in walks):
        return (
            "The third argument of SGD is `momentum`, so that is where λ has gone. Write "
            "`weight_decay=` in front of it."
        )
    if options["nesterov"]:
        return (
            "Nesterov's momentum goes further than the gradient: leave out `momentum` and "
            "`nesterov`."
        )
    if momentum:
        return f"There is momentum ({momentum}): leave it out, gradient descent has none."
    if options["maximize"]:
        return "`maximize=True` walks uphill: L_λ should become small."
    return ""


def named_rate(walks: list[Walk]) -> str:
    """What the first steps have in common that is wrong."""
    before, after, _ = walks[0].places
    moved = [not torch.equal(*pair) for pair in zip(before, after, strict=True)]
    if not any(moved):
        return "step() moves no weight: are the parameters handed in those that SGD gets?"
    if not all(moved):
        return f"Only {NAMES[moved.index(True)]} moves: hand all parameters to SGD."
    rates = torch.stack([w.rates() for w in walks])  # (walks, weights, 2)
    if rates.isnan().any():
        return "The step is not along gradient + 2λ·W: is more done to the weights than SGD does?"
    lr, lam, m = (torch.tensor([getattr(w, n) for w in walks]) for n in ("lr", "lam", "m"))
    right = torch.stack([lr, 2 * lam], dim=1)
    apart = [is_close(rates[:, n], right, 1e-9) for n in range(2)]
    if all(is_close(rates[:, n], right, 1e-6) for n in range(2)):
        return "The step is very close, but not exact to ten digits: is something rounded?"
    if any(apart):
        return _one_only(rates[:, apart.index(False)], apart.index(False))
    if not is_close(rates[:, 0], rates[:, 1], 1e-9):
        return "W1 and W2 are not treated alike: lr and λ are the same for both."
    a, d = rates[:, 0].T
    if not is_close(a, lr, 1e-9):
        return _named_lr(a, lr, lam, m)
    return _named_decay(d, lr, lam, m)


def _one_only(rates: Tensor, which: int) -> str:
    name, other = NAMES[which], NAMES[1 - which]
    if rates[:, 1].abs().max() < 1e-9:
        return f"{other} decays and {name} does not: L_λ has a term for each of them."
    return f"The step of {other} is right, that of {name} is not: they should be treated alike."


def _is_constant(values: Tensor) -> bool:
    return is_close(values, values[:1].expand_as(values), 1e-9)


def _named_lr(a: Tensor, lr: Tensor, lam: Tensor, m: Tensor) -> str:
    causes = {
        "λ is used as the learning rate: are lr and λ exchanged?": lam,
        "The gradient is multiplied by lr·m: make up for m in the loss, not in the step.": lr * m,
        "The gradient is multiplied by lr/m: make up for m in the loss, not in the step.": lr / m,
        "The learning rate is halved: it is lr as handed in.": lr / 2,
        "The learning rate is doubled: it is lr as handed in.": 2 * lr,
        "The step goes uphill: the gradient has the wrong sign.": -lr,
    }
    if _is_constant(a):
        return f"lr is not used: the gradient is multiplied by {a[0]:.4g} whatever lr is."
    return recognise(a, causes, 1e-9) or (
        f"The gradient is multiplied by {a[0]:.4g} where lr is {lr[0]:.4g}."
    )


def _named_decay(d: Tensor, lr: Tensor, lam: Tensor, m: Tensor) -> str:
    """What is added to the gradient is d·W."""
    causes: Mapping[str, Tensor] = {
        "There is no weight decay: the step knows nothing of λ.": 0 * lam,
        "SGD adds `weight_decay`·W to the gradient, so this adds λ·W. What is the gradient of "
        "λ‖W‖²?": lam,
        "This adds ½λ·W to the gradient: differentiating λ‖W‖² gives a factor, but not ½.": lam / 2,
        "This adds 4λ·W to the gradient: each matrix has a term of its own, and gets the factor 2 "
        "only once.": 4 * lam,
        "The decay has the wrong sign: it should make weights smaller.": -2 * lam,
        "The decay is multiplied by m: only the loss needs that.": 2 * lam * m,
        "The decay is multiplied by m, where a factor 2 belongs: only the loss needs m.": lam * m,
        "The decay is divided by m: the penalty has no mean.": 2 * lam / m,
        "λ is divided by m: the penalty has no mean.": lam / m,
        "The decay is multiplied by lr: SGD does that by itself.": 2 * lam * lr,
        "λ is multiplied by lr: SGD does that by itself.": lam * lr,
        "The decay is divided by lr: it belongs to the gradient, and SGD takes lr times that.": (
            2 * lam / lr
        ),
        "λ is divided by lr: it belongs to the gradient, and SGD takes lr times that.": lam / lr,
        "λ is squared: in L_λ the weights are, λ is not.": 2 * lam**2,
        "λ² is added for 2λ: in L_λ the weights are squared, λ is not.": lam**2,
    }
    cause = recognise(d, causes, 1e-9)
    if not cause and _is_constant(d):
        return f"λ is not used: {d[0]:.4g}·W is added to the gradient whatever λ is."
    return cause or f"{d[0]:.4g}·W is added to the gradient where λ is {lam[0]:.4g}."
