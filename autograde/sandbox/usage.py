"""What a process and all that it started use, read from Linux's /proc."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from autograde.limits import Limits

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
EVERY_S = 0.05  # how often memory is looked at
MOST_PROCESSES = 1000  # looked at; a sandbox has far fewer
_CPU, _OWN_CPU, _THREADS, _START = slice(11, 15), slice(11, 13), 17, 19  # fields of stat after name
_CHUNK = 1 << 16
MOST_SOCKETS = 1024  # their buffers are the kernel's memory, up to 0.4 MB each


@dataclass(frozen=True)
class Usage:
    """CPU seconds used so far, and bytes of memory held now, by a whole process tree."""

    cpu_s: float = 0.0
    memory_bytes: int = 0


def tree(root: int) -> Iterator[int]:
    """Yield the process and its descendants, as far as they can be seen now."""
    waiting, count = [root], 0
    while waiting and count < MOST_PROCESSES:
        process = waiting.pop()
        count += 1
        yield process
        try:
            threads = os.listdir(f"/proc/{process}/task")  # noqa: PTH208 - twice as fast
        except OSError:
            continue
        for thread in threads:
            waiting += map(int, _read(f"/proc/{process}/task/{thread}/children").split())


@dataclass(frozen=True)
class Look:
    """What one look at a tree showed. `own` is each process' own CPU, by its number and start."""

    cpu_s: float = 0.0
    memory_bytes: int = 0
    threads: int = 0
    own: dict[tuple[int, str], float] = field(default_factory=dict)


def look(root: int, exact: bool = False) -> Look:
    """Look at all processes of a tree once.

    CPU is theirs and that of their children that ended. Memory is what is in RAM and no file's;
    pages that several processes share count for each, unless `exact`, which takes far longer.
    """
    ticks = memory = threads = 0
    own = {}
    for process in tree(root):
        fields = _read(f"/proc/{process}/stat").rpartition(")")[2].split()
        if len(fields) > _THREADS:
            ticks += sum(map(int, fields[_CPU]))
            own[process, fields[_START]] = sum(map(int, fields[_OWN_CPU])) / TICKS
            threads += int(fields[_THREADS])
        memory += _shared_fairly(process) if exact else _resident(process)
    return Look(ticks / TICKS, memory, threads, own)


def sockets(root: int) -> int:
    """Return how many sockets the network namespace of `root` holds."""
    words = _read(f"/proc/{root}/net/sockstat").split()
    return int(words[2]) if len(words) > 2 else 0


def _resident(process: int) -> int:
    return _kilobytes(_read(f"/proc/{process}/status"), ("RssAnon:", "RssShmem:"))


def _shared_fairly(process: int) -> int:
    text = _read(f"/proc/{process}/smaps_rollup")
    if not text:  # a process may forbid this look: it gets no discount then
        return _resident(process)
    return _kilobytes(text, ("Pss_Anon:", "Pss_Shmem:"))


def _kilobytes(text: str, names: tuple[str, ...]) -> int:
    return sum(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith(names))


def _read(path: str) -> str:
    # Dozens of times a second for each kernel: pathlib takes four times as long.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # it has ended
        return ""
    try:
        return b"".join(iter(lambda: os.read(descriptor, _CHUNK), b"")).decode(errors="replace")
    except OSError:
        return ""
    finally:
        os.close(descriptor)


class Watch:
    """Looks at a tree until it ends, and has it killed when it takes too much.

    A thread of its own, so that a busy event loop can't keep it from looking.
    """

    def __init__(
        self, root: int, limits: Limits, kill: Callable[[], None], sandboxed: bool
    ) -> None:
        self.ended: str | None = None  # why it was killed
        self._root, self._limits, self._kill, self._sandboxed = root, limits, kill, sandboxed
        self._cpu_s = 0.0
        self._seen: dict[tuple[int, str], float] = {}
        self._of_ended = 0.0
        self._looking = threading.Lock()
        self._done = threading.Event()
        threading.Thread(target=self._go_on, name="watch", daemon=True).start()

    def usage(self) -> Usage:
        """Return what the tree uses now, or used when it was last seen."""
        if self._done.is_set():
            return Usage(self._cpu_s, 0)
        now = self._look()
        return Usage(self._cpu_s, now.memory_bytes)

    def stop(self) -> None:
        """Look no more; the tree has ended, or is about to."""
        if not self._done.is_set():
            self._look()
        self._done.set()

    def _look(self) -> Look:
        """Look, and count CPU in two ways: a parent may refuse to take over its children's."""
        with self._looking:
            now = look(self._root)
            ended = self._seen.keys() - now.own.keys()
            self._of_ended += sum(self._seen[process] for process in ended)
            self._seen = now.own
            seen = self._of_ended + sum(now.own.values())
            self._cpu_s = max(self._cpu_s, now.cpu_s, seen)
        return now

    def _go_on(self) -> None:
        took = 0.0
        while not self._done.wait(max(EVERY_S, 3 * took)):  # an exact look takes long
            started = time.thread_time()
            reason = self._too_much(self._look())
            took = time.thread_time() - started
            if reason and not self._done.is_set():
                self.ended = reason
                self._kill()
                self._done.set()

    def _too_much(self, now: Look) -> str:
        most = self._limits.memory_bytes
        if now.memory_bytes > most < look(self._root, exact=True).memory_bytes:
            return f"used more than {most / (1 << 30):.3g} GB of memory"
        if not self._sandboxed:
            return ""
        # The system refuses more before; but it has exceptions, for root and in old kernels.
        if now.threads > 2 * self._limits.processes:
            return f"started more than {self._limits.processes} processes and threads"
        if sockets(self._root) > MOST_SOCKETS:
            return f"opened more than {MOST_SOCKETS} sockets"
        return ""
