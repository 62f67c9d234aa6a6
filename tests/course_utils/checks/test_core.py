"""The check that a student calls: never in the way, and always back as it was."""

import linecache
import signal
import threading
import time

import pytest
import torch

from course_utils.checks import (
    NOT_ATTEMPTED,
    RAISED,
    RIGHT,
    WRONG,
    CheckFailed,
    Checks,
    NotAttempted,
    Wrong,
    core,
    default_dtype,
    describe_error,
    last_result,
    time_limit,
)

check = Checks("demo")


@check.exercise("double", names=["double"])
def _double(double):
    if (got := double(3)) != 6:
        raise Wrong(f"double(3) should be 6, got {got}.")


@check.exercise("both", names=["double", "half"])
def _both(double, half):
    if half(double(3)) != 3:
        raise Wrong("They do not undo each other.")
    return "right, and they undo each other."


@check.exercise("later", names=["double"])
def _later(double):
    raise NotAttempted("Write `train` first.")


def cell(source: str, name: str = "<cell>") -> dict:
    """The names that a notebook cell defines; its source is where tracebacks look for it."""
    namespace: dict = {"torch": torch, "time": time}
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), namespace)
    return namespace


def outcome_of(body: str, name: str = "<cell>"):
    """The result for `def double(n): <body>`."""
    return check.run("double", cell(f"def double(n):\n    {body}", name))


# --- four outcomes -----------------------------------------------------------------------------


def test_right() -> None:
    result = outcome_of("return 2 * n")
    assert (result.outcome, result.text) == (RIGHT, "✓ double: right.")


def test_praise_of_the_check() -> None:
    result = check.run("both", {"double": lambda n: 2 * n, "half": lambda n: n / 2})
    assert result.text == "✓ both: right, and they undo each other."


def test_wrong_carries_the_diagnosis() -> None:
    result = outcome_of("return n")
    assert (result.outcome, result.message) == (WRONG, "double(3) should be 6, got 3.")


@pytest.mark.parametrize("stub", ["raise NotImplementedError", "raise NotImplementedError('todo')"])
def test_a_stub_is_not_attempted(stub: str) -> None:
    result = outcome_of(stub)
    assert result.outcome == NOT_ATTEMPTED
    assert result.text.startswith("○ double: not attempted yet.")
    assert ("todo" in result.text) == ("todo" in stub)


def test_the_check_itself_finds_nothing_to_check() -> None:
    result = check.run("later", {"double": None})
    assert result.outcome == NOT_ATTEMPTED
    assert result.message == "not attempted yet. Write `train` first."


def test_a_module_without_forward_is_no_stub() -> None:
    """PyTorch raises NotImplementedError as well: for `def foward`, say."""
    result = outcome_of("return torch.nn.Module()(n)")
    assert result.outcome == RAISED
    assert "forward" in result.message


def test_an_operation_that_pytorch_lacks_is_no_stub() -> None:
    result = outcome_of("return torch.linalg.inv(torch.ones(2, 2, dtype=torch.int8))")
    assert result.outcome == RAISED


def test_raised_shows_type_message_and_line() -> None:
    result = outcome_of("return n + 'a'")
    assert result.outcome == RAISED
    assert result.text.startswith("✗ double: your code raised TypeError: unsupported operand")
    assert "in `double`, line 2 of its cell: return n + 'a'" in result.text


def test_an_assertion_of_the_student_is_not_our_diagnosis() -> None:
    assert outcome_of("assert n == 4").outcome == RAISED


def test_a_missing_name_is_named() -> None:
    result = check.run("both", {"double": abs})
    assert result.outcome == WRONG
    assert "`half` is not defined" in result.message


@pytest.mark.parametrize("slug", ["dubble", "", None, "<b>"])
def test_an_unknown_exercise_lists_the_known_ones(slug) -> None:
    result = check.run(slug, {})
    assert result.outcome == WRONG
    assert "double, both, later" in result.message


def test_slugs_in_order() -> None:
    assert check.slugs == ["double", "both", "later"]


def test_registering_leaves_the_function_as_it_was() -> None:
    assert _double(lambda n: 2 * n) is None


# --- it never raises ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        "Exception",
        "ValueError('x')",
        "KeyError('x')",
        "StopIteration",
        "RecursionError",
        "MemoryError",
        "SystemExit(3)",
        "Warning",
        "ExceptionGroup('many', [ValueError('one')])",
        "UnicodeDecodeError('utf-8', b'', 0, 1, 'bad')",
        "torch.cuda.OutOfMemoryError('x')",
    ],
)
def test_no_exception_gets_out(error: str) -> None:
    assert outcome_of(f"raise {error}").outcome == RAISED


