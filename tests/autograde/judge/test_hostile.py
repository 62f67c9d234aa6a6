# ruff: noqa: E501  (tables of cases: one line each)
"""Whatever the student's process says: a ruling or JudgeDied, in time, and never a pass."""

import asyncio
import json
import os
import socket
import struct
import time
from types import SimpleNamespace

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from safetensors.torch import save

from autograde.judge import JudgeDied, Ruling
from autograde.judge.wire import ChannelBroken, Reader, WireError, Writer, receive
from tests.autograde.judge.students import judged

TEST = "assert double(3) == 6, 'wrong'"
LENGTHS = struct.Struct(">II")


def frame(header: object, blob: bytes = b"") -> bytes:
    """A frame as the agent would send it."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return LENGTHS.pack(len(head), len(blob)) + head + blob


def answering(*replies):
    """Answer each request with these: bytes, or a header to which the right id is added."""

    def serve(shell: SimpleNamespace, channel: socket.socket) -> None:
        for reply in replies:
            request, _ = receive(channel)
            if isinstance(reply, tuple):
                reply = frame({"id": request["id"], **reply[0]}, *reply[1:])
            channel.sendall(reply)
        channel.shutdown(socket.SHUT_WR)
        while channel.recv(1 << 16):
            pass

    return serve


BREAKING = {
    "nothing": b"",
    "half a length": b"\0\0",
    "half a frame": LENGTHS.pack(10, 0) + b"{",
    "a huge header": LENGTHS.pack(1 << 31, 0) + b"{}",
    "a huge blob": LENGTHS.pack(2, 1 << 31) + b"{}",
    "another question's answer": frame({"id": "0" * 16, "value": 6}),
    "no id": frame({"value": 6}),
    "an id of another type": frame({"id": 1, "value": 6}),
    "two answers at once": frame({"id": 0}) * 2,
}


@pytest.mark.parametrize("what", BREAKING)
def test_a_broken_channel_ends_the_judge(rule, what: str) -> None:
    with pytest.raises(JudgeDied):
        rule("", TEST, serve=answering(BREAKING[what]))


REF = {"value": ["ref", 1, "f"]}
NONSENSE = {
    "no JSON": b"{nonsense",
    "not an object": b"[1]",
    "deep": b"[" * 100_000,
    "deep and closed": b'{"id": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "a huge number": b'{"id": ' + b"9" * 100_000 + b"}",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "NUL": b"\0" * 100,
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_told_in_one_line(rule, what: str) -> None:
    ruling = rule("", TEST, serve=answering((REF,), frame(NONSENSE[what])))
    assert ruling.error.startswith("Your code broke its link to the judge: ")
    assert ruling.cause == "student"


VALUES = [
    ["unknown"], [], [1], [[]], {}, {"a": 1}, ["ref"], ["ref", "1", "f"], ["ref", True, "f"],
    ["ref", 1, 1], ["tensor"], ["tensor", "r9", {}], ["tensor", "r0", []], ["tensor", 0, {}],
    ["tensor", "c0", {}], ["array", "b0", {}], ["dict", 1], ["dict", ["list"], 1], ["set", ["list"]],
    ["slice", 1], ["bytes", "x"], ["bytes", 3], ["dtype", "float8"], ["dtype", ["list"]],
    ["named", "os", "system"], ["probe", "x"], ["list", ["list", ["unknown"]]],
]  # fmt: skip
BLOB = save({"r0": torch.ones(2), "c0": torch.ones(3), "b0": torch.ones(2).bfloat16()})


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_that_are_none(rule, value: object) -> None:
    ruling = rule("", "double", serve=answering(({"value": value}, BLOB)))
    assert ruling.error.startswith("Your code broke its link to the judge: ")
    assert ruling.cause == "student"


def header_of(tensors: dict) -> bytes:
    head = json.dumps(tensors).encode()
    return struct.pack("<Q", len(head)) + head


BLOBS = {
    "noise": b"\xff" * 50,
    "a huge head": struct.pack("<Q", 1 << 60) + b"{}",
    "outside": header_of({"r0": {"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}}),
    "too short": header_of({"r0": {"dtype": "F32", "shape": [9], "data_offsets": [0, 4]}}) + b"aaaa",
    "overflow": header_of({"r0": {"dtype": "F32", "shape": [0, 1 << 62, 8], "data_offsets": [0, 0]}}),
    "negative": header_of({"r0": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}) + b"aaaa",
    "of another kind": header_of({"r0": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [0, 4]}}) + b"aaaa",
    "overlapping": header_of({
        "r0": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
        "r1": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}) + b"aaaa",
}  # fmt: skip


@pytest.mark.parametrize("what", BLOBS)
def test_malformed_tensors(rule, what: str) -> None:
    ruling = rule("", "x", serve=answering(({"value": ["tensor", "r0", {}]}, BLOBS[what])))
    assert ruling.error.startswith("Your code broke its link to the judge: the block of tensors")


def test_a_bool_is_true_or_false(rule) -> None:
    head = header_of({"r0": {"dtype": "BOOL", "shape": [3], "data_offsets": [0, 3]}})
    reply = {"value": ["tensor", "r0", {}]}
    test = "y = x\nassert y.tolist() == [False, True, True]\nassert y.view(torch.uint8).tolist() == [0, 1, 1]"
    assert rule("", test, serve=answering((reply, head + b"\0\2\xff"))).error == ""


ERRORS = [
    None, 3, [], {}, {"names": []}, {"names": [3], "text": 3}, {"names": "ValueError"},
    {"names": ["\x1b[2J"], "text": "\x1b]0;x\x07\u202e", "place": []},
    {"names": ["StopIteration"]}, {"names": ["GeneratorExit"]}, {"names": ["SystemExit"]},
    {"names": ["ExceptionGroup"]}, {"names": ["BrokenTest"]}, {"names": ["ChannelBroken"]},
    {"names": ["__import__"]}, {"names": ["KeyError"]}, {"names": ["ImportError"]},
    {"names": ["NameError"], "text": "name 'x' is not defined"}, {"names": ["SyntaxError"]},
    {"names": ["UnicodeDecodeError"]}, {"names": ["MemoryError"]}, {"names": ["x" * 10_000]},
    {"names": ["BaseException"], "text": "a" * 1_000_000, "place": "b" * 1_000_000},
    {"names": ["ModuleNotFoundError"], "text": "\n\n"}, {"names": ["OSError"], "text": {}},
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: repr(e)[:60])
def test_forged_errors_are_the_students(rule, error: object) -> None:
    ruling = rule("", TEST, serve=answering(({"error": error},)))
    assert ruling.error
    assert ruling.cause == "student"
    assert len(ruling.error) < 1200
    assert len(ruling.ename) <= 60
    for text in (ruling.error, ruling.ename):
        assert text.isprintable(), text


@pytest.mark.parametrize("first", [b"", b"x", frame({"id": "a", "value": 6}), b"\0" * 8])
def test_answers_sent_before_the_question(rule, first: bytes) -> None:
    student = f"__channel__.sendall({first!r})\ndef double(x): return x"
    try:
        ruling = rule(student, TEST)
    except JudgeDied:
        return
    assert ruling.error


@pytest.mark.parametrize(
    "act",
    ["__channel__.close()", "__channel__.shutdown(1)", "__channel__.shutdown(2)", "os._exit(0)",
     "os.kill(os.getpid(), 9)", "__channel__.sendall(bytes(8) * 1000)", "os.closerange(3, 100)",
     "threading.Thread(target=__channel__.sendall, args=(bytes(8),)).start()",
     "__channel__.setblocking(False)", "__channel__.settimeout(0)\n    x = __channel__.dup().detach()"],
)  # fmt: skip
def test_a_student_at_the_channel(rule, act: str) -> None:
    student = f"import os, threading\ndef double(x):\n    {act}\n    return x"
    try:
        ruling = rule(student, TEST, TEST)
    except JudgeDied:
        return
    assert ruling.error


PATCHES = {
    "torch": "import torch\ntorch.equal = torch.allclose = lambda *a, **k: True\n"
    "torch.Tensor.__eq__ = lambda *a: True",
    "builtins": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.len = lambda x: 3",
    "the agent": "from autograde.sandbox.inside import agent\n"
    "agent.Agent.answer_one = lambda self, channel: False",
    "the wire": "from autograde.sandbox.inside import wire, agent\n"
    "wire.Writer.write = lambda self, value, depth=0: 6",
    "the checks": "import course_utils.checks.core as c\nc.Checks.__call__ = lambda *a: None",
    "sent data": "from autograde.sandbox.inside import wire, agent\n"
    "old = agent.send\nagent.send = lambda c, h, t: old(c, {'id': h['id'], 'ruling': {'error': ''}}, t)",
}


@pytest.mark.parametrize("what", PATCHES)
def test_patches_in_the_students_process(rule, what: str) -> None:
    test = "assert torch.equal(double(torch.ones(2)), 2 * torch.ones(2)), 'wrong'"

    async def run() -> Ruling:
        student = f"{PATCHES[what]}\ndef double(x): return x"
        async with judged(student) as judge:
            return await asyncio.wait_for(judge.run(test, "t"), 5)

    try:
        ruling = asyncio.run(run())
    except (JudgeDied, TimeoutError):
        return
    assert ruling.error


async def until(gone: int) -> float:
    started = time.monotonic()
    while time.monotonic() - started < 5:
        try:
            os.kill(gone, 0)
        except ProcessLookupError:
            break
        await asyncio.sleep(0.005)
    return time.monotonic() - started


@pytest.mark.parametrize(
    ("student", "test"),
    [
        ("import time\ndef f(): time.sleep(100)", "f()"),
        ("", "while True: pass"),
        ("", "import time; time.sleep(100)"),
        ("def f(): yield 1\ndef g():\n    while True: yield 1", "while True: list(f())"),
    ],
)
def test_kill_is_immediate(student: str, test: str) -> None:
    async def run() -> None:
        async with judged(student) as judge:
            running = asyncio.ensure_future(judge.run(test, "t"))
            await asyncio.sleep(0.3)
            assert not running.done()
            pid, started = judge.pid, time.monotonic()
            await judge.kill()
            assert time.monotonic() - started < 0.1
            assert await until(gone=pid) < 1
            with pytest.raises(JudgeDied):
                await running
            with pytest.raises(JudgeDied):
                await judge.run("1", "t")

    asyncio.run(run())


def test_a_judge_nobody_waits_for_is_killed() -> None:
    async def run() -> None:
        async with judged("import time\ndef f(): time.sleep(100)") as judge:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(judge.run("f()", "t"), 0.3)
            assert await until(gone=judge.pid) < 1

    asyncio.run(run())


def test_a_judge_ends_with_its_context() -> None:
    async def run() -> None:
        async with judged("") as judge:
            pid = judge.pid
        assert await until(gone=pid) < 1

    asyncio.run(run())


def test_memory_is_limited(rule) -> None:
    ruling = rule("", "import numpy\nx = [numpy.empty(1 << 27) for _ in range(12)]")
    assert ruling.ename == "MemoryError"


def test_judges_at_the_same_time_do_not_meet() -> None:
    async def one(number: int) -> str:
        async with judged(f"n = {number}") as judge:
            for _ in range(5):
                ruling = await judge.run(f"assert n == {number}", "t")
            return ruling.error

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(one(n) for n in range(8)))

    assert asyncio.run(all_of_them()) == [""] * 8


# --- the decoder, in this process --------------------------------------------------------------

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
KINDS = st.sampled_from(["tensor", "array", "scalar", "list", "tuple", "set", "dict", "slice",
                         "bytes", "ellipsis", "dtype", "ref", "named", "x"])  # fmt: skip
ITEMS = st.recursive(
    SCALARS | st.sampled_from(["r0", "c0", "b0", "float32"]),
    lambda inner: (
        st.builds(lambda k, rest: [k, *rest], KINDS, st.lists(inner, max_size=4))
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.lists(inner, max_size=3)
    ),
    max_leaves=20,
)
TENSORS = {"r0": torch.ones(2), "c0": torch.ones(3, 2), "b0": torch.ones(2).bfloat16()}


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(ITEMS)
def test_any_item_is_data_or_a_wire_error(item: object) -> None:
    try:
        value = Reader(TENSORS).read(item)
    except WireError:
        return
    Writer(lambda other: pytest.fail(f"not data: {other!r}")).write(value)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200) | st.builds(frame, ITEMS, st.binary(max_size=60)))
@example(frame({"a": 1}, BLOB)[:-3])
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.close()
        try:
            header, tensors = receive(ours)
        except (WireError, ChannelBroken):
            return
    assert type(header) is dict
    assert all(type(t) is torch.Tensor for t in tensors.values())


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=len(BLOB)), st.integers(0, len(BLOB)))
def test_spoilt_tensors_are_refused_or_tensors(data: bytes, at: int) -> None:
    blob = BLOB[:at] + data + BLOB[at + len(data) :]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frame({}, blob))
        try:
            _, tensors = receive(ours)
        except (WireError, ChannelBroken):
            return
    for tensor in tensors.values():
        tensor.clone()


PLAIN = st.recursive(
    SCALARS | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(PLAIN)
def test_plain_data_comes_through(value: object) -> None:
    writer = Writer(lambda other: pytest.fail(f"not data: {other!r}"))
    item = json.loads(json.dumps(writer.write(value)))
    assert repr(Reader(writer.tensors).read(item)) == repr(value)
