# ruff: noqa: E501  (tables of cases: one line each)
"""Autograd goes through the student's process as if it were one."""

import pytest

NET = """
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.tensor([[0.5, -1.0], [2.0, 0.25]]))
    def forward(self, x):
        self.h = torch.tanh(x @ self.w)
        return self.h, self.h.sum()
def twice(x): return 2 * x
def square(x): return x * x
"""


@pytest.mark.parametrize(
    "test",
    [
        "x = torch.ones(2, requires_grad=True)\ntwice(x).sum().backward()\nassert (x.grad == 2).all()",
        "x = torch.ones(2, requires_grad=True)\nsquare(twice(x)).sum().backward()\nassert (x.grad == 8).all()",
        "x = torch.ones(2, requires_grad=True)\n(g,) = torch.autograd.grad(twice(3 * x).sum(), x)\nassert (g == 6).all()",
        "x = torch.ones(2, requires_grad=True)\n(g,) = torch.autograd.grad(square(x).sum() + twice(x).sum(), [x])\nassert (g == 4).all()",
        "x = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    assert not twice(x).requires_grad",
        "x = torch.ones(2)\nassert not twice(x).requires_grad",
    ],
)  # fmt: skip
def test_gradients_of_our_own_tensors(rule, test: str) -> None:
    assert rule(NET, test).error == ""


def test_gradients_of_the_students_parameters_accumulate_there(rule) -> None:
    test = """
net, x = Net(), torch.tensor([[1.0, 2.0]])
h, total = net(x)
total.backward()
expected = x.T @ (1 - h ** 2)
assert torch.allclose(net.w.grad, expected)
net(x)[1].backward()
assert torch.allclose(net.w.grad, 2 * expected)
assert isinstance(net.w, torch.nn.Parameter) and net.w.is_leaf
"""
    assert rule(NET, test).error == ""


def test_gradients_at_the_students_own_tensors(rule) -> None:
    test = """
net, x = Net(), torch.tensor([[1.0, 2.0]], requires_grad=True)
h, total = net(x)
g_h, g_w, g_x = torch.autograd.grad((3 * total + h.sum()), [net.h, net.w, x])
assert torch.allclose(g_h, torch.full((1, 2), 4.0)), g_h
assert torch.allclose(g_w, 4 * x.T @ (1 - h ** 2))
assert torch.allclose(g_x, 4 * (1 - h ** 2) @ net.w.T)
assert net.w.grad is None and x.grad is None
"""
    assert rule(NET, test).error == ""


def test_through_two_layers_of_the_students(rule) -> None:
    test = """
one, two, x = Net(), Net(), torch.tensor([[1.0, 2.0]])
h, _ = one(x)
_, total = two(h)
(g,) = torch.autograd.grad(total, one.w, retain_graph=True)
W = one.w.detach().requires_grad_(), two.w.detach()
(truth,) = torch.autograd.grad(torch.tanh(torch.tanh(x @ W[0]) @ W[1]).sum(), W[0])
assert torch.allclose(g, truth)
(g,) = torch.autograd.grad(total, h, retain_graph=True)
assert g.shape == h.shape
(g,) = torch.autograd.grad(2 * h.sum(), h)
assert (g == 2).all()
"""
    assert rule(NET, test).error == ""


def test_what_plays_no_part(rule) -> None:
    test = "net = Net()\nloss = twice(torch.ones(2, requires_grad=True)).sum()\n"
    grad = "torch.autograd.grad(loss, net.w"
    assert "plays no part" in rule(NET, f"{test}{grad})").error
    assert rule(NET, f"{test}assert {grad}, allow_unused=True) == (None,)").error == ""
    filled = f"{test}(g,) = {grad}, materialize_grads=True)\nassert (g == 0).all()"
    assert rule(NET, filled).error == ""


@pytest.mark.parametrize(
    "forged",
    [
        "[]",
        "None",
        "[torch.ones(3)]",
        "[torch.ones(2).double()]",
        "[1.0]",
        "['a']",
        "{}",
        "[None] * 9",
    ],
)
def test_forged_gradients_are_refused(rule, forged: str) -> None:
    student = f"""{NET}
from autograde.sandbox.inside import agent
agent.Agent._op_backward = lambda self, *a: {forged}
"""
    test = "x = torch.ones(2, requires_grad=True)\ntwice(x).sum().backward()"
    ruling = rule(student, test)
    assert (
        ruling.error == "Your code broke its link to the judge: a gradient has another shape."
        or (ruling.error == "Your code broke its link to the judge: gradients are missing.")
    )
    assert ruling.cause == "student"


@pytest.mark.parametrize(
    "about",
    ["{'number': 'a'}", "{'number': -1}", "{'number': 1, 'leaf': 1, 'gradient': ['tensor', 'r0', {}]}",
     "{'number': 1, 'leaf': True, 'gradient': 3}", "{'number': 1, 'leaf': True, 'gradient': ['ref', 1, 'a']}",
     "{'number': None, 'leaf': []}", "{'number': True}", "{'number': 10**400}"],
)  # fmt: skip
def test_forged_words_about_a_tensor(rule, about: str) -> None:
    student = f"""{NET}
from autograde.sandbox.inside import agent
agent.Agent._about = lambda self, tensor, writer: {about}
"""
    rule(student, "x = twice(torch.ones(2))\nassert isinstance(x, torch.Tensor)")
    ruling = rule(
        student, "twice(torch.ones(2, requires_grad=True)).sum().backward()\nassert 0, 'end'"
    )
    assert ruling.error