def test_endless_recursion_is_described() -> None:
    result = outcome_of("return double(n)")
    assert result.outcome == RAISED
    assert "RecursionError" in result.message


def test_an_exception_that_cannot_be_shown(capsys) -> None:
    source = """
class Silent(Exception):
    def __str__(self):
        raise ValueError
def double(n):
    raise Silent
"""
    result = check.run("double", cell(source))
    assert result.outcome == RAISED
    assert "Silent" in result.message


def test_a_stub_that_cannot_be_shown() -> None:
    source = """
class Silent(NotImplementedError):
    def __str__(self):
        raise ValueError
def double(n):
    raise Silent
"""
    assert check.run("double", cell(source)).outcome == RAISED


def test_stop_means_stop() -> None:
    """The student pressed the stop button: the notebook must hear of it."""
    with pytest.raises(KeyboardInterrupt):
        outcome_of("raise KeyboardInterrupt")
    assert torch.get_default_dtype() == torch.float32


def test_long_messages_are_cut_to_one_line() -> None:
    message = outcome_of("raise ValueError('x' * 10**6 + chr(10) + 'second')").message
    assert len(message.splitlines()[0]) < 400
    assert "second" not in message.splitlines()[0]


def test_halves_of_characters_can_be_sent() -> None:
    outcome_of("raise ValueError(chr(0xD800))").text.encode("utf-8")


# --- time --------------------------------------------------------------------------------------


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(core, "TIME_LIMIT", 0.2)


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "[None for _ in iter(int, 1)]",
        "exec('n = 1\\ntry:\\n  while n: n += 1\\nexcept Exception: pass')",
        "exec('while True:\\n  torch.ones(9) @ torch.ones(9)')",
    ],
)
def test_endless_loops_are_stopped(loop: str, short) -> None:
    start = time.monotonic()
    result = outcome_of(loop)
    assert time.monotonic() - start < 60
    assert result.outcome == WRONG
    assert "loop that never ends" in result.message


def test_waiting_does_not_count_as_computing(short) -> None:
    assert outcome_of("time.sleep(0.6)\n    return 6").outcome == RIGHT


def test_who_waits_for_ever_is_stopped(short) -> None:
    start = time.monotonic()
    result = outcome_of("time.sleep(60)")
    assert time.monotonic() - start < 30
    assert result.outcome == WRONG
    assert result.message.startswith("stopped after 1 second")


def test_the_clock_is_off_afterwards(short) -> None:
    handler = signal.getsignal(signal.SIGALRM)
    before = signal.getitimer(signal.ITIMER_REAL)
    assert outcome_of("return 6").outcome == RIGHT
    assert signal.getsignal(signal.SIGALRM) is handler
    after = signal.getitimer(signal.ITIMER_REAL)
    assert (after[0] > 0) == (before[0] > 0)


def test_an_alarm_of_others_still_rings() -> None:
    """pytest-timeout, for one, waits for the same signal."""
    rung = []
    handler = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    others = signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        assert outcome_of("return 6").outcome == RIGHT
        deadline = time.monotonic() + 30
        while not rung and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *others)
    assert rung


def test_off_the_main_thread_there_is_no_clock() -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(outcome_of("return 6").outcome))
    thread.start()
    thread.join(60)
    assert found == [RIGHT]


def test_without_alarms_there_is_no_clock(monkeypatch) -> None:
    monkeypatch.delattr(signal, "SIGALRM")
    with time_limit(1e-9):
        pass


def test_errors_come_through_the_clock() -> None:
    with pytest.raises(ZeroDivisionError), time_limit(60):
        _ = 1 / 0


# --- nothing is left behind --------------------------------------------------------------------

BODIES = [
    "return 6",
    "return 7",
    "raise ValueError",
    "raise NotImplementedError",
    "raise SystemExit",
]


@pytest.mark.parametrize("body", BODIES)
def test_default_dtype_is_restored(body: str) -> None:
    outcome_of(body)
    assert torch.get_default_dtype() == torch.float32


def test_restored_to_what_the_student_had() -> None:
    with default_dtype(torch.bfloat16):
        outcome_of("raise ValueError")
        assert torch.get_default_dtype() == torch.bfloat16
    assert torch.get_default_dtype() == torch.float32


def test_restored_after_an_endless_loop(short) -> None:
    outcome_of("while True: pass")
    assert torch.get_default_dtype() == torch.float32


