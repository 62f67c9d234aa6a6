"""The descent explorer's engine in the browser gives autograd's numbers, and descent.py's."""

import itertools
import json
import math
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from course_utils.widgets import descent, descent_explorer
from course_utils.widgets.descent import LIMITS, STARTS, STEPS, Setting

ENGINE = (Path(descent.__file__).parent / "descent_engine.js").read_text("utf-8")
STARTING = st.tuples(st.floats(*LIMITS["start"]), st.floats(*LIMITS["start"]))
SETTINGS = st.builds(
    Setting,
    lam=st.one_of(st.just(0.0), st.floats(*LIMITS["lam"])),
    rate=st.floats(*LIMITS["rate"]),
    spread=st.floats(*LIMITS["spread"]),
    start=STARTING,
    tip=st.tuples(st.floats(*LIMITS["tip"]), st.floats(*LIMITS["tip"])),
    run=st.integers(0, STARTS - 1),
)
HEALTH = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def engine(browser):
    """Return a function that runs an expression with the engine's exports in the browser."""
    page = browser.new_page()
    page.goto("about:blank")
    page.evaluate(
        """async (source) => {
            const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
            window.engine = await import(url);
        }""",
        ENGINE,
    )

    def run(expression: str, *values: object) -> dict:
        text = page.evaluate(
            """([expression, values]) => JSON.stringify(
                Function("engine", "values", `return ${expression}`)(window.engine, values),
                (key, value) => ArrayBuffer.isView(value) ? Array.from(value) : value)""",
            [expression, list(values)],
        )
        return json.loads(text)

    return run


def tensor(numbers: object) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


def loss_of(C: torch.Tensor, W1: torch.Tensor, W2: torch.Tensor, lam: float) -> torch.Tensor:
    """(1/n)‖X − W₂W₁X‖² + λ‖W₁‖² + λ‖W₂‖² with XXᵀ/n = C, as the homework writes it."""
    X = torch.linalg.cholesky(C) * math.sqrt(len(C))
    fit = (X - W2 @ W1 @ X).square().sum((-2, -1)) / len(C)
    return fit + lam * W1.square().sum((-2, -1)) + lam * W2.square().sum((-2, -1))


def slopes_of(C, W1, W2, lam) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    W1, W2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
    loss = loss_of(C, W1, W2, lam)
    return loss.detach(), *torch.autograd.grad(loss.sum(), [W1, W2])


@settings(max_examples=80, **HEALTH)
@given(
    m=st.integers(1, 5),
    k=st.integers(1, 5),
    lam=st.one_of(st.just(0.0), st.floats(0, 2)),
    seed=st.integers(0, 2**20),
)
@example(m=1, k=1, lam=0.3, seed=0)
@example(m=2, k=4, lam=0.3, seed=0)
def test_loss_and_gradients_are_autograds(engine, m, k, lam, seed):
    torch.manual_seed(seed)
    X = torch.randn(m, 9, dtype=torch.float64)
    C, W1, W2 = X @ X.T / 9, torch.randn(k, m).double(), torch.randn(m, k).double()
    problem = {"C": C.flatten().tolist(), "m": m, "k": k}
    flat = [W.flatten().tolist() for W in (W1, W2)]
    got = engine(
        "engine.slopes(values[0], ...values[1].map((w) => Float64Array.from(w)), values[2])",
        problem,
        flat,
        lam,
    )
    wanted = slopes_of(C, W1, W2, lam)
    for name, value in zip(["loss", "G1", "G2"], wanted, strict=True):
        torch.testing.assert_close(tensor(got[name]).view_as(value), value, atol=1e-9, rtol=1e-9)


@settings(max_examples=30, **HEALTH)
@given(setting=SETTINGS)
@example(setting=Setting())
@example(setting=Setting(lam=0))
@example(setting=Setting(lam=1.2, rate=0.6))
@example(setting=Setting(start=(1.5, -1.5)))
@example(setting=Setting(rate=0.6, start=(2, 2), tip=(2, -2)))
@example(setting=Setting(start=(0, 0), tip=(0, 0)))
def test_each_step_is_one_of_plain_gradient_descent(engine, setting):
    got = engine("engine.experiment(...values)", asdict(setting), descent_explorer.given())
    U = descent.directions()
    wide = torch.diag(tensor([1, setting.spread]))
    problems = {
        "scalar": (tensor([[1]]), 1, 1),
        "cloud": (U @ wide @ U.T, 1, 2),
        "deep": (torch.diag(tensor(descent.eigenvalues(setting))), 2, 3),
    }
    truth = descent.experiment(setting)
    weights = torch.cat([W.flatten() for W in descent.starts(setting.run)]).tolist()
    begun = {"scalar": setting.start, "cloud": setting.tip * 2, "deep": weights}
    for name, (C, k, m) in problems.items():
        run = got[name]
        kept = run["last"] + 1
        W1 = tensor(run["W1"]).view(-1, k, m)[:kept]
        W2 = tensor(run["W2"]).view(-1, m, k)[:kept]
        loss, G1, G2 = slopes_of(C, W1, W2, setting.lam)
        first = torch.cat([W1[0].flatten(), W2[0].flatten()]).tolist()
        assert first == pytest.approx(list(begun[name]))
        for W, G in ((W1, G1), (W2, G2)):
            torch.testing.assert_close(W[1:], (W - setting.rate * G)[:-1], atol=1e-8, rtol=1e-9)
        torch.testing.assert_close(tensor(run["loss"][:kept]), loss, atol=1e-8, rtol=1e-9)
        # And Python draws the same; over many steps rounding may grow, so only the first are held.
        n = min(kept, len(truth[name].loss), 8)
        for key, W in (("W1", W1), ("W2", W2)):
            wanted = getattr(truth[name], key)[:n]
            torch.testing.assert_close(W[:n], wanted, atol=1e-6, rtol=1e-6)
        assert (kept <= STEPS) == truth[name].diverges or setting.rate > 0.3


