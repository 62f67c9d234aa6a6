"""jupyter_client's way to start a kernel, for kernels in a sandbox.

`autograde.sandbox.kernel` uses it through a kernel spec in memory. It also serves a kernel spec
that names it, with `limits` (a mapping), `sandbox` and `files` as its `config`.
"""

import asyncio
import shutil
import signal
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Any as AnyTrait
from traitlets import Unicode

from autograde.limits import DEFAULT, Limits
from autograde.sandbox import launch, staging
from autograde.sandbox.inside.kernel import PORTS
from autograde.sandbox.kinds import LOST, Sandbox, find
from autograde.sandbox.usage import Usage, Watch
from autograde.sandbox.zygote import Zygote, zygote


class SandboxProvisioner(KernelProvisionerBase):  # type: ignore[misc]
    """Starts a kernel in a sandbox, and holds it."""

    sandbox = Unicode("", help="One of the names in Sandbox; empty: the best that works.")
    limits = AnyTrait(DEFAULT, help="A Limits, or a mapping of some of its fields.")
    files = AnyTrait(None, help="The folder whose files the kernel gets copies of.")

    judge_socket: socket.socket | None = None
    _process: launch.Process | None = None
    _watch: Watch | None = None
    _zygote: Zygote | None = None
    _folder: Path | None = None
    _killed = False  # on request
    _lost = False

    @property
    def ended(self) -> str | None:
        """Why the sandbox killed the kernel; None if it did not."""
        if self._watch is not None and self._watch.ended:
            return self._watch.ended
        return LOST if self._lost else None

    def usage(self) -> Usage:
        """Return what the whole tree used."""
        return self._watch.usage() if self._watch is not None else Usage()

    @property
    def has_process(self) -> bool:
        return self._process is not None

    async def poll(self) -> int | None:
        code = 1 if self._process is None else self._process.poll()
        self._note_loss(code)
        return code

    async def wait(self) -> int:
        """Wait until nothing of the kernel is left."""
        process = self._process
        if process is None:
            return 1
        code = await process.wait()
        self._note_loss(code)
        self._let_go(process)
        return code

    async def send_signal(self, signum: int) -> None:
        if self._process is not None:
            if signum == signal.SIGKILL:
                self._process.kill()
            else:
                self._process.send(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill all of the kernel's tree, and wait until it is gone."""
        process = self._process
        if process is not None:
            self._killed = True
            if self._watch is not None:
                self._watch.stop()
            process.kill()
            await process.wait()

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        if self._process is not None:
            await self.kill(restart)
            await self.wait()
        if self.judge_socket is not None:
            self.judge_socket.close()
        if not restart and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose where the kernel's sockets are."""
        if self._folder is None:
            self._folder = staging.run_folder()
        manager: Any = self.parent
        manager.transport, manager.ip = "ipc", str(self._folder / "k")
        for number, name in enumerate((*PORTS, "hb"), 1):
            setattr(manager, f"{name}_port", number)
        kwargs = await super().pre_launch(cmd=[], **kwargs)
        self.connection_info = manager.get_connection_info()
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel. Raises UserError and RuntimeError."""
        assert self._folder is not None
        self._killed = self._lost = False
        sandbox = Sandbox(self.sandbox) if self.sandbox else await asyncio.to_thread(find)
        limits = self.limits
        limits = limits if isinstance(limits, Limits) else replace(DEFAULT, **limits)
        place = launch.Place(
            self._folder, _path(self.files), _text(self.connection_info.get("key", ""))
        )
        if sandbox is Sandbox.BWRAP:
            self._zygote = await asyncio.to_thread(zygote)
            started = launch.forked(self._zygote, limits, place)
        elif sandbox is Sandbox.NONE:
            started = launch.unprotected(limits, place)
        else:
            started = launch.contained(sandbox, limits, place)
        self._process, self.judge_socket = await started
        if self._process.pid is not None:
            sandboxed = sandbox is not Sandbox.NONE
            self._watch = Watch(self._process.pid, limits, self._process.kill, sandboxed)
        return self.connection_info

    def _note_loss(self, code: int | None) -> None:
        """Note when the kernel ended because all of its warm process's sandbox did."""
        if code is not None and not self._killed and self._zygote is not None:
            self._lost = self._lost or not self._zygote.alive()

    def _let_go(self, process: launch.Process) -> None:
        if self._watch is not None:
            self._watch.stop()
        process.close()
        if self._process is process:
            self._process = None


def _path(files: Any) -> Path | None:
    return None if files is None else Path(files)


def _text(key: str | bytes) -> str:
    return key.decode() if isinstance(key, bytes) else key
