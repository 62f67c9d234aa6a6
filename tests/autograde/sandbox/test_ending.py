"""However a kernel ends, nothing of it is left, and the next one starts as if it had not been."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from autograde.limits import DEFAULT
from autograde.sandbox import Sandbox, kernel, staging
from autograde.sandbox.usage import tree
from autograde.sandbox.zygote import zygote

pytestmark = pytest.mark.slow


def processes_with(word: str) -> list[int]:
    """Return the processes of this machine whose command line holds the word."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and word in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:
            pass
    return found


def gone(pids: list[int], within_s: float = 5) -> bool:
    """Return whether the processes end within so many seconds."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if not any(_runs(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


DAEMON = """
import os, subprocess, sys
if not os.fork():
    os.setsid()
    if not os.fork():
        if not os.fork():
            os.setsid()
            os.execlp("sleep", "sleep", "98761", "{word}")
        os._exit(0)
    os._exit(0)
os.wait()
subprocess.Popen(["sleep", "98762"], start_new_session=True)
"""


def test_daemons_end_with_their_kernel(with_kernels, cell):
    async def start(started) -> None:
        await cell(started, DAEMON.replace(', "{word}"', ""))
        await asyncio.sleep(0.3)
        assert len(processes_with("9876")) == 2

    with_kernels(start)
    assert processes_with("9876") == []


@pytest.mark.parametrize(
    "source",
    [
        "import os; os._exit(3)",
        "import os; os.kill(os.getpid(), 9)",
        "import ctypes; ctypes.string_at(0)",
        "import os; os.closerange(0, 4096); os.abort()",
    ],
)
def test_a_kernel_that_ends_itself_is_noticed_at_once(with_kernels, cell, source):
    async def end(started) -> None:
        pids = list(tree(started._provisioner._process.pid))
        outcome = await cell(started, source, timeout=20)
        assert outcome.died
        assert outcome.ended is None
        assert not await started.manager.is_alive()
        assert gone(pids, 1)

    with_kernels(end)


@pytest.mark.parametrize(
    "source",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\nwhile True: pass",
        "import ctypes; ctypes.PyDLL(None).sleep(100)",  # holds the interpreter's lock
        "import os, signal, time\nfor _ in range(20):\n    if not os.fork():\n"
        "        os.setsid(); os.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(100)",
        "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    ],
)
def test_a_kernel_that_hangs_can_be_killed(with_kernels, cell, source):
    async def hang(started) -> None:
        running = asyncio.ensure_future(cell(started, source))
        await asyncio.sleep(0.5)
        pids = list(tree(started._provisioner._process.pid))
        began = time.monotonic()
        await started.kill()
        assert time.monotonic() - began < 10  # it would wait for 100 s by itself
        assert (await running).died
        assert gone(pids, 5)

    with_kernels(hang)


def test_an_interrupt_reaches_the_cell_and_nobody_else(with_kernels, cell):
    async def interrupt(started) -> None:
        source = (
            "import subprocess, time\n"
            "child = subprocess.Popen(['sleep', '97531'])\n"
            "try: time.sleep(60)\n"
            "except KeyboardInterrupt: print('interrupted', child.poll())"
        )
        running = asyncio.ensure_future(cell(started, source))
        await asyncio.sleep(0.5)
        await started.manager.interrupt_kernel()
        assert (await running).text == "interrupted None\n"
        assert (await cell(started, "print(1)")).text == "1\n"

    with_kernels(interrupt)


def test_nbclients_shutdown_kills_at_once_and_a_restart_works(with_kernels, cell):
    async def restart(started) -> None:
        began = time.monotonic()
        first = started.judge_socket
        await started.manager.restart_kernel(now=True)
        await started.client.wait_for_ready(timeout=30)
        assert (await cell(started, "print(1)")).text == "1\n"
        assert first.fileno() == -1 != started.judge_socket.fileno()
        began = time.monotonic()
        await started.manager.shutdown_kernel(now=True)
        assert time.monotonic() - began < 10
        assert not started.manager.has_kernel

    with_kernels(restart)


def test_a_dead_warm_process_is_replaced(with_kernels, cell):
    async def end_it(started) -> None:
        warm = zygote()
        inner = [pid for pid in tree(warm.process.pid) if "unrolled_inside.zygote" in _words(pid)]
        pids = list(tree(started._provisioner._process.pid))
        os.kill(min(inner, key=_depth), signal.SIGKILL)
        await asyncio.wait_for(started.wait(), 10)
        assert started.ended == "lost its sandbox, which ended"
        assert gone(pids)
        assert not warm.alive()

    with_kernels(end_it)

    async def after(started) -> None:
        assert (await cell(started, "print(1)")).text == "1\n"

    with_kernels(after)


def _words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _depth(pid: int) -> int:
    """Return in how many PID namespaces a process is; bubblewrap is in one, its child in two."""
    words = Path(f"/proc/{pid}/status").read_text().partition("NSpid:")[2].split("\n")[0].split()
    return (len(words), int(words[-1]))  # type: ignore[return-value]


COORDINATOR = """
import asyncio, sys, threading
from autograde.sandbox import Sandbox, kernel
from autograde.sandbox.usage import tree
from autograde.sandbox.zygote import zygote