def test_a_run_that_goes_away_ends_before_its_numbers_do(engine):
    setting = Setting(rate=0.6, start=(2, 2))
    run = engine("engine.experiment(...values).scalar", asdict(setting), descent_explorer.given())
    truth = descent.experiment(setting)["scalar"]
    assert truth.diverges
    assert run["last"] == len(truth.loss) - 1 < 20
    assert max(map(abs, run["W1"])) <= 1000


@settings(max_examples=40, **HEALTH)
@given(m=st.integers(2, 5), seed=st.integers(0, 2**20), lam=st.floats(0, 1.5))
def test_singular_values_and_the_formula(engine, m, seed, lam):
    torch.manual_seed(seed)
    W = torch.randn(m, 2, dtype=torch.float64)
    got = engine("engine.singular_values(values[0])", W.flatten().tolist())
    assert got == pytest.approx(torch.linalg.svdvals(W).tolist(), abs=1e-7)
    values = torch.rand(m).double().add(0.01).tolist()
    for k in (1, 2):
        assert engine("engine.predicted(...values)", values, k, lam) == pytest.approx(
            descent.predicted(values, k, lam)
        )


def test_singular_values_of_a_matrix_of_rank_one(engine):
    W = [0.6, 0.6, 0.8, 0.8, 0.0, 0.0]
    assert engine("engine.singular_values(values[0])", W) == pytest.approx([2**0.5, 0])


@settings(max_examples=15, **HEALTH)
@given(lam=st.floats(0.001, 1.2))
@example(lam=1.0)
def test_minima_are_least_and_nothing_is_lower(engine, lam):
    places = engine("engine.minima(values[0])", lam)
    assert len(places) == (2 if lam < 1 else 1)
    least = engine("engine.lowest(values[0])", lam)
    for place in places:
        w = tensor(place)
        value = loss_of(torch.ones(1, 1).double(), w[:1, None], w[1:, None], lam)
        assert value.item() == pytest.approx(least)
    grid = torch.cartesian_prod(*[torch.linspace(-2, 2, 101).double()] * 2)
    values = loss_of(torch.ones(1, 1).double(), grid[:, :1, None], grid[:, 1:, None], lam)
    assert values.min() >= least - 1e-12
    got = [engine("engine.surface(...values)", *w, lam) for w in grid[::997].tolist()]
    assert got == pytest.approx(values[::997].tolist())


@settings(max_examples=20, **HEALTH)
@given(spread=st.floats(*LIMITS["spread"]), tilt=st.floats(-2, 2), turn=st.floats(-3, 3))
def test_the_cloud_has_the_covariance_it_is_said_to_have(engine, spread, tilt, turn):
    Z = descent.cloud()
    got = engine("engine.spread_out(...values)", Z.tolist(), tilt, spread)
    X = tensor(got["points"]).T
    C = X @ X.T / X.shape[1]
    torch.testing.assert_close(tensor(got["C"]).view(2, 2), C, atol=1e-9, rtol=0)
    values, vectors = torch.linalg.eigh(C)
    assert values.tolist() == pytest.approx([spread, 1])
    along = [math.cos(turn), math.sin(turn)]
    wanted = math.degrees(math.acos(min(abs((vectors[:, 1] @ tensor(along)).item()), 1)))
    assert engine("engine.angle(...values)", along, tilt) == pytest.approx(wanted, abs=1e-4)


def test_singular_values_end_where_the_formula_says(engine):
    given = descent_explorer.given()
    for lam, run in itertools.product([0.05, 0.1, 0.3, 0.5, 0.8, 1.1], range(STARTS)):
        setting = Setting(lam=lam, run=run, rate=0.1, spread=0.6)
        got = engine("engine.experiment(...values)", asdict(setting), given)
        W1 = tensor(got["deep"]["W1"]).view(-1, 2, 3)[-1]
        W2 = tensor(got["deep"]["W2"]).view(-1, 3, 2)[-1]
        formula = [math.sqrt(max(1 - lam / value, 0)) for value in (1, 0.6)]
        assert torch.linalg.svdvals(W2).tolist() == pytest.approx(formula, abs=2e-3)
        torch.testing.assert_close(W1, W2.T, atol=2e-3, rtol=0)
        assert descent.angle(tensor(got["cloud"]["W2"][-2:])[:, None]) < 0.5 or lam > 1
