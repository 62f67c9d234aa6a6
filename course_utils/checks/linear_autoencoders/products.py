"""Which slip makes Qᵀ (Q P − I) M, or (Q P − I) M Pᵀ, come out as it does.

Both gradients are such products, and so are both conditions of the rotated problem. Most slips
change a shape, so that PyTorch complains before there is a number to look at; where all matrices
are square every slip gives numbers of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from course_utils.checks.core import describe_error
from course_utils.checks.ladder import expect_close, expect_tensor, is_close, recognise
from course_utils.checks.outcome import Wrong

Make = Callable[[], Tensor]

WRONG_SIZE = "Where all sizes are equal this is right, so one is the wrong one here: I is m × m."


class Letters(NamedTuple):
    """How the matrices are called where the product is asked for."""

    P: str
    Q: str
    M: str


def at_left(Q: Tensor, R: Tensor, M: Tensor) -> Tensor:
    return Q.T @ R @ M


def at_right(P: Tensor, R: Tensor, M: Tensor) -> Tensor:
    return R @ M @ P.T


def forms(left: bool, P: Tensor, Q: Tensor, M: Tensor, letters: Letters) -> dict[str, Make]:
    """What slips would make of Qᵀ R M (`left`) or R M Pᵀ, where R = Q P − I."""
    p, q, mid = letters
    eye = torch.eye(len(M))
    R = Q @ P - eye
    inner = f"({q} {p} − I)"

    def product(R: Tensor, M: Tensor = M) -> Tensor:
        return at_left(Q, R, M) if left else at_right(P, R, M)

    outer, its_name, other_name = (Q, q, p) if left else (P, p, q)
    other_outer = P if left else Q
    other = f"{inner} {mid} {p}ᵀ" if left else f"{q}ᵀ {inner} {mid}"
    side = "left" if left else "right"

    def beside(factor: Tensor) -> Tensor:
        return factor @ R @ M if left else R @ M @ factor

    return {
        "": lambda: product(R),
        f"I is missing: it is {inner}, not {q} {p} alone.": lambda: product(Q @ P),
        f"I is added: it is {inner}.": lambda: product(Q @ P + eye),
        "1 is taken from every entry: I is the identity, `torch.eye(m)`.": lambda: product(
            Q @ P - 1
        ),
        f"{p} and {q} are exchanged.": lambda: (
            at_left(P, P @ Q - eye, M) if left else at_right(Q, P @ Q - eye, M)
        ),
        f"{p} {q} stands in the parentheses: it is {inner}.": lambda: product(P @ Q - eye),
        f"{inner} is transposed.": lambda: product(R.T),
        f"This is {other}: the other of the two.": lambda: (
            at_right(P, R, M) if left else at_left(Q, R, M)
        ),
        "The result is transposed.": lambda: product(R).T,
        f"{its_name} is not transposed: {its_name}ᵀ stands on the {side}.": lambda: beside(outer),
        f"{its_name}ᵀ is missing on the {side}.": lambda: R @ M,
        f"{other_name} stands on the {side}: it should be {its_name}ᵀ.": lambda: beside(
            other_outer
        ),
        f"{other_name}ᵀ stands on the {side}: it should be {its_name}ᵀ.": lambda: beside(
            other_outer.T
        ),
        f"{mid} is missing.": lambda: product(R, eye),
        f"{inner} is missing.": lambda: product(eye),
        f"The factors stand in another order: {mid} comes after {inner}.": lambda: product(M, R),
        f"The factors stand in another order: {its_name}ᵀ is the {'first' if left else 'last'}.": (
            lambda: R @ outer.T @ M
        ),
        f"The factors stand in another order: {its_name}ᵀ belongs on the {side}.": lambda: (
            R @ M @ outer.T if left else outer.T @ R @ M
        ),
        "`*` multiplies entry by entry; a matrix product is `@`.": lambda: (
            (Q.T * R) @ M if left else (R @ M) * P.T
        ),
        f"`*` multiplies entry by entry; {q} {p} is `{q} @ {p}`.": lambda: product(Q * P - eye),
    }


def causes(
    made: Mapping[str, Make], scales: Mapping[str, float], factor: float = 1.0
) -> dict[str, Tensor]:
    """Every form with every scale. Those whose shapes do not fit together are left out.

    One slip goes before two, and sentences of two are joined.
    """
    found: dict[str, Tensor] = {}
    for scale_words, scale in sorted(scales.items(), key=lambda item: bool(item[0])):
        for form_words, make in made.items():
            if form_words or scale_words:
                with contextlib.suppress(RuntimeError):
                    words = " ".join(filter(None, [form_words, scale_words]))
                    found[words] = factor * scale * make()
    return dict(sorted(found.items(), key=lambda item: item[0].count(". ")))


def expect_product(
    value: Any,
    truth: Tensor,
    what: str,
    axes: str,
    known: Mapping[str, Tensor],
    otherwise: Callable[[], str] = str,
) -> None:
    """Type, shape and numbers; in front the cause among those known, or what `otherwise` finds."""
    try:
        got = expect_tensor(value, what, truth.shape, axes)
        expect_close(got, truth, what)
    except Wrong as wrong:
        tensor = isinstance(value, Tensor) and value.is_floating_point()
        cause = (recognise(value, known) if tensor else "") or otherwise()
        raise Wrong(f"{cause}\n{wrong}" if cause else str(wrong)) from None


def slip_in_square(value: Any, truth: Tensor, known: Mapping[str, Tensor]) -> str:
    """The slip that shows where all matrices are square. There a wrong size does not."""
    if is_close(value, truth):
        return WRONG_SIZE
    return recognise(value, known)


def explained(error: RuntimeError, cause: str, sizes: str) -> Exception:
    """What to raise where shapes do not fit: with the cause in front, if there is one."""
    if not cause or isinstance(error, NotImplementedError):
        return error
    words = "\n".join(describe_error(error).split("\n")[:2])  # the advice is the cause
    return Wrong(f"{cause}\nWith {sizes} your code raised {words}")
