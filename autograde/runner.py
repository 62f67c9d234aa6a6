"""nbclient's client, held to limits of time and output."""

import asyncio
import json
import os
import time
from dataclasses import dataclass
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_notebook, new_output

from autograde.limits import Limits
from autograde.sandbox import LOST, SandboxedKernel

CORES = os.cpu_count() or 1
TICK_S = 0.05  # how often a running cell is looked at
GRACE_S = 2.0  # what a cell gets to end by itself once it was interrupted
FLOOD = 50  # a kernel that sends this many times the output limit is killed
KEPT_CHARS = 4000  # of an error's text, once there is no room for more


@dataclass(frozen=True)
class Outcome:
    """How a cell ended beyond an ordinary error: `problem` is "" when it went to its end."""

    name: str = ""
    problem: str = ""
    alive: bool = True  # whether Python is
    cpu_s: float = 0.0


@dataclass(frozen=True)
class Allowance:
    """The time that one cell may take; `spent` is said of one that has less than usual."""

    cpu_s: float
    wall_s: float
    spent: str = ""


class Runner(NotebookClient):
    """nbclient's client for one notebook, whose kernels may come and go."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(
            new_notebook(),  # holds the cell in hand, and no other that it could change
            allow_errors=True,
            raise_on_iopub_timeout=True,
            skip_cells_with_tag="",
            store_widget_state=False,
            timeout=None,  # we watch a cell's time ourselves
        )
        self.kernel: SandboxedKernel | None = None
        self.count = 0  # of cells that this kernel has run
        self.spent_s = 0.0  # CPU of this kernel, up to the end of the last cell
        self.room = limits.output_bytes
        self.flood = -FLOOD * limits.output_bytes
        self.cut = False  # the cell in hand lost output
        self.flooded = False

    def attach(self, kernel: SandboxedKernel) -> None:
        """Run the cells from now on in this kernel."""
        self.kernel, self.km, self.kc = kernel, kernel.manager, kernel.client
        self.count, self.spent_s = 0, kernel.usage().cpu_s

    async def run_cell(self, cell: NotebookNode, allowance: Allowance) -> Outcome:
        """Run one cell within its time. A kernel that is not alive afterwards has been killed."""
        assert self.kernel is not None
        self.cut = False
        self.nb.cells, self._display_id_map = [cell], {}
        self.count, before = self.count + 1, self.spent_s
        running = asyncio.ensure_future(
            self.async_execute_cell(cell, 0, execution_count=self.count)
        )
        try:
            stopped = await self._watch(running, allowance, before)
        finally:
            running.cancel()
            await asyncio.wait({running})
            error = None if running.cancelled() else running.exception()
        name, problem, alive = self._judge_end(error, stopped, allowance)
        self.spent_s = max(self.kernel.usage().cpu_s, before)
        cpu_s = self.spent_s - before
        if not alive:
            await self.kernel.kill()
        if self.cut and not problem:
            cell.outputs.append(new_output("stream", name="stdout", text="… output was cut here\n"))
        return Outcome(name, problem, alive, cpu_s)

    async def _watch(
        self, running: "asyncio.Future[Any]", allowance: Allowance, before: float
    ) -> str:
        """Wait for the cell's end. Return how it had to be stopped, or ""."""
        assert self.kernel is not None
        started, stopped, give_up = time.monotonic(), "", 0.0
        while True:
            done, _ = await asyncio.wait({running}, timeout=TICK_S)
            if done:
                return stopped
            if self.flooded:
                return "flood"
            if not await ensure_async(self.kernel.manager.is_alive()):
                return stopped or "dead"
            now = time.monotonic()
            if stopped and now > give_up:
                return f"{stopped}, uninterrupted"
            enough = (now - started) * CORES >= allowance.cpu_s  # else there is no need to look
            if not stopped and enough and self.kernel.usage().cpu_s - before > allowance.cpu_s:
                stopped = "cpu"
            elif not stopped and now - started > allowance.wall_s:
                stopped = "wall"
            else:
                continue
            give_up = now + GRACE_S
            await ensure_async(self.kernel.manager.interrupt_kernel())

    def _judge_end(
        self, error: BaseException | None, stopped: str, allowance: Allowance
    ) -> tuple[str, str, bool]:
        """Return the error's name, what is said of it, and whether Python is alive."""
        assert self.kernel is not None
        if self.kernel.ended == LOST:
            return LOST, f"{LOST}: nobody's fault", False
        if self.kernel.ended:
            return "LimitReached", f"{self.kernel.ended}, so Python was killed", False
        if stopped == "flood" or isinstance(error, CellTimeoutError):  # too much or too large
            return "OutputLimit", "sent far too much output, so Python was killed", False
        if stopped == "dead" or (not stopped and isinstance(error, DeadKernelError)):
            return "KernelDied", "ended Python (os._exit, or a crash?)", False
        if stopped:
            alive = not stopped.endswith("uninterrupted")
            killed = "" if alive else " It ignored the interrupt, so Python was killed"
            return "CellTimeout", f"{_time_said(stopped, allowance)}{killed}", alive
        if error is None:
            return "", "", True
        # What a kernel sends is the student's: it may be malformed.
        return "KernelError", f"broke the link to its kernel ({type(error).__name__})", False

    async def _async_poll_kernel_alive(self) -> None:
        """Leave this to `_watch`, which looks more often."""

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Take one message from the kernel, if there is room for it."""
        kind, content = msg["msg_type"], msg["content"]
        if kind.startswith("comm"):
            return None
        if kind in ("stream", "display_data", "update_display_data", "execute_result", "error"):
            size = len(json.dumps(content, default=str))
            room, self.room = max(self.room, 0), self.room - size
            if self.room < self.flood:
                self.flooded = True
                return None
            if kind in ("execute_result", "error"):  # they decide the score: cut, never dropped
                room = max(room, KEPT_CHARS)
            if size > room:
                self.cut = True
                if not room or not _shorten(content, room):
                    return None
        try:
            return super().process_message(msg, cell, cell_index)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            self.cut = True  # an output that no notebook can hold
            return None


def _time_said(stopped: str, allowance: Allowance) -> str:
    if stopped.startswith("cpu"):
        said = f"was stopped after {allowance.cpu_s:.3g} s of computing{allowance.spent}"
        return f"{said}: an endless loop?"
    said = f"was stopped after {allowance.wall_s:.3g} s{allowance.spent}"
    return f"{said}: does it wait for something?"


def _shorten(content: dict[str, Any], room: int) -> bool:
    """Cut an output to about `room` characters, in place. Return False if it has no text."""
    if "text" in content:
        content["text"] = str(content["text"])[:room]
    elif "evalue" in content:
        content["evalue"] = str(content["evalue"])[:KEPT_CHARS]
        content["traceback"] = [str(line)[:KEPT_CHARS] for line in content["traceback"][-20:]]
    elif "text/plain" in content["data"]:
        content["data"] = {"text/plain": str(content["data"]["text/plain"])[:KEPT_CHARS]}
    else:
        return False
    return True
