"""Claims and the experiments that decide them: one check for all of notebook 08.

An exercise has a function, the experiment, and a name that holds True or False, the verdict on the
claim. The check judges the experiment, on cases of its own, and says of the verdict only what was
recorded.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.core import Checks
from course_utils.checks.outcome import NotAttempted, Recorded, Wrong

from .results import Values, as_values, expect_same, same, truth_values
from .words import case_words


@dataclass(frozen=True)
class Experiment:
    """What decides a claim: `name(*arguments)` should give what `truth(*arguments)` gives.

    `verdict` is the name that holds True or False. `cases` are tuples of arguments, their tensors
    float64; `words` says of each what it is, where shapes and numbers don't. `slips` maps a
    diagnosis to a function of the same arguments that errs in this way; it is said where it gives
    the student's values in every case. `parts` names the values of a truth that is a tuple.
    """

    name: str
    verdict: str
    cases: Sequence[tuple]
    truth: Callable[..., Any]
    slips: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    tolerance: float = 1e-8  # of the largest value expected
    words: Sequence[str] = ()
    parts: Sequence[str] = ()

    def where(self, number: int) -> str:
        """The case of this number in words: "W (3, 3), T = 5"."""
        if number < len(self.words):
            return self.words[number]
        return case_words(list(inspect.signature(self.truth).parameters), self.cases[number])

    def run(self, function: Any) -> list[Any]:
        """What the student's function gives in each case. Raises Wrong if it changes arguments."""
        if not callable(function):
            raise Wrong(f"`{self.name}` should be a function, got `{type(function).__name__}`.")
        return [self._call(function, number) for number in range(len(self.cases))]

    def _call(self, function: Callable[..., Any], number: int) -> Any:
        case = self.cases[number]
        given = [fresh(argument) for argument in case]
        value = function(*given)
        for name, before, after in zip(
            inspect.signature(self.truth).parameters, case, given, strict=True
        ):
            if not unchanged(before, after):
                raise Wrong(f"`{self.name}` changes its argument `{name}`. Work on a copy.")
        return value

    def grade(self, function: Any) -> None:
        """Raise Wrong unless the experiment is right in every case; say which slip it looks like.

        >>> double = Experiment("double", "is_even", [(1,), (4,)], lambda n: 2 * n)
        >>> double.grade(lambda n: n + 1)
        Traceback (most recent call last):
        course_utils.checks.outcome.Wrong: double(n = 4): expected 8, got 5.
        """
        answers = self.run(function)
        truths = [truth_values(self.truth(*map(fresh, case))) for case in self.cases]
        got = [as_values(a, t) for a, t in zip(answers, truths, strict=True)]
        for number, truth in enumerate(truths):
            what = f"{self.name}({self.where(number)})"
            try:
                expect_same(answers[number], truth, what, self.parts, self.tolerance)
            except Wrong as error:
                cause = self._cause(got)
                raise Wrong(f"{cause}\n{error}" if cause else str(error)) from None

    def _cause(self, got: Sequence[Values | None]) -> str:
        """The slip that gives the student's values in all cases, or ""."""
        for cause, slip in self.slips.items():
            if all(
                value is not None and same(value, wrong, max(self.tolerance, 1e-7))
                for value, wrong in zip(got, map(self._slipped(slip), self.cases), strict=True)
            ):
                return cause
        return ""

    def _slipped(self, slip: Callable[..., Any]) -> Callable[[tuple], Values | None]:
        """The slip's values for a case; None where it has none, as a singular matrix's inverse."""

        def values(case: tuple) -> Values | None:
            try:
                return as_values(slip(*map(fresh, case)))
            except (ArithmeticError, RuntimeError, ValueError, IndexError):
                return None

        return values


def register(check: Checks, slug: str, experiment: Experiment) -> Experiment:
    """Register a claim's check. A right experiment without a verdict is not an answer yet.

    In `claims_a.py` (with `from .registry import check`):

    >>> check = Checks("demo")
    >>> _ = register(check, "demo-square", Experiment(
    ...     name="square",
    ...     verdict="never_smaller",
    ...     cases=[(3.0,), (-0.5,)],
    ...     truth=lambda x: x * x,
    ...     slips={"This doubles x: multiply it by itself.": lambda x: 2 * x},
    ... ))
    >>> check.run("demo-square", {"square": lambda x: x + x, "never_smaller": None}).message
    'This doubles x: multiply it by itself.\\nsquare(x = 3): expected 9, got 6.'
    >>> check.run("demo-square", {"square": lambda x: x**2, "never_smaller": False}).message
    'the experiment is right; recorded: the claim is false.'
    """

    @check.exercise(slug, names=[experiment.name, experiment.verdict])
    def _(function: Callable[..., Any], verdict: Any) -> str:
        experiment.grade(function)
        return recorded(experiment.verdict, verdict)

    return experiment


def recorded(name: str, verdict: Any) -> Recorded:
    """What is said of a verdict once the experiment is right: never whether it is right, too."""
    if verdict is None or verdict is ...:
        raise NotAttempted(f"The experiment is right. Now decide: `{name} = True` or `False`.")
    if not isinstance(verdict, bool):
        shown = repr(verdict) if isinstance(verdict, str | int | float) else type(verdict).__name__
        raise Wrong(
            f"The experiment is right. `{name}` should be True or False (the claim holds, or it "
            f"does not), without quotes, got {shown[:40]}."
        )
    return Recorded(f"the experiment is right; recorded: the claim is {str(verdict).lower()}.")


def fresh(argument: Any) -> Any:
    """A copy that a student may do anything with."""
    return argument.clone() if isinstance(argument, Tensor) else copy.deepcopy(argument)


def unchanged(before: Any, after: Any) -> bool:
    """Whether an argument has the values that it was handed in with."""
    if isinstance(before, Tensor):
        return isinstance(after, Tensor) and torch.equal(before, after.detach())
    return type(before) is type(after) and before == after


def normal(*shape: int, seed: int, scale: float = 1.0) -> Tensor:
    """Normal random numbers in float64 that follow from the seed.

    >>> normal(2, 3, seed=1).shape, normal(2, seed=1).dtype
    (torch.Size([2, 3]), torch.float64)
    """
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64) * scale
