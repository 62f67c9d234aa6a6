"""A student's recurrent layer with the weights of the explorer's built-in network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from course_utils.checks import weights
from course_utils.checks.core import describe_error
from course_utils.checks.outcome import Wrong

from .networks import Cell, Numbers, Setting, draw, numbers, readout, sequence

PHI = {"none": lambda z: z, "relu": torch.relu, "tanh": torch.tanh}
_FACTORIES = {torch.zeros, torch.ones, torch.empty, torch.full, torch.rand, torch.randn}
RANDOM = {torch.rand, torch.randn, torch.randint, torch.normal, Tensor.uniform_, Tensor.normal_}
RANDOM |= {getattr(nn.init, f"{name}_") for name in (
    "uniform", "normal", "trunc_normal", "orthogonal", "xavier_uniform", "xavier_normal",
    "kaiming_uniform", "kaiming_normal",
)}  # fmt: skip


class OwnLayer:
    """Builds the layer, puts weights into it however they are laid out, and measures it."""

    def __init__(self, build: Callable[..., nn.Module], cell: Cell) -> None:
        self.build, self.cell = build, cell
        self._layouts: dict[tuple[type, int], Tensor] = {}
        self._known: tuple[type, int, int] | None = None  # class, size and length of the last one
        self._plain = False  # its forward made no tensor that needs care

    def numbers(self, setting: Setting) -> Numbers:
        """What the layer does in the built-in network's place.

        Raises whatever the student's code raises, `Wrong` when its parameters don't act as those
        of the equations, and ValueError as `course_utils.gradients` does.
        """
        x, y = sequence(setting.seed, setting.time)
        layer = self._built(setting)
        wanted = draw(setting)
        values = torch.cat([weight.flatten() for weight in wanted.values()])
        weights.fill(layer, values[self._layout(type(layer), setting, wanted)])
        kind = (type(layer), setting.hidden, setting.time)
        known = kind == self._known
        apart = _Apart()
        whole = _WithReadout(
            layer, *readout(setting), nullcontext() if known and self._plain else apart
        )
        with _one_thread():
            found = numbers(whole, x, y, setting.every_step, known)
        if not known:
            self._known, self._plain = kind, not apart.needed
        return found

    def _built(self, setting: Setting) -> nn.Module:
        phi = () if self.cell == "LSTM" else (PHI[setting.nonlinearity],)
        with _Apart():
            layer = self.build(setting.hidden, *phi)
        if not isinstance(layer, nn.Module):
            raise Wrong(f"`own` built {layer!r} where a layer, an nn.Module, is needed.")
        return layer

    def _layout(self, kind: type, setting: Setting, wanted: dict[str, Tensor]) -> Tensor:
        """Which of the wanted numbers each of the layer's own is.

        To find out takes a while, so once for each class and size; with tanh, which is what
        PyTorch's own RNN has.
        """
        key = (kind, setting.hidden)
        if key not in self._layouts:
            layer = self._built(replace(setting, nonlinearity="tanh"))
            with _Apart():
                self._layouts = {key: weights.load(layer, wanted).index}
        return self._layouts[key]


class _WithReadout(nn.Module):
    """ŷ_t = W_f h_t + b_f."""

    def __init__(
        self, layer: nn.Module, W_f: Tensor, b_f: Tensor, around: AbstractContextManager
    ) -> None:
        super().__init__()
        self.layer, self.W_f, self.b_f, self.around = layer, W_f, b_f, around

    def forward(self, x: Tensor) -> Tensor:
        with self.around:
            result = self.layer(x)
        return nn.functional.linear(
            result[0] if isinstance(result, tuple) else result, self.W_f, self.b_f
        )


class _Apart(TorchFunctionMode):
    """In this thread only: new tensors are float64, and random numbers have their own generator.

    A cell may be running in the main thread. `torch.set_default_dtype` would change its tensors,
    and `torch.random.fork_rng` its random numbers. To look at every call takes as long as the
    calls, so `needed` says whether there was one to change.
    """

    def __init__(self) -> None:
        super().__init__()
        self.needed = False
        self.generator = torch.Generator().manual_seed(0)

    def __torch_function__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func in RANDOM and kwargs.get("generator") is None:
            self.needed = True
            kwargs["generator"] = self.generator
        if func in _FACTORIES and kwargs.get("dtype") is None:
            self.needed = True
            whole = func is torch.full and isinstance(args[1] if len(args) > 1 else 0.0, int)
            kwargs |= {} if whole else {"dtype": torch.float64}
        return func(*args, **kwargs)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let PyTorch compute in this thread alone: for such small networks, to wake another takes
    longer than what it would do. The setting is this thread's, not that of a running cell."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def in_words(error: BaseException, cell: str) -> str:
    """What a reader can do about an error in their own layer."""
    if isinstance(error, NotImplementedError):
        return (
            f"○ Your {cell} isn't written yet. Finish and run its cell, then move a control here."
        )
    if isinstance(error, Wrong):
        return f"✗ Your {cell}: {error}"
    return f"✗ Your {cell} raised {describe_error(error)}"
