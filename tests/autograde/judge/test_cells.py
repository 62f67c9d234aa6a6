# ruff: noqa: E501  (tables of cases: one line each)
"""Hidden tests run in the judge as they would in a kernel."""

import pytest

from autograde.judge import BrokenTest

RIGHT = "def double(x):\n    return 2 * x\n"
CHECK = """
from course_utils.checks import Checks, Wrong
check = Checks("tiny")
@check.exercise("double", names=["double"])
def _(double):
    if double(2) != 4:
        raise Wrong("no")
"""


def test_right_passes(rule) -> None:
    ruling = rule(RIGHT, "for n in range(5):\n    assert double(n) == n + n, f'double({n})'")
    assert ruling.error == ""
    assert ruling.cause == ""
    assert ruling.score is None


def test_wrong_fails_in_the_words_of_the_test(rule) -> None:
    ruling = rule("def double(x): return x", "assert double(3) == 6, 'double(3) is wrong'")
    assert (ruling.error, ruling.ename, ruling.cause) == (
        "double(3) is wrong",
        "AssertionError",
        "test",
    )


def test_an_assertion_without_words_is_a_failure(rule) -> None:
    ruling = rule("def double(x): return x", "assert double(3) == 6")
    assert ruling.error == "A hidden test failed, and has no words for it."


@pytest.mark.parametrize(
    ("last", "score"),
    [("2.5", 2.5), ("3", 3.0), ("None", None), ("double(1)", 2.0), ("x = 3", None)],
)
def test_the_last_expression_is_the_score(rule, last: str, score: float | None) -> None:
    ruling = rule(RIGHT, f"assert double(1) == 2\n{last}")
    assert (ruling.error, ruling.score) == ("", score)


@pytest.mark.parametrize("last", ["'full points'", "True", "double", "[2]"])
def test_what_is_no_number_is_no_score(rule, last: str) -> None:
    ruling = rule(RIGHT, last)
    assert ruling.ename == "ScoreError"
    assert ruling.score is None


def test_partial_credit_as_tests_write_it(rule) -> None:
    test = "try:\n    full = double('a') == 'aa'\nexcept Exception:\n    full = False\n3 if full else 2"
    assert rule(RIGHT, test).score == 3
    assert rule("def double(x): raise KeyError('x')", test).score == 2


def test_what_tests_define_stays_for_the_next(rule) -> None:
    assert rule(RIGHT, "four = 4\ndef f(): return double(four)", "assert f() == 8").error == ""


def test_names_of_the_preamble_win(rule) -> None:
    student = "seed = 7\ndef helper(): return 'mine'"
    preamble = "seed = 3\ndef helper(): return 'ours'"
    assert rule(student, "assert (seed, helper()) == (3, 'ours')", preamble=preamble).error == ""


def test_builtins_are_ours(rule) -> None:
    assert rule("def abs(x): return 0\nall = any = len = abs", "assert abs(-3) == 3").error == ""


def test_parts_of_the_preamble_that_fail_are_left_out(rule) -> None:
    preamble = "import torch\nx = double(2)\ny = 1 / 0\nz = 3"
    assert rule(RIGHT + "x = 5", "assert (x, z) == (5, 3)", preamble=preamble).error == ""


def test_a_missing_name_is_told(rule) -> None:
    ruling = rule("", "double(2)")
    assert ruling.error == "name 'double' is not defined"
    assert (ruling.ename, ruling.cause) == ("NameError", "student")


def test_a_name_that_raises_keyerror_is_not_a_broken_test(rule) -> None:
    """Python takes a KeyError of a namespace to mean that there is no such name."""
    student = """
from autograde.sandbox.inside import agent
def forged(self, name):
    raise KeyError(name)
agent.Agent._op_name = forged
"""
    assert rule(student, "double(2)").cause == "student"