async def main():
    async with kernel(Sandbox.BWRAP) as started:
        pids = [zygote().process.pid, *tree(zygote().process.pid)]
        print(*pids, *tree(started._provisioner._process.pid), flush=True)
        await asyncio.sleep(60)

thread = threading.Thread(target=lambda: asyncio.run(main()))  # as in a worker of Dask's
thread.start()
thread.join()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_its_coordinator(bubblewrap, number):
    words = [sys.executable, "-c", textwrap.dedent(COORDINATOR)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    ) as run:
        assert run.stdout is not None
        pids = list(map(int, run.stdout.readline().split()))
        assert len(pids) > 4
        assert all(map(_runs, pids))
        left = list(Path("/tmp").glob(f"{staging.PREFIX}{run.pid}-*"))
        run.send_signal(number)
        if number == signal.SIGINT:  # Python waits for its thread, and a second one ends it
            time.sleep(0.5)
            run.kill()
        run.wait(10)
    assert gone(pids)
    staging.sweep()
    assert not any(folder.exists() for folder in left)


def test_kernels_outlive_the_thread_that_asked_for_the_first(bubblewrap):
    """A process that dies with its parent dies with its parent's thread."""
    from autograde.sandbox import close_all

    close_all()

    started = []

    async def one() -> None:
        async with kernel(bubblewrap):
            started.append(zygote())

    thread = threading.Thread(target=lambda: asyncio.run(one()))
    thread.start()
    thread.join()
    time.sleep(0.3)
    assert started[0].alive()
    assert zygote() is started[0]


def test_nothing_is_left_on_the_hosts_disk(with_kernels):
    before = set(Path("/tmp").glob(f"{staging.PREFIX}{os.getpid()}-*"))

    async def look(started) -> None:
        now = set(Path("/tmp").glob(f"{staging.PREFIX}{os.getpid()}-*")) - before
        (folder,) = now
        assert folder.stat().st_mode & 0o077 == 0

    with_kernels(look)
    assert set(Path("/tmp").glob(f"{staging.PREFIX}{os.getpid()}-*")) == before


def test_no_descriptor_of_the_coordinator_is_left_open(with_kernels):
    async def nothing(_) -> None:
        pass

    with_kernels(nothing)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with_kernels(nothing)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_an_unprotected_kernel_ends_with_what_it_started(cell):
    source = """
        import subprocess
        kept = subprocess.Popen(["sleep", "96421"])
        subprocess.run(["sh", "-c", "sleep 96421 >/dev/null & "])  # an orphan at once
        """

    async def start() -> None:
        async with kernel(Sandbox.NONE, DEFAULT) as started:
            await cell(started, source)
            assert len(processes_with("96421")) >= 2

    asyncio.run(start())
    assert gone(processes_with("96421"))
