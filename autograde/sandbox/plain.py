"""A kernel without a sandbox, for code that is trusted: it has the rights of whoever starts it."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from autograde.sandbox import bwrap, usage

_BOOT = """
import importlib.util, sys
folder = sys.argv.pop()
spec = importlib.util.spec_from_file_location(
    "unrolled_inside", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["unrolled_inside"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["unrolled_inside"])
from unrolled_inside.cold import main
main()
"""


def start(settings: Mapping, passed: list[int], judge: int, folder: Path) -> "Process":
    """Start a kernel whose working folder, with its files, is `folder`/work."""
    environment = {
        **os.environ,
        **bwrap.NOTEBOOK,
        "IPYTHONDIR": str(folder / "ipython"),
        "UNROLLED_JUDGE_FD": str(judge),
    }
    words = [sys.executable, "-c", _BOOT, json.dumps(dict(settings)), str(bwrap.INSIDE)]
    null = subprocess.DEVNULL  # what it says beside its messages is for nobody's terminal
    return Process(
        subprocess.Popen(
            words,
            stdin=null,
            stdout=null,
            stderr=null,
            cwd=folder / "work",
            env=environment,
            pass_fds=[*passed, judge],
            start_new_session=True,
        )
    )


class Process:
    """A kernel that is an ordinary process with a session of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.pid: int | None = process.pid
        self._process = process

    def poll(self) -> int | None:
        """Return None while the kernel lives."""
        return self._process.poll()

    def send(self, number: int) -> None:
        """Send a signal to the kernel alone."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """Kill the kernel and what it started, as far as that did not hide."""
        started = list(usage.tree(self._process.pid))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for process in started[1:]:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        self._process.kill()

    async def wait(self) -> int:
        """Wait until the kernel has ended."""
        while self._process.poll() is None:
            await asyncio.sleep(0.005)
        return self._process.wait()

    def close(self) -> None:
        pass
