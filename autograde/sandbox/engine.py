"""A kernel in a container of podman's or docker's, where there is no bubblewrap.

Slower, since every kernel starts cold; held and limited through the engine.
"""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from autograde.limits import Limits
from autograde.sandbox import bwrap

IMAGE = "debian:stable-slim"  # an empty shell: programs, Python and packages are the host's
SHARED = "/run/kernel"  # inside: the run folder, with the sockets
ASK_S = 20


def command(
    engine: str, name: str, view: bwrap.View, limits: Limits, folder: Path, settings: Mapping
) -> list[str]:
    """Return the command that runs one kernel, named `name`, with its sockets in `folder`."""
    megabytes = limits.memory_bytes >> 20
    words = [engine, "run", "--rm", "--name", name, "--network", "none", "--read-only"]
    words += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--ipc", "private"]
    words += [
        "--pids-limit",
        str(limits.processes),
        "--hostname",
        "sandbox",
        "--log-driver",
        "none",
    ]
    words += ["--memory", f"{megabytes}m", "--memory-swap", f"{megabytes}m"]
    words += ["--ulimit", f"nofile={limits.open_files}", "--ulimit", "core=0"]
    words += ["--ulimit", f"fsize={limits.file_bytes}", "--shm-size", str(limits.shm_bytes)]
    words += ["--user", "{}:{}".format(*owner(engine))]
    if Path(engine).name == "podman" and os.geteuid():
        words += ["--userns", "keep-id:uid=1000,gid=1000"]
    disk = f"rw,nosuid,nodev,size={limits.disk_bytes}"
    words += ["--tmpfs", f"/box:{disk},mode=1777", "--tmpfs", f"{bwrap.TEMPORARY}:{disk},mode=1777"]
    for path in (*view.readable, *view.pythons):
        words += ["--volume", f"{path}:{path}:ro"]
    for path in (*view.hidden_before, *view.hidden):
        words += ["--tmpfs", f"{path}:ro,size=4k"]
    for inside, path in view.bound.items():
        words += ["--volume", f"{path}:{inside}:ro"]
    words += ["--volume", f"{folder}:{SHARED}:rw"]
    for key, value in bwrap.environment(view).items():
        words += ["--env", f"{key}={value}"]
    start = "from unrolled_inside.cold import main; main()"
    code = f"import sys; sys.path.insert(0, {bwrap.PACKAGES!r}); {start}"
    return [*words, IMAGE, str(view.python), "-I", "-B", "-c", code, json.dumps(dict(settings))]


def works(engine: str) -> bool:
    """Return whether the engine is installed, answers, and has the image."""
    if shutil.which(engine) is None:
        return False
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        asked = [engine, "image", "inspect", IMAGE]
        return subprocess.run(asked, capture_output=True, timeout=ASK_S).returncode == 0
    return False


def start(
    engine: str, view: bwrap.View, limits: Limits, folder: Path, settings: Mapping
) -> "Container":
    """Start a kernel that finds its files, and puts its sockets, in `folder`."""
    if os.geteuid() == 0:
        os.chown(folder, *owner(engine))
    name = f"unrolled-{uuid.uuid4().hex[:12]}"
    words = command(engine, name, view, limits, folder, settings)
    null = subprocess.DEVNULL
    process = subprocess.Popen(words, stdin=null, stdout=null, stderr=null, start_new_session=True)
    return Container(engine, name, process)


class Container:
    """A running container, held by its name."""

    def __init__(self, engine: str, name: str, process: "subprocess.Popen[bytes]") -> None:
        self.pid: int | None = None  # the engine's business
        self._engine, self._name, self._process = engine, name, process

    def poll(self) -> int | None:
        return self._process.poll()

    def send(self, number: int) -> None:
        """Send a signal to the container's first process, which passes it on to the kernel."""
        self._tell("kill", "--signal", str(int(number)), self._name)

    def kill(self) -> None:
        """Kill all that runs in the container."""
        self._tell("kill", self._name)
        self._process.kill()

    async def wait(self) -> int:
        while self._process.poll() is None:
            await asyncio.sleep(0.02)
        return self._process.wait()

    def close(self) -> None:
        self._tell("rm", "--force", self._name)

    def _tell(self, *words: str) -> None:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run([self._engine, *words], capture_output=True, timeout=ASK_S)


def owner(engine: str) -> tuple[int, int]:
    """Return the user and group that the kernel has in the container; they own its sockets."""
    if Path(engine).name == "docker" and os.geteuid():
        return os.getuid(), os.getgid()
    return 1000, 1000
