"""A kernel and the judge beside it, started together and ended together."""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from autograde.errors import UserError
from autograde.judge import Judge, judge, server
from autograde.limits import Limits
from autograde.sandbox import Sandbox, SandboxedKernel, find, kernel
from autograde.sandbox.zygote import zygote


def get_ready(sandboxed: bool = True) -> None:
    """Start what kernels and judges are forked from; return at once, though it takes seconds.

    What goes wrong is said when the first of them is asked for.
    """
    server().start()
    if sandboxed:
        threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    with suppress(UserError, RuntimeError, OSError):
        if find() is Sandbox.BWRAP:
            zygote()


@dataclass
class Pair:
    """Where the cells of one notebook run; without a preamble there is no judge."""

    kernel: SandboxedKernel
    judge: Judge | None
    _stack: AsyncExitStack = field(repr=False)

    async def close(self) -> None:
        """End both, and all that the kernel started."""
        await self._stack.aclose()


async def start(
    sandbox: Sandbox,
    limits: Limits,
    files: Path | None,
    preamble: str | None,
    sources: Mapping[str, str],
) -> Pair:
    """Start a kernel and, with a preamble, a judge; once more if what they are forked from died.

    Raises RuntimeError when nothing starts.
    """
    try:
        return await _start(sandbox, limits, files, preamble, sources)
    except (RuntimeError, OSError):
        return await _start(sandbox, limits, files, preamble, sources)


async def _start(
    sandbox: Sandbox,
    limits: Limits,
    files: Path | None,
    preamble: str | None,
    sources: Mapping[str, str],
) -> Pair:
    if sandbox is Sandbox.BWRAP and any("optim" in source for source in sources.values()):
        (await asyncio.to_thread(zygote)).trains = True
    if preamble is not None:
        server().start()  # it imports while the warm process of the kernels does
    async with AsyncExitStack() as stack:
        started = await stack.enter_async_context(kernel(sandbox, limits, files))
        beside = None
        if preamble is None:
            started.judge_socket.close()
        else:
            line = judge(started.judge_socket, preamble, sources)
            beside = await stack.enter_async_context(line)
        return Pair(started, beside, stack.pop_all())
    raise AssertionError("an exit stack swallows nothing")
