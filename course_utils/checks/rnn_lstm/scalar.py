"""Checks of the pen-and-paper exercises: the one-dimensional linear RNN h_t = w (u_t + h_{t-1})."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.ladder import expect_tensor, expect_tuple, recognise
from course_utils.checks.outcome import Wrong

from .registry import check

# Three points: a slip that cancels at one of them does not at all of them.
POINTS = torch.tensor(
    [[0.7, 1.3, -0.4, 2.1], [-1.6, 0.5, 1.9, -0.8], [2.3, -1.1, 0.6, 1.7]], dtype=torch.float64
)


def unroll(w: Tensor, u1: Tensor, u2: Tensor, u3: Tensor) -> dict[str, Tensor]:
    """The output y, unrolled for autograd to differentiate; p … t are the nodes of the graph."""
    nodes = {"p": u1 + 0 * w}
    nodes["q"] = w * nodes["p"]
    nodes["r"] = u2 + nodes["q"]
    nodes["s"] = w * nodes["r"]
    nodes["t"] = u3 + nodes["s"]
    nodes["y"] = w * nodes["t"]
    return nodes


def number(value: Any, what: str) -> Tensor:
    """A plain number or a tensor with one element, as a 0-dimensional tensor."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = torch.tensor(float(value), dtype=torch.float64)
    return expect_tensor(value, what, ())


def expect_number(value: Any, expected: Tensor, what: str, causes: Mapping[str, Tensor]) -> None:
    """One number against the truth, with the likely cause in front."""
    got = number(value, what)
    if recognise(got, {"same": expected}):
        return
    cause = recognise(got, causes)
    evidence = f"{what} should be {expected.item():.4g} here, got {got.item():.4g}."
    raise Wrong(f"{cause}\n{evidence}" if cause else evidence)


def point_text(w: Tensor, u1: Tensor, u2: Tensor, u3: Tensor) -> str:
    """ "w = 0.7, u = (1.3, −0.4, 2.1)": where a check looked."""
    return f"w = {w:.4g}, u = ({u1:.4g}, {u2:.4g}, {u3:.4g})"


def at_points(compare: Callable[..., None], points: Tensor = POINTS) -> None:
    """Run `compare(w, u1, u2, u3)` at every point, and say at which one it failed."""
    for point in points:
        w, u1, u2, u3 = point
        try:
            compare(w, u1, u2, u3)
        except Wrong as error:
            raise Wrong(f"{error} (At {point_text(w, u1, u2, u3)}.)") from None


def grade_forward(scalar_forward: Callable, points: Tensor = POINTS) -> None:
    """`scalar_forward(w, u1, u2, u3) -> (p, q, r, s, t, y)`, node by node, as in the graph."""

    def compare(w: Tensor, u1: Tensor, u2: Tensor, u3: Tensor) -> None:
        answer = expect_tuple(scalar_forward(w, u1, u2, u3), 6, "scalar_forward")
        truth = unroll(w, u1, u2, u3)
        causes = {
            "p": {
                "p is u_1 itself: w stands on the edge from p to q.": w * u1,
                "u_1 is the first input: it enters at p, furthest from y.": u3,
            },
            "q": {"The w on the edge from p to q is missing.": u1},
            "r": {
                "r adds the new input to q; w comes after.": w * (u2 + truth["q"]),
                "r adds q as it is: the next w stands on the edge from r to s.": u2 + w**2 * u1,
                "u_2 enters r without w: w multiplies the whole sum, on the next edge.": (
                    w * u2 + truth["q"]
                ),
                "r forgets q: it is the sum of u_2 and the node before.": u2,
            },
            "s": {
                "w counts once on every edge: s = w·r. The powers come by themselves.": (
                    w**2 * truth["r"]
                ),
                "The w on the edge from r to s is missing.": truth["r"],
            },
            "t": {
                "t forgets s: it is the sum of u_3 and the node before.": u3,
                "u_3 enters t without w: w multiplies the whole sum, on the next edge.": (
                    w * u3 + truth["s"]
                ),
                "t adds u_3 to s, not to r: has w been forgotten on the way?": u3 + truth["r"],
                "t is the sum before the last multiplication; this is y.": truth["y"],
                "t uses u_3; this is s with u_2 twice.": u2 + truth["s"],
            },
            "y": {
                "y = w·t: every h_t multiplies the whole sum by w. Is the last w missing?": (
                    truth["t"]
                ),
                "y multiplies by w once, not twice.": w * truth["y"],
                "w counts once on every edge: y = w·t.": w**2 * truth["y"],
                "u_3 is multiplied by w too: the w stands in front of the bracket.": (
                    u3 + w * truth["s"]
                ),
            },
        }
        for name, value in zip("pqrsty", answer, strict=True):
            expect_number(value, truth[name], name, causes.get(name, {}))

    at_points(compare, points)


