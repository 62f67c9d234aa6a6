"""Hidden tests of the claims: the experiment on fresh arguments, the verdict computed."""

import asyncio
from typing import Any

import pytest
import torch

from autograde import variants
from autograde.hidden import audit, audit_a, probe
from course_utils.checks import Wrong
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged as judging
from tests.course_utils.checks.audit_answers import ALL, NAMES, RIGHT, answer

SETUP = "import torch\nfrom torch import Tensor, nn\ntorch.set_num_threads(1)\n"
VARIANTS = [v for v in ALL if v.slug in audit_a.EXPERIMENTS]
CLAIMS = {
    "largest-entry": False, "relu-slower": False, "loss-everywhere": False,
    "forget-bias": True, "clipping": True, "leaks-future": False,
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("judges_end")


def points(slug: str, source: str, seed: int = 0) -> float:
    """As under plain nbgrader, where what is raised is worth nothing."""
    names = answer(source)
    function, verdict = (names[name] for name in NAMES[slug])
    try:
        return audit.judged(function, verdict, slug, seed)
    except Exception:
        return 0.0


def ruling(source: str, slug: str) -> Any:
    function, verdict = NAMES[slug]
    test = (
        "from autograde.hidden import fresh_seed\nfrom autograde.hidden.audit import judged\n\n"
        f"judged({function}, {verdict}, {slug!r}, fresh_seed())\n"
    )

    async def asked() -> Any:
        async with judging(SETUP + source, "import torch") as judge:
            return await asyncio.wait_for(judge.run(test, "t"), 100)

    return asyncio.run(asked())


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    expected = 2.0 if variant.kind == "alternative" else float(variant.name.startswith("verdict"))
    for seed in (0, 1, 2**31 - 1):
        assert points(variant.slug, variant.source, seed) == expected


@pytest.mark.parametrize("slug", CLAIMS)
def test_right_with_any_seed(slug: str) -> None:
    assert {points(slug, RIGHT[slug], 7919 * seed) for seed in range(40)} == {2.0}


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    found = ruling(variant.source, variant.slug)
    right, verdict = variant.kind == "alternative", variant.name.startswith("verdict")
    assert (found.error == "") == (right or verdict), found
    assert found.score == (2.0 if right else 1.0 if verdict else None)


@pytest.mark.parametrize("slug", CLAIMS)
def test_whether_a_claim_holds_is_computed(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert audit_a.EXPERIMENTS[slug].holds() is CLAIMS[slug]
    others: dict[str, tuple[str, Any]] = {  # truths with which the claims would be otherwise
        "largest-entry": ("growth", lambda W, T: W.abs().max() ** T),
        "relu-slower": ("fading", lambda f, W, x: torch.tensor(float(f == "relu"))),
        "loss-everywhere": ("last_loss_share", lambda W, x, y: torch.tensor(1 / len(x))),
        "forget-bias": ("direct_path", lambda bias, T: 1 / (2 - bias) ** (T / 3)),
        "clipping": ("cosines", lambda g, limit: (torch.tensor(0.9), torch.tensor(0.9))),
        "leaks-future": ("positions_seen", lambda W, U, x: torch.ones(len(x), len(x)).bool()),
    }
    monkeypatch.setattr(audit_a, *others[slug])
    assert audit_a.EXPERIMENTS[slug].holds() is not CLAIMS[slug]


@pytest.mark.parametrize("verdict", [None, "False", 0, 0.0, torch.tensor(False), [False]])
def test_only_a_bool_is_a_verdict(verdict: object) -> None:
    growth = answer(RIGHT["largest-entry"])["growth"]
    assert audit.judged(growth, verdict, "largest-entry", 0) == 1.0
    assert audit.judged(growth, False, "largest-entry", 0) == 2.0


def test_a_verdict_alone_is_worth_nothing() -> None:
    with pytest.raises(Wrong, match="expected"):
        audit.judged(lambda W, T: 1.0, False, "largest-entry", 0)


def test_unknown_claims_are_said() -> None:
    with pytest.raises(LookupError, match="nonsense"):
        audit.hidden_of("nonsense")


AGENT = "\nfrom autograde.sandbox.inside import agent\nbefore = agent.Agent._op_probe\n"
TRICKS = {
    "numbers made up": """
agent.Agent._op_probe = lambda self, source, name, args: [1.0, args[1]]
""",
    "no numbers": """
agent.Agent._op_probe = lambda self, source, name, args: "right"
""",
    "nan": """
agent.Agent._op_probe = lambda self, source, name, args: [float("nan"), args[1]]
""",
    "arguments left out": """
def op(self, source, name, args):
    return [before(self, source, name, args)[0], []]
agent.Agent._op_probe = op
""",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_earn_nothing(trick: str) -> None:
    found = ruling(RIGHT["largest-entry"] + AGENT + TRICKS[trick], "largest-entry")
    assert found.error


def test_what_the_tricks_build_on_passes() -> None:
    assert ruling(RIGHT["largest-entry"] + AGENT, "largest-entry").score == 2.0


def test_the_probe_stands_by_itself() -> None:
    assert isinstance(audit.called, probe)
    assert audit.called.source


def test_draws_can_tell_an_influence_from_none() -> None:
    """Where there is an influence it is far above rounding, whatever the seed."""
    for seed in range(30):
        for W, U, x in audit_a.draw_seen(seed):
            sizes = audit_a.jacobians(W, U, x).abs().flatten(2).amax(dim=2)
            assert ((sizes == 0) | (sizes > 1e-3)).all()
            assert audit_a.positions_seen(W, U, x).equal(sizes > 0)
