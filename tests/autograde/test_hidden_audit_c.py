"""Hidden tests of claims 13 to 18: mistakes lose points, other styles keep them."""

import asyncio
import math
from pathlib import Path

import pytest
import torch

from autograde import variants
from autograde.hidden import audit, audit_c
from course_utils.checks import float64
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "08_assistant_audit"
SETUP = """
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""
NAMES = {
    "mse-exactly": ("mse_ratio", "mse_is_exact", False),
    "decay-exactly": ("decay_ratio", "decay_is_exact", False),
    "any-lambda": ("singular_values", "always_orthonormal", False),
    "sqrt-c": ("best_scale", "length_is_one", False),
    "way-down": ("curvature", "falls_somewhere", True),
    "record-356": ("saving", "a_sixth_of_the_record", False),
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
    return 1.0 if variant.name in ("believed", "disbelieved") or "verdict" in variant.name else 0.0


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    for seed in (0, 1, 2**31 - 1):
        assert points(variant.slug, variant.source, seed) == wanted(variant)


@pytest.mark.parametrize("slug", NAMES)
def test_right_with_any_seed(slug: str) -> None:
    """The check's own truth, which was written separately."""
    from tests.course_utils.checks.test_audit_claims_c import RIGHT as TRUTHS

    for seed in range(40):
        assert audit.judged(TRUTHS[slug], NAMES[slug][2], slug, 7919 * seed) == 2.0


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
@pytest.mark.parametrize("variant", [v for v in VARIANTS if wanted(v)], ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    """What earns points beside the student's code earns as many from the judge."""
    score, error = judge(variant.source, variant.slug)
    assert (0.0 if error else score) == wanted(variant), error


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
        assert audit_c.EXPERIMENTS[slug].holds() is NAMES[slug][2]


def test_each_claim_would_hold_if_its_truth_were_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `holds` says follows from the truth: with another one it says the opposite."""
    assert audit_c.is_one(lambda X, X_hat: 1.0, audit_c.draw_pairs(0))
    assert not audit_c.is_one(lambda X, X_hat: 1 + 1e-5, audit_c.draw_pairs(0))
    monkeypatch.setattr(audit_c, "AFTER", 283)  # 17 % of 341, but the record isn't 356
    assert not audit_c.a_sixth_of_the_record()
    monkeypatch.setattr(audit_c, "RECORD", 356)  # and now it is, but 283 saves more
    assert not audit_c.a_sixth_of_the_record()
    monkeypatch.setattr(audit_c, "AFTER", 297)
    assert audit_c.a_sixth_of_the_record()
    monkeypatch.setattr(audit_c, "singular_values", lambda e, lam: torch.ones_like(e))
    assert audit_c.always_orthonormal()
    monkeypatch.setattr(audit_c, "_falls", lambda X, W2: False)
    assert not audit_c.falls_somewhere()


def test_there_is_no_way_down_from_the_largest() -> None:
    with float64():
        X = torch.diag(torch.tensor([3.0, 2.0, 1.0]))
        for chosen, falls in (([0, 1], False), ([0, 2], True), ([1, 2], True), ([1, 0], False)):
            assert audit_c._falls(X, torch.eye(3)[:, chosen]) == falls


def test_search_finds_the_lowest_place() -> None:
    for c in (0.05, 1.0, 25.0):
        assert audit_c.best_scale(c) == pytest.approx(math.sqrt(c), rel=1e-6)
    assert audit_c.lowest(lambda s: (1 - s * s) ** 2 + 4 * s * s, 0, 1.5) == 0.0


def test_draws_are_away_from_rounding() -> None:
    """No eigenvalue is near λ, some are left, and no curvature is near zero."""
    for seed in range(100):
        for eigenvalues, lam in audit_c.draw_spectra(seed):
            assert eigenvalues.tolist() == sorted(eigenvalues.tolist(), reverse=True)
            assert min(abs(e / lam - 1) for e in eigenvalues.tolist()) > 0.1
            assert eigenvalues[0] > lam
        for case in audit_c.draw_bends(seed):
            assert abs(audit_c.curvature(*case)) > 0.2 * float(case[0].square().sum())
        assert all(lr * lam < 0.5 for _, lr, lam in audit_c.draw_decays(seed))


TRICKS = {
    "equal to anything": ("sqrt-c", """
class Same(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __abs__(self): return 0.0
def best_scale(c): return Same(2.0)
length_is_one = False
"""),
    "nan": ("record-356", """
def saving(before, after): return float("nan")
a_sixth_of_the_record = False
"""),
    "the check's truth for other arguments": ("mse-exactly", """
def mse_ratio(X, X_hat): return 4.0
mse_is_exact = False
"""),
    "only the verdict": ("way-down", """
def curvature(X, W1, W2, E1, E2): raise NotImplementedError
falls_somewhere = True
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    score, error = judge(source, slug)
    assert error or not score


@pytest.mark.parametrize("slug", NAMES)
def test_what_is_right_passes_in_the_judge(slug: str) -> None:
    assert judge(RIGHT[slug], slug) == (2.0, "")
