"""Hidden tests of claims 7 to 12: mistakes lose points, other styles keep them."""

import asyncio
from pathlib import Path

import pytest
import torch

from autograde import variants
from autograde.hidden import audit, audit_b
from course_utils.checks import float64
from course_utils.checks.audit.results import as_values, same
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged
from tests.course_utils.checks import test_audit_claims_b as checks

FOLDER = Path(__file__).parents[2] / "solutions" / "08_assistant_audit"
SETUP = """
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""
NAMES = {
    "padding-harmless": ("drift", "padding_is_harmless", False),
    "always-largest": ("always_largest", "accuracy_misleads", True),
    "random-split": ("copied_share", "split_is_clean", False),
    "untrained-probe": ("probe_accuracy", "random_is_enough", True),
    "noise-floor": ("cost_of_copying", "copying_costs", True),
    "softmax-twice": ("lowest_loss", "still_reaches_zero", False),
}
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in NAMES]
RIGHT = {slug: next(v.source for v in VARIANTS if v.slug == slug and v.kind == "alternative")
         for slug in NAMES}  # fmt: skip


pytestmark = pytest.mark.usefixtures("judges_end")


def points(slug: str, source: str, seed: int) -> float:
    """As under plain nbgrader: what the test cell's last line gives, 0 where it raises."""
    names: dict = {"__name__": "__main__"}
    exec(SETUP + source, names)
    function, verdict, _ = NAMES[slug]
    try:
        return audit.judged(names[function], names[verdict], slug, seed)
    except Exception:
        return 0.0


def wanted(variant: variants.Variant) -> float:
    if variant.kind == "alternative":
        return 2.0
    return 1.0 if "verdict" in variant.name else 0.0


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    for seed in (0, 1, 2**31 - 1):
        assert points(variant.slug, variant.source, seed) == wanted(variant)


@pytest.mark.parametrize("slug", NAMES)
def test_right_with_any_seed(slug: str) -> None:
    """The check's own truth, which was written separately."""
    for seed in range(40):
        assert audit.judged(checks.RIGHT[slug], NAMES[slug][2], slug, 7919 * seed) == 2.0


@pytest.mark.parametrize("slug", NAMES)
def test_no_slip_passes_with_any_seed(slug: str) -> None:
    hidden = audit_b.EXPERIMENTS[slug]
    with float64():
        for seed in range(40):
            cases = hidden.draw(31 * seed)
            truths = [as_values(hidden.truth(*case)) for case in cases]
            for cause, slip in checks.EXPERIMENTS[slug].slips.items():
                values = [as_values(slip(*case)) for case in cases]
                assert not all(
                    same(value, truth, hidden.tolerance)
                    for value, truth in zip(values, truths, strict=True)
                    if value is not None
                ), (cause, seed)


def judge(source: str, slug: str) -> tuple[float | None, str]:
    """What the test cell gives from the judge, and its error."""
    function, verdict, _ = NAMES[slug]
    cell = (
        "from autograde.hidden import fresh_seed\nfrom autograde.hidden.audit import judged\n\n"
        f'judged({function}, {verdict}, "{slug}", fresh_seed())\n'
    )

    async def ruling() -> tuple[float | None, str]:
        async with judged(SETUP + source, "import torch") as judge:
            found = await asyncio.wait_for(judge.run(cell, "t"), 100)
            return found.score, found.error

    return asyncio.run(ruling())


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    score, error = judge(variant.source, variant.slug)
    assert (0.0 if error else score) == wanted(variant), error


@pytest.mark.parametrize("slug", NAMES)
def test_what_is_right_passes_in_the_judge(slug: str) -> None:
    assert judge(RIGHT[slug], slug) == (2.0, "")


@pytest.mark.parametrize("slug", NAMES)
def test_verdicts(slug: str) -> None:
    """Only the verdict that holds, as True or False, is worth the second point."""
    function, _, truth = NAMES[slug]
    names: dict = {"__name__": "__main__"}
    exec(SETUP + RIGHT[slug], names)
    for said in (truth, not truth, None, int(truth), str(truth)):
        full = said is truth
        assert audit.judged(names[function], said, slug, 3) == (2.0 if full else 1.0)


@pytest.mark.parametrize("slug", NAMES)
def test_whether_a_claim_holds_is_computed(slug: str) -> None:
    with float64():
        assert audit_b.EXPERIMENTS[slug].holds() is NAMES[slug][2]


OTHER_TRUTHS = {
    "padding-harmless": ("drift", lambda W, U, b, x, padding: torch.zeros(())),
    "always-largest": ("always_largest", lambda counts: (40.0, 6.1)),
    "random-split": ("copied_share", lambda rows, test: 0.0),
    "untrained-probe": ("probe_accuracy", lambda E, *_: 100.0 if E.diagonal().min() == 1 else 99.0),
    "noise-floor": ("cost_of_copying", lambda x, noise: float(noise.std())),
    "softmax-twice": ("lowest_loss", lambda classes: 0.0),
}


@pytest.mark.parametrize("slug", NAMES)
def test_with_another_truth_the_claim_is_judged_the_other_way(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_b, *OTHER_TRUTHS[slug])
    with float64():
        assert audit_b.EXPERIMENTS[slug].holds() is not NAMES[slug][2]


def test_five_random_features_are_not_enough() -> None:
    """The probe of the claim can tell: with a random E (5, 100) it is far from what x allows."""
    train, test = audit_b.synthetic.load(seed=3)
    data = train.x.double(), 2 * train.y.double() - 1, test.x.double(), 2 * test.y.double() - 1
    E = torch.randn(5, 100, generator=torch.Generator().manual_seed(5)).double()
    assert audit_b.probe_accuracy(E, *data) < 75
    assert audit_b.probe_accuracy(torch.eye(100).double(), *data) > 95


def test_draws_are_as_they_are_called() -> None:
    for seed in range(60):
        assert [case[-1] == 0 for case in audit_b.draw_drift(seed)] == [False] * 3 + [True]
        for (counts,) in audit_b.draw_counts(seed):
            assert counts.index(max(counts)) not in (0, len(counts) - 1)
            assert counts.count(max(counts)) == 1
        for rows, test in audit_b.draw_split(seed):
            assert len(set(test)) == len(test) < len(rows)
            assert 0 < audit_b.copied_share(rows, test) < 100
        for E, X, y, X_test, _ in audit_b.draw_probe(seed):
            assert audit_b._scores(E, X, y, X_test).abs().min() > 1e-5
            assert 5 < float((y > 0).sum()) < 65


TRICKS = {
    "equal to anything": ("softmax-twice", """
class Same(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __abs__(self): return 0.0
def lowest_loss(classes): return Same(2.0)
still_reaches_zero = False
"""),
    "nan": ("noise-floor", """
def cost_of_copying(x, noise): return float("nan")
copying_costs = True
"""),
    "the check's truths, remembered": ("always-largest", """
def always_largest(counts): return {10: (41.0, 5.815), 3: (73.08, 28.15)}[len(counts)]
accuracy_misleads = True
"""),
    "a guess from the labels": ("untrained-probe", """
def probe_accuracy(E, X, y, X_test, y_test): return 100 * float((y_test > 0).double().mean())
random_is_enough = True
"""),
    "only the verdict": ("random-split", """
def copied_share(rows, test): raise NotImplementedError
split_is_clean = False
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    score, error = judge(source, slug)
    assert error or not score
