"""The explorer in a page of its own, with a stand-in for the notebook's side of it.

With UNROLLED_SCREENSHOTS set to a folder, the pictures of docs/images are taken.
"""

from __future__ import annotations

import os
import re
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from course_utils.widgets.explorer import GradientExplorer
from course_utils.widgets.networks import PRESETS, BuiltIn, Setting, numbers, sequence

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PAGE = """
async ({ source, css, state, dark }) => {
  document.body.innerHTML = "";
  document.body.style.cssText = `margin:0; background:${dark ? "#111" : "#fff"}`;
  document.head.innerHTML = `<meta charset="utf-8"><style>${css}</style>`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const listeners = {};
  window.sent = [];
  window.model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; },
    save_changes: () => window.sent.push(JSON.parse(JSON.stringify(state.setting))),
    on: (event, callback) => { (listeners[event] ??= []).push(callback); },
    off: (event, gone) => { listeners[event] = listeners[event].filter((c) => c !== gone); },
    receive(name, value) {
      state[name] = value;
      for (const callback of listeners[`change:${name}`] ?? []) callback();
    },
    listeners,
  };
  const el = document.createElement("div");
  document.body.append(el);
  window.close_explorer = await (await import(url)).default.render({ model: window.model, el });
}
"""


class Shown:
    """An explorer in a page, and what can be read off it."""

    def __init__(self, page, own_cell: str = "", dark: bool = False, **setting: object) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto("about:blank")
        state = {
            "setting": asdict(Setting(**setting)) | {"own": False},
            "answer": {},
            "presets": {name: asdict(each) for name, each in PRESETS.items()},
            "own_cell": own_cell,
        }
        css = GradientExplorer._css
        page.evaluate(
            PAGE,
            {"source": GradientExplorer._esm, "css": str(css), "state": state, "dark": dark},
        )
        self.settled()

    def settled(self) -> None:
        self.page.wait_for_timeout(300)
        self.page.evaluate("() => new Promise((done) => setTimeout(done))")  # after what is due
        assert self.errors == []

    def slider(self, label: str):
        return self.page.get_by_label(re.compile(f"^{re.escape(label)}"))

    def text(self, where: str) -> str:
        return self.page.locator(where).inner_text()

    def curve(self, panel: int = 0, name: str = "gx-curve-main") -> np.ndarray:
        """The points of a curve in the units of the picture, (steps, 2)."""
        d = (
            self.page.locator(".gx-panel")
            .nth(panel)
            .locator(f"g[clip-path] path.{name}")
            .get_attribute("d")
        )
        return np.array([[float(n) for n in p.split()] for p in re.split("[ML]", d or "")[1:]])

    def setting(self) -> dict:
        return self.page.evaluate("window.model.get('setting')")


@pytest.fixture
def page(browser):
    return browser.new_page(viewport={"width": 1000, "height": 1100})


POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def values(shown: Shown, name: str = "gx-curve-main") -> np.ndarray:
    """A curve of the gradient panel as numbers, read off its axis as a person would."""
    panel = shown.page.locator(".gx-panel").first
    ticks = panel.locator(".gx-axes text[text-anchor=end]").evaluate_all(
        "all => all.map((t) => [t.textContent, Number(t.getAttribute('y')) - 5])"
    )
    (low, low_y), (high, high_y) = [
        (int(t[2:].translate(POWERS)), y) for t, y in (ticks[0], ticks[-1])
    ]
    y = shown.curve(0, name)[:, 1]
    return 10 ** (low + (y - low_y) / (high_y - low_y) * (high - low))


def test_the_linear_curve_has_the_slope_of_the_spectral_radius(page) -> None:
    shown = Shown(page, nonlinearity="none", weight_scale=1.3)
    title = shown.page.locator(".gx-panel").nth(3).locator(".gx-title").text_content()
    radius = float(title.split("=")[1])
    measured, predicted = values(shown), values(shown, "gx-predicted")
    assert (measured[0] / measured[25]) ** (1 / 25) == pytest.approx(radius, rel=0.05)
    assert predicted[0] / predicted[-1] == pytest.approx(radius**49, rel=0.1)
    assert predicted[-1] == pytest.approx(measured[-1], rel=0.02)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("preset", PRESETS)
