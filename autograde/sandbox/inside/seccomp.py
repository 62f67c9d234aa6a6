"""A seccomp filter: what a sandboxed kernel may not ask of the operating system.

Namespaces and dropped capabilities take most away; the filter takes what they leave: memory that
no process owns (and no limit counts), sockets that reach past an empty network namespace, new
namespaces, other processes' memory, and rarely used calls that had holes before. It is assembled
here by hand (classic BPF), so that nothing need be installed.
"""

import ctypes
import errno
import platform
import struct

# Calls refused with EPERM: number on x86_64, number on aarch64.
REFUSED = {
    # other processes' memory and descriptors
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # memory that no process owns
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "mlock": (149, 228),
    "mlock2": (325, 284),
    "mlockall": (151, 230),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # file systems and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "fanotify_init": (300, 262),
    # the kernel itself
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "syslog": (103, 116),
    "acct": (163, 89),
    "reboot": (169, 142),
    "personality": (135, 92),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
}
ONLY_X86 = {"iopl": 172, "ioperm": 173, "modify_ldt": 154}
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE, CLONE3 = (56, 220), 435
SOCKET, MMAP, IOCTL = (41, 198), (9, 222), (16, 29)
SETRLIMIT, PRLIMIT64 = (160, 164), (302, 261)

FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET and AF_INET6: they find no network
AF_NETLINK, NETLINK_ROUTE = 16, 0  # libzmq asks for the interfaces and aborts without an answer
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW… flag
SHARED, ANONYMOUS = 0x01, 0x20
RLIMIT_CORE = 4  # a limit of 1 keeps the host's crash handler out; it is not to become 0
INTERFACE_REQUESTS = 0x8900  # SIOC…: an inherited socket would tell of the host's interfaces
TERMINAL_REQUESTS = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: type into someone's terminal

_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_X32 = 0x40000000
_PR_SET_SECCOMP, _FILTER = 22, 2


def program(machine: str = platform.machine()) -> bytes:
    """Return the filter for this kind of machine. Raises NotImplementedError for another kind."""
    if machine not in ARCH:
        raise NotImplementedError(f"no system call filter for {machine}")
    column = list(ARCH).index(machine)
    refused = [numbers[column] for numbers in REFUSED.values()]
    if machine == "x86_64":
        refused += ONLY_X86.values()
    code = [_op(_LOAD, _ARCHITECTURE), _op(_EQUAL, ARCH[machine], 1, 0), _refuse(errno.EPERM)]
    code += [_op(_LOAD, _NUMBER), _op(_AT_LEAST, _X32, 0, 1), _refuse(errno.ENOSYS)]
    code += [_op(_EQUAL, CLONE3, 0, 1), _refuse(errno.ENOSYS)]  # the C library then uses clone
    for number in refused:
        code += [_op(_EQUAL, number, 0, 1), _refuse(errno.EPERM)]
    code += _when(CLONE[column], [_argument(0), _op(_ANY_BIT, NEW_NAMESPACES, 0, 1), _PERM])
    code += _when(MMAP[column], _private_or_of_a_file())
    code += _when(IOCTL[column], _no_strange_requests())
    code += _when(SOCKET[column], _no_strange_sockets())
    code += _when(SETRLIMIT[column], [_argument(0), _op(_EQUAL, RLIMIT_CORE, 0, 1), _PERM])
    code += _when(PRLIMIT64[column], [_argument(1), _op(_EQUAL, RLIMIT_CORE, 0, 1), _PERM])
    return b"".join([*code, _op(_RETURN, _ALLOW)])


def install(filter_program: bytes) -> None:
    """Put this process and all its descendants under the filter; it can't be taken off."""
    libc = ctypes.CDLL(None, use_errno=True)
    text = ctypes.create_string_buffer(filter_program, len(filter_program))
    header = _Program(len(filter_program) // 8, ctypes.cast(text, ctypes.c_void_p))
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(header), 0, 0):
        raise OSError(ctypes.get_errno(), "the system call filter was not accepted")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _op(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)


def _refuse(error: int) -> bytes:
    return _op(_RETURN, _ERRNO | error)


_PERM = _refuse(errno.EPERM)


def _argument(index: int) -> bytes:
    """Load the low half of an argument; the flags tested here are ints, so the rest is ignored."""
    return _op(_LOAD, _ARGUMENTS + 8 * index)


def _when(number: int, body: list[bytes]) -> list[bytes]:
    """Run `body` for one system call; then the accumulator holds the call's number again."""
    return [_op(_EQUAL, number, 0, len(body) + 1), *body, _op(_LOAD, _NUMBER)]


def _private_or_of_a_file() -> list[bytes]:
    """Refuse shared memory without a file: pages no process maps any more would not be counted."""
    both = SHARED | ANONYMOUS
    return [_argument(3), _op(_AND, both), _op(_EQUAL, both, 0, 1), _refuse(errno.ENOMEM)]


def _no_strange_requests() -> list[bytes]:
    body = [_argument(1)]
    for request in TERMINAL_REQUESTS:
        body += [_op(_EQUAL, request, 0, 1), _PERM]
    return [*body, _op(_AND, 0xFF00), _op(_EQUAL, INTERFACE_REQUESTS, 0, 1), _PERM]


def _no_strange_sockets() -> list[bytes]:
    family = [_op(_EQUAL, number, 3 + len(FAMILIES) - i) for i, number in enumerate(FAMILIES)]
    netlink = [_op(_EQUAL, AF_NETLINK, 0, 2), _argument(2), _op(_EQUAL, NETLINK_ROUTE, 1, 0)]
    return [_argument(0), *family, *netlink, _refuse(errno.EAFNOSUPPORT)]
