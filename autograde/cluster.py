"""Where notebooks are run: in this process, or on the workers of a Dask scheduler.

A worker gets all that it needs in the task: no database, no course folder. It needs this package
installed, and what a sandbox needs.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograde import sandbox
from autograde.errors import UserError
from autograde.execute import Execution, aexecute
from autograde.limits import Limits
from autograde.sandbox import Sandbox
from autograde.sandbox.staging import run_folder

CONNECT_S = 10
AT_ONCE = 200  # tasks that a scheduler is given before any is done; it has many workers


@dataclass(frozen=True)
class Task:
    """One sanitised notebook to run. The same `key` stands for the same task, and is run once."""

    key: str
    notebook: NotebookNode
    files: Mapping[str, bytes]  # what lies beside the notebook, by relative path
    preamble: str
    limits: Limits
    sandbox: Sandbox | None = None  # None: the best that the machine which runs it has


Run = Callable[[Task], Awaitable[Execution]]


async def run(task: Task) -> Execution:
    """Run one task here."""
    folder = run_folder()  # one that is swept away later, should this process be killed
    try:
        for name, content in task.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return await aexecute(
            task.notebook,
            task.limits,
            folder,
            sandbox=task.sandbox or sandbox.find(),
            preamble=task.preamble,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def here(jobs: int) -> AsyncIterator[Run]:
    """Yield a function that runs tasks in this process, so many at once."""
    slots = asyncio.Semaphore(jobs)

    async def run_here(task: Task) -> Execution:
        async with slots:
            return await run(task)

    yield run_here


@asynccontextmanager
async def on_workers(scheduler: str) -> AsyncIterator[Run]:
    """Yield a function that runs tasks on the workers of a Dask scheduler, such as tcp://host:8786.

    A task whose worker dies is given to another one. After some deaths Dask gives up a task, and
    with it those that waited on the same workers: each of them gets a second chance by itself.
    Raises UserError if nobody answers there; what it yields raises distributed.KilledWorker.
    """
    from distributed import KilledWorker

    client = await _connect(scheduler)
    second_chance = asyncio.Lock()

    async def submit(task: Task, group: str) -> Execution:
        # Not pure: two students' identical notebooks are two tasks all the same. Keys that begin
        # alike are one group, which the scheduler hands out bit by bit, as workers get free.
        future: Any = client.submit(run, task, key=(group, task.key), pure=False)
        try:
            return await future
        finally:
            future.release()  # or the scheduler keeps what it holds

    async def run_there(task: Task) -> Execution:
        try:
            return await submit(task, "unrolled")
        except KilledWorker:
            async with second_chance:
                return await submit(task, "unrolled-again")

    try:
        yield run_there
    finally:
        await client.close()


async def _connect(scheduler: str) -> Any:
    """Return a distributed.Client. Its types don't tell what can be awaited."""
    from distributed import Client

    try:
        client: Any = Client(scheduler, asynchronous=True, timeout=CONNECT_S)
        try:
            return await client
        except BaseException:
            await client.close()
            raise
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(
            f"No Dask scheduler answers at {scheduler} ({said}). Start one with `dask scheduler` "
            "and workers with `dask worker`, or leave --scheduler out."
        ) from None
