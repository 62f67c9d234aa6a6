"""How much CPU a command took, with everything that it started.

What a process waited for is counted by the kernel (rusage), but not processes that die with their
namespace, as sandboxed kernels do. A control group counts all of them, where one can be made (as
root). Else there is only /proc/stat, which counts the whole machine.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

GROUPS = (  # where a group can be made, what counts in it, and how many of that are a second
    ("/sys/fs/cgroup/cpuacct", "cpuacct.usage", 1e9),
    ("/sys/fs/cgroup/cpu,cpuacct", "cpuacct.usage", 1e9),
    ("/sys/fs/cgroup", "cpu.stat", 1e6),
)


class Group:
    """A control group, or none where there can be none."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        for place, self.counter, self.unit in GROUPS:
            folder = Path(place, f"unrolled-bench-{os.getpid()}-{id(self)}")
            with suppress(OSError):
                folder.mkdir()
                if (folder / self.counter).exists():
                    self.folder = folder
                    return
                folder.rmdir()

    def enter(self) -> None:
        """Put this process into the group; its children follow."""
        if self.folder:
            (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def seconds(self) -> float | None:
        """Return what all that ever were in the group have used."""
        if not self.folder:
            return None
        words = (self.folder / self.counter).read_text().split()
        value = words[words.index("usage_usec") + 1] if "usage_usec" in words else words[0]
        return float(value) / self.unit

    def close(self) -> None:
        """Remove it; all that were in it have ended."""
        if self.folder:
            with suppress(OSError):
                self.folder.rmdir()


def machine_s() -> float:
    """Return the seconds for which the machine's cores have been busy since it started."""
    fields = [int(x) for x in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    user, nice, system, _, _, irq, softirq = fields[:7]
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def busy(seconds: float = 3.0) -> float:
    """Watch the machine for so long; return the share of these cores' time that went into work."""
    before = machine_s()
    time.sleep(seconds)
    return (machine_s() - before) / (seconds * len(os.sched_getaffinity(0)))
