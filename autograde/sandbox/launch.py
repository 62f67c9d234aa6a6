"""Start a kernel in each kind of sandbox: forked, in a container, or unprotected."""

import asyncio
import os
import shutil
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from autograde.limits import Limits
from autograde.sandbox import bwrap, engine, plain, staging
from autograde.sandbox.held import Held
from autograde.sandbox.inside.kernel import PORTS
from autograde.sandbox.zygote import Zygote

CONTAINER_S = 60  # to start
SLACK_BYTES = 4 << 30  # of address space, which torch maps and doesn't use


class Process(Protocol):
    """A running kernel with all it started."""

    pid: int | None

    def poll(self) -> int | None: ...
    def send(self, number: int) -> None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Place:
    """Where a kernel starts: its run folder, its files, and the key that signs its messages."""

    folder: Path
    files: Path | None
    key: str


async def forked(warm: Zygote, limits: Limits, place: Place) -> tuple[Process, socket.socket]:
    """Have `warm` fork a kernel. Return it, and the host's end of the judge's channel.

    Raises UserError when the files are too large and RuntimeError when no kernel comes.
    """
    archive = await _packed(limits, place)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening = staging.listeners(place.folder, len(PORTS))
        return await fork(warm, limits, place.key, archive, [theirs, *listening]), ours
    except BaseException:
        ours.close()
        raise


async def fork(
    warm: Zygote, limits: Limits, key: str, archive: int | None, sockets: list[socket.socket]
) -> Held:
    """Have `warm` fork a kernel with these sockets: the judge's channel, then its ports'.

    Without ports it ends as soon as its sandbox stands. All descriptors given are closed here.
    """
    request = {
        "key": key,
        "limits": resource_limits(limits),
        "disk_bytes": limits.disk_bytes,
        "shm_bytes": limits.shm_bytes,
        "files": archive is not None,
        "probe": len(sockets) == 1,
    }
    passed = [one.fileno() for one in sockets]
    if archive is not None:
        passed.append(archive)
    try:
        return await warm.fork(request, passed)
    finally:
        if archive is not None:
            os.close(archive)
        for one in sockets:
            one.close()


async def unprotected(limits: Limits, place: Place) -> tuple[Process, socket.socket]:
    """Start a kernel with our own rights. Return it, and the host's end of the judge's channel.

    Raises UserError when the files are too large.
    """
    work = place.folder / "work"
    shutil.rmtree(work, ignore_errors=True)  # of a kernel before this one
    work.mkdir()
    await asyncio.to_thread(staging.copied, place.files, work, limits.disk_bytes)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    listening = staging.listeners(place.folder, len(PORTS))
    numbers = {name: one.fileno() for name, one in zip(PORTS, listening, strict=True)}
    settings = _settings(place.key, limits, ("CORE", "FSIZE", "AS"), "/nowhere/k", numbers)
    try:
        passed = list(numbers.values())
        return plain.start(settings, passed, theirs.fileno(), place.folder), ours
    finally:
        for one in (theirs, *listening):
            one.close()


async def contained(kind: str, limits: Limits, place: Place) -> tuple[Process, socket.socket]:
    """Start a kernel in a container of podman's or docker's, with its sockets in the run folder.

    Return it, and the host's end of the judge's channel. Raises UserError when the files are too
    large and RuntimeError when no kernel comes.
    """
    archive = await _packed(limits, place)
    for left in place.folder.iterdir():  # of a kernel before this one
        left.unlink()
    if archive is not None:
        with os.fdopen(archive, "rb") as packed, (place.folder / "files.tar").open("wb") as copy:
            packed.seek(0)
            shutil.copyfileobj(packed, copy)
    names = ("CORE", "FSIZE", "AS", "CPU", "NOFILE")
    settings = _settings(place.key, limits, names, f"{engine.SHARED}/k", None)
    settings["container"] = engine.SHARED
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(place.folder / "judge"))
        (place.folder / "judge").chmod(0o666)  # in a folder that others can't enter
        door.listen(1)
        door.setblocking(False)
        process = engine.start(kind, bwrap.view(), limits, place.folder, settings)
        try:
            channel = await _comes_in(door, process)
        except BaseException:
            process.kill()
            process.close()
            raise
    channel.setblocking(True)
    return process, channel


async def _comes_in(door: socket.socket, process: Process) -> socket.socket:
    """Return the connection the kernel makes. Raises RuntimeError when it ends before."""
    coming = asyncio.ensure_future(asyncio.get_running_loop().sock_accept(door))
    try:
        for _ in range(int(CONTAINER_S / 0.05)):
            await asyncio.wait({coming}, timeout=0.05)
            if coming.done():
                return coming.result()[0]
            if process.poll() is not None:
                break
        raise RuntimeError("the container ended, or did not start, before it was a kernel")
    finally:
        coming.cancel()


async def _packed(limits: Limits, place: Place) -> int | None:
    return await asyncio.to_thread(staging.packed, place.files, limits.disk_bytes)


def _settings(
    key: str,
    limits: Limits,
    names: Iterable[str],
    prefix: str,
    sockets: dict[str, int] | None,
) -> dict[str, Any]:
    """Return what `inside.cold` reads."""
    chosen = {name: value for name, value in resource_limits(limits).items() if name in names}
    return {"key": key, "prefix": prefix, "sockets": sockets, "limits": chosen, "container": ""}


def resource_limits(limits: Limits) -> dict[str, int]:
    """Return the limits that the system itself holds each process to."""
    return {
        "NPROC": limits.processes,
        "NOFILE": limits.open_files,
        "FSIZE": limits.file_bytes,
        "CORE": 1,  # not 0: that is ignored where a program of the host's takes the dumps
        "AS": limits.memory_bytes + SLACK_BYTES,
        "CPU": int(2 * limits.notebook_s) + 60,  # whoever starts the kernel is stricter
        "MSGQUEUE": 0,
        "SIGPENDING": 1024,
        "RTPRIO": 0,
        "NICE": 0,
    }
