"""System calls around namespaces that Python 3.11's standard library has no words for."""

import ctypes
import os
import struct
from pathlib import Path

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18
# user, mount, PID, IPC, host name and network namespaces: CLONE_NEW…
ALL_NEW = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x40000000

_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount. Raises OSError."""
    words = [text.encode() or None for text in (source, target, kind)]
    options = data.encode() or None
    _check(_libc.mount(*words, ctypes.c_ulong(flags), options), f"mount {target}")


def enter_new(uid: int) -> None:
    """Enter new namespaces of every kind, as `uid` there. Processes forked from now on are in
    them; the first is their init. Raises OSError."""
    outside_uid, outside_gid = os.getuid(), os.getgid()
    _check(_libc.unshare(ALL_NEW), "unshare")
    dumpable(True)  # else /proc/self belongs to the host's root
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outside_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{uid} {outside_gid} 1")


def give_up_rights() -> None:
    """Drop every capability, for good: no set-uid program can bring one back."""
    for capability in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1):
        _prctl(_PR_CAPBSET_DROP, capability)
    drop_capabilities()


def drop_capabilities() -> None:
    """Drop the capabilities of this process, and let no program started from here gain rights."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, bytes(24)), "capset")


def dumpable(yes: bool) -> None:
    """Say whether other processes of this user may look into this one."""
    _prctl(_PR_SET_DUMPABLE, int(yes))


def _prctl(option: int, value: int) -> None:
    rest = [ctypes.c_ulong(number) for number in (value, 0, 0, 0)]
    _check(_libc.prctl(option, *rest), f"prctl {option}")


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
