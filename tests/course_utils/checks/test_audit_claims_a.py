"""The checks of claims 1 to 6: other styles are recorded, slips are named, verdicts not judged."""

import pytest
import torch

from autograde import variants
from course_utils.checks import Wrong, float64
from course_utils.checks.audit import check, claims_a
from course_utils.checks.audit.experiment import Experiment, recorded
from tests.course_utils.checks.audit_answers import ALL, NAMES, RIGHT, answer, of
from tests.effort import effort

SLUGS = list(NAMES)
VARIANTS = [v for v in ALL if v.slug in NAMES]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.slug}-{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = check.run(variant.slug, answer(variant.source))
    if variant.kind == "alternative":
        assert result.outcome == "recorded", result.text
        assert result.message.startswith("the experiment is right; recorded: the claim is ")
    else:
        assert result.outcome in ("wrong", "recorded"), result.text
        assert (result.outcome == "recorded") == variant.name.startswith("verdict-of"), result.text
        assert variant.says in result.message, result.text


@pytest.mark.parametrize("slug", SLUGS)
def test_there_are_enough_and_each_has_a_diagnosis_of_its_own(slug: str) -> None:
    assert len(of(slug, "mistake")) >= 8
    assert len(of(slug, "alternative")) >= 3
    said: dict[str, str] = {}
    for variant in of(slug, "mistake"):
        message = check.run(slug, answer(variant.source)).message.partition("\n")[0]
        assert message not in said, f"{variant.name} and {said[message]}: {message}"
        said[message] = variant.name


@pytest.mark.parametrize("slug", SLUGS)
def test_slips_are_told_apart(slug: str, registered: dict[str, Experiment]) -> None:
    """Each slip, handed in as an answer, is named as itself, and none is right."""
    experiment = registered[slug]
    for cause, slip in experiment.slips.items():
        with float64(), pytest.raises(Wrong) as error:
            experiment.grade(slip)
        assert str(error.value).startswith(cause + "\n"), cause


@pytest.mark.parametrize("slug", SLUGS)
def test_it_is_quick(slug: str) -> None:
    with effort() as spent:
        check.run(slug, answer(RIGHT[slug]))
    assert spent.calls < 4_000


@pytest.mark.parametrize("slug", SLUGS)
def test_a_verdict_is_asked_for_and_never_judged(slug: str) -> None:
    names = answer(RIGHT[slug])
    said = {}
    for verdict in (None, True, False):
        result = check.run(slug, names | {NAMES[slug][1]: verdict})
        said[verdict] = (result.outcome, result.message)
    assert said[None][0] == "not attempted"
    assert f"Now decide: `{NAMES[slug][1]} = True`" in said[None][1]
    assert said[True] == ("recorded", "the experiment is right; recorded: the claim is true.")
    assert said[False] == ("recorded", "the experiment is right; recorded: the claim is false.")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_stub_is_not_attempted(slug: str) -> None:
    name, verdict = NAMES[slug]
    stub = f"def {name}(*_):\n    raise NotImplementedError\n\n{verdict} = True\n"
    assert check.run(slug, answer(stub)).outcome == "not attempted"
    assert "is not defined" in check.run(slug, {name: len}).message


def test_what_claims_a_computes() -> None:
    W = torch.full((2, 2), 0.5)
    assert claims_a.growth(W, 9).item() == pytest.approx(1)
    assert claims_a.direct_path(0.0, 20).item() == pytest.approx(0.5**20)


@pytest.fixture
def registered() -> dict[str, Experiment]:
    return {slug: getattr(claims_a, slug.replace("-", "_")) for slug in SLUGS}


@pytest.mark.parametrize("verdict", ["True", 1, 0.0, [], torch.tensor(True)])
def test_what_is_no_verdict_is_said(verdict: object) -> None:
    with pytest.raises(Wrong, match="should be True or False"):
        recorded("x", verdict)
