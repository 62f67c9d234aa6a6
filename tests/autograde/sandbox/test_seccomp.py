"""The filter, run by a small interpreter, for machines of both kinds."""

import errno
import struct

import pytest

from autograde.sandbox.inside import seccomp

MACHINES = list(seccomp.ARCH)
ALLOW, ERRNO = 0x7FFF0000, 0x00050000


def run(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """Return 0 if the call is allowed, else the error it is refused with."""
    arch = seccomp.ARCH[machine] if arch is None else arch
    padded = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("iIQ6Q", number, arch, 0, *(a & (1 << 64) - 1 for a in padded))
    program = seccomp.program(machine)
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, operand = struct.unpack_from("HBBI", program, 8 * at)
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("I", data, operand)
        elif code == 0x54:
            accumulator &= operand
        elif code == 0x06:
            return 0 if operand == ALLOW else operand - ERRNO
        else:
            tests = {
                0x15: accumulator == operand,
                0x35: accumulator >= operand,
                0x45: bool(accumulator & operand),
            }
            at += if_true if tests[code] else if_false


@pytest.mark.parametrize("machine", MACHINES)
def test_refused_calls_are_refused(machine):
    column = MACHINES.index(machine)
    for name, numbers in seccomp.REFUSED.items():
        assert run(machine, numbers[column]) == errno.EPERM, name


@pytest.mark.parametrize("machine", MACHINES)
def test_ordinary_calls_are_allowed(machine):
    ordinary = {
        "x86_64": (0, 1, 3, 11, 20, 57, 59, 202, 257),
        "aarch64": (56, 57, 63, 64, 215, 221),
    }
    for number in ordinary[machine]:
        assert run(machine, number, 5, 6, 7) == 0, number


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_are_judged_by_their_arguments(machine):
    column = MACHINES.index(machine)
    clone, mmap, ioctl, socket = (
        call[column] for call in (seccomp.CLONE, seccomp.MMAP, seccomp.IOCTL, seccomp.SOCKET)
    )
    assert run(machine, clone, 0x003D0F00) == 0  # a thread
    assert run(machine, clone, 17) == 0  # a fork
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert run(machine, clone, flag | 17) == errno.EPERM
    assert run(machine, mmap, 0, 4096, 3, 0x22) == 0  # private, anonymous
    assert run(machine, mmap, 0, 4096, 3, 0x01) == 0  # shared, of a file
    assert run(machine, mmap, 0, 4096, 3, 0x21) == errno.ENOMEM
    assert run(machine, mmap, 0, 4096, 3, 0x23) == errno.ENOMEM
    assert run(machine, ioctl, 1, 0x5401) == 0  # is it a terminal?
    for request in (0x5412, 0x541C, 0x8912, 0x8927, 0x894C, 0xFFFFFFFF00008912):
        assert run(machine, ioctl, 1, request) == errno.EPERM
    for family in (1, 2, 10):
        assert run(machine, socket, family, 1, 0) == 0
    assert run(machine, socket, 16, 3, 0) == 0
    assert run(machine, socket, 16, 3, 9) == errno.EAFNOSUPPORT
    for family in (0, 3, 15, 17, 31, 38, 40, 44):
        assert run(machine, socket, family, 1, 0) == errno.EAFNOSUPPORT
    assert run(machine, seccomp.SETRLIMIT[column], 7) == 0
    assert run(machine, seccomp.SETRLIMIT[column], 4) == errno.EPERM
    assert run(machine, seccomp.PRLIMIT64[column], 0, 4) == errno.EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_no_second_numbering_leads_around_it(machine):
    assert run(machine, 1, arch=0x40000003) == errno.EPERM  # calls of 32-bit programs
    assert run(machine, 0x40000000 | 41) == errno.ENOSYS  # x32
    assert run(machine, seccomp.CLONE3) == errno.ENOSYS


def test_an_unknown_machine_is_refused():
    with pytest.raises(NotImplementedError, match="riscv64"):
        seccomp.program("riscv64")