def test_pictures_of_the_presets(browser, preset: str, dark: bool) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 1000})
    shown = Shown(page, dark=dark)
    page.get_by_role("button", name=preset).click()
    shown.settled()
    assert shown.page.locator(".gx").get_attribute("data-theme") == ("dark" if dark else "light")
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        name = f"explorer-{preset.lower().replace(' ', '-')}{'-dark' if dark else ''}.png"
        page.locator(".gx").screenshot(path=Path(folder) / name)


def answer_with(shown: Shown, setting: Setting, factor: float = 1.0, error: str = "") -> None:
    """What the kernel sends for a layer whose states are `factor` times the reference's."""
    result = numbers(BuiltIn(setting), *sequence(setting.seed, setting.time), setting.every_step)
    data = {name: (factor * v).flatten().tolist() for name, v in vars(result).items()}
    shown.page.evaluate(
        """([setting, numbers, error]) => {
            const answer = { setting, error };
            for (const [name, values] of Object.entries(error ? {} : numbers))
                answer[name] = new DataView(Float64Array.from(values).buffer);
            window.model.receive("answer", answer);
        }""",
        [shown.setting(), data, error],
    )
    shown.settled()


def test_the_curve_follows_the_keys_and_the_opposite_keys_bring_it_back(page) -> None:
    shown = Shown(page, nonlinearity="none", weight_scale=1.3)
    before = shown.curve()
    shown.slider("weight scale").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    shown.settled()
    assert shown.setting()["weight_scale"] == pytest.approx(1.5)
    grown = values(shown)
    page.keyboard.press("Home")
    shown.settled()
    assert "nothing" in shown.text(".gx-summary") or "none" in shown.text(".gx-summary")
    shown.page.evaluate(
        "window.model.receive('setting', {...window.model.get('setting'), weight_scale: 1.5})"
    )
    shown.settled()
    np.testing.assert_allclose(values(shown), grown)
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    shown.settled()
    np.testing.assert_array_equal(shown.curve(), before)


def test_dragging_with_the_mouse_redraws_on_the_way(page) -> None:
    page.clock.install()  # time stands still while the computer is busy with something else
    shown = Shown(page)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    box = shown.slider("weight scale").bounding_box()
    drawn = int(page.locator(".gx").get_attribute("data-drawn"))
    sent = page.evaluate("window.sent.length")
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    for part in range(20, 80, 3):
        page.mouse.move(box["x"] + part / 100 * box["width"], y)
        page.clock.run_for(20)
    page.mouse.up()
    assert int(page.locator(".gx").get_attribute("data-drawn")) > drawn + 5
    assert page.evaluate("window.sent.length") == sent
    page.clock.run_for(1000)
    assert page.evaluate("window.sent.length") == sent + 1  # where it came to rest
    assert 3.5 < shown.setting()["weight_scale"] < 4.2
    assert shown.errors == []


def test_pointing_at_a_step_highlights_it_everywhere(page) -> None:
    shown = Shown(page, cell="RNN", time=50)
    panels = page.locator(".gx-panel")
    rings = panels.nth(3).locator("g[clip-path] .gx-at-step")
    before = rings.get_attribute("d")
    box = panels.nth(1).locator(".gx-frame").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 29.5 / 50, box["y"] + 40)
    assert shown.text(".gx-readout").startswith("step 30: ")
    marks = [panels.nth(n).locator(".gx-mark").first for n in (0, 1)]
    assert marks[0].get_attribute("x1") == marks[1].get_attribute("x1")
    assert rings.get_attribute("d") != before
    assert shown.slider("step t").input_value() == "30"
    frame = panels.nth(2).locator(".gx-frame").bounding_box()
    # The map: loss 40 (row from the bottom), state 20.
    page.mouse.move(
        frame["x"] + frame["width"] * 19.5 / 50, frame["y"] + frame["height"] * (1 - 39.5 / 50)
    )
    assert "step 20" in shown.text(".gx-readout")
    wanted = numbers(BuiltIn(Setting()), *sequence(0, 50), False).map[39, 19].item()
    said = re.search(r"of loss 40 alone (\S+)", shown.text(".gx-readout"))[1]
    factor, _, power = said.partition("·10")
    assert float(factor) * 10 ** int(power.translate(POWERS) or 0) == pytest.approx(
        wanted, rel=0.05
    )


