# ruff: noqa: E501  (tables of cases: one line each)
"""Data goes over and comes back exactly; everything else stays where it is."""

import pytest

SAME = "def same(x): return x"
BACK = """
import numpy as np, math
def equal(a, b):
    if type(a) is not type(b): return False
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and torch.equal(
            a.nan_to_num(7), b.nan_to_num(7))
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and (a == b).all()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(equal, a, b))
    return a == b or (a != a and b != b)
"""
VALUES = [
    "None", "True", "-3", "2**200", "0.1", "float('nan')", "float('-inf')", "'a\\u202e\\ud800é'", "b'\\x00a'",
    "[1, [2.0, (3,)]]", "(1,)", "()", "{'a': 1, 2: [3], (4, 'b'): None}", "{1, 2}", "slice(1, None, 2)", "...",
    "torch.float16", "torch.randn(2, 3)", "torch.randn(2, 3).T", "torch.zeros(0, 3)", "torch.tensor(3)",
    "torch.tensor([True, False])", "torch.tensor([float('nan'), 1.0])", "torch.randn(3, dtype=torch.complex128)",
    "torch.arange(3, dtype=torch.uint8)", "torch.randn(3).bfloat16()", "torch.randn(2, dtype=torch.complex64).conj()",
    "np.arange(6).reshape(2, 3)[::-1]", "np.float32(2.5)", "np.float64(0.1)", "np.array(3.0)", "np.array([True])",
]  # fmt: skip


def test_what_is_sent_comes_back(rule) -> None:
    test = f"{BACK}\nfor x in [{', '.join(VALUES)}]:\n    assert equal(x, same(x)), repr(x)"
    assert rule(SAME, test).error == ""


@pytest.mark.parametrize(
    "name",
    [
        "torch.tanh",
        "torch.nn.functional.relu",
        "torch.nn.Linear",
        "np.sqrt",
        "math.sqrt",
        "torch.relu",
        "int",
        "torch.linalg.norm",
    ],
)
def test_functions_of_libraries_go_by_name(rule, name: str) -> None:
    student = "import torch, math, numpy as np\ndef is_it(f, x): return f is eval(x)"
    assert rule(student, f"import math, numpy as np\nassert is_it({name}, {name!r})").error == ""


def test_subclasses_become_plain_data(rule) -> None:
    student = """
import torch, enum, collections
class T(torch.Tensor):
    @classmethod
    def __torch_function__(cls, f, types, args=(), kwargs=None): return True
class S(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
class F(float):
    def __eq__(self, other): return True
    def __float__(self): return 3.0
class L(list):
    def __eq__(self, other): return True
class E(enum.IntEnum):
    A = 1
Point = collections.namedtuple("Point", "x y")
t, s, l, e, p = torch.ones(2).as_subclass(T), S("a"), L([1]), E.A, Point(1, 2)
"""
    test = """
assert type(t) is torch.Tensor and not torch.equal(t, torch.zeros(2))
assert type(s) is str and s != "b"
assert type(l) is list and l != [2]
assert type(e) is int and e == 1
assert type(p) is tuple and p == (1, 2)
"""
    assert rule(student, test).error == ""


@pytest.mark.parametrize(
    "use",
    ["x == 3", "3 == x", "x != 3", "x < 3", "not x", "x in [1]", "hash(x)", "{x: 1}", "float(x)", "int(x)",
     "x + 1", "-x", "abs(x)", "torch.tensor(x)", "x.__dict__", "x.__eq__(3)", "math.isclose(x, 3)",
     "import_pickle().dumps(x)", "torch.allclose(x, torch.ones(1))", "sorted([x, x])"],
)  # fmt: skip
def test_an_object_cannot_answer_for_itself(rule, use: str) -> None:
    student = """
class Yes:
    def __getattr__(self, name): return lambda *a, **k: 3
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __contains__ = __eq__
    def __hash__(self): return 3
    def __bool__(self): return True
    def __float__(self): return 3.0
    __int__ = __index__ = __abs__ = __neg__ = __hash__
    def __add__(self, other): return 3
    def __torch_function__(self, *a, **k): return True
    def __array__(self, *a, **k): return 3
    def __reduce__(self): return (print, ())
x = Yes()
"""
    preamble = "import torch, math\ndef import_pickle():\n    import pickle\n    return pickle"
    assert rule(student, f"y = [{use}]", preamble=preamble).error


