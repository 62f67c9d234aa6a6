"""Run a notebook in a kernel of its own, within limits.

`execute` is pure: a notebook in, the executed notebook out. Whatever a student wrote, it comes
back: an endless loop, a dead kernel or a flood of output becomes an error in its cell, and the
cells that could not run say so. This is the only module that starts a kernel.
"""

import asyncio
import copy
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import zmq
import zmq.asyncio
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_grade

from autograde.runner import FloodError, Runner
from autograde.verdicts import fail, settle

MESSAGE_BYTES = 32 << 20  # no single message of a kernel may be larger

Status = Literal["finished", "stopped", "died"]


@dataclass(frozen=True)
class Limits:
    """What one submission may use: wall seconds for a cell and for all cells, bytes of output."""

    cell_s: float = 60
    notebook_s: float = 300
    output_bytes: int = 2_000_000


DEFAULT = Limits()


@dataclass
class Execution:
    """What came of running a notebook. `notes` says, in words, what did not go to its end."""

    notebook: NotebookNode
    status: Status = "finished"
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


def execute(
    notebook: NotebookNode, limits: Limits = DEFAULT, folder: Path | None = None
) -> Execution:
    """Run all code cells of a copy of `notebook`, beside copies of the files in `folder`.

    Raises RuntimeError when no kernel starts, which is nobody's submission's fault.
    """
    return asyncio.run(aexecute(notebook, limits, folder))


async def aexecute(
    notebook: NotebookNode, limits: Limits = DEFAULT, folder: Path | None = None
) -> Execution:
    """Do what `execute` does, inside a running event loop."""
    execution = Execution(copy.deepcopy(notebook))
    with tempfile.TemporaryDirectory(prefix="unrolled-", ignore_cleanup_errors=True) as place:
        work = Path(place, "work")
        if folder is not None:
            shutil.copytree(folder, work, ignore=shutil.ignore_patterns("*.ipynb", ".*"))
        work.mkdir(exist_ok=True)
        async with _kernel(Path(place), work) as (manager, client):
            runner = Runner(execution.notebook, manager, limits.output_bytes)
            runner.kc = client
            started = time.monotonic()
            await _run_cells(runner, execution, limits)
            execution.seconds = round(time.monotonic() - started, 2)
    for cell in execution.notebook.cells:
        if cell.cell_type == "code" and is_grade(cell):
            settle(cell)
    return execution


@asynccontextmanager
async def _kernel(place: Path, work: Path) -> AsyncIterator[tuple[AsyncKernelManager, Any]]:
    """Start this Python's kernel in `work`; in the end kill it and all that it started."""
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # whatever the user installed
        connection_file=str(place / "kernel.json"),
        **({"transport": "ipc", "ip": str(place / "k")} if os.name == "posix" else {}),
    )
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
    client = None
    try:
        await manager.start_kernel(
            cwd=str(work),
            env=_environment(place),
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
            stdout=subprocess.DEVNULL,  # what it says beside its messages is for nobody's terminal
            stderr=subprocess.DEVNULL,
        )
        client = manager.client(context=context)
        client.start_channels()
        await client.wait_for_ready(timeout=120)
        client.allow_stdin = False
        yield manager, client
    finally:
        if client is not None:
            client.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)  # kills its process group
        await ensure_async(manager.cleanup_resources())
        context.destroy(linger=0)


def _environment(place: Path) -> dict[str, str]:
    """Return the kernel's environment: one thread, plots in the notebook, no installing."""
    return {
        **os.environ,
        "IPYTHONDIR": str(place / "ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1",
        "PIP_NO_INDEX": "1",
    }


async def _run_cells(runner: Runner, execution: Execution, limits: Limits) -> None:
    """Run the code cells in order; once the kernel or the time is gone, mark the rest."""
    deadline = time.monotonic() + limits.notebook_s
    code = [(i, c) for i, c in enumerate(execution.notebook.cells) if c.cell_type == "code"]
    ended = ""  # why no further cell can run
    for number, (index, cell) in enumerate(code, 1):
        cell.outputs, cell.execution_count = [], None
        if not cell.source.strip():
            continue
        left = deadline - time.monotonic()
        if not ended and left <= 0:
            ended = f"all {limits.notebook_s:g} s for the notebook were used up"
            execution.status = "stopped"
            execution.notes.append(f"{_name(cell, number)} and those after it did not run: {ended}")
        if ended:
            fail(cell, "NotRun", f"This cell did not run, because {ended}.")
            continue
        runner.allowance = min(limits.cell_s, left)
        runner.spent = "" if left > limits.cell_s else f" with all {limits.notebook_s:g} s used up"
        problem, alive = await _run_cell(runner, cell, index)
        if problem:
            where = f"{_name(cell, number)} {problem}"
            execution.notes.append(where)
            execution.status = "stopped" if alive and execution.status != "died" else "died"
            if not alive:
                ended = where


async def _run_cell(runner: Runner, cell: NotebookNode, index: int) -> tuple[str, bool]:
    """Run one cell. Return what went wrong beyond an ordinary error, and whether Python lives."""
    runner.cut = runner.timed_out = False
    took = f"was stopped after {runner.allowance:.3g} s{runner.spent}: an endless loop?"
    problem, name, alive = "", "", True
    try:
        await runner.async_execute_cell(cell, index)
        if runner.timed_out:
            name, problem = "CellTimeout", took
    except DeadKernelError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # nbclient takes a cancelled run for a dead one
            raise asyncio.CancelledError from None
        alive = False
        if runner.timed_out:
            name, problem = "CellTimeout", f"{took} It ignored the interrupt, so Python was killed"
        else:
            name, problem = "KernelDied", "ended Python (os._exit, a crash, or out of memory?)"
    except (CellTimeoutError, FloodError):  # a message too large to arrive, or far too many
        alive = False
        name, problem = "OutputLimit", "sent far too much output, so Python was killed"
    except Exception as error:  # what a kernel sends is the student's: it may be malformed
        alive = False
        name, problem = "KernelError", f"broke the link to its kernel ({type(error).__name__})"
    if not alive:
        await runner.kill()
    if problem:
        fail(cell, name, f"This cell {problem}.")
    elif runner.cut:
        cell.outputs.append(new_output("stream", name="stdout", text="… output was cut here\n"))
    return problem, alive


def _name(cell: NotebookNode, number: int) -> str:
    """Return what a TA can look for: the grade_id, else the number of the code cell."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"cell {grade_id}" if grade_id else f"code cell {number}"
