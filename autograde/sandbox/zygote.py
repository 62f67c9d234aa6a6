"""The host's side of the warm process: start it, have it fork kernels, hold these."""

import array
import asyncio
import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograde.sandbox import bwrap, staging
from autograde.sandbox.held import Held, readable
from autograde.sandbox.lasting import in_lasting_thread

UID = 60001  # whom the sandbox runs as when root starts it: nobody else's number
# Without one of these a kernel starts all the same, only slower.
PRELOAD = (
    "numpy.random",
    "torch",
    "torch.nn.functional",
    "torch.fx.experimental.symbolic_shapes",  # the first call of autograd.grad with weights does
    "matplotlib.pyplot",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",  # each kernel resolves its name, needed or not
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "course_utils",
    "course_utils.checks",
    "course_utils.checks.rnn_lstm",
    "course_utils.checks.audit",
    "course_utils.checks.autoencoders",
    "course_utils.checks.fast_training",
    "course_utils.checks.linear_autoencoders",
    "course_utils.checks.surnames",
    "course_utils.checks.translation",
    "course_utils.ensembles",
    "course_utils.ngrams",
    "course_utils.plots",
    "course_utils.probing",
    "course_utils.training",
    "course_utils.widgets",
    "unrolled_inside.agent",
    "unrolled_inside.streams",
)
START_S = 120
FORK_S = 30
_PACKET = 1 << 16
_SYS_ADMIN = 21


class Zygote:
    """A warm process in its sandbox.

    Raises RuntimeError with what it said when it doesn't start.
    """

    def __init__(self, preload: Sequence[str] = PRELOAD) -> None:
        program = bwrap.program()
        if program is None:
            raise RuntimeError("bubblewrap (bwrap) is not installed")
        view = bwrap.view()
        root = real_root()
        self._lock = threading.Lock()
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        files = {"/etc/passwd": _pipe(bwrap.PASSWD), "/etc/group": _pipe(bwrap.GROUP)}
        words = bwrap.command(program, view, root, other.fileno(), files)
        with tempfile.TemporaryFile() as said, other:
            passed = [other.fileno(), *files.values()]
            self.process = in_lasting_thread(lambda: _start(words, passed, said.fileno()))
            for descriptor in files.values():
                os.close(descriptor)
            other.close()
            settings = {"uid": UID if root else None, "path": view.path, "preload": [*preload]}
            try:
                self._control.send(json.dumps(settings).encode())
                self._control.settimeout(START_S)
                answer = self._control.recv(_PACKET)
            except OSError as error:
                answer = b"" if said.tell() else str(error).encode()
            if not answer.startswith(b"ready "):
                self.close()
                said.seek(0)
                words_said = [said.read()[-4000:], answer.removeprefix(b"failed ")]
                raise RuntimeError(b"\n".join(filter(None, words_said)).decode(errors="replace"))
        self.trains = False  # whether what it forks is likely to use an optimiser
        self.missing: list[str] = json.loads(answer.removeprefix(b"ready "))
        self._control.settimeout(FORK_S)

    def alive(self) -> bool:
        return self.process.poll() is None

    async def fork(self, request: dict[str, Any], descriptors: Iterable[int]) -> Held:
        """Have a kernel forked. Raises RuntimeError when it does not come."""
        channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with channel:
            with other, self._lock:
                passed = [other.fileno(), *descriptors]
                packet = json.dumps({**request, "trains": self.trains}).encode()
                try:
                    socket.send_fds(self._control, [packet], passed)
                except OSError as error:
                    raise RuntimeError(f"the warm process has ended ({error})") from None
            holds: dict[bytes, int] = {}
            try:
                while b"kernel" not in holds:
                    async with asyncio.timeout(FORK_S):
                        await readable(channel.fileno())
                    message, descriptor = _receive(channel)
                    if descriptor is None:
                        text = message.removeprefix(b"failed ").decode(errors="replace")
                        raise RuntimeError(f"no sandbox could be made: {text or 'it has ended'}")
                    holds[message] = descriptor
            except BaseException:
                if b"init" in holds:
                    with contextlib.suppress(ProcessLookupError):
                        signal.pidfd_send_signal(holds[b"init"], signal.SIGKILL)
                for descriptor in holds.values():
                    os.close(descriptor)
                raise
        held = Held(holds[b"init"], holds[b"kernel"])
        if held.is_root():
            held.kill()
            held.close()
            raise RuntimeError("the host's root would be inside, and could write to /proc/sys")
        return held

    def close(self) -> None:
        """End it, and every kernel that it forked."""
        self._control.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


def real_root() -> bool:
    """Return whether we may mount without a user namespace."""
    if os.geteuid() != 0:
        return False
    status = Path("/proc/self/status").read_text()
    capabilities = int(status.partition("CapEff:")[2].split()[0], 16)
    return bool(capabilities >> _SYS_ADMIN & 1)


_zygotes: dict[int, Zygote] = {}  # by process: a forked coordinator must start its own
_starting = threading.Lock()


def zygote() -> Zygote:
    """Return this process's warm process, started or restarted when there is none alive.

    Raises RuntimeError.
    """
    with _starting:
        ours = _zygotes.get(os.getpid())
        if ours is None or not ours.alive():
            if ours is not None:
                ours.close()
            else:
                staging.sweep()
            _zygotes.pop(os.getpid(), None)
            ours = _zygotes[os.getpid()] = Zygote()
        return ours


def close_all() -> None:
    """End this process's warm process and its kernels."""
    with _starting:
        ours = _zygotes.pop(os.getpid(), None)
        if ours is not None:
            ours.close()


@atexit.register
def _close_at_exit() -> None:
    if _starting.locked():  # one that is not ready is not waited for: it ends with this process
        return
    close_all()


def _start(words: list[str], passed: list[int], said: int) -> "subprocess.Popen[Any]":
    null = subprocess.DEVNULL
    # A root that may not mount must not be inside, where it could write to /proc/sys: become
    # someone else at once. Python has to be readable to everyone then.
    user: dict[str, Any] = {}
    if os.geteuid() == 0 and not real_root():
        user = {"user": UID, "group": UID, "extra_groups": []}
    return subprocess.Popen(
        words,
        stdin=null,
        stdout=said,
        stderr=said,
        pass_fds=passed,
        env={},
        start_new_session=True,
        **user,
    )


def _pipe(content: bytes) -> int:
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    return reading


def _receive(channel: socket.socket) -> tuple[bytes, int | None]:
    """Receive a message and the one descriptor that may come with it."""
    message, extra, _, _ = channel.recvmsg(_PACKET, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
    numbers = array.array("i")
    for _, _, content in extra:
        numbers.frombytes(content[:4])
    return message, numbers[0] if numbers else None
