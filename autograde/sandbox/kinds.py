"""The kinds of sandbox, and which of them works here."""

import asyncio
import functools
import socket
import subprocess
import sys
from enum import StrEnum

from autograde.errors import UserError
from autograde.limits import DEFAULT


class Sandbox(StrEnum):
    """What holds a student's code. NONE holds nothing: it is for code that is trusted."""

    BWRAP = "bubblewrap"
    PODMAN = "podman"
    DOCKER = "docker"
    NONE = "none"


LOST = "lost its sandbox, which ended"
"""Why a kernel ended that nobody had done anything to: worth another try."""


def find() -> Sandbox:
    """Return the best sandbox that works on this machine, tried for real, once per process.

    Raises UserError saying in one line what is missing.
    """
    found = _find()
    if isinstance(found, str) and not isinstance(found, Sandbox):
        raise UserError(found)
    return Sandbox(found)


@functools.cache
def _find() -> Sandbox | str:
    """Return the sandbox, or what to tell the user."""
    from autograde.sandbox import engine

    problem = _try_bubblewrap()
    if not problem:
        return Sandbox.BWRAP
    for kind in (Sandbox.PODMAN, Sandbox.DOCKER):
        if engine.works(kind):
            return kind
    return f"No sandbox for students' code works here ({problem}). {_MEND}"


_MEND = (
    "Install bubblewrap and allow user namespaces (docs/ta.md says how), or pull "
    "debian:stable-slim with podman or docker, or grade work you trust with `--trusted`."
)


def _try_bubblewrap() -> str:
    """Return "" if a sandbox could be made with bubblewrap, else why not."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap needs Linux"
    from autograde.sandbox import lasting, launch, zygote

    async def one_sandbox() -> None:
        ours, theirs = socket.socketpair()
        with ours:
            held = await launch.fork(warm, DEFAULT, "", None, [theirs])
            held.kill()
            await asyncio.wait_for(held.wait(), 10)
            held.close()

    try:
        warm = zygote.Zygote(preload=())
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return _one_line(error)
    try:
        # In a thread: the caller's may be running an event loop.
        lasting.in_lasting_thread(lambda: asyncio.run(one_sandbox()))
    except (RuntimeError, OSError, TimeoutError) as error:
        return _one_line(error)
    finally:
        warm.close()
    return ""


def _one_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__
