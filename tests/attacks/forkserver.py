"""Ordinary kernels, without paying for `import torch` each time; for the unprotected half.

    python forkserver.py <socket>            imports, and forks a kernel for each connection
    python forkserver.py <socket> <file> …   what a kernel spec starts: asks for such a kernel

The kernel is ipykernel's own, in the working directory and with the environment of whoever asked;
only the imports are done already, and its parent is this server. It ends when the asker does.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import traceback


def ask(path: str, connection_file: str, *options: str) -> int:
    """Ask for a kernel and wait until it ends. Interrupts are passed on."""
    server = socket.socket(socket.AF_UNIX)
    server.connect(path)
    words = ["-f", connection_file, *options]
    order = {"words": words, "cwd": os.getcwd(), "env": dict(os.environ)}  # noqa: PTH109
    socket.send_fds(server, [json.dumps(order).encode()], [1, 2])
    signal.signal(signal.SIGINT, lambda *_: server.send(b"i"))
    signal.signal(signal.SIGTERM, lambda *_: server.send(b"t"))
    return int(server.recv(16) or b"1")


def serve(path: str) -> None:
    """Fork kernels until standard input is closed."""
    import course_utils.checks  # noqa: F401
    import torch

    torch.set_num_threads(1)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    os.write(1, b"ready\n")
    kernels: dict[socket.socket, tuple[int, int]] = {}  # pid and pidfd
    while True:
        ends = {fd: conn for conn, (_, fd) in kernels.items()}
        ready, _, _ = select.select([0, listener, *kernels, *ends], [], [])
        if 0 in ready:
            break
        for thing in ready:
            if thing is listener:
                conn, _ = listener.accept()
                kernels[conn] = _start(conn, [listener, *kernels])
            elif isinstance(thing, int):
                conn = ends[thing]
                pid, fd = kernels.pop(conn, (0, 0))
                if pid:
                    _, status = os.waitpid(pid, 0)
                    _reply(conn, abs(os.waitstatus_to_exitcode(status)))
                    os.close(fd)
            elif thing in kernels:
                said = thing.recv(16)
                for number in [int(signal.SIGINT if c == ord("i") else 15) for c in said] or [9]:
                    os.kill(kernels[thing][0], number)
                if not said:  # the asker is gone
                    pid, fd = kernels.pop(thing)
                    os.waitpid(pid, 0)
                    os.close(fd)
                    thing.close()
    for pid, _ in kernels.values():
        os.kill(pid, signal.SIGKILL)


def _reply(conn: socket.socket, code: int) -> None:
    """Tell the asker how its kernel ended."""
    with contextlib.suppress(OSError):
        conn.send(str(code).encode())
    conn.close()


def _start(conn: socket.socket, others: list) -> tuple[int, int]:
    data, fds, _, _ = socket.recv_fds(conn, 1 << 20, 2)
    pid = os.fork()
    if pid:
        for fd in fds:
            os.close(fd)
        return pid, os.pidfd_open(pid)
    try:
        for sock in [conn, *others]:
            sock.close()
        _become_kernel(json.loads(data), fds)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _become_kernel(order: dict, fds: list[int]) -> None:
    import random

    import numpy as np
    import torch
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, fd in enumerate(fds, 1):
        os.dup2(fd, number)
        os.close(fd)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    random.seed()
    np.random.seed()
    torch.seed()
    sys.path.insert(0, "")
    sys.argv = ["ipykernel_launcher", *order["words"]]
    IPKernelApp.launch_instance()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(ask(*sys.argv[1:]))
    serve(sys.argv[1])
