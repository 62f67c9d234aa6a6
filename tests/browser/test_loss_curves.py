"""Loss curves as a page draws them, with a stand-in for the kernel's side, and in JupyterLab.

With UNROLLED_SCREENSHOTS set to a folder, pictures of them are left there.
"""

from __future__ import annotations

import base64
import math
import os
import re
from pathlib import Path

import numpy as np
import pytest

from course_utils.style import DARK, LIGHT
from course_utils.widgets.loss_curves import LossCurves

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PAGE = """
async ({ source, css, state, dark }) => {
  document.body.style.cssText = `margin:0; background:${dark ? "#111" : "#fff"}`;
  document.head.innerHTML = `<meta charset="utf-8"><style>${css}</style>`;
  const listeners = {};
  const decoded = (shown) => {
    for (const curve of shown.curves) {
      const bytes = Uint8Array.from(atob(curve.values), (c) => c.charCodeAt(0));
      const shifted = new Uint8Array(bytes.length + 3); // buffers of messages aren't aligned
      shifted.set(bytes, 3);
      curve.values = new DataView(shifted.buffer, 3);
    }
    return shown;
  };
  decoded(state.shown);
  window.listeners = listeners;
  window.receive = (shown) => {
    state.shown = decoded(shown);
    for (const callback of listeners["change:shown"] ?? []) callback();
  };
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; },
    save_changes: () => { throw new Error("there is nothing to save"); },
    on: (event, callback) => { (listeners[event] ??= []).push(callback); },
    off: (event, gone) => { listeners[event] = listeners[event].filter((c) => c !== gone); },
  };
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  window.close_curves = (await import(url)).default.render({ model, el });
}
"""


def as_json(shown: dict) -> dict:
    curves = [c | {"values": base64.b64encode(c["values"]).decode()} for c in shown["curves"]]
    return shown | {"curves": curves}


class Shown:
    """The figure in a page, and what can be read off it."""

    def __init__(self, page, curves: LossCurves, dark: bool = False) -> None:
        self.page, self.curves, self.errors = page, curves, []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto("about:blank")
        state = {"title": curves.title, "colours": curves.colours, "shown": as_json(curves.shown)}
        css = str(LossCurves._css)
        page.evaluate(PAGE, {"source": LossCurves._esm, "css": css, "state": state, "dark": dark})
        self.settled()

    def settled(self) -> None:
        self.page.wait_for_timeout(300)
        assert self.errors == []

    def update(self) -> None:
        self.curves.finish()
        self.page.evaluate("shown => window.receive(shown)", as_json(self.curves.shown))
        self.settled()

    def path(self, kind: str, name: str):
        return self.page.locator(f'path.{kind}[data-name="{name}"]')

    def read(self, kind: str, name: str) -> list[np.ndarray]:
        """A path's stretches as steps and losses, read off the axes as a person would."""
        ticks = self.page.locator(".lc-tick").evaluate_all(
            """all => all.map((t) => [t.textContent, t.getAttribute("text-anchor"),
                Number(t.getAttribute("x")), Number(t.getAttribute("y")) - 0.35 *
                Number(t.ownerSVGElement.getAttribute("font-size"))])"""
        )
        steps = [(float(text), x) for text, anchor, x, _ in ticks if anchor == "middle"]
        logs = [(math.log(number(text)), y) for text, anchor, _, y in ticks if anchor == "end"]
        (s0, x0), (s1, x1) = steps[0], steps[-1]
        (l0, y0), (l1, y1) = logs[0], logs[-1]
        stretches = []
        for stretch in re.split("M", self.path(kind, name).get_attribute("d"))[1:]:
            points = re.findall(r"(-?[\d.]+) (-?[\d.]+)", stretch)
            x, y = np.array(points, dtype=float).T
            loss = np.exp(l0 + (y - y0) / (y1 - y0) * (l1 - l0))
            stretches.append(np.stack([s0 + (x - x0) / (x1 - x0) * (s1 - s0), loss]))
        return stretches


def number(text: str) -> float:
    """What a tick says: 0.02, 10⁻³ or 2·10⁻³."""
    text = re.sub("^10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])", "1·10", text)
    powers = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    return float(text.replace("·10", "e").translate(powers))


def training(steps: int = 800) -> LossCurves:
    """Three runs of an RNN, the last of them shorter, and one LSTM that learns more."""
    curves = LossCurves(["RNN", "LSTM"])
    noise = np.random.default_rng(0)
    for run in range(3):
        for step in range(steps - 200 * (run == 2)):
            curves.add("RNN", 0.2 * (1 + step) ** -0.2 * math.exp(0.3 * noise.normal()), run=run)
    for step in range(steps):
        curves.add("LSTM", 0.3 * math.exp(-step / 150) + 0.002 * math.exp(0.2 * noise.normal()))
    curves.finish()
    return curves


