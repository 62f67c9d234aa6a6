"""nbclient's client, held to limits of time and output."""

import json
import time
from contextlib import suppress
from queue import Empty
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbclient.util import ensure_async
from nbformat import NotebookNode

GRACE_S = 2.0  # what a cell gets to end by itself once it was interrupted
FLOOD = 50  # a kernel that sends this many times the output limit is killed
KEPT_CHARS = 4000  # of an error's text, once there is no room for more


class Runner(NotebookClient):
    """nbclient's client, held to our limits."""

    def __init__(self, nb: NotebookNode, manager: AsyncKernelManager, output_bytes: int) -> None:
        super().__init__(
            nb,
            km=manager,
            allow_errors=True,
            raise_on_iopub_timeout=True,
            skip_cells_with_tag="",
            store_widget_state=False,
            timeout_func=lambda cell: self.allowance,
        )
        self.allowance: float = 0.0  # seconds that the cell in hand may take
        self.spent = ""  # said of a cell that has less because the notebook's time runs out
        self.room = output_bytes
        self.flood = -FLOOD * output_bytes
        self.cut = False  # the cell in hand lost output
        self.timed_out = False  # the cell in hand ran out of time

    async def kill(self) -> None:
        """End the kernel and its children at once."""
        assert self.km is not None
        await ensure_async(self.km.shutdown_kernel(now=True))

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
                raise FloodError
            if kind in ("execute_result", "error"):  # they decide the score: cut, never dropped
                room = max(room, KEPT_CHARS)
            if size > room:
                self.cut = True
                if not room or not _shorten(content, room):
                    return None
        return super().process_message(msg, cell, cell_index)

    async def _async_handle_timeout(
        self, timeout: int, cell: NotebookNode | None = None
    ) -> dict[str, Any]:
        """Interrupt the cell. Raises DeadKernelError after killing a kernel that goes on."""
        assert self.km is not None
        assert self.kc is not None
        self.timed_out = True
        await ensure_async(self.km.interrupt_kernel())
        end = time.monotonic() + GRACE_S
        while (left := end - time.monotonic()) > 0:
            with suppress(Empty):
                reply = await ensure_async(self.kc.shell_channel.get_msg(timeout=left))
                if reply["msg_type"] == "execute_reply":
                    return reply
        await self.kill()
        raise DeadKernelError("It went on after it was interrupted.")


class FloodError(Exception):
    """The kernel sends more output than anyone will read."""


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
