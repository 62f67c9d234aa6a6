"""The executor's side of a judge: start one, have cells ruled on, end it."""

from __future__ import annotations

import array
import ast
import asyncio
import atexit
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from .ruling import BrokenTest, JudgeDied, LinkBroken, Ruling

SERVE = "import unrolled_inside.agent as _judged; _judged.serve()"
"""What a kernel runs while the judge is asking."""

_LENGTH = struct.Struct(">I")
_START_S = 120.0


class JudgeServer:
    """The process that judges are forked from: one for each process that grades."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._requests: socket.socket | None = None
        self._owner = 0

    def start(self) -> None:
        """Have the process start, if there is none; don't wait until it is ready."""
        with self._lock:
            self._alive()

    def fork(self, channel: socket.socket, preamble: str) -> socket.socket:
        """Have a judge forked on a student's channel; return the line to it.

        The process is started at first need, and again if it has died.
        """
        ours, theirs = socket.socketpair()
        rights = array.array("i", [channel.fileno(), theirs.fileno()])
        packet = json.dumps(_imports(preamble)).encode()[: 1 << 15]
        with theirs, self._lock:
            for attempt in (1, 2):
                requests = self._alive()
                try:
                    requests.sendmsg([packet], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
                    break
                except OSError:
                    self._stop()
                    if attempt == 2:
                        raise
        return ours

    def _alive(self) -> socket.socket:
        process, mine = self._process, self._owner == os.getpid()
        if self._requests is None or process is None or not mine or process.poll() is not None:
            self._stop()
            self._start()
        assert self._requests is not None
        return self._requests

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            alone = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "MPLBACKEND": "Agg"}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograde.judge.server", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in a terminal is the grader's matter
                env={**os.environ, **alone},
            )
        self._requests, self._owner = ours, os.getpid()

    def _stop(self) -> None:
        if self._requests is not None:
            self._requests.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._requests = self._process = None

    def close(self) -> None:
        """End the process, and with it all its judges."""
        with self._lock:
            self._stop()


_server = JudgeServer()


def server() -> JudgeServer:
    """Return the one server of this process; it starts when the first judge is asked for."""
    return _server


def close_all() -> None:
    """End the server and its judges. Another starts when it is needed."""
    _server.close()


atexit.register(close_all)


class Judge:
    """One judge: rules on the test cells of one kernel."""

    def __init__(
        self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.requests = 0  # that the judge has made of the student's process so far
        self.pid, self._reader, self._writer = pid, reader, writer
        self._pidfd = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else -1
        self._dead = ""

    async def run(self, source: str, name: str, points: float | None = None) -> Ruling:
        """Rule on one test cell, worth so many points; `name` is for messages to instructors.

        Raises JudgeDied when the judge or its link to the student's process has ended, BrokenTest
        when the hidden test itself is wrong. A judge whose ruling is not waited for is killed.
        """
        if self._dead:
            raise JudgeDied(self._dead)
        try:
            await self._say({"source": source, "name": name, "points": points})
            answer = await self._hear()
        except BaseException:
            await self.kill()
            raise
        if "died" in answer:
            await self.kill()
            raise LinkBroken(answer["died"])
        self.requests = answer["requests"]
        if "broken" in answer:
            raise BrokenTest(answer["broken"])
        return Ruling(**answer["ruling"])

    async def _say(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode()
        try:
            self._writer.write(_LENGTH.pack(len(data)) + data)
            await self._writer.drain()
        except OSError:
            raise JudgeDied("the judge has ended") from None

    async def _hear(self) -> dict[str, Any]:
        try:
            (size,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            return json.loads(await self._reader.readexactly(size))
        except (OSError, asyncio.IncompleteReadError):
            raise JudgeDied("the judge ended before it had ruled") from None

    async def kill(self) -> None:
        """End the judge at once, whatever it is doing."""
        if self._dead:
            return
        self._dead = "the judge has been ended"
        with contextlib.suppress(ProcessLookupError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        if self._pidfd >= 0:
            os.close(self._pidfd)
        self._writer.close()


@asynccontextmanager
async def judge(
    channel: socket.socket, preamble: str, sources: Mapping[str, str]
) -> AsyncIterator[Judge]:
    """Fork a judge on the host's end of a student's channel, which is then the judge's alone.

    `preamble` is trusted code that it runs first, `sources` the student's code cells by name, for
    tests that read them. Raises JudgeDied when no judge starts.
    """
    try:
        line = server().fork(channel, preamble)
    finally:
        channel.close()
    line.setblocking(False)
    reader, writer = await asyncio.open_unix_connection(sock=line, limit=1 << 24)
    found = None
    try:
        try:
            head = await asyncio.wait_for(reader.readexactly(_LENGTH.size), _START_S)
            pid = json.loads(await reader.readexactly(*_LENGTH.unpack(head)))["pid"]
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            raise JudgeDied("no judge could be started: see the messages above") from None
        found = Judge(pid, reader, writer)
        await found._say({"preamble": preamble, "sources": dict(sources)})
        yield found
    finally:
        if found is not None:
            await found.kill()
        writer.close()


def _imports(preamble: str) -> list[str]:
    """Return the modules that trusted code imports, for the server to have them already."""
    names: list[str] = []
    for node in ast.walk(ast.parse(preamble)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return list(dict.fromkeys(names))[:100]