def test_students_compute_in_double_precision() -> None:
    assert outcome_of("return 6 if torch.zeros(1).dtype == torch.float64 else 0").outcome == RIGHT


@pytest.mark.parametrize("draw", ["torch.rand(9)", "torch.manual_seed(7)", "torch.nn.Linear(3, 3)"])
@pytest.mark.parametrize("body", BODIES)
def test_random_numbers_go_on_as_if_nothing_had_happened(draw: str, body: str) -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        expected = torch.rand(4)
        torch.manual_seed(3)
        outcome_of(f"{draw}; {body}")
        assert torch.equal(torch.rand(4), expected)


# --- as it is called ---------------------------------------------------------------------------


@pytest.fixture
def plain(monkeypatch):
    monkeypatch.setattr("course_utils.checks.outcome._in_ipython", lambda: False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def run_cell(source: str) -> None:
    exec(compile(source, "<cell>", "exec"), {"check": check})


def test_names_are_looked_up_where_it_is_called(plain, capsys) -> None:
    run_cell("def double(n): return 2 * n\ncheck('double')")
    assert capsys.readouterr().out == "✓ double: right.\n"


def test_also_from_within_a_function(plain, capsys) -> None:
    run_cell("def double(n): return 2 * n\ndef f(): check('double')\nf()")
    assert capsys.readouterr().out == "✓ double: right.\n"


def test_last_result_is_the_latest(plain, capsys) -> None:
    run_cell("def double(n): return 2 * n\ncheck('double')")
    first = last_result()
    assert first is not None
    assert (first.slug, first.outcome) == ("double", RIGHT)
    run_cell("def double(n): return n\ncheck('double')")
    second = last_result()
    assert second is not None
    assert (second.slug, second.outcome) == ("double", WRONG)


def test_run_alone_is_not_the_last_result(plain, capsys) -> None:
    run_cell("def double(n): return 2 * n\ncheck('double')")
    before = last_result()
    outcome_of("return n")
    assert last_result() is before


@pytest.mark.parametrize("mode", ["", "autograde", "formgrade", "Validate"])
@pytest.mark.parametrize("body", BODIES)
def test_run_all_is_never_stopped(mode: str, body: str, plain, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    run_cell(f"def double(n): {body}\ncheck('double')\nprint('next cell')")
    assert capsys.readouterr().out.endswith("next cell\n")


def test_validation_is_told_the_truth(plain, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    run_cell("def double(n): return 2 * n\ncheck('double')")
    for body in ("return 7", "raise ValueError", "raise NotImplementedError"):
        with pytest.raises(CheckFailed, match=r"[✗○] double: "):
            run_cell(f"def double(n): {body}\ncheck('double')")
    with pytest.raises(CheckFailed, match="not defined"):
        run_cell("check('double')")


def test_validation_shows_the_line_before_it_fails(plain, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CheckFailed):
        run_cell("def double(n): return 7\ncheck('double')")
    assert capsys.readouterr().out.startswith("✗ double: double(3) should be 6")


# --- the student's own line --------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "<cell>",
        "<ipython-input-3-0123abcd>",
        "/tmp/ipykernel_41/1234.py",
        r"C:\Users\a\AppData\Local\Temp\ipykernel_41\1234.py",
        "/tmp/ipython-input-3-987.py",
    ],
)
def test_the_line_is_found_in_cells_of(name: str) -> None:
    assert "line 2 of its cell: return 1 / 0" in outcome_of("return 1 / 0", name).message


@pytest.mark.parametrize("name", ["/usr/lib/python3/torch.py", "<frozen importlib._bootstrap>"])
def test_files_and_frozen_modules_are_not_the_students(name: str) -> None:
    assert "line 2" not in outcome_of("return 1 / 0", name).message


def test_the_deepest_of_the_students_lines() -> None:
    source = "def inner(n):\n    return n / 0\ndef double(n):\n    return inner(n)"
    message = check.run("double", cell(source)).message
    assert "in `inner`, line 2 of its cell: return n / 0" in message


def test_the_students_line_although_the_error_is_deeper() -> None:
    message = outcome_of("return torch.nn.Linear(2, 2)(torch.ones(3))").message
    assert message.splitlines()[1].startswith("in `double`, line 2 of its cell: return torch.nn")


def test_without_source_the_place_is_enough() -> None:
    namespace = cell("def double(n):\n    return 1 / 0", "<lost>")
    del linecache.cache["<lost>"]
    message = check.run("double", namespace).message
    assert message.endswith("in `double`, line 2 of its cell.")


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert describe_error(ValueError("x")) == "ValueError: x"
    assert describe_error(ValueError()) == "ValueError"
