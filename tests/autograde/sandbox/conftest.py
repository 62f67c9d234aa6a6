"""Kernels in the sandbox, run one cell at a time."""

import asyncio
import os
import textwrap
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograde.errors import UserError
from autograde.limits import DEFAULT, Limits
from autograde.sandbox import Sandbox, SandboxedKernel, find, kernel

CELL_S = 60


@dataclass
class Outcome:
    """What a cell printed, the name of the error it ended with, and why its kernel ended."""

    text: str = ""
    error: str = ""
    died: bool = False
    ended: str | None = None

    def __contains__(self, part: str) -> bool:
        return part in self.text


async def run(started: SandboxedKernel, source: str, timeout: float = CELL_S) -> Outcome:
    """Run a cell until it or its kernel ends."""
    outcome = Outcome()

    def collect(message: dict) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            outcome.text += content["text"]
        elif message["msg_type"] == "error":
            outcome.error = content["ename"]
            outcome.text += content["evalue"]
        elif message["msg_type"] in ("display_data", "execute_result"):
            outcome.text += f"[{' '.join(content['data'])}]"

    cell = asyncio.ensure_future(
        started.client.execute_interactive(
            textwrap.dedent(source), allow_stdin=False, timeout=timeout, output_hook=collect
        )
    )
    death = asyncio.ensure_future(started.wait())
    await asyncio.wait({cell, death}, return_when=asyncio.FIRST_COMPLETED)
    outcome.died = not cell.done()
    outcome.ended = started.ended
    if cell.done():
        cell.result()
    for task in (cell, death):
        task.cancel()
    await asyncio.gather(cell, death, return_exceptions=True)
    return outcome


@pytest.fixture(scope="session")
def unavailable() -> Callable[[str], None]:
    """Skip, and say so; in CI, where everything must be there, fail."""

    def say(what: str) -> None:
        if os.environ.get("CI"):
            pytest.fail(what)
        pytest.skip(what)

    return say


@pytest.fixture(scope="session")
def bubblewrap(unavailable) -> Sandbox:
    """The sandbox, where it works; elsewhere a visible skip."""
    found: Sandbox | str
    try:
        found = find()
    except UserError as error:
        found = str(error)
    if found is not Sandbox.BWRAP:
        unavailable(f"no bubblewrap here: {found}")
    return Sandbox.BWRAP


@pytest.fixture
def inside(bubblewrap: Sandbox) -> Callable[..., Outcome]:
    """Run one cell in a fresh sandboxed kernel."""

    def run_there(source: str, limits: Limits = DEFAULT, files: Path | None = None) -> Outcome:
        return asyncio.run(_alone(source, limits, files))

    async def _alone(source: str, limits: Limits, files: Path | None) -> Outcome:
        async with kernel(bubblewrap, limits, files) as started:
            return await run(started, source)

    return run_there


@pytest.fixture
def with_kernels(bubblewrap: Sandbox) -> Callable[..., None]:
    """Call an async function with so many fresh sandboxed kernels."""

    def call(
        test: Callable[..., Awaitable[None]], count: int = 1, limits: Limits = DEFAULT
    ) -> None:
        asyncio.run(_call(test, count, limits, []))

    async def _call(test, count, limits, started) -> None:
        if len(started) == count:
            await test(*started)
            return
        async with kernel(bubblewrap, limits) as one:
            await _call(test, count, limits, [*started, one])

    return call


@pytest.fixture
def cell() -> Callable[..., Awaitable[Outcome]]:
    """`run`, for tests that have a kernel."""
    return run
