"""The warm process in the outer sandbox: it imports what notebooks import and forks kernels.

It takes requests from the host over the socket whose number is its first argument, one packet of
JSON each, with descriptors beside it. It never runs a student's code itself, has a single thread,
and ends when the host does.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import signal
import socket
import sys
import tarfile
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from . import kernel, namespaces, seccomp, warm

BOX = "/box"
HOME, TEMPORARY, WORK = f"{BOX}/home", f"{BOX}/tmp", f"{BOX}/work"  # noqa: S108 - its own
SHARED = "/dev/shm"  # noqa: S108 - its own
UID = 1000  # of the student, in the sandbox's own numbering
DESCRIPTORS = 16  # more than any request brings
_PACKET = 1 << 16
_FIRST = 3  # descriptor after stdin, stdout and stderr


def main() -> None:
    """Get ready, say so, and fork a kernel for each request until the host hangs up."""
    host = socket.socket(fileno=int(sys.argv[1]))
    try:
        missing = _get_ready(json.loads(host.recv(_PACKET)))
    except BaseException:
        host.send(b"failed " + traceback.format_exc().encode()[-_PACKET // 2 :])
        raise
    host.send(b"ready " + json.dumps(missing).encode())
    _silence()
    while True:
        packet, descriptors, _, _ = socket.recv_fds(host, _PACKET, DESCRIPTORS)
        if not packet:
            os._exit(0)
        request = json.loads(packet)
        if request["trains"]:
            warm.train(TEMPORARY)
        if os.fork() == 0:
            _become_middle(request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _get_ready(settings: dict[str, Any]) -> list[str]:
    """Become an ordinary user, import, and return what could not be imported or used."""
    if settings["uid"] is not None:  # we are the host's root, still
        namespaces.mount("proc", "/proc", "proc", _PLAIN)
        os.setgroups([])
        os.setresgid(*[settings["uid"]] * 3)
        os.setresuid(*[settings["uid"]] * 3)
    namespaces.drop_capabilities()
    namespaces.dumpable(True)  # else /proc/self belongs to the host's root
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    _furnish()
    sys.path[1:1] = settings["path"]
    missing = []
    for name in settings["preload"]:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    missing += warm.use(TEMPORARY)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"{threads} threads: a fork of them would hang")
    gc.collect()
    gc.freeze()  # keeps the collector from writing to, and so copying, what forks share
    return missing


_TERMINALS = namespaces.MS_NOSUID | namespaces.MS_NOEXEC
_PLAIN = _TERMINALS | namespaces.MS_NODEV


def _silence() -> None:
    """Put the sandbox's own /dev/null in the place of the host's files."""
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in range(_FIRST):
        os.dup2(null, descriptor)
    os.close(null)


def _furnish() -> None:
    for folder in (HOME, TEMPORARY, WORK):
        Path(folder).mkdir(mode=0o700)


def _become_middle(request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Enter new namespaces, fork their init, hand the host a hold on it, and go."""
    host = socket.socket(fileno=descriptors[0])
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _close_all_but(descriptors)
        os.setsid()
        namespaces.enter_new(UID)
        # The host gets its hold on init before init goes on: nothing escapes for want of one.
        wait, go = os.pipe()
        init = os.fork()
        if init == 0:
            os.close(go)
            _become_init(request, descriptors, host, wait)
        _send_hold(host, b"init", init)
        os.write(go, b"!")
    except BaseException:
        _complain(host)
    os._exit(0)


def _become_init(
    request: dict[str, Any], descriptors: list[int], host: socket.socket, wait: int
) -> NoReturn:
    """Be process 1 of the sandbox: furnish and lock it, fork the kernel, and end with it."""
    try:
        if os.read(wait, 1) != b"!":
            os._exit(1)
        os.close(wait)
        _furnish_box(request)
        if request["files"]:
            _unpack(descriptors[-1])
            os.close(descriptors.pop())
        # When the machine runs out of memory, this sandbox is to go first.
        Path("/proc/self/oom_score_adj").write_text("1000")
        kernel.limit(request["limits"])
        namespaces.give_up_rights()
        seccomp.install(seccomp.program())
        child = os.fork()
        if child == 0:
            _become_kernel(request, descriptors[1:], host)
        namespaces.dumpable(False)  # the kernel has no business in here
        _send_hold(host, b"kernel", child)
        _close_all_but([])
        while os.wait()[0] != child:
            pass
    except BaseException:
        _complain(host)
    os._exit(0)


def _become_kernel(request: dict[str, Any], descriptors: list[int], host: socket.socket) -> None:
    host.close()
    namespaces.dumpable(True)
    os.setsid()
    os.umask(0o077)
    os.chdir(WORK)
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)  # not for what the student's code starts
    judge, *listening = descriptors
    os.environ["UNROLLED_JUDGE_FD"] = str(judge)
    sys.path.insert(0, "")  # as everywhere in Jupyter, modules beside the notebook can be imported
    kernel.fresh_randomness()
    if request["probe"]:  # the host wanted to know whether we come this far, and can be killed
        time.sleep(60)
        os._exit(0)
    kernel.run(request["key"], "/nowhere/k", dict(zip(kernel.PORTS, listening, strict=True)))


def _furnish_box(request: dict[str, Any]) -> None:
    """Mount this sandbox's own /proc, files and shared memory over what the zygote has there."""
    flags = namespaces.MS_NOSUID | namespaces.MS_NODEV
    namespaces.mount("", "/", flags=namespaces.MS_REC | namespaces.MS_PRIVATE)
    namespaces.mount("proc", "/proc", "proc", _PLAIN)
    disk, shared = request["disk_bytes"], request["shm_bytes"]
    namespaces.mount("tmpfs", BOX, "tmpfs", flags, f"size={disk},nr_inodes=20000,mode=755")
    namespaces.mount("tmpfs", SHARED, "tmpfs", flags, f"size={shared},nr_inodes=1000")
    # One for each sandbox: in a common one they would open each other's terminals.
    namespaces.mount("devpts", "/dev/pts", "devpts", _TERMINALS, "ptmxmode=0666,mode=600")
    _furnish()
    namespaces.mount(TEMPORARY, os.environ["TMPDIR"], flags=namespaces.MS_BIND)
    # Shared mappings of /dev/zero are memory of nobody's: no limit would count it.
    namespaces.mount("/dev/null", "/dev/zero", flags=namespaces.MS_BIND)


def _unpack(descriptor: int) -> None:
    """Put the files from the host's archive in the working folder."""
    with os.fdopen(os.dup(descriptor), "rb") as packed:
        packed.seek(0)
        with tarfile.open(fileobj=io.BufferedReader(packed.raw)) as archive:
            archive.extractall(WORK)  # noqa: S202 - the host made it, of plain files


def _send_hold(host: socket.socket, name: bytes, process: int) -> None:
    hold = os.pidfd_open(process)
    socket.send_fds(host, [name], [hold])
    os.close(hold)


def _complain(host: socket.socket) -> None:
    with contextlib.suppress(OSError):
        host.send(b"failed " + traceback.format_exc().encode()[-2000:])


def _close_all_but(keep: list[int]) -> None:
    first = _FIRST
    for descriptor in sorted(keep):
        if descriptor > first:
            os.closerange(first, descriptor)
        first = max(first, descriptor + 1)
    os.closerange(first, 65536)
