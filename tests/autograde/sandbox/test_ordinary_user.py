"""The same sandbox for an ordinary user, and for a root whose rights were taken.

Root reads this Python though its folders may be closed to others. So these tests open a copy of
the view, not of the files: a mount namespace in which the way to this Python is open.
"""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from autograde.sandbox import bwrap

pytestmark = pytest.mark.slow

USER = 65534
BECOME = """
import os, sys
os.setgroups([]); os.setresgid(*[{user}] * 3); os.setresuid(*[{user}] * 3)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
"""
SCRIPT = """
import asyncio, os, sys
sys.path[:0] = [{tests!r}, {course!r}]
from conftest import run
from autograde.limits import DEFAULT
from autograde.sandbox import Sandbox, find, kernel
from autograde.sandbox.usage import look
from pathlib import Path

async def main():
    assert find() is Sandbox.BWRAP
    async with kernel(Sandbox.BWRAP) as one, kernel(Sandbox.BWRAP) as other:
        print((await run(one, {cell!r})).text.strip())
        assert (await run(other, "print(1 + 1)")).text == "2\\n"
        pid = one._provisioner._process.pid
        print("cpu", 0 < one.usage().cpu_s < 5)
        print("exact", look(pid, exact=True).memory_bytes < look(pid).memory_bytes)
    from dataclasses import replace
    async with kernel(Sandbox.BWRAP, replace(DEFAULT, memory_bytes=800 << 20)) as one:
        print((await run(one, "kept = [b'x' * (50 << 20) for _ in range(40)]")).ended)
    async with kernel(Sandbox.BWRAP) as one:
        outcome = await run(one, {bomb!r})
        print(outcome.text.strip() or outcome.ended)

asyncio.run(main())
"""
CELL = """
import os, socket
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(os.getuid(), int(status["CapEff"], 16), int(status["CapBnd"], 16), status["Seccomp"].strip(),
      sorted(int(n) for n in os.listdir("/proc") if n.isdigit()),
      [p for p in ("/etc/shadow", "/home", "/var", {course!r} + "/pyproject.toml")
       if os.path.exists(p)])
"""
BOMB = """
import os, time
try:
    for count in range(500):
        if not os.fork():
            time.sleep(20)
            os._exit(0)
    time.sleep(20)
except BlockingIOError:
    print("stopped")
"""


def open_view() -> list[str]:
    """Return a bubblewrap command with all of the host, and the way to Python open."""
    closed = {
        top
        for path in bwrap.view().pythons
        for top in path.parents
        if top != Path("/") and top.stat().st_mode & 0o001 == 0
    }
    words = [str(bwrap.program()), "--dev-bind", "/", "/", "--cap-add", "ALL"]
    for top in sorted(closed):
        words += ["--perms", "0755", "--tmpfs", str(top)]
        for path in bwrap.view().pythons:
            if path.is_relative_to(top):
                for parent in sorted(set(path.parents) - set(top.parents) - {top}):
                    words += ["--perms", "0755", "--dir", str(parent)]
                words += ["--ro-bind", str(path), str(path)]
    return words


def start(words: list[str], home: Path) -> list[str]:
    course = Path(__file__).parents[3]
    script = SCRIPT.format(
        tests=str(Path(__file__).parent),
        course=str(course),
        cell=textwrap.dedent(CELL).format(course=str(course)),
        bomb=textwrap.dedent(BOMB),
    )
    environment = {**os.environ, "HOME": str(home), "TMPDIR": "/tmp"}
    environment.pop("COURSE_DATA_DIR", None)
    done = subprocess.run(
        [*words, script], capture_output=True, text=True, timeout=240, env=environment
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


@pytest.fixture
def _as_root(bubblewrap, unavailable) -> None:
    if os.getuid() != 0:
        unavailable("only root can become another user")


@pytest.mark.usefixtures("_as_root")
def test_an_ordinary_user_gets_the_same_sandbox(tmp_path):
    become = [sys.executable, "-c", BECOME.format(user=USER)]
    lines = start([*open_view(), "--", *become], Path("/tmp"))
    assert lines == [
        "1000 0 0 2 [1, 2] []",
        "cpu True",
        "exact True",
        "used more than 0.781 GB of memory",
        "stopped",
    ]


@pytest.mark.usefixtures("_as_root")
def test_root_without_the_right_to_mount_gets_the_same_sandbox(tmp_path):
    """As in a container: root, with the few rights that engines leave it."""
    words = [*open_view(), "--cap-drop", "ALL"]
    for name in ("CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID", "SETFCAP", "KILL"):
        words += ["--cap-add", f"CAP_{name}"]
    words += ["--", sys.executable, "-c"]
    lines = start(words, tmp_path)
    assert lines[:4] == [
        "1000 0 0 2 [1, 2] []",
        "cpu True",
        "exact False",  # it may not look so closely: shared pages count for each process
        "used more than 0.781 GB of memory",
    ]
    assert lines[4] in ("stopped", "used more than 3 GB of memory")