def test_an_object_is_of_no_class_of_ours(rule) -> None:
    student = """
import torch
class Fool(torch.nn.Module):
    __class__ = int
fool, module = Fool(), torch.nn.Linear(1, 2)
"""
    test = """
import collections.abc, numbers
for x in (fool, module):
    assert not isinstance(x, (int, float, str, torch.Tensor, torch.nn.Module, dict, list, tuple))
    assert not isinstance(x, (collections.abc.Mapping, collections.abc.Sequence, numbers.Number))
"""
    assert rule(student, test).error == ""


def test_what_one_may_do_with_an_object(rule) -> None:
    student = """
class Bag:
    size = 3
    def __init__(self, *parts, name="bag"): self.parts, self.name = list(parts), name
    def __len__(self): return len(self.parts)
    def __getitem__(self, i): return self.parts[i]
    def __iter__(self): return iter(self.parts)
    def add(self, part): self.parts.append(part); return self
"""
    test = """
bag = Bag(1, 2, name="b")
assert len(bag) == 2 and bag[0] == 1 and bag[-1] == 2 and bag[0:2] == [1, 2]
assert bag.size == 3 and bag.name == "b"
bag.name = "c"
assert bag.name == "c" and list(bag.add(torch.tanh))[:2] == [1, 2] and len(bag) == 3
assert repr(bag) == "<an object of your type Bag>"
first, *rest = bag
assert first == 1
"""
    assert rule(student, test).error == ""


def test_messages_name_the_students_class(rule) -> None:
    student = "class Layer:\n    pass\nclass Evil: pass\nEvil.__name__ = '\\x1b[2J'\nx, y = Layer(), Evil()"
    said = "Your code gave a `Layer` where plain data was expected: it cannot be compared."
    assert rule(student, "x == 1").error == said
    assert rule(student, "y == 1").error == said.replace("Layer", "object")


def test_generators_are_lists_that_end(rule) -> None:
    student = """
import itertools
def few(): yield from (1, 2, 3)
def many(): return itertools.count()
"""
    assert rule(student, "assert list(few()) == [1, 2, 3]").error == ""
    ruling = rule(student, "list(many())")
    assert ruling.error == "Your code gives more than 10000 values: endlessly many?"


@pytest.mark.parametrize("length", ["-1", "'3'", "None", "2**70", "3.0"])
def test_a_length_is_a_number(rule, length: str) -> None:
    student = f"class A:\n    def __len__(self): return {length}\na = A()"
    assert rule(student, "len(a)").cause == "student"


@pytest.mark.parametrize(
    "big",
    ["torch.zeros(9_000_000, dtype=torch.float64)", "list(range(200_000))", "'a' * 9_000_000",
     "[[[]]]", "1 << 20_000", "{i: i for i in range(100_000)}"],
)  # fmt: skip
def test_too_much_is_told(rule, big: str) -> None:
    student = f"import torch\ndef f():\n    x = {big}\n    for _ in range(40 * (x == [[[]]])):\n        x = [x]\n    return x"
    if big.startswith("torch"):
        student = f"import torch\ndef f(): return {big}"
    ruling = rule(student, "f()", "assert True")
    assert ruling.error == ""
    ruling = rule(student, "f()")
    assert ruling.cause == "student"


def test_a_value_that_contains_itself(rule) -> None:
    ruling = rule("x = []\nx.append(x)", "x")
    assert "contain themselves" in ruling.error


def test_dtype_and_seed_are_mirrored(rule) -> None:
    student = """
import torch
def draw(): return torch.rand(3)
def graph(): return torch.is_grad_enabled()
torch.set_default_dtype(torch.float16)
"""
    test = """
from autograde.hidden import float64
torch.manual_seed(5); here = torch.rand(3); torch.manual_seed(5)
assert torch.equal(draw(), here) and not torch.equal(draw(), here)
with float64():
    assert draw().dtype == torch.float64
assert draw().dtype == torch.float32
with torch.no_grad():
    assert graph() is False
assert graph() is True
"""
    assert rule(student, test).error == ""


def test_objects_are_let_go(rule) -> None:
    student = """
import weakref
class A: pass
living = weakref.WeakSet()
def make():
    a = A(); living.add(a); return a
def count(): return len(living)
"""
    test = "kept = make()\nfor _ in range(20):\n    make()\ncount()\nassert count() == 1, count()"
    assert rule(student, test, "assert count() == 1").error == ""


def test_arguments_are_copies(rule) -> None:
    """What a test compares with stays out of the student's reach."""
    student = "def f(x, y):\n    x.zero_(); y.clear(); return 1"
    test = "x, y = torch.ones(2), [1]\nf(x, y)\nassert x.sum() == 2 and y == [1]"
    assert rule(student, test).error == ""
