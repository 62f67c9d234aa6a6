"""The descent explorer's side in Python: its numbers, its setting, and what stands in its place."""

from __future__ import annotations

import base64
import inspect
import re
from dataclasses import replace

import pytest
import torch

from course_utils.style import use_course_style
from course_utils.widgets import DescentExplorer, descent, descent_explorer, still_descent
from course_utils.widgets.descent import LIMITS, STARTS, STEPS, Setting, experiment
from course_utils.widgets.descent_explorer import PRESETS, describe


def own_descent(C, W1, W2, lam: float, rate: float, steps: int):
    """The same with torch's optimizer and autograd."""
    W1, W2 = (torch.nn.Parameter(W.clone()) for W in (W1, W2))
    optimizer = torch.optim.SGD([W1, W2], lr=rate)
    X = torch.linalg.cholesky(C)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (X - W2 @ W1 @ X).square().sum() + lam * (W1.square().sum() + W2.square().sum())
        loss.backward()
        optimizer.step()
    return W1.detach(), W2.detach(), loss.item()


@pytest.mark.parametrize("lam", [0.0, 0.1, 0.7])
@pytest.mark.parametrize("seed", range(4))
def test_descent_is_that_of_torch(lam: float, seed: int) -> None:
    torch.manual_seed(seed)
    m, k = 2 + seed, 1 + seed % 3
    X = torch.randn(m, 20).double()
    C, W1, W2 = X @ X.T / 20, 0.3 * torch.randn(k, m).double(), 0.3 * torch.randn(m, k).double()
    run = descent.descend(C, W1, W2, lam, 0.03)
    after = own_descent(C, W1, W2, lam, 0.03, 50)
    torch.testing.assert_close(run.W1[50], after[0])
    torch.testing.assert_close(run.W2[50], after[1])
    assert run.loss[49].item() == pytest.approx(after[2])
    assert len(run.loss) == STEPS + 1


@pytest.mark.parametrize("lam", [0.05, 0.3, 0.6, 1.1])
def test_runs_end_where_the_formula_says(lam: float) -> None:
    setting = Setting(lam=lam, rate=0.1, spread=0.5)
    runs = experiment(setting)
    formula = descent.predicted(descent.eigenvalues(setting), 2, lam)
    assert runs["deep"].singular_values()[-1].tolist() == pytest.approx(formula, abs=2e-3)
    w = max(1 - lam, 0) ** 0.5
    assert runs["scalar"].W1[-1].item() == pytest.approx(w, abs=1e-3)
    if lam < 1:
        assert descent.angle(runs["cloud"].W2[-1]) < 0.1


def test_directions_are_those_of_the_cloud() -> None:
    setting = Setting()
    X = descent.directions() @ torch.diag(torch.tensor([1, setting.spread]).sqrt()).double()
    X = X @ descent.cloud()
    values, vectors = torch.linalg.eigh(X @ X.T / X.shape[1])
    assert values.tolist() == pytest.approx([setting.spread, 1])
    assert descent.angle(vectors[:, 1:]) == pytest.approx(0, abs=1e-6)
    assert descent.angle(vectors[:, :1]) == pytest.approx(90)
    assert descent.angle(-vectors.sum(1, keepdim=True)) == pytest.approx(45)


@pytest.mark.parametrize("name", LIMITS)
def test_numbers_beyond_their_limits_are_refused(name: str) -> None:
    for value in (LIMITS[name][0] - 0.5, LIMITS[name][1] + 0.5, float("nan")):
        wrong = (0.1, value) if name in ("start", "tip") else value
        with pytest.raises(ValueError, match=f"{name} must be from"):
            DescentExplorer(**{name: wrong})
    with pytest.raises(TypeError):
        DescentExplorer(speed=3)
    with pytest.raises(ValueError, match="two numbers"):
        DescentExplorer(start=(1, 1, 1))


def test_a_setting_may_be_changed_from_the_kernel() -> None:
    explorer = DescentExplorer(lam=0.2)
    explorer.setting = {"rate": 0.3}
    assert explorer.setting == vars(replace(Setting(lam=0.2), rate=0.3)) | {
        "start": [0.4, 1.7],
        "tip": [-0.42, 1.1],
    }
    with pytest.raises(ValueError, match="lam must be"):
        explorer.setting = {"lam": 7}
    assert explorer.setting["lam"] == 0.2


@pytest.mark.parametrize("name", PRESETS)
def test_presets_do_what_their_names_say(name: str) -> None:
    setting = Setting(**PRESETS[name])
    runs = experiment(setting)
    s = runs["deep"].singular_values()[-1]
    w = (runs["scalar"].W1[-1].item(), runs["scalar"].W2[-1].item())
    settled = (runs["scalar"].loss[-1] - runs["scalar"].loss[-2]).abs() < 1e-3
    expected = {
        "no penalty": w[0] * w[1] == pytest.approx(1) and w[0] < 0.9,
        "a small one": w == pytest.approx((0.9**0.5,) * 2, abs=1e-3),
        "σ₂ is off": s[1] < 1e-3 and s[0] > 0.5,
        "minima merged": max(w) < 0.1,
        "to the saddle": max(map(abs, w)) < 1e-3,
        "too fast": runs["scalar"].diverges or not settled,
    }
    assert expected[name]


# ---- where no widget can be shown


def test_a_picture_with_words_stands_in_its_place() -> None:
    explorer = DescentExplorer(lam=0.36, start=(1.0, 0.5), spread=0.6)
    data, _ = explorer._repr_mimebundle_()
    text = data["text/plain"]
    assert "λ = 0.36" in text
    assert "is least at ±(0.80, 0.80), and the path from (1, 0.5) ends at (0.80, 0.80)" in text
    assert "end at 0.80 and 0.63; the formula says 0.80 and 0.63" in text
    assert "application/vnd.jupyter.widget-view+json" in data
    found = re.search(r'<img alt="([^"]+)" .*base64,([^"]+)"', data["text/html"])
    assert found[1] == text
    assert base64.b64decode(found[2]).startswith(b"\x89PNG")


def test_words_for_what_ends_otherwise() -> None:
    for setting, words in [
        (Setting(lam=0), "is least all along w₁w₂ = 1"),
        (Setting(lam=1.1), "is least at (0, 0)"),
        (Setting(rate=0.6, start=(2, 2)), "runs away at step"),
    ]:
        runs = experiment(setting)
        assert words in describe(setting, runs)
        for dark in (False, True):
            use_course_style(dark)
            assert len(still_descent.still(setting, runs).axes) == 3
    use_course_style()


def test_while_grading_there_are_only_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    data, metadata = DescentExplorer()._repr_mimebundle_()
    assert list(data) == ["text/plain"]
    assert data["text/plain"].startswith("[figure, not drawn while grading] Descent explorer")
    assert metadata == {}


def test_no_pyplot_and_the_starts_that_the_page_gets() -> None:
    assert "pyplot import" not in inspect.getsource(still_descent)
    given = descent_explorer.given()
    assert len(given["starts"]) == STARTS
    assert len({str(start) for start in given["starts"]}) == STARTS
    assert given["limits"]["run"] == [0, STARTS - 1]
