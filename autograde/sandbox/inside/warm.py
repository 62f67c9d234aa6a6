"""Do once what libraries put off until they are used, so that no kernel has to do it again.

The first gradient and the first error each import something, the first optimiser a compiler.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def use(temporary: str) -> list[str]:
    """Use what has been imported; return what went wrong, which costs time later and nothing else.

    `temporary` is a folder that can be written to now; it need not be there later.
    """
    known = {"torch": _differentiate, "IPython": _format_an_error}
    with _temporary_files_in(temporary):
        return [problem for name, do in known.items() if (problem := _problem(name, do))]


def train(temporary: str) -> None:
    """Take a training step, if none was taken: for notebooks with an optimiser, as it costs 1 s."""
    if "torch._dynamo" not in sys.modules:
        with _temporary_files_in(temporary):
            _problem("torch", training_step)


def _problem(name: str, do: Callable[[], None]) -> str:
    if name in sys.modules:
        try:
            do()
        except Exception as error:
            return f"{name}: {error!r}"
    return ""


@contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"], tempfile.tempdir = folder, None
    try:
        yield
    finally:
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before
        tempfile.tempdir = None  # to be looked for again where it is needed


def _differentiate() -> None:
    import torch

    layer = torch.nn.Linear(2, 2)
    loss = layer(torch.ones(1, 2)).square().sum()
    torch.autograd.grad(loss, list(layer.parameters()), create_graph=True)
    loss.backward()


def training_step() -> None:
    """Take one step of a small network, with gradients, an optimiser and a schedule."""
    import torch

    layer = torch.nn.Linear(2, 2)
    optimizer = torch.optim.Adam(layer.parameters())
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    schedule.step()
    optimizer.zero_grad()


def _format_an_error() -> None:
    from IPython.core.ultratb import FormattedTB

    try:
        raise ValueError("to be formatted")
    except ValueError as error:
        FormattedTB(mode="Context").structured_traceback(type(error), error, error.__traceback__)
