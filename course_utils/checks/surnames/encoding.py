"""Check of `letter_to_index` and `encode`: single letters, then names that are harder and harder.

Each list of names adds one difficulty to the one before, so that a difference names its cause.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.ladder import expect_tuple
from course_utils.checks.outcome import Wrong
from course_utils.data import surnames
from course_utils.data.surnames import ALPHABET

from .registry import check

SPACE = ALPHABET.index(" ") + 1
LONG = [
    "hubert-wolfe mountbatten-windsor o'brien",  # 40 letters
    "wolfeschlegelsteinhausenbergerdorff-o'neill-de la cruz-santo",  # 60
]
STAGES = {
    "Capitals are not small letters yet: lower-case each name.": ["Li", "O'Dea", "JONES"],
    "Accents are lost: send each name through `to_ascii`.": ["müller", "núñez", "łódź"],
    "Letters of other scripts are lost: send each name through `to_ascii`.": ["петров", "иванова"],
    "`to_ascii` makes capitals of some signs: it comes first, then the lower case.": ["李", "김"],
    "If nothing is left of a name, it is one space.": ["li", "", "   ", "😀", "42"],
    "`to_ascii` drops what is no letter, and spaces at either end.": [" st.  john ", "o’neill"],
    "Names are never cut, however long.": [*LONG, "ng"],
    "These names come out wrong beside each other, or alone.": ["ito"],
}
"""Names, and what to say when only these come out wrong."""


def grade_letters(letter_to_index: Callable[[str], Any]) -> None:
    """a … z are 1 … 26, then come the space, ' and -; anything else is a space."""
    for number, letter in enumerate(ALPHABET, 1):
        got = letter_to_index(letter)
        if got is None:
            raise Wrong("`letter_to_index` returned None. (Did you forget a `return` statement?)")
        if isinstance(got, bool) or not isinstance(got, int):
            kind = type(got).__name__
            raise Wrong(f"letter_to_index({letter!r}) should be an int, got `{kind}`.")
        if number == 1 and got == 0:
            raise Wrong("'a' has number 0, which is kept for padding: count from 1.")
        if got == SPACE != number:
            raise Wrong(f"letter_to_index({letter!r}) is the space's number: expected {number}.")
        if got != number:
            raise Wrong(f"letter_to_index({letter!r}): expected {number}, got {got}.")
    for letter in "3._?":
        got = letter_to_index(letter)
        if got != SPACE:
            cause = " (0 is kept for padding.)" if got == 0 else ""
            raise Wrong(
                f"letter_to_index({letter!r}): what is not in the alphabet counts as a space, "
                f"{SPACE}, got {got}.{cause}"
            )


def encoded(encode: Callable[[list[str]], Any], names: list[str]) -> tuple[Tensor, Tensor]:
    """(x, last_pos), two tensors of whole numbers with as many rows as names."""
    given = list(names)
    value = encode(given)
    if given != names:
        raise Wrong("`encode` changes the list of names that it is given: leave that as it is.")
    x, last_pos = expect_tuple(value, 2, "encode", "(x, last_pos)")
    for part, what, axes in ((x, "x", 2), (last_pos, "last_pos", 1)):
        if not isinstance(part, Tensor):
            raise Wrong(f"{what} should be a tensor, got `{type(part).__name__}`.")
        if part.dtype != torch.int64:
            raise Wrong(
                f"{what} should hold int64, which `nn.Embedding` and indexing ask for, got "
                f"{part.dtype}. Write `dtype=torch.long`."
            )
        if part.dim() != axes:
            wanted = "(names, longest)" if axes == 2 else "(names,)"
            raise Wrong(f"{what} should have shape {wanted}, got {tuple(part.shape)}.")
    longest, rows = max(len(surnames.to_ascii(name)) for name in names), len(names)
    if len(x) != rows and x.shape[1] == rows:
        raise Wrong(
            f"Names and time are exchanged: x should have shape (names, longest) = "
            f"{(rows, longest)}, got {tuple(x.shape)}."
        )
    for part, what in ((x, "x"), (last_pos, "last_pos")):
        if len(part) != rows:
            raise Wrong(f"{what} has {len(part)} rows for {rows} names.")
    return x, last_pos


