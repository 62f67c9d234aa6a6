"""A kernel client that waits for nothing but the kernel."""

import time
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

MESSAGE_BYTES = 32 << 20  # no single message of a kernel may be larger
ASK_AGAIN_S = 0.25


class SandboxClient(AsyncKernelClient):
    """The stock client idles 200 ms or more before it calls a kernel ready; this one does not."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # type: ignore[override]
        """Wait until the kernel answers and its outputs arrive.

        Raises RuntimeError when it ends before, or has not answered after `timeout` seconds.
        """
        end = time.monotonic() + (timeout or 60)
        while not await self._answers():
            manager: Any = self.parent
            if not await manager.is_alive():
                raise RuntimeError("the kernel ended before it was ready")
            if time.monotonic() > end:
                raise RuntimeError(f"the kernel was not ready after {timeout:g} s")

    async def _answers(self) -> bool:
        """Ask once. Return whether the reply came, and the outputs' end of it."""
        asked = self.kernel_info()
        try:
            while True:
                reply = await self.shell_channel.get_msg(timeout=ASK_AGAIN_S)
                if reply["msg_type"] == "kernel_info_reply":
                    break
            while not _is_idle(await self.iopub_channel.get_msg(timeout=ASK_AGAIN_S), asked):
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def new_context() -> zmq.asyncio.Context:
    """Return a zmq context for one kernel; no message larger than we can bear arrives in it."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
    return context


def connect(manager: AsyncKernelManager, context: zmq.asyncio.Context) -> SandboxClient:
    """Return a client of the manager's kernel, connected."""
    info: dict[str, Any] = dict(manager.get_connection_info(session=True))
    client = SandboxClient(**info, parent=manager, context=context)
    client.start_channels(stdin=False, hb=False)
    client.allow_stdin = False
    return client


def _is_idle(message: dict[str, Any], asked: str) -> bool:
    return (
        message["msg_type"] == "status"
        and message["content"].get("execution_state") == "idle"
        and message["parent_header"].get("msg_id") == asked
    )