@pytest.mark.parametrize(
    ("raised", "name", "said"),
    [
        ("ValueError('bad x')", "ValueError", "bad x (in `f`, line 2 of its cell)"),
        ("NotImplementedError", "NotImplementedError", "(in `f`, line 2 of its cell)"),
        ("Mine('m')", "Mine", "m (in `f`, line 2 of its cell)"),
        ("SystemExit(0)", "SystemExit", "0 (in `f`, line 2 of its cell)"),
        ("KeyError('k')", "KeyError", "'k' (in `f`, line 2 of its cell)"),
        ("StopIteration", "StopIteration", "(in `f`, line 2 of its cell)"),
        ("UnicodeDecodeError('a', b'', 0, 1, 'x')", "UnicodeDecodeError", "'a' codec"),
    ],
)
def test_what_the_student_raises_is_told(rule, raised: str, name: str, said: str) -> None:
    student = f"def f():\n    raise {raised}\nclass Mine(ValueError): pass"
    ruling = rule(student, "f()")
    assert ruling.ename == name
    assert ruling.error.startswith(said)
    assert ruling.cause == "student"


@pytest.mark.parametrize("raised", ["ValueError", "Mine", "UnicodeError"])
def test_a_test_may_expect_an_exception(rule, raised: str) -> None:
    student = f"class Mine(ValueError): pass\ndef f(): raise {raised}"
    assert rule(student, "try:\n    f()\nexcept ValueError:\n    ok = 1\nassert ok").error == ""


def test_an_exception_that_is_not_expected_is_not_caught(rule) -> None:
    ruling = rule("def f(): raise OSError('x')", "try:\n    f()\nexcept ValueError:\n    pass")
    assert ruling.ename == "OSError"


def test_an_interrupt_ends_the_cell_and_not_the_judge(rule) -> None:
    student = "def f(): raise KeyboardInterrupt\ndef g(): return 1"
    first = "try:\n    f()\nexcept BaseException:\n    pass\ng()"
    ruling = rule(student, first)
    assert (ruling.ename, ruling.cause) == ("KeyboardInterrupt", "student")
    assert rule(student, first, "assert g() == 1").error == ""


@pytest.mark.parametrize(
    "test",
    [
        "def broken(:",
        "import no_such_module_anywhere",
        "f = lambda: 1\nf.x = torch.nn.Linear(1, 1)\ndouble(f)",
        "double(torch.nn.Linear(1, 1))",
        "from autograde.hidden import probe\n@probe\ndef p():\n    return helper()\np()",
    ],
)
def test_a_broken_test_is_nobodys_fault(rule, test: str) -> None:
    with pytest.raises(BrokenTest, match=r"^test 0: "):
        rule(RIGHT, test)


def test_an_error_in_the_test_that_a_student_may_cause_is_not_a_broken_test(rule) -> None:
    test = "def f():\n    for x in values:\n        last = x\n    return last\nf()"
    assert rule("values = []", test).ename == "UnboundLocalError"
    ruling = rule("def f(): return 1", "a, b = f()")
    assert (ruling.ename, ruling.cause) == ("TypeError", "test")


def test_an_instant_check_is_only_noted_when_the_test_passes(rule) -> None:
    student = f"{CHECK}\ndef double(x):\n    calls.append(x)\n    return 2 * x\ncalls = []"
    test = 'check("double")\nassert double(4) == 8\nassert calls == [4]'
    ruling = rule(student, test, preamble=CHECK)
    assert (ruling.error, ruling.stdout) == ("", "✓ double: right.\n")


@pytest.mark.parametrize(
    ("points", "said"), [(2, "✓ double: right.\n"), (3, ""), (None, "✓ double: right.\n")]
)
def test_an_instant_check_speaks_where_the_test_gave_only_a_part(rule, points, said) -> None:
    student = f"{CHECK}\ndef double(x): return x + x"
    assert rule(student, 'check("double")\n2', preamble=CHECK, points=points).stdout == said


def test_an_instant_check_runs_beside_the_student_when_the_test_failed(rule) -> None:
    student = f"{CHECK}\ndef double(x):\n    calls.append(x)\n    return x\ncalls = []"
    tests = 'check("double")\nassert double(4) == 8', "assert calls == [4, 2], calls"
    assert rule(student, tests[0], preamble=CHECK).stdout == ""
    assert rule(student, *tests, preamble=CHECK).error == ""


def test_what_the_test_prints_is_kept(rule) -> None:
    ruling = rule(RIGHT, "print('one')\nprint('\\x1b[31mtwo')\nassert False, '\\x1b]0;t\\x07no'")
    assert ruling.stdout.splitlines() == ["one", "two"]
    assert ruling.error == "no"


def test_warnings_cost_nothing(rule) -> None:
    assert rule(RIGHT, "import warnings\nwarnings.warn('old')\nassert double(1) == 2").error == ""