def expect_plain(encode: Callable[[list[str]], Any], names: list[str]) -> None:
    """Shape, letters, padding and last_pos for names of small letters, the slips named."""
    x, last_pos = encoded(encode, names)
    true_x, true_last = surnames.encode(names)
    longest = true_x.shape[1]
    if x.shape[1] > longest:
        raise Wrong(f"x is {x.shape[1]} wide, and the longest name has {longest} letters.")
    if x.shape[1] < longest:
        raise Wrong(f"x is {x.shape[1]} wide: names are cut, the longest has {longest} letters.")
    after = torch.arange(longest) > true_last[:, None]
    if not torch.equal(x[~after], true_x[~after]):
        if torch.equal(x, torch.stack([row.roll(int(after[i].sum()))
                                       for i, row in enumerate(true_x)])):  # fmt: skip
            raise Wrong("The padding stands before the letters: it comes after the end.")
        raise Wrong(_first_difference(names, x, last_pos))
    fillers = x[after].unique().tolist()
    if fillers != [0]:
        what = "the space's number" if fillers == [SPACE] else "not 0"
        raise Wrong(f"Padding is 0 after the end of a name, but here it is {fillers[0]}, {what}.")
    expect_last(last_pos, true_last, longest)


def expect_last(last_pos: Tensor, truth: Tensor, longest: int) -> None:
    """The place of every name's last letter."""
    if torch.equal(last_pos, truth):
        return
    causes = {
        "last_pos is the number of letters: places count from 0, so it is one less.": truth + 1,
        "last_pos is one too small: a name of n letters has its last at place n − 1.": truth - 1,
        "last_pos is the end of the padded row, the same for all names: each name has its "
        "own.": torch.full_like(truth, longest - 1),
        "last_pos is the width of x, the same for all names: it is the place of each name's "
        "last letter.": torch.full_like(truth, longest),
    }
    for cause, value in causes.items():
        if torch.equal(last_pos, value):
            raise Wrong(cause)
    raise Wrong(f"last_pos: expected {truth.tolist()}, got {last_pos.tolist()}.")


def expect_stage(encode: Callable[[list[str]], Any], names: list[str], cause: str) -> None:
    """The same for harder names; when it fails, this is why."""
    try:
        x, last_pos = encoded(encode, names)
    except Wrong as error:
        raise Wrong(f"{cause}\n{error}") from None
    except NotImplementedError:
        raise
    except Exception as error:
        raise Wrong(f"{cause}\nencode({names}) raised {type(error).__name__}: {error}") from None
    true_x, true_last = surnames.encode(names)
    if not (torch.equal(x, true_x) and torch.equal(last_pos, true_last)):
        raise Wrong(f"{cause}\n{_first_difference(names, x, last_pos)}")


def _first_difference(names: list[str], x: Tensor, last_pos: Tensor) -> str:
    """The first name that is encoded otherwise, with what was expected."""
    for name, row, last in zip(names, x.tolist(), last_pos.tolist(), strict=True):
        (truth,), (true_last,) = (part.tolist() for part in surnames.encode([name]))
        got = row[: len(truth)] if not any(row[len(truth) :]) else row
        if len(truth) > 12 and len(got) < len(truth):
            return f"{name!r} has {len(truth)} letters, and {len(got)} are left."
        if got != truth or last != true_last:
            return (
                f"{name!r}: expected {truth} with last_pos {true_last}, got {got} with "
                f"last_pos {last}."
            )
    return f"x has shape {tuple(x.shape)}: expected {tuple(surnames.encode(names)[0].shape)}."


@contextlib.contextmanager
def without_ready_made() -> Iterator[None]:
    """While this is open, the course's own `encode` refuses to do a student's work."""
    kept = surnames.encode

    def refuse(names: Any) -> None:
        raise Wrong("This calls the course's own `encode`: here it is yours to write.")

    surnames.encode = refuse  # type: ignore[assignment]
    try:
        yield
    finally:
        surnames.encode = kept


def expect_own(encode: Callable[[list[str]], Any]) -> None:
    """Raise `Wrong` where the answer is the course's `encode`, or calls it."""
    with without_ready_made():
        if getattr(encode, "__module__", None) == surnames.__name__:
            surnames.encode([])
        encode(["li"])


def grade_encode(encode: Callable[[list[str]], Any], letter_to_index: Callable[[str], Any]) -> None:
    """Both functions, from single letters to names of 60."""
    grade_letters(letter_to_index)
    expect_own(encode)
    expect_plain(encode, ["li", "o'dea", "de la cruz", "smith-jones", "a"])
    for cause, names in STAGES.items():
        expect_stage(encode, names, cause)


@check.exercise("encode", names=["encode", "letter_to_index"])
def _encode(encode: Callable, letter_to_index: Callable) -> str:
    grade_encode(encode, letter_to_index)
    return "right: every letter, capitals and accents, empty names and one of 60 letters."
