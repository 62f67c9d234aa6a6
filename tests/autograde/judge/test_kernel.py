# ruff: noqa: E501  (tables of cases: one line each)
"""The judge and a real kernel, as the executor puts them together."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_async_kernel

from autograde import hidden
from autograde.judge import SERVE, Ruling, judge
from autograde.sandbox.inside.channel import VARIABLE

INSIDE = Path(sys.modules["autograde.sandbox.inside"].__file__ or "").parent
ALIAS = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "unrolled_inside", {str(INSIDE / "__init__.py")!r}, submodule_search_locations=[{str(INSIDE)!r}])
sys.modules["unrolled_inside"] = importlib.util.module_from_spec(spec)
import unrolled_inside.agent
"""


@pytest.mark.slow
def test_cells_are_judged_while_a_kernel_serves(monkeypatch) -> None:
    async def run() -> list[tuple[Ruling, str]]:
        ours, theirs = socket.socketpair()
        os.set_inheritable(theirs.fileno(), True)
        monkeypatch.setenv(VARIABLE, str(theirs.fileno()))
        manager, client = await start_new_async_kernel(
            env=dict(os.environ), pass_fds=[theirs.fileno()]
        )
        theirs.close()
        found = []
        try:
            student = "def double(x):\n    print('asked', x)\n    return 2 * x\ndef stop(): raise KeyboardInterrupt"
            for source in (ALIAS, student):
                assert (await client.execute_interactive(source))["content"]["status"] == "ok"
            async with judge(ours, "import torch", {}) as one:
                for test in ("assert double(2) == 4", "stop()", "assert double(3) == 5, 'no'"):
                    serving = asyncio.ensure_future(client.execute_interactive(SERVE, timeout=60))
                    ruling = await asyncio.wait_for(one.run(test, "t"), 60)
                    found.append((ruling, (await serving)["content"]["status"]))
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
        return found

    right, stopped, wrong = asyncio.run(run())
    assert (right[0].error, right[1]) == ("", "ok")
    assert (stopped[0].ename, stopped[1]) == ("KeyboardInterrupt", "error")
    assert (wrong[0].error, wrong[1]) == ("no", "ok")


def test_judges_find_every_hidden_test_imported() -> None:
    """What the process that they are forked from has not, each of them would import for itself."""
    said = "print(*[name for name in sys.modules if name.startswith('autograde.hidden.')])"
    command = [sys.executable, "-c", f"import sys, autograde.judge.server; {said}"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    modules = Path(hidden.__file__).parent.glob("[!_]*.py")
    assert {f"autograde.hidden.{path.stem}" for path in modules} <= set(found)
