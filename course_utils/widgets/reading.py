"""What a network that tells languages by surnames makes of one name, letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.checks.outcome import Wrong
from course_utils.data.surnames import encode, to_ascii

from .calm import Calm, twin_of

LONGEST = 100  # letters: what is computed grows with their square


class Unreadable(ValueError):  # noqa: N818  (it is said of a name)
    """There is nothing in a name that the network could read, or too much of it."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What the network says of a name, and how it got there."""

    letters: str  # the name as the network reads it
    probabilities: Float[Tensor, " languages"]
    after: Float[Tensor, "letters languages"]  # the probabilities after each letter
    saliency: Float[Tensor, " letters"] | None  # None where no nn.Embedding reads the letters


def read_name(model: nn.Module, name: str) -> Reading:
    """Let a copy of the network, in eval mode and on the CPU, read the name.

    `model(x, last_pos)` gives logits for what `course_utils.data.surnames.encode` makes of names.
    The model itself may be training meanwhile: its weights, its mode and the random numbers of
    the program are left alone.

    The saliency of a letter is ‖∂s/∂e‖: the size of the gradient of the winning language's logit
    s by the letter's embedding e, the "first-derivative saliency" of Li, Chen, Hovy and Jurafsky,
    "Visualizing and Understanding Neural Models in NLP" (2016), arXiv:1506.01066. It says what a
    small change of the letter would do, and not what the name would be without it.

    >>> class Long(nn.Module):
    ...     def forward(self, x, last_pos):
    ...         return torch.stack([3.0 - last_pos, last_pos - 3.0], dim=1)
    >>> reading = read_name(Long(), "Łódź")
    >>> reading.letters, reading.probabilities, reading.saliency
    ('lodz', tensor([0.5000, 0.5000], dtype=torch.float64), None)

    Raises Unreadable for a name without letters or with more than `LONGEST`, Wrong when the model
    doesn't give finite logits, one row for each name, and whatever the model raises.
    """
    letters = to_ascii(name).lower()
    if not letters:
        raise Unreadable("Nothing of this name is left in letters from a to z.")
    if len(letters) > LONGEST:
        raise Unreadable(f"These are {len(letters)} letters; at most {LONGEST} are read here.")
    with torch.inference_mode(False), torch.enable_grad(), Calm():
        x, last_pos = encode([letters])
        twin = twin_of(model)
        watch = _Embeddings(twin)
        logits = _logits(twin, x, last_pos)
        saliency = watch.saliency(logits.max(), x)
        prefixes = x.repeat(len(letters), 1).tril()
        after = _logits(twin, prefixes, torch.arange(len(letters)))
    return Reading(letters, _softmax(logits)[0], _softmax(after), saliency)


def _logits(model: nn.Module, x: Int[Tensor, "names time"], last_pos: Int[Tensor, " names"]) -> Any:
    logits = model(x, last_pos)
    if not isinstance(logits, Tensor):
        raise Wrong(f"it returned a {type(logits).__name__} where logits, a tensor, are needed.")
    if logits.dim() != 2 or len(logits) != len(x):
        shape = tuple(logits.shape)
        raise Wrong(f"for x of shape {tuple(x.shape)} it returned logits of shape {shape}, "
                    f"where ({len(x)}, languages) is needed.")  # fmt: skip
    if not _softmax(logits).isfinite().all():
        raise Wrong("its logits are nan or infinite, so no language can be told.")
    return logits


def _softmax(logits: Tensor) -> Tensor:
    return logits.detach().double().softmax(dim=1)


class _Embeddings:
    """Makes what a model's nn.Embedding modules return the place where gradients are taken."""

    def __init__(self, model: nn.Module) -> None:
        self.calls: list[tuple[Tensor, Tensor]] = []  # letters, and what became of them
        self.hooks = [
            module.register_forward_hook(self._keep, with_kwargs=True)
            for module in model.modules()
            if isinstance(module, nn.Embedding)
        ]

    def _keep(self, module: nn.Module, args: tuple, kwargs: dict, output: Tensor) -> Tensor:
        embedded = output.detach().requires_grad_()
        self.calls.append((args[0] if args else kwargs["input"], embedded))
        return embedded

    def saliency(self, score: Tensor, x: Tensor) -> Tensor | None:
        """The gradient's norm for each letter of x, read in one call or one by one."""
        for hook in self.hooks:
            hook.remove()
        read = [letters.flatten() for letters, _ in self.calls]
        if not read or not score.requires_grad or not torch.cat(read).equal(x.flatten()):
            return None
        embedded = [e for _, e in self.calls]
        gradients = torch.autograd.grad(score, embedded, allow_unused=True, materialize_grads=True)
        return torch.cat([g.double().norm(dim=-1).flatten() for g in gradients])
