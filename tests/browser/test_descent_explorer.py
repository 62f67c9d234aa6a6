"""The descent explorer as a page draws it, and in JupyterLab 4 and Notebook 7, used by hand.

With UNROLLED_SCREENSHOTS set to a folder, pictures of it are left there.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from course_utils.widgets.descent import LIMITS, STEPS, Setting, experiment
from course_utils.widgets.descent_explorer import PRESETS, DescentExplorer

from .standing_in import page_of

SHOW = "from course_utils.widgets import DescentExplorer\n\nexplorer = DescentExplorer()\nexplorer"
SURFACE, CLOUD, VALUES = range(3)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]


class Shown:
    """The explorer in a page, and what can be read off it."""

    def __init__(self, page) -> None:
        self.page = page
        self.root = page.locator(".dx")
        self.root.locator(".dx-plot").first.wait_for()
        self.handles = self.root.locator(".dx-handle")
        self.step = self.slider("step")

    def slider(self, label: str):
        return self.root.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*[\d.]*$"))

    def button(self, name: str):
        return self.root.get_by_role("button", name=name, exact=True)

    def words(self, panel: int) -> str:
        return self.root.locator(".dx-words").nth(panel).inner_text().replace("−", "-")

    def numbers(self, panel: int) -> list[float]:
        return [float(n) for n in re.findall(r"(?<![₀-₉\w])-?\d+\.\d+", self.words(panel))]

    def line(self, kind: str, panel: int) -> np.ndarray:
        """The points of a line, in the numbers of the axes."""
        d = self.root.locator(".dx-panel").nth(panel).locator(f".dx-plot .dx-{kind}")
        points = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", d.get_attribute("d"))
        x, y = np.array(points, float).T
        (a, b), (c, d) = {
            SURFACE: [LIMITS["start"]] * 2,
            CLOUD: [LIMITS["tip"]] * 2,
            VALUES: [(0, STEPS), (0, 1.5)],
        }[panel]
        return np.stack([a + (x - 34) / 232 * (b - a), d - (y - 8) / 232 * (d - c)])

    def picture(self) -> list[str]:
        """All that is drawn and said, but for what screen readers are told later."""
        return self.root.evaluate(
            """root => [
                ...[...root.querySelectorAll("canvas")].map((c) => c.toDataURL()),
                ...[...root.querySelectorAll(".dx-plot path")].map((p) => p.getAttribute("d")),
                ...[...root.querySelectorAll(".dx-handle")].map((h) => h.style.cssText),
                ...[...root.querySelectorAll(".dx-words, .dx-value")].map((p) => p.textContent),
            ]"""
        )

    def move(self, x: float, y: float, panel: int, down: bool = False) -> None:
        """Move the mouse to numbers of a panel's axes."""
        frame = self.root.locator(".dx-frame").nth(panel).bounding_box()
        low, high = LIMITS[("start", "tip")[panel]]
        part = (x - low) / (high - low), 1 - (y - low) / (high - low)
        at = frame["x"] + part[0] * frame["width"], frame["y"] + part[1] * frame["height"]
        self.page.mouse.move(*at, steps=1 if down else 4)
        if down:
            self.page.mouse.down()


def alone(browser, width: int = 900, dark: bool = False, **setting: object) -> tuple:
    """The widget, and what is shown of it."""
    explorer = DescentExplorer(**setting)
    explorer.answer = {}  # what the stand-in sends back: this widget needs none
    page, errors = page_of(browser, explorer, "setting", width, dark)
    shown = Shown(page)
    shown.errors = errors
    return explorer, shown


def save(page, name: str) -> None:
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.locator(".dx").first.screenshot(path=Path(folder) / f"{name}.png")


