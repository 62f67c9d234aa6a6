"""Hidden test of questions: every mistake fails, other forms pass, here and in the judge."""

import asyncio
from pathlib import Path

import pytest

from autograde import variants
from autograde.hidden.choices import expect_choice
from course_utils.checks import Wrong
from course_utils.checks.choices import question_of
from course_utils.checks.linear_autoencoders import check as linear
from course_utils.checks.translation import check as translation
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

SOLUTIONS = Path(__file__).parents[2] / "solutions"
RIGHT = {
    "layers": "2",
    "loss": "MSELoss",
    "needed": {"weight decay", "SGD"},
    "training-tokens": "b",
    "evaluation-tokens": "c",
}
FOLDERS = ("04_linear_autoencoders", "05_translation")
ALL = [v for folder in FOLDERS for v in variants.load(SOLUTIONS / folder) if v.slug in RIGHT]
SETUP = """
import torch
from torch import nn
from course_utils.checks import linear_autoencoders, translation
from course_utils.widgets import choose
"""


pytestmark = pytest.mark.usefixtures("judges_end")


def name_of(slug: str) -> str:
    made = question_of(slug)
    assert made is not None
    return made.name


def answered(variant: variants.Variant) -> dict:
    namespace: dict = {}
    exec(SETUP + variant.source, namespace)
    return namespace


@pytest.mark.parametrize("variant", ALL, ids=ids)
def test_variants(variant: variants.Variant) -> None:
    """What the check says of it, and whether the hidden test lets it pass."""
    namespace = answered(variant)
    checks = linear if variant.slug in linear.slugs else translation
    said = checks.run(variant.slug, namespace).message
    answer = namespace[name_of(variant.slug)]
    if variant.kind == "mistake":
        assert variant.says in said
        with pytest.raises(Wrong):
            expect_choice(answer, RIGHT[variant.slug])
    else:
        assert said.startswith("recorded: ")
        expect_choice(answer, RIGHT[variant.slug])


@pytest.mark.parametrize("slug", RIGHT)
def test_enough_of_each(slug: str) -> None:
    kinds = [v.kind for v in ALL if v.slug == slug]
    assert kinds.count("mistake") >= 5
    assert kinds.count("alternative") >= 3


@pytest.mark.parametrize("slug", RIGHT)
def test_no_answer_earns_nothing(slug: str) -> None:
    for nothing in (None, "", [], ...):
        with pytest.raises(Wrong, match="No answer was given"):
            expect_choice(nothing, RIGHT[slug])


@pytest.mark.parametrize("slug", RIGHT)
def test_every_option_but_the_right_one_fails(slug: str) -> None:
    made = question_of(slug)
    assert made is not None
    passed = set()
    for key in made.options:
        try:
            expect_choice(key, RIGHT[slug])
        except Wrong:
            continue
        passed.add(key)
    assert passed == (set() if made.several else {RIGHT[slug]})
    if made.several:
        with pytest.raises(Wrong, match="not the right options"):
            expect_choice(list(made.options), RIGHT[slug])


class Everything(str):
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("2")

    def strip(self, *args: object) -> str:
        return "2"


class Any2:
    def __eq__(self, other: object) -> bool:
        return True

    def __str__(self) -> str:
        return "2"

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "answer", [Everything("1"), Any2(), [Any2()], ["2", Any2()], {Everything("1")}, True, b"2"]
)
def test_only_plain_data_is_believed(answer: object) -> None:
    with pytest.raises(Wrong, match="should be plain text"):
        expect_choice(answer, "2")


def test_in_the_judge() -> None:
    """Every variant of a slug, one after the other, as a submission's variable."""

    async def rule() -> dict[str, bool]:
        passed = {}
        lines = [SETUP + "from enum import Enum\nclass Any2:\n    __eq__ = lambda s, o: True\n"]
        for n, variant in enumerate(ALL):
            lines.append(f"{variant.source}\nv{n} = {name_of(variant.slug)}\n")
        lines.append("hostile = Any2()\nnobody = None\n")
        async with judged(
            "".join(lines), "from autograde.hidden.choices import expect_choice"
        ) as found:
            for n, variant in enumerate(ALL):
                test = f"expect_choice(v{n}, {RIGHT[variant.slug]!r})"
                passed[ids(variant)] = not (await found.run(test, "t")).error
            for name in ("hostile", "nobody"):
                passed[name] = not (await found.run(f"expect_choice({name}, '2')", "t")).error
        return passed

    passed = asyncio.run(rule())
    assert passed == {ids(v): v.kind == "alternative" for v in ALL} | {
        "hostile": False,
        "nobody": False,
    }