@pytest.fixture
def page(browser):
    return browser.new_page(viewport={"width": 900, "height": 600})


def test_paths_are_where_the_losses_are(page) -> None:
    curves = LossCurves(["RNN", "LSTM"])
    shown = Shown(page, curves)
    assert shown.page.locator("svg").get_attribute("aria-label") == curves.shown["words"]
    for step in range(1, 21):
        curves.add("RNN", 1 / step)
        curves.add("RNN", 3 / step, run=1)
        curves.add("LSTM", 0.01)
    shown.update()
    steps = np.arange(1, 21)
    (mean,) = shown.read("lc-curve", "RNN")
    np.testing.assert_allclose(mean[0], steps, atol=0.05)
    np.testing.assert_allclose(mean[1], 2 / steps, rtol=0.01)
    (band,) = shown.read("lc-band", "RNN")
    np.testing.assert_allclose(band[1], [*(3 / steps), *(1 / steps)[::-1]], rtol=0.01)
    (lstm,) = shown.read("lc-curve", "LSTM")
    np.testing.assert_allclose(lstm[1], 0.01, rtol=0.01)
    assert shown.path("lc-band", "LSTM").count() == 0, "one run has no band"
    curves.add("LSTM", 100.0)
    shown.update()
    (lstm,) = shown.read("lc-curve", "LSTM")
    np.testing.assert_allclose(lstm[1], [0.01] * 20 + [100], rtol=0.02)
    shown.page.evaluate("window.close_curves()")
    assert shown.page.evaluate("window.listeners['change:shown'].length") == 0


@pytest.mark.parametrize(
    "losses",
    [
        [],
        [0.693],
        [2.302, 2.301, 2.30],
        [2.5, 2.3, 2.1, 1.9],
        [1e-300, 1e300],
        [5e-324, 1.7e308],
        [1e39],
        [0.0, -1.0],
        [math.nan, math.nan],
        [1.0, math.inf, 2.0],
        [1.0, *[math.nan] * 2000, 2.0],
    ],
)
def test_any_losses_are_drawn_or_put_in_words(page, losses) -> None:
    curves = LossCurves(["RNN"])
    for loss in losses:
        curves.add("RNN", loss)
    shown = Shown(page, curves)
    shown.update()
    svg = page.locator("svg").inner_html()
    assert "NaN" not in svg
    assert "Infinity" not in svg
    assert "undefined" not in svg
    ticks = page.locator('.lc-tick[text-anchor="end"]').all_text_contents()
    assert 2 <= len(ticks) <= 10
    assert len(set(ticks)) == len(ticks)
    drawn = [loss for loss in losses if 0 < loss < math.inf]
    read = [loss for stretch in shown.read("lc-curve", "RNN") for loss in stretch[1]]
    if len(losses) < 512:  # one pixel is a hundredth of a decade, or 2 decades
        np.testing.assert_allclose(np.log10(read), np.log10(drawn), rtol=0.01, atol=0.01)
    assert page.locator(".lc-words").text_content() == curves.shown["words"]


