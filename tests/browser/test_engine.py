"""The engine in the browser gives autograd's numbers, for every setting."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from course_utils.widgets import networks
from course_utils.widgets.networks import BuiltIn, Numbers, Setting, draw, sequence

WIDGETS = Path(networks.__file__).parent
ENGINE = "".join((WIDGETS / f"{n}.js").read_text("utf-8") for n in ("eigenvalues", "engine"))
SETTINGS = st.builds(
    Setting,
    cell=st.sampled_from(["RNN", "LSTM"]),
    nonlinearity=st.sampled_from(["none", "relu", "tanh"]),
    weight_scale=st.one_of(st.just(0.0), st.floats(0.01, 5)),
    bias_scale=st.one_of(st.just(0.0), st.floats(0.01, 5)),
    forget_bias=st.one_of(st.just(0.0), st.floats(-3, 6)),
    time=st.integers(1, 60),
    hidden=st.integers(1, 24),
    every_step=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)

pytestmark = pytest.mark.slow


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
        # As JSON, which has no Infinity and no NaN: they come as strings.
        text = page.evaluate(
            """([expression, values]) => JSON.stringify(
                Function("engine", "values", `return ${expression}`)(window.engine, values),
                (key, value) => ArrayBuffer.isView(value) ? Array.from(value, String) : value)""",
            [expression, list(values)],
        )
        return json.loads(text)

    return run


def tensor(numbers: list[str]) -> torch.Tensor:
    return torch.tensor([float(n) for n in numbers], dtype=torch.float64)


def truth(setting: Setting) -> Numbers:
    x, y = sequence(setting.seed, setting.time)
    return networks.numbers(BuiltIn(setting), x, y, setting.every_step)


def expect_close(
    got: torch.Tensor, wanted: torch.Tensor, what: str, spread: torch.Tensor | float = 0.0
) -> None:
    """Agree to 1e-6 of the value; `spread` is what rounding does in any engine."""
    got = got.view_as(wanted)
    same = (got == wanted) | (got.isnan() & wanted.isnan())
    near = (got - wanted).abs() <= 1e-6 * wanted.abs() + spread + 1e-300
    worst = torch.where(same | near, 0, (got - wanted).abs()).argmax()
    assert (same | near).all(), f"{what}: {got.flatten()[worst]} for {wanted.flatten()[worst]}"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(setting=SETTINGS)
@example(setting=Setting(time=1))
@example(setting=Setting(hidden=1))
@example(setting=Setting(time=1, hidden=1, cell="LSTM", every_step=True))
@example(setting=Setting(weight_scale=0, bias_scale=0))
@example(setting=Setting(weight_scale=0, bias_scale=0, cell="LSTM"))
@example(setting=Setting(nonlinearity="none", weight_scale=5, time=200, every_step=True))
@example(setting=Setting(nonlinearity="relu", weight_scale=5, time=200))
@example(setting=Setting(nonlinearity="none", weight_scale=0.01, time=200))
def test_numbers_agree_with_autograd(engine, setting):
    got, wanted = engine("engine.explore(values[0])", asdict(setting)), truth(setting)
    # A chaotic network multiplies rounding errors as it does everything else. How far, tells a
    # change of the weights by about one rounding.
    moved = truth(replace(setting, weight_scale=setting.weight_scale * (1 + 4e-16)))
    for name in ("state_norms", "gradient_norms", "map"):
        exact = getattr(wanted, name)
        spread = 30 * (getattr(moved, name) - exact).abs().nan_to_num(0).max()
        spread = 0.0 if setting.nonlinearity != "tanh" or setting.weight_scale < 1 else spread
        expect_close(tensor(got[name]), exact, name, spread)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(setting=SETTINGS)
def test_networks_and_sequences_are_the_same(engine, setting):
    net = engine("engine.draw(values[0])", asdict(setting))
    weights, (W_f, b_f) = draw(setting), networks.readout(setting)
    for name, weight in [
        ("W_h", weights["weight_hh_l0"]),
        ("W_x", weights["weight_ih_l0"]),
        ("b", weights["bias_ih_l0"]),
        ("W_f", W_f),
    ]:
        expect_close(tensor(net[name]), weight, name)
    assert net["b_f"] == pytest.approx(b_f.item(), rel=1e-12)
    run = engine("engine.sequence(...values)", setting.seed, setting.time)
    for name, wanted in zip("xy", sequence(setting.seed, setting.time), strict=True):
        expect_close(tensor(run[name]), wanted, name)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hidden=st.integers(1, 64), seed=st.integers(0, 2**32 - 1))
def test_eigenvalues(engine, hidden, seed):
    W = draw(Setting(hidden=hidden, seed=seed))["weight_hh_l0"]
    expect_same_spectrum(engine, W)


@pytest.mark.parametrize(
    "W",
    [
        [[0.0]],
        [[0.0, 0.0], [0.0, 0.0]],
        [[1.0, 1.0], [0.0, 1.0]],
        [[0.0, -1.0], [1.0, 0.0]],
        [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        [[2.0, 0.0], [0.0, -3.0]],
        [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]],
    ],
)
def test_eigenvalues_of_special_matrices(engine, W):
    expect_same_spectrum(engine, torch.tensor(W, dtype=torch.float64))


def expect_same_spectrum(engine, W: torch.Tensor) -> None:
    real, imaginary = engine("engine.eigenvalues(...values)", W.flatten().tolist(), len(W))
    got = torch.complex(tensor(real), tensor(imaginary))
    left = torch.linalg.eigvals(W).tolist()
    # A defective eigenvalue moves by the root of the rounding.
    for value in got.tolist():
        nearest = min(left, key=lambda other: abs(other - value))
        assert abs(nearest - value) < 1e-6
        left.remove(nearest)


def test_where_float32_ends_is_told(engine):
    exploding = Setting(nonlinearity="none", weight_scale=10, bias_scale=0, time=200)
    told = engine("engine.explore(values[0])", asdict(exploding))
    norms = [float(n) for n in told["state_norms"]]
    step = told["states"]["overflow"]
    assert norms[step - 1] <= torch.finfo(torch.float32).max < norms[step]
    vanishing = replace(exploding, weight_scale=0.01)
    told = engine("engine.explore(values[0])", asdict(vanishing))
    norms = [float(n) for n in told["gradient_norms"]]
    step = told["gradients"]["underflow"]
    assert norms[step] < torch.finfo(torch.float32).tiny <= norms[step + 1]
    assert told["gradients"]["overflow"] == -1


def test_a_large_map_is_coarser_while_a_hand_is_dragging(engine):
    setting = asdict(Setting(time=200, hidden=64))
    quick = engine("engine.explore(values[0], true)", setting)
    whole = engine("engine.explore(values[0])", setting)
    assert quick["stride"] > 1 == whole["stride"]
    assert quick["gradient_norms"] == whole["gradient_norms"]
    time, stride = 200, quick["stride"]
    for k in range(time - 1, 0, -stride):
        assert (
            quick["map"][k * time : k * time + k + 1] == whole["map"][k * time : k * time + k + 1]
        )
    assert math.isclose(quick["radius"], whole["radius"])
