"""A student's process in miniature: a fork that serves its names, or misbehaves, on a channel."""

import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import SimpleNamespace
from typing import Any

from autograde.judge import Judge, judge
from autograde.sandbox.inside import agent

Serve = Callable[[SimpleNamespace, socket.socket], None]


def serve_all(shell: SimpleNamespace, channel: socket.socket) -> None:
    """Serve cell after cell, as a kernel does."""
    while channel.recv(1, socket.MSG_PEEK):
        with contextlib.suppress(KeyboardInterrupt):
            agent.serve(shell, channel)


@contextmanager
def student(source: str, serve: Serve = serve_all) -> Iterator[socket.socket]:
    """Run a student's source in a fork, then `serve`; gives the judge's end of the channel."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            names: dict[str, Any] = {"__name__": "__main__", "__channel__": theirs}
            exec(compile(source, "<student>", "exec"), names)
            serve(SimpleNamespace(user_ns=names), theirs)
        finally:
            os._exit(0)
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@asynccontextmanager
async def judged(
    source: str, preamble: str = "import torch", serve: Serve = serve_all
) -> AsyncIterator[Judge]:
    """Have a judge for such a student."""
    with student(source, serve) as channel:
        async with judge(channel, preamble, {"code cell 1": source}) as found:
            yield found