def expect_truth(shown: Shown, setting: Setting, t: int) -> None:
    """What is drawn and said is what Python computes."""
    runs = experiment(setting)
    scalar, cloud, deep = runs["scalar"], runs["cloud"], runs["deep"]
    w = [run[t].item() for run in (scalar.W1, scalar.W2)]
    assert shown.numbers(SURFACE)[:3] == pytest.approx([*w, scalar.loss[t].item()], abs=0.006)
    path = shown.line("done", SURFACE)
    assert path[:, -1] == pytest.approx(w, abs=0.01)
    assert path[:, 0] == pytest.approx(setting.start, abs=0.01)
    whole = np.stack([scalar.W1.flatten(), scalar.W2.flatten()])
    assert np.abs(shown.line("ahead", SURFACE)[:, -1] - whole[:, -1]).max() < 0.01
    tip = cloud.W2[t, :, 0].numpy()
    assert shown.numbers(CLOUD)[1] == pytest.approx(np.hypot(*tip), abs=0.006)
    assert shown.line("decoder", CLOUD)[:, 1] == pytest.approx(tip, abs=0.015)
    assert shown.line("encoder", CLOUD)[:, 1] == pytest.approx(cloud.W1[t, 0], abs=0.015)
    s = deep.singular_values().numpy()
    assert shown.numbers(VALUES)[:2] == pytest.approx(s[t], abs=0.006)
    for which in (0, 1):
        steps, curve = shown.line(f"s{which + 1}", VALUES)
        assert steps[-1] == pytest.approx(t, abs=2)
        assert curve == pytest.approx(np.interp(steps, range(STEPS + 1), s[:, which]), abs=0.02)


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_by_keys_and_by_mouse(open_notebook, app: str) -> None:
    notebook = open_notebook(f"{app}.ipynb", "'above'", SHOW, "explorer.setting", app=app)
    notebook.run_all()
    shown, page = Shown(notebook.page), notebook.page
    shown.root.scroll_into_view_if_needed()
    first = shown.picture()
    page.wait_for_timeout(500)
    assert shown.picture() == first, "nothing moves by itself"
    shown.root.locator(".dx-heading").first.click()  # the cell becomes the active one
    before = notebook.as_it_is()
    shown.step.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    t = int(shown.step.input_value())
    assert t > 100
    expect_truth(shown, Setting(), t)
    for element in [shown.slider("penalty λ"), *shown.handles.all()]:
        element.focus()
        seen = [shown.picture()]
        for key in ["ArrowLeft", "ArrowUp", "ArrowUp"]:
            page.keyboard.press(key)
            assert shown.picture() != seen[-1]
            seen.append(shown.picture())
        for key in ["ArrowRight", "ArrowDown", "ArrowDown"]:
            page.keyboard.press(key)
        assert shown.picture() == seen[0], "the opposite keys lead back"
        for key in [*"xddabmcvk00", "Escape"]:
            page.keyboard.press(key)
        assert element.evaluate("e => e === document.activeElement")
        assert shown.picture() == seen[0]
    shown.button("to the start").focus()
    for key in [*"xddabmcv00", "Enter"]:
        page.keyboard.press(key)
    assert shown.step.input_value() == "0"
    shown.move(1, -0.5, SURFACE, down=True)
    shown.move(-1.2, 0.8, SURFACE)
    page.mouse.up()
    page.wait_for_timeout(300)
    still = shown.picture()
    shown.move(0.1, 0.1, SURFACE)
    assert shown.picture() == still, "it was let go"
    assert notebook.as_it_is() == before
    page.wait_for_timeout(600)  # the kernel is told once the hand rests
    notebook.run(2)
    told = re.search(r"'start': \[([-\d.]+), ([-\d.]+)\]", notebook.output(2))
    assert [float(n) for n in told.groups()] == pytest.approx([-1.2, 0.8], abs=0.02)
    save(page, f"descent-{app}")
    for kind in ("error", "stderr"):
        assert page.locator(f"[data-mime-type='application/vnd.jupyter.{kind}']").count() == 0


# ---- drawn with a stand-in for the notebook


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [420, 900, 1400])
def test_nothing_is_cut_off(browser, width: int, dark: bool) -> None:
    _, shown = alone(browser, width, dark)
    shown.step.fill("90")
    save(shown.page, f"descent-{width}{'-dark' * dark}")
    assert shown.root.get_attribute("data-theme") == ("dark" if dark else "light")
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    for word in ("NaN", "undefined", "Infinity"):
        assert word not in shown.root.inner_html()
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert shown.root.locator(".dx-words").first.evaluate(size) >= (19 if width == 1400 else 15)
    for element in shown.root.locator("canvas, p:not(.dx-spoken), button, label, text").all():
        box = element.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width - 2
    ticks = shown.root.locator(".dx-tick").evaluate_all("all => all.map((t) => t.textContent)")
    assert ticks.count("2") == 3  # and at the upper left stands the axis' name
    paper = shown.root.locator("canvas").evaluate(
        """c => { const n = Math.round(c.width * (Math.sqrt(0.9) + 2) / 4);
            return [...c.getContext("2d").getImageData(n, c.height - n, 1, 1).data]; }"""
    )
    assert (np.mean(paper[:3]) < 60) == dark, "the minima are as bright or dark as the paper"
    assert shown.page.evaluate("window.stop()") == 0
    assert shown.errors == []


@pytest.mark.parametrize("name", PRESETS)
def test_presets_and_steps(browser, name: str) -> None:
    explorer, shown = alone(browser)
    shown.button(name).click()
    setting = replace(Setting(), **PRESETS[name])
    last = min(len(run.loss) for run in experiment(setting).values()) - 1
    for t in (0, 3, min(40, last)):
        shown.step.fill(f"{t}")
        if setting.rate < 0.3 or t < 10:
            expect_truth(shown, setting, t)
    shown.page.wait_for_timeout(500)
    assert explorer.setting["lam"] == setting.lam
    assert explorer.setting["start"] == list(setting.start)
    plus = shown.root.locator(".dx-plot .dx-minimum").get_attribute("d")
    assert plus.count("M") == {0.0: 0, 1.0: 1}.get(setting.lam, 2)
    least = shown.root.locator(".dx-valley").first.get_attribute("data-least")
    assert (least == "true") == (setting.lam == 0)
    assert shown.errors == []