def grade_dydw(scalar_dydw: Callable, points: Tensor = POINTS) -> None:
    """`scalar_dydw(w, u1, u2, u3)` against autograd on the unrolled graph, and differences."""

    def compare(w: Tensor, u1: Tensor, u2: Tensor, u3: Tensor) -> None:
        leaf = w.clone().requires_grad_()
        y = unroll(leaf, u1, u2, u3)["y"]
        (truth,) = torch.autograd.grad(y, leaf)
        step = 1e-6
        sides = [unroll(w + d, u1, u2, u3)["y"] for d in (step, -step)]
        causes = {
            "Each power comes down as a factor: d(w²)/dw = 2w, d(w³)/dw = 3w². (This is t.)": (
                u3 + w * u2 + w**2 * u1
            ),
            "This is y itself, not its derivative.": y.detach(),
            "The exponents did not drop by one: d(w²)/dw = 2w, not 2w².": (
                u3 + 2 * w**2 * u2 + 3 * w**3 * u1
            ),
            "u_1 and u_3 are exchanged: u_1 has been multiplied by w three times.": (
                u1 + 2 * w * u2 + 3 * w**2 * u3
            ),
            "This is the derivative by u_1. Here u is fixed and w moves.": w**3,
            "The term of u_1 is missing.": u3 + 2 * w * u2,
            "The term of u_3 is missing: d(w·u_3)/dw = u_3.": 2 * w * u2 + 3 * w**2 * u1,
            "In the term of u_2 the factor 2 is missing: d(w²)/dw = 2w.": (
                u3 + w * u2 + 3 * w**2 * u1
            ),
            "In the term of u_1 the factor 3 is missing: d(w³)/dw = 3w².": (
                u3 + 2 * w * u2 + w**2 * u1
            ),
            "In the term of u_1 the factor is 3: d(w³)/dw = 3w².": u3 + 2 * w * u2 + 2 * w**2 * u1,
            "In the term of u_1 the power is 2: d(w³)/dw = 3w².": u3 + 2 * w * u2 + 3 * w * u1,
        }
        got = number(scalar_dydw(w, u1, u2, u3), "dy/dw")
        if (got - truth).abs() < 0.01 * truth.abs():
            close = (
                "This is close, but not exact. Is it a difference quotient? Differentiate on paper."
            )
            causes[close] = got.detach()
        try:
            expect_number(got, truth, "dy/dw", causes)
        except Wrong as error:
            slope = (sides[0] - sides[1]) / (2 * step)
            raise Wrong(
                f"{error} Moving w by ±1e-6 changes y at a rate of {slope.item():.4g}."
            ) from None

    at_points(compare, points)


def grade_edges(scalar_edges: Callable, points: Tensor = POINTS) -> None:
    """`scalar_edges(w, u1, u2, u3) -> (dy_dp, (left, middle, right))`: the edges sum to dy/dw."""

    def compare(w: Tensor, u1: Tensor, u2: Tensor, u3: Tensor) -> None:
        dy_dp, edges = expect_tuple(scalar_edges(w, u1, u2, u3), 2, "scalar_edges")
        left, middle, right = expect_tuple(edges, 3, "The second value, (left, middle, right),")
        n = unroll(w, u1, u2, u3)
        p, r, t = n["p"], n["r"], n["t"]
        causes = {
            "∂y/∂q = w². One more edge, q = w·p, leads back to p.": w**2,
            "∂y/∂p follows the path p → q → r → s → t → y: how many of its edges carry a w?": w,
            "This is p·∂y/∂q: the contribution of the left edge, not ∂y/∂p.": w**2 * u1,
            "This is w³·u_1: ∂y/∂p does not depend on u_1.": w**3 * u1,
        }
        expect_number(dy_dp, w**3, "∂y/∂p", causes)
        local = "This is the local derivative alone: multiply by ∂y/∂{} for what follows it."
        sums = (
            "These are the terms of the polynomial dy/dw. Their sum is right, but an edge "
            "contributes the node it leaves from times the derivative by the node it points to."
        )
        swapped = (
            "Left and right are exchanged: left is where w meets p, right is where it meets t."
        )
        edge_causes = {
            "left": {
                local.format("q"): p,
                swapped: t,
                sums: 3 * w**2 * u1,
                "Is it ∂y/∂q = w², not w or w³?": w * p,
                "p, not q, is what w multiplies on the left edge.": w**2 * n["q"],
            },
            "middle": {
                local.format("s"): r,
                "s is what w·r gives; w multiplies r itself.": w * n["s"],
                "∂y/∂s = w: one factor w, not two.": w**2 * r,
                sums: 2 * w * u2,
                "w multiplies r, and r holds more than the input u_2.": w * u2,
            },
            "right": {
                "∂y/∂y = 1: no factor w on the right edge.": w * t,
                "This is y: the local derivative of w·t by w is t.": n["y"],
                "s is before u_3 is added; w multiplies t.": n["s"],
                "w multiplies t, and t holds more than the input u_3.": u3,
            },
        }
        truth = {"left": w**2 * p, "middle": w * r, "right": t}
        for name, value in zip(truth, (left, middle, right), strict=True):
            expect_number(value, truth[name], f"The {name} edge", edge_causes[name])

    at_points(compare, points)


@check.exercise("scalar-forward", names=["scalar_forward"])
def _forward(scalar_forward: Callable) -> str:
    grade_forward(scalar_forward)
    return "right. Six nodes, one weight, used three times."


@check.exercise("scalar-dydw", names=["scalar_dydw"])
def _dydw(scalar_dydw: Callable) -> str:
    grade_dydw(scalar_dydw)
    return "right: it agrees with autograd, and with moving w a little."


@check.exercise("scalar-edges", names=["scalar_edges"])
def _edges(scalar_edges: Callable) -> str:
    grade_edges(scalar_edges)
    return "right, and the three edges sum to dy/dw."