def test_ghost_shows_the_other_cell(page) -> None:
    shown = Shown(page)
    assert len(shown.curve(0, "gx-ghost")) == 0
    page.get_by_label("ghost of the other cell").check()
    lstm = numbers(BuiltIn(Setting(cell="LSTM")), *sequence(0, 50), False).gradient_norms.numpy()
    np.testing.assert_allclose(values(shown, "gx-ghost"), lstm, rtol=0.1)


def test_predict_first_hides_the_truth_until_it_is_asked_for(page) -> None:
    shown = Shown(page)
    page.get_by_label("predict first").check()
    assert len(shown.curve()) == 0
    assert "∂L" not in shown.text(".gx-readout")
    assert shown.text(".gx-summary").startswith("Draw where the gradient will go")
    box = page.locator(".gx-panel").first.locator(".gx-frame").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 3, box["y"] + 0.6 * box["height"], steps=12)
    page.mouse.up()
    assert len(shown.curve(0, "gx-drawn")) == 50
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.locator(".gx").screenshot(path=Path(folder) / "predicting.png")
    page.get_by_role("button", name="show the truth").click()
    shown.settled()
    assert len(shown.curve()) == len(shown.curve(0, "gx-drawn")) == 50
    assert "You drew a factor of" in shown.text(".gx-summary")
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.locator(".gx").screenshot(path=Path(folder) / "predicted.png")
    shown.slider("weight scale").press("ArrowRight")  # another question
    shown.settled()
    assert len(shown.curve()) == len(shown.curve(0, "gx-drawn")) == 0


def test_a_prediction_can_be_made_without_a_mouse(page) -> None:
    shown = Shown(page)
    page.get_by_label("predict first").check()
    for key, presses in (("End", 4), ("Home", 1)):
        shown.slider("step t").press(key)
        for _ in range(presses):
            shown.slider("your guess at step t").press("ArrowLeft")
    assert len(shown.curve(0, "gx-drawn")) == 50


def test_overflow_and_underflow_are_told_with_their_step(page) -> None:
    shown = Shown(page, nonlinearity="none", weight_scale=5, time=200)
    assert re.search(r"states overflow float32 from step \d+", shown.text(".gx-summary"))
    shown = Shown(page, weight_scale=0.2, time=200)
    assert re.search(r"underflow float32 back from step \d+", shown.text(".gx-summary"))


def test_the_student_s_layer_takes_the_place_of_the_built_in_one(page) -> None:
    shown = Shown(page, own_cell="RNN")
    page.get_by_label(re.compile("^cell")).select_option("own")
    shown.settled()
    assert shown.setting()["own"]
    assert "Waiting for the kernel" in shown.text(".gx-problem")
    answer_with(shown, Setting())
    assert shown.text(".gx-problem") == ""
    assert shown.text(".gx-tick-word") == "✓ your RNN matches the reference"
    assert page.locator(".gx").get_attribute("data-answered") == "1"
    before = values(shown)
    answer_with(shown, Setting(), factor=2)
    np.testing.assert_allclose(values(shown), 2 * before, rtol=0.02)
    assert shown.text(".gx-tick-word").startswith(
        "✗ your RNN is not the reference's: ‖h‖ differs at step 1"
    )
    answer_with(shown, Setting(), error="✗ Your RNN raised TypeError: no")
    assert "raised TypeError" in shown.text(".gx-problem")
    assert len(shown.curve()) == 50  # the reference


def test_closing_lets_go_of_everything(page) -> None:
    Shown(page)
    page.evaluate("window.close_explorer()")
    assert page.evaluate("Object.values(window.model.listeners).flat().length") == 0


@pytest.mark.parametrize("width", [420, 760, 1700])
def test_nothing_is_cut_or_overlaps_at_any_width(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    shown = Shown(page, cell="LSTM", forget_bias=4.0)
    page.get_by_label("ghost of the other cell").check()
    shown.settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".gx-panel")].flatMap((panel) => {
            const box = panel.getBoundingClientRect();
            return [...panel.querySelectorAll("text")].filter((t) => t.textContent).filter((t) => {
                const r = t.getBoundingClientRect();
                return r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1
                    || r.bottom > box.bottom + 1;
            }).map((t) => t.textContent);
        })"""
    )
    assert outside == []
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"width-{width}.png", full_page=True)