def test_words_are_spoken_rarely_and_at_both_ends(page) -> None:
    curves = LossCurves(["RNN"])
    shown = Shown(page, curves)
    words, spoken = page.locator(".lc-words"), page.locator(".lc-spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    assert spoken.text_content() == words.text_content() == "Training: RNN no loss yet."
    drawn = int(page.locator(".lc").get_attribute("data-drawn"))
    for step in range(3):
        curves.add("RNN", 1.0 / (1 + step))
        curves._update()
        page.evaluate("shown => window.receive(shown)", as_json(curves.shown))
        shown.settled()
    assert int(page.locator(".lc").get_attribute("data-drawn")) >= drawn + 3
    assert page.locator("svg").get_attribute("aria-label") == "Training: RNN 0.333 at step 3."
    assert words.text_content() == "Training: RNN 0.333 at step 3."
    assert spoken.text_content() == "Training: RNN no loss yet."
    shown.update()
    assert spoken.text_content() == "Training: RNN 0.333 at step 3."


def test_theme_is_followed(page) -> None:
    shown = Shown(page, training(50))
    assert shown.path("lc-curve", "RNN").get_attribute("stroke") == LIGHT[0]
    page.evaluate("document.body.style.background = '#111'")
    shown.settled()
    assert page.locator(".lc").get_attribute("data-theme") == "dark"
    assert shown.path("lc-curve", "RNN").get_attribute("stroke") == DARK[0]
    dashes = [shown.path("lc-curve", n).get_attribute("stroke-dasharray") for n in ("RNN", "LSTM")]
    assert len(set(dashes)) == 2, "not by colour alone"


def rising() -> LossCurves:
    """Four curves that explode to the same size."""
    names = ["RNN", "LSTM", "GRU", "a linear RNN"]
    curves = LossCurves(names, title="Learning rate 1")
    for n, name in enumerate(names):
        for step in range(300):
            curves.add(name, (1 + n) * math.exp(step / 20))
    curves.finish()
    return curves


def crowd() -> LossCurves:
    """Seven curves that end close together, with long names, and losses that are no numbers."""
    names = ["RNN", "LSTM", "GRU", "two layers of a bidirectional LSTM with a very long name"]
    curves = LossCurves([*names, "e", "sixth", "seventh"], title="Seven networks")
    for n, name in enumerate([*names, "e", "sixth"]):
        for step in range(2000):
            curves.add(name, 1e-3 + math.exp(-step / (100 + 20 * n)))
    curves.add("seventh", 0.2)
    for _ in range(5):
        curves.add("seventh", math.nan)
    curves.finish()
    return curves


FIGURES = {
    "training": training,
    "empty": lambda: LossCurves(["RNN", "LSTM"]),
    "rising": rising,
    "crowd": crowd,
}


@pytest.mark.parametrize("width", [400, 900, 1500])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("figure", FIGURES)
def test_no_text_is_cut_or_overlaps(browser, figure: str, dark: bool, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    Shown(page, FIGURES[figure](), dark)
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        name = f"losses-{figure}-{width}{'-dark' if dark else ''}.png"
        page.locator(".lc").screenshot(path=Path(folder) / name)
    boxes = page.locator("svg text").evaluate_all(
        """all => all.map((t) => {
            const {left, right, top, bottom} = t.getBoundingClientRect();
            return [t.firstChild.textContent, left, right, top, bottom];
        })"""
    )
    frame = page.locator("svg").bounding_box()
    for text, left, right, top, bottom in boxes:
        assert left >= frame["x"], text
        assert right <= frame["x"] + frame["width"], text
        assert top >= frame["y"], text
        assert bottom <= frame["y"] + frame["height"], text
    for number, (text, left, right, top, bottom) in enumerate(boxes):
        for other, left2, right2, top2, bottom2 in boxes[:number]:
            apart = left >= right2 or left2 >= right or top + 3 >= bottom2 or top2 + 3 >= bottom
            assert apart, f"{text} over {other}"


CELLS = [
    "import time\n"
    "from course_utils.widgets.loss_curves import LossCurves\n"
    "from course_utils.widgets.progress import progress",
    "curves = LossCurves(['RNN', 'LSTM'])\ncurves",
    "with curves:\n"
    "    for step in progress(range(1000), 'training'):\n"
    "        curves.add('RNN', 0.5 / (1 + step) ** 0.2)\n"
    "        curves.add('LSTM', 0.5 / (1 + step))\n"
    "        time.sleep(0.005)",
]


def test_in_jupyterlab(open_notebook) -> None:
    """The curves grow while the cell runs; the saved notebook has the picture and the line."""
    notebook = open_notebook("losses.ipynb", *CELLS)
    page = notebook.page
    notebook.run_all(until="of 1000 steps")
    figure = page.locator(".lc")
    figure.wait_for()
    drawn = int(figure.get_attribute("data-drawn") or 0)
    page.wait_for_function(
        "before => Number(document.querySelector('.lc').dataset.drawn) >= before + 5", arg=drawn
    )
    assert page.locator("progress").get_attribute("aria-label") == "training"
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "losses-lab-running.png")
    page.get_by_text(re.compile("^training: 1000 steps in")).wait_for(timeout=120_000)
    page.get_by_text("LSTM 0.0005 at step 1000.").first.wait_for()
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "losses-lab.png")
    assert page.locator(".lc").count() == 1
    assert page.locator("progress").count() == 0
    notebook.wait_for_numbers()
    for _ in range(20):  # the last update of the display may come after the cell's number
        saved = notebook.save()
        ((shown,), (line,)) = (saved.cells[n].outputs for n in (1, 2))
        if "text/html" in shown.data:
            break
        page.wait_for_timeout(500)
    assert 'alt="Training: RNN 0.126 at step 1000; LSTM 0.0005' in shown.data["text/html"]
    assert list(line.data) == ["text/plain"]
