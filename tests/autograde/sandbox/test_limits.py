"""What one submission takes has a bound, and the next one finds nothing missing."""

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograde.limits import DEFAULT
from autograde.sandbox.usage import tree

pytestmark = pytest.mark.slow

SMALL = replace(DEFAULT, memory_bytes=600 << 20)
MEMORY = "used more than 0.586 GB of memory"


def test_memory_of_one_process_is_watched(inside):
    outcome = inside("kept = [b'x' * (50 << 20) for _ in range(40)]; print('had it')", SMALL)
    assert outcome.died
    assert outcome.ended == MEMORY


def test_memory_of_many_processes_counts_together(inside):
    outcome = inside(
        """
        import os, time
        for _ in range(10):
            if not os.fork():
                kept = b"x" * (100 << 20)
                time.sleep(30)
                os._exit(0)
        time.sleep(30)
        print("had it")
        """,
        SMALL,
    )
    assert outcome.died
    assert outcome.ended == MEMORY


def test_shared_memory_in_files_is_bounded(inside):
    outcome = inside(
        """
        import mmap, os, tempfile
        def fill(path):
            with open(path, "w+b", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * (1 << 20))
                except OSError as error:
                    return error.errno, os.path.getsize(path) >> 20
        print(fill("/dev/shm/x"), fill(tempfile.gettempdir() + "/x"), fill("/box/home/x"))
        """,
        replace(DEFAULT, shm_bytes=16 << 20, disk_bytes=24 << 20),
    )
    assert outcome.text.startswith("(28, 16) (28, 2")  # ENOSPC
    assert outcome.text.endswith(" (28, 0)\n")  # one bound for all of its folders


def test_pages_that_processes_share_count_once(with_kernels, cell):
    """Eight forks of a kernel share nearly all their memory."""

    async def share(started) -> None:
        outcome = await cell(
            started,
            """
            import os, time
            kept = b"x" * (100 << 20)
            for _ in range(8):
                if not os.fork():
                    time.sleep(1)
                    os._exit(0)
            time.sleep(1)
            """,
        )
        assert not outcome.died

    with_kernels(share, limits=SMALL)


def test_one_large_allocation_is_an_ordinary_error(inside):
    outcome = inside("import numpy; numpy.ones(10**10)")
    assert "MemoryError" in outcome.error
    assert not outcome.died


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_fork_bomb_stops_at_the_limit(with_kernels, cell):
    async def bomb(started) -> None:
        pid = started._provisioner._process.pid
        outcome = await cell(
            started,
            """
            import os, time
            count = 0
            try:
                for count in range(500):
                    if not os.fork():
                        time.sleep(30)
                        os._exit(0)
            except BlockingIOError:
                print("stopped")
            """,
        )
        assert outcome.text == "stopped\n"
        count = len(list(tree(pid)))
        assert count <= DEFAULT.processes
        started_at = time.monotonic()
        await started.kill()
        while _runs(pid):
            assert time.monotonic() - started_at < 10
            await asyncio.sleep(0.01)

    with_kernels(bomb)


def test_threads_count_as_processes(inside):
    outcome = inside(
        """
        import threading, time
        count = 0
        try:
            for count in range(5000):
                threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        except RuntimeError:
            print(count < 64)
        """
    )
    assert outcome.text == "True\n"


def test_open_files_and_large_files_are_refused(inside):
    outcome = inside(
        """
        import errno, tempfile
        try:
            kept = [open("/dev/null") for _ in range(2000)]
        except OSError as error:
            print(errno.errorcode[error.errno], len(globals().get("kept", ())))
        kept = None
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            with open(tempfile.gettempdir() + "/x", "wb") as file:
                file.truncate(9 << 20)
        except OSError as error:
            print(errno.errorcode[error.errno])
        """,
        replace(DEFAULT, file_bytes=8 << 20),
    )
    assert outcome.text == "EMFILE 0\nEFBIG\n"


def test_too_many_sockets_are_noticed(inside):
    outcome = inside(
        """
        import os, socket, time
        for _ in range(8):
            if not os.fork():
                kept = [socket.socketpair() for _ in range(200)]
                time.sleep(30)
                os._exit(0)
        time.sleep(30)
        """
    )
    assert outcome.ended == "opened more than 1024 sockets"


def test_more_inodes_than_anyone_needs_are_refused(inside):
    outcome = inside(
        """
        import tempfile
        try:
            for number in range(50_000):
                open(f"{tempfile.gettempdir()}/{number}", "w").close()
        except OSError as error:
            print(error.errno)
        """
    )
    assert outcome.text == "28\n"


def test_usage_counts_children_however_short_they_live(with_kernels, cell):
    source = """
        import os, time
        for _ in range(20):
            if not os.fork():
                while time.process_time() < 0.03: pass
                os._exit(0)
            os.wait()
        """

    async def use(started) -> None:
        before = started.usage()
        assert before.memory_bytes > 1 << 20
        await cell(started, source)
        after = started.usage().cpu_s
        assert 0.4 < after - before.cpu_s < 2
        await started.kill()
        assert after <= started.usage().cpu_s < after + 1

    with_kernels(use)


def test_usage_counts_children_that_nobody_waits_for(with_kernels, cell):
    source = """
        import os, signal, time
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        for _ in range(3):
            if not os.fork():
                while time.process_time() < 0.4: pass
                os._exit(0)
            try: os.wait()  # returns when the last child is gone, with nothing of it
            except ChildProcessError: pass
        """

    async def use(started) -> None:
        before = started.usage().cpu_s
        await cell(started, source)
        assert started.usage().cpu_s - before > 0.9

    with_kernels(use)


def test_the_limits_can_not_be_raised(inside):
    outcome = inside(
        """
        import resource
        for name in ("NOFILE", "NPROC", "FSIZE", "AS", "CORE", "CPU", "MSGQUEUE", "SIGPENDING"):
            number = getattr(resource, "RLIMIT_" + name, 0)
            try: resource.setrlimit(number, (resource.RLIM_INFINITY,) * 2); print(name)
            except (ValueError, OSError): pass
        """
    )
    assert outcome.text == ""


@pytest.mark.skipif(os.getuid() != 0, reason="reads another user's file")
def test_a_kernel_goes_first_when_the_machine_runs_out_of_memory(with_kernels):
    async def look(started) -> None:
        pid = started._provisioner._process.pid
        for process in tree(pid):
            assert Path(f"/proc/{process}/oom_score_adj").read_text().strip() == "1000"

    with_kernels(look)
