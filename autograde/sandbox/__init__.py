"""Kernels for code nobody vouches for: without network, without rights, and soon gone.

`kernel` starts one, `find` says which sandbox works here.
"""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.util import ensure_async

from autograde.limits import DEFAULT, Limits
from autograde.sandbox import client as clients
from autograde.sandbox.kinds import LOST, Sandbox, find
from autograde.sandbox.provisioner import SandboxProvisioner
from autograde.sandbox.usage import Usage
from autograde.sandbox.zygote import close_all

__all__ = ["LOST", "Sandbox", "SandboxedKernel", "Usage", "close_all", "find", "kernel"]

READY_S = 120
_QUIET = logging.getLogger(__name__)
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False


class SandboxedKernel:
    """A started kernel that answers, and what one may know of it."""

    def __init__(self, manager: AsyncKernelManager, client: AsyncKernelClient) -> None:
        self.manager = manager
        self.client = client

    @property
    def judge_socket(self) -> socket.socket:
        """The host's end of the channel to the judge; whoever uses it closes it."""
        channel = self._provisioner.judge_socket
        assert channel is not None
        return channel

    @property
    def ended(self) -> str | None:
        """Why the sandbox killed the kernel ("used more than 3 GB of memory"), else None."""
        return self._provisioner.ended

    def usage(self) -> Usage:
        """Return the CPU seconds and the memory of all its processes; the last ones once dead."""
        return self._provisioner.usage()

    async def wait(self) -> None:
        """Wait until the kernel has died, of whatever cause."""
        await self._provisioner.wait()

    async def kill(self) -> None:
        """End the kernel and all that it started, at once."""
        await self._provisioner.kill()

    @property
    def _provisioner(self) -> SandboxProvisioner:
        provisioner = self.manager.provisioner
        assert isinstance(provisioner, SandboxProvisioner)
        return provisioner


@asynccontextmanager
async def kernel(
    sandbox: Sandbox, limits: Limits = DEFAULT, files: Path | None = None
) -> AsyncIterator[SandboxedKernel]:
    """Start a kernel beside copies of the files in `files`; in the end nothing of it is left.

    Notebooks, dot-files and links are not copied. Raises UserError when the files are too large
    and RuntimeError when no kernel starts, which is nobody's submission's fault.
    """
    config = {"sandbox": str(sandbox), "limits": limits, "files": files}
    context = clients.new_context()
    manager = AsyncKernelManager(
        kernel_name="unrolled",
        kernel_spec_manager=_OneKernel(config),
        context=context,
        log=_QUIET,
    )
    client = None
    try:
        await manager.start_kernel()
        client = clients.connect(manager, context)
        await client.wait_for_ready(timeout=READY_S)
        yield SandboxedKernel(manager, client)
    finally:
        if manager._ready is not None and manager._ready.done():
            manager._ready.exception()  # it was raised already: let asyncio not complain again
        if client is not None:
            client.stop_channels()
        if manager.provisioner is not None:
            await manager.provisioner.kill()
            await manager.provisioner.wait()
        await ensure_async(manager.cleanup_resources())
        context.destroy(linger=0)


class _OneKernel(KernelSpecManager):
    """Knows the one kernel that runs in a sandbox with this configuration."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(log=_QUIET)
        self._config = config

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        named = {"provisioner_name": "unrolled-sandbox", "config": self._config}
        return KernelSpec(
            argv=["python"],
            display_name="Python in a sandbox",
            language="python",
            metadata={"kernel_provisioner": named},
        )