def test_where_the_path_ends_is_said(browser) -> None:
    _, shown = alone(browser)
    assert "ends in the minimum (0.95, 0.95)" in shown.words(SURFACE)
    shown.button("to the saddle").click()
    assert "ends at the saddle (0, 0)" in shown.words(SURFACE)
    shown.handles.first.focus()
    shown.page.keyboard.press("Shift+ArrowUp")
    assert "ends in the minimum" in shown.words(SURFACE)
    shown.button("no penalty").click()
    assert "all of it is least" in shown.words(SURFACE)
    assert "formula for λ → 0: 1.00 and 1.00" in shown.words(VALUES)
    shown.button("minima merged").click()
    assert "still on its way" in shown.words(SURFACE)
    shown.slider("learning rate").fill("0.6")
    shown.move(1.9, 1.9, SURFACE, down=True)
    shown.page.mouse.up()
    assert re.search(r"runs away at step \d+: the learning rate", shown.words(SURFACE))
    shown.step.fill("600")
    assert "NaN" not in shown.root.inner_html()
    assert shown.errors == []


def test_what_comes_can_be_hidden(browser) -> None:
    _, shown = alone(browser)
    shown.root.get_by_label("show what comes").uncheck()
    for ahead in shown.root.locator(".dx-ahead").all():
        assert ahead.get_attribute("d") == ""
    assert "ends" not in shown.words(SURFACE)
    shown.step.fill("600")
    assert "ends in the minimum" in shown.words(SURFACE)


def test_it_plays_pauses_and_goes_on_by_one_step(browser) -> None:
    _, shown = alone(browser)
    shown.button("play").click()
    shown.page.wait_for_function(
        "() => Number(document.querySelector('.dx-player input').value) > 30"
    )
    shown.button("pause").click()
    t = int(shown.step.input_value())
    assert 30 < t < 300
    shown.page.wait_for_timeout(300)
    assert int(shown.step.input_value()) == t
    expect_truth(shown, Setting(), t)
    shown.button("one step").click()
    expect_truth(shown, Setting(), t + 1)
    shown.step.fill("590")
    shown.button("play").click()
    shown.page.wait_for_function("() => document.querySelector('.dx-player input').value === '600'")
    shown.button("play").wait_for()  # it rests at the end
    shown.button("to the start").click()
    assert shown.step.input_value() == "0"
    assert shown.errors == []


def test_a_drag_follows_the_hand(browser) -> None:
    explorer, shown = alone(browser, start=(1.0, 1.0))
    shown.step.fill("50")
    for panel, name in ((SURFACE, "start"), (CLOUD, "tip")):
        shown.move(0.5, -1, panel, down=True)
        for at in ((-1.1, 0.2), (0.7, 1.3), (9, 1.5)):
            shown.move(*at, panel)
        shown.page.mouse.up()
        shown.page.wait_for_timeout(500)
        edge = LIMITS[name][1]
        assert explorer.setting[name] == pytest.approx([edge, 1.5], abs=0.03), "not beyond the edge"
        expect_truth(shown, Setting(**explorer.setting), 50)
    another = shown.picture()
    shown.button("another start").click()
    assert shown.picture() != another
    shown.slider("σ₂²").fill("0.7")
    shown.page.wait_for_timeout(500)
    assert explorer.setting["run"] == 1
    expect_truth(shown, Setting(**explorer.setting), 50)
    expected = np.sqrt(1 - 0.1 / np.array([1, 0.7]))
    assert shown.line("formula", VALUES)[1, ::2] == pytest.approx(expected, abs=0.01)
    assert shown.errors == []


def test_words_for_those_who_cannot_see_it(browser) -> None:
    _, shown = alone(browser)
    handle = shown.root.get_by_role("slider", name="start of the path, w₁ and w₂")
    handle.focus()
    shown.page.keyboard.press("Shift+ArrowDown")
    assert handle.get_attribute("aria-valuetext") == "(0.40, 1.30)"
    shown.page.wait_for_timeout(1000)
    spoken = shown.root.locator("[aria-live=polite]").text_content()
    assert spoken.startswith("Step 0. w₁ 0.40, w₂ 1.30, loss")
    assert "s₁ and s₂" in spoken
    pictures = shown.root.get_by_role("img")
    assert pictures.count() == 3
    for panel, picture in enumerate(pictures.all()):
        label = picture.get_attribute("aria-label").replace("−", "-")
        assert label.endswith(shown.words(panel))
    for element in shown.root.locator("button, input, [tabindex]").all():
        assert element.get_attribute("data-lm-suppress-shortcuts") == "true"


def test_a_frame_takes_less_than_a_frame_s_time(browser) -> None:
    _, shown = alone(browser)
    slider = shown.slider("penalty λ")
    took = slider.evaluate(
        """s => [...Array(40).keys()].map((n) => {
            s.value = 0.02 + n / 40;
            const begun = performance.now();
            s.dispatchEvent(new Event("input", { bubbles: true }));
            return performance.now() - begun;
        })"""
    )
    print(f"a move of λ: median {np.median(took):.1f} ms, p95 {np.quantile(took, 0.95):.1f}")
    assert np.median(took) < 100  # on a busy machine; otherwise a fifth of that
