"""The host's hold on a forked kernel."""

import asyncio
import contextlib
import os
import select
import signal
import threading
from pathlib import Path


class Held:
    """A forked kernel, held by descriptors: their processes can't be mistaken for others."""

    def __init__(self, init: int, kernel: int) -> None:
        self._init, self._kernel = init, kernel
        self.pid: int | None = _pid_of(init)  # of the sandbox's process 1, as the host sees it
        self._closing = threading.Lock()

    def is_root(self) -> bool:
        """Return whether any of its identities is root's outside."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:  # it has ended
            return False
        return "0" in status.partition("\nUid:")[2].partition("\n")[0].split()

    def poll(self) -> int | None:
        """Return None while the sandbox lives."""
        with self._closing:
            if self._init < 0:
                return 1
            ended, _, _ = select.select([self._init], [], [], 0)
            return 1 if ended else None

    def send(self, number: int) -> None:
        """Send a signal to the kernel, to no other process of its tree."""
        self._signal(self._kernel, number)

    def kill(self) -> None:
        """Kill the whole tree, at once."""
        self._signal(self._init, signal.SIGKILL)

    async def wait(self) -> int:
        """Wait until the whole tree has ended."""
        if self.poll() is None:
            with self._closing:
                own = os.dup(self._init)
            try:
                await readable(own)
            finally:
                os.close(own)
        return 1

    def close(self) -> None:
        with self._closing:
            if self._init >= 0:
                os.close(self._init)
                os.close(self._kernel)
            self._init = self._kernel = -1

    def _signal(self, descriptor: int, number: int) -> None:
        with self._closing, contextlib.suppress(ProcessLookupError):
            if self._init >= 0:
                signal.pidfd_send_signal(descriptor, number)


async def readable(descriptor: int) -> None:
    """Wait until the descriptor can be read, or its process has ended."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(descriptor, lambda: ready.done() or ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


def _pid_of(pidfd: int) -> int:
    text = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
    return int(text.partition("Pid:")[2].split()[0])
