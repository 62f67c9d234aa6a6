"""The gradient explorer in JupyterLab 4 and Notebook 7, used by hand and by keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

LAYER = """\
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size)

    def forward(self, x):
        self.h_list = []
        h = torch.zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h
"""
IMPORTS = "import torch\nfrom torch import nn\n\nfrom course_utils.widgets import GradientExplorer"
# Of this network's eigenvalues one is real and larger than the others by a quarter, so that the
# gradients of the linear RNN shrink by ρ at every step once they are a few steps from the loss.
SHOW = """\
GradientExplorer(own=lambda hidden, phi: RNNLayer(1, hidden, phi), preset="vanish", seed=21)"""
CELLS = [IMPORTS, LAYER, SHOW]
POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
GRADIENTS, STATES, MAP, EIGENVALUES = range(4)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]


class Explorer:
    """The explorer in an open notebook, and what can be read off it."""

    def __init__(self, notebook) -> None:
        self.page = notebook.page
        self.root = self.page.locator(".gx")
        self.root.scroll_into_view_if_needed()
        self.page.mouse.move(1, 1)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is drawn any more and the kernel has answered."""
        self.page.evaluate("window.seen = null")
        self.page.wait_for_function(
            """() => {
                const root = document.querySelector(".gx");
                const now = root.dataset.drawn + root.querySelector(".gx-tick-word").textContent;
                if (now !== window.seen) [window.seen, window.since] = [now, performance.now()];
                return performance.now() - window.since > 350 && !now.includes("…");
            }""",
            polling=100,
        )

    def control(self, label: str):
        return self.root.get_by_label(re.compile(rf"^\s*{re.escape(label)}"))

    def press(self, label: str, *keys: str) -> None:
        """Press keys on a control, as a person does who has gone there with Tab."""
        self.control(label).focus()
        for key in keys:
            self.page.keyboard.press(key)
        self.rest()

    def drag(self, label: str, to: float) -> None:
        """Drag the handle of a slider with the mouse to a part of its width."""
        slider = self.control(label)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        low, high, now = slider.evaluate("(s) => [s.min, s.max, s.value].map(Number)")
        thumb = 8  # half of its width
        across = box["width"] - 2 * thumb
        at = [box["x"] + thumb + across * part for part in ((now - low) / (high - low), to)]
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(at[0], y)
        self.page.mouse.down()
        self.page.mouse.move(at[1], y, steps=12)
        self.page.mouse.up()
        self.page.mouse.move(1, 1)
        self.rest()

    def value(self, label: str) -> float:
        return float(self.control(label).input_value())

    def text(self, where: str) -> str:
        return self.root.locator(where).inner_text()

    def curve(self, panel: int = GRADIENTS, name: str = "curve-main") -> np.ndarray:
        """A drawn curve as numbers by step, read off the axis as a person would."""
        box = self.root.locator(".gx-panel").nth(panel)
        ticks = box.locator(".gx-axes text[text-anchor=end]").evaluate_all(
            "all => all.map((t) => [t.textContent, Number(t.getAttribute('y')) - 5])"
        )
        log = any(c in "⁰¹²³⁴⁵⁶⁷⁸⁹" for text, _ in ticks for c in text)
        (low, low_y), (high, high_y) = (
            (float((text[2:] if log else text).translate(POWERS)), y)
            for text, y in (ticks[0], ticks[-1])
        )
        d = box.locator(f"g[clip-path] path.gx-{name}").get_attribute("d") or ""
        y = np.array([float(point.split()[1]) for point in re.split("[ML]", d)[1:]])
        values = low + (y - low_y) / (high_y - low_y) * (high - low)
        return 10**values if log else values

    def radius(self) -> float:
        title = self.root.locator(".gx-panel").nth(EIGENVALUES).locator(".gx-title")
        return float(title.text_content().split("=")[1])

    def steps_marked(self) -> list[int]:
        """The step that each panel with steps highlights."""
        return self.root.evaluate(
            """(root) => [...root.querySelectorAll(".gx-panel")].slice(0, 3).map((panel) => {
                const number = (element, name) => Number(element.getAttribute(name));
                const upright = [...panel.querySelectorAll("line.gx-mark")]
                    .find((line) => number(line, "x1") === number(line, "x2"));
                const frame = panel.querySelector(".gx-frame");
                const part = (number(upright, "x1") - number(frame, "x")) / number(frame, "width");
                return Math.round(0.5 + part * Number(root.querySelector(".gx-stepper input").max));
            })"""
        )

    def move_to(self, panel: int, x: float, y: float) -> None:
        """Move the mouse to parts of a panel's frame, from its left and its lower edge."""
        frame = self.root.locator(".gx-panel").nth(panel).locator(".gx-frame")
        frame.scroll_into_view_if_needed()
        box = frame.bounding_box()
        self.page.mouse.move(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"])

    def at_step(self) -> str:
        """The ring around the eigenvalues of one step back."""
        ring = self.root.locator(".gx-panel").nth(EIGENVALUES).locator("g[clip-path] .gx-at-step")
        return ring.get_attribute("d")

    def picture(self) -> list[str]:
        """All that is drawn and said."""
        return self.root.evaluate(
            """(root) => {
                const all = (where, what) => [...root.querySelectorAll(where)].map(what);
                return [
                    ...all("g[clip-path] path", (path) => path.getAttribute("d")),
                    ...all("canvas", (map) => map.toDataURL()),
                    ...all("svg text, output, p", (element) => element.textContent),
                    ...all("input, select", (control) => control.value),
                ];
            }"""
        )


def expect_same(now: list[str], before: list[str]) -> None:
    assert len(now) == len(before)
    assert [pair for pair in zip(now, before, strict=True) if pair[0] != pair[1]] == []


def said(text: str, name: str) -> float:
    """The number after a name in the readout, from 0.378 or 1.7·10⁻³."""
    factor, _, power = re.search(rf"{re.escape(name)} ([^\s·]+(?:·10\S+)?)", text)[1].partition(
        "·10"
    )
    return float(factor.translate(POWERS)) * 10 ** int(power.translate(POWERS) or 0)


def expect_no_error_output(notebook) -> None:
    page = notebook.page
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


MATCHES = "✓ your RNN matches the reference"
both = pytest.mark.parametrize("app", ["lab", "notebook"])


@both
def test_sliders_choices_and_keys(open_notebook, app: str) -> None:
    notebook = open_notebook(f"{app}.ipynb", "'above'", *CELLS, "'below'", app=app)
    notebook.run_all()
    shown = Explorer(notebook)
    expect_linear_maths(shown)
    expect_bounded_states_with_tanh(shown)
    expect_no_shortcut(notebook, shown)
    expect_no_error_output(notebook)


def expect_linear_maths(shown: Explorer) -> None:
    """The gradients of a linear RNN shrink or grow by ρ a step, whatever moves its sliders."""
    at_first, norms, radius = shown.picture(), shown.curve(), shown.radius()
    assert shown.text(".gx-tick-word") == MATCHES
    assert norms[:25] / norms[1:26] == pytest.approx(radius, abs=0.03)
    assert slope(norms) == pytest.approx(radius, rel=2e-3)
    shown.page.wait_for_timeout(700)
    expect_same(shown.picture(), at_first)

    shown.press("weight scale", *["ArrowRight"] * 15)
    assert shown.value("weight scale") == pytest.approx(1.6)
    more = shown.curve()
    assert shown.radius() == pytest.approx(radius * 1.6 / 1.3, abs=1e-3)
    assert slope(more) == pytest.approx(shown.radius(), rel=2e-3)
    assert (more[:45] > 2 * norms[:45]).all()
    assert shown.text(".gx-tick-word") == MATCHES
    shown.press("weight scale", *["ArrowLeft"] * 15)
    expect_same(shown.picture(), at_first)

    shown.drag("weight scale", 0.5)  # of 0 to 5
    scale = shown.value("weight scale")
    assert scale == pytest.approx(2.5, abs=0.2)
    assert shown.radius() == pytest.approx(radius * scale / 1.3, abs=1e-3)
    assert slope(shown.curve()) == pytest.approx(shown.radius(), rel=5e-3)
    shown.press("weight scale", *["ArrowLeft"] * round((scale - 1.3) / 0.02))
    expect_same(shown.picture(), at_first)

    shown.drag("length T", 1.0)
    assert len(shown.curve()) == len(shown.curve(STATES)) == shown.value("length T") > 190
    shown.press("length T", "Home")
    assert len(shown.curve()) == 5
    assert shown.text(".gx-tick-word") == MATCHES


def slope(norms: np.ndarray) -> float:
    """By how much the norm shrinks at one step back, far from the loss."""
    return float((norms[0] / norms[25]) ** (1 / 25))


def expect_bounded_states_with_tanh(shown: Explorer) -> None:
    shown.press("length T", *["ArrowRight"] * 25)
    shown.press("weight scale", "End")
    assert shown.curve(STATES).max() > 32**0.5
    assert len(shown.curve(name="predicted")) == 30
    shown.press("nonlinearity", "ArrowDown", "ArrowDown")
    assert shown.control("nonlinearity").input_value() == "tanh"
    assert shown.curve(STATES).max() <= 32**0.5
    assert len(shown.curve(name="predicted")) == 0
    assert shown.text(".gx-tick-word") == MATCHES


def expect_no_shortcut(notebook, shown: Explorer) -> None:
    """Keys pressed on a control don't cut, add, run or choose cells."""
    button = shown.root.get_by_role("button", name="another network")
    button.click()
    before = notebook.as_it_is()
    assert [len(before["prompts"]), before["selected"]] == [5, 1]
    others = (shown.control(label) for label in ("cell", "weight scale", "step t", "ghost"))
    for control in (button, *others):
        control.focus()
        for key in ["x", "d", "d", "a", "b", "m", "c", "v", "0", "0", "ArrowUp", "ArrowDown"]:
            notebook.page.keyboard.press(key)
        notebook.page.wait_for_timeout(200)
        assert notebook.as_it_is() == before
        assert control.evaluate("c => c === document.activeElement")
    shown.control("weight scale").focus()
    notebook.page.keyboard.press("Tab")
    assert shown.control("bias scale").evaluate("c => c === document.activeElement")


def test_the_step_under_the_mouse_and_the_other_cell(open_notebook) -> None:
    notebook = open_notebook("step.ipynb", *CELLS)
    notebook.run_all()
    shown = Explorer(notebook)
    shown.control("nonlinearity").select_option("tanh")
    shown.rest()
    rings = []
    for step in (12, 31):
        shown.move_to(GRADIENTS, (step - 0.5) / 50, 0.5)
        assert shown.steps_marked() == [step] * 3
        readout = shown.text(".gx-readout")
        assert readout.startswith(f"step {step}: ")
        assert said(readout, "‖h‖") == pytest.approx(shown.curve(STATES)[step - 1], rel=0.02)
        assert said(readout, "‖∂L/∂h‖") == pytest.approx(shown.curve()[step - 1], rel=0.1)
        rings.append(shown.at_step())
    assert rings[0] != rings[1]
    shown.move_to(MAP, 9.5 / 50, 29.5 / 50)
    assert shown.steps_marked() == [10] * 3
    assert "loss 30" in shown.text(".gx-readout")
    shown.press("step t", "ArrowRight", "ArrowRight")
    assert shown.steps_marked() == [12] * 3

    shown.control("cell").select_option("LSTM")
    shown.rest()
    assert shown.text(".gx-tick-word") == ""
    assert shown.control("nonlinearity").is_disabled()
    forgetful = shown.curve()
    shown.press("forget-gate bias", *["ArrowRight"] * 30)
    assert (shown.curve()[:30] > 10 * forgetful[:30]).all()
    shown.control("cell").select_option("own")
    shown.rest()
    assert shown.text(".gx-tick-word") == MATCHES
    expect_no_error_output(notebook)


WRONG = {
    "stub": (
        "        self.h_list = []",
        "        raise NotImplementedError\n        self.h_list = []",
    ),
    "forgets": ("self.W_h(h) + self.W_x(x[:, t])", "self.W_x(x[:, t])"),
    "two biases": (", bias=False", ""),
    "bias twice": ("self.W_x(x[:, t])", "self.W_x(x[:, t]) + self.W_x.bias"),
    "starts anew": (
        "            self.h_list",
        "            if t == 9: h = 0 * h\n            self.h_list",
    ),
    "raises": ("self.W_h(h) +", "self.W_h(torch.cat([h, x[:, t]], dim=1)) +"),
    "no list": ("self.h_list.append(h)", "pass"),
}
SAYS = {
    "stub": ["○ Your RNN isn't written yet"],
    "forgets": ["✗ Your RNN", "W_h.weight"],
    "two biases": ["✗ Your RNN", "W_h.bias", "W_x.bias"],
    "bias twice": ["✗ Your RNN", "W_x.bias"],
    "starts anew": ["✗ your RNN is not the reference's: ‖h‖ differs at step 10"],
    "raises": ["✗ Your RNN raised RuntimeError", "forward", "x33 and 32x32"],
    "no list": ["✗ Your RNN", "stack"],
}


def test_a_wrong_layer_is_told_what_is_wrong(open_notebook) -> None:
    notebook = open_notebook("wrong.ipynb", *CELLS)
    notebook.run_all()
    shown = Explorer(notebook)
    radius = shown.radius()
    for mistake, (right, wrong) in WRONG.items():
        assert right in LAYER
        notebook.rewrite(1, LAYER.replace(right, wrong, 1))
        notebook.run(1)
        shown.press("bias scale", "ArrowRight")
        text = shown.text(".gx-tick-word") + shown.text(".gx-problem")
        for words in SAYS[mistake]:
            assert words in text, mistake
        assert MATCHES not in text
        assert shown.radius() == radius  # it is alive
        assert len(shown.curve(STATES)) == 50
    notebook.rewrite(1, LAYER)
    notebook.run(1)
    shown.press("bias scale", "ArrowLeft")
    assert shown.text(".gx-tick-word") == MATCHES
    assert shown.text(".gx-problem") == ""
    expect_no_error_output(notebook)


LONG = """\
import time
from pathlib import Path

mine = RNNLayer(1, 32)
weights = {name: weight.clone() for name, weight in mine.state_dict().items()}
torch.manual_seed(3)
drawn, kinds = [], set()
while not Path("stop").exists() and len(drawn) < 10_000:
    drawn.append(torch.rand(1).item())
    kinds.add(mine(torch.zeros(1, 3, 1))[0].dtype)
    time.sleep(0.005)
Path("stop").unlink()

torch.manual_seed(3)
assert drawn == [torch.rand(1).item() for _ in drawn], "random numbers"
assert all(torch.equal(weight, weights[name]) for name, weight in mine.state_dict().items())
assert kinds == {torch.float32}
print("untouched")
"""


def test_a_running_cell_and_the_explorer_leave_each_other_alone(open_notebook, lab) -> None:
    notebook = open_notebook("long.ipynb", *CELLS, LONG)
    for cell in range(3):
        notebook.run(cell)
    shown = Explorer(notebook)
    weight_scale = shown.control("weight scale")
    running = notebook.cells.nth(3).locator(".jp-InputPrompt", has_text="[*]")

    def while_it_runs(*cells: str) -> None:
        notebook.start(3)
        running.wait_for()
        for cell in cells:
            shown.control("cell").select_option(cell)
            for _ in range(4):
                weight_scale.focus()
                for _ in range(4):
                    notebook.page.keyboard.press("ArrowRight")
                notebook.page.wait_for_timeout(400)
                assert slope(shown.curve()) == pytest.approx(shown.radius(), rel=5e-3)
        assert running.count() == 1
        (lab.folder / "stop").touch()
        notebook.wait_for_numbers([3])
        assert notebook.output(3) == "untouched"
        weight_scale.focus()
        notebook.page.keyboard.press("ArrowLeft")
        shown.rest()

    # What is changed first waits for the kernel. Then the Lab has opened a thread of its own for
    # the explorer, and the reader's layer is asked while the cell runs.
    while_it_runs("own", "RNN")
    shown.control("cell").select_option("own")
    shown.press("weight scale", "Home", *["ArrowRight"] * 60)
    assert shown.text(".gx-tick-word") == MATCHES
    answered = int(shown.root.get_attribute("data-answered"))
    while_it_runs("own")
    assert int(shown.root.get_attribute("data-answered")) > answered + 3
    assert shown.text(".gx-tick-word") == MATCHES
    expect_no_error_output(notebook)


def test_a_prediction_in_the_dark(open_notebook, lab) -> None:
    lab.set("apputils-extension/themes", {"theme": "JupyterLab Dark"})
    notebook = open_notebook("dark.ipynb", *CELLS)
    notebook.run_all()
    shown = Explorer(notebook)
    page = notebook.page
    assert shown.root.get_attribute("data-theme") == "dark"
    assert luminance(shown.root) < 0.2

    truth = shown.curve()
    shown.press("predict first", "Space")
    assert len(shown.curve()) == 0
    assert "∂L" not in shown.text(".gx-readout")
    shown.move_to(GRADIENTS, 49.5 / 50, 0.7)
    page.mouse.down()
    shown.move_to(GRADIENTS, 25 / 50, 0.5)
    shown.move_to(GRADIENTS, 0.5 / 50, 0.3)
    page.mouse.up()
    shown.rest()
    drawn = shown.curve(name="drawn")
    assert len(drawn) == 50
    assert np.log10(drawn[[0, 25, 49]]) == pytest.approx([-8.8, -4, 0.8], abs=0.3)
    assert len(shown.curve()) == 0
    shown.root.get_by_role("button", name="show the truth").click()
    shown.rest()
    assert shown.curve() == pytest.approx(truth, rel=0.1)
    assert shown.curve(name="drawn") == pytest.approx(drawn)
    assert "You drew a factor of" in shown.text(".gx-summary")

    notebook.choose("Settings", "Theme", "JupyterLab Light")
    page.locator(".gx[data-theme=light]").wait_for()
    assert luminance(shown.root) > 0.8
    expect_no_error_output(notebook)


def luminance(element) -> float:
    """How light the background of an element is, 0 to 1."""
    colour = element.evaluate("e => getComputedStyle(e).backgroundColor")
    return sum(float(part) for part in re.findall(r"\d+", colour)[:3]) / 3 / 255


@pytest.fixture
def executed():
    """Return the notebook as nbclient executes it."""
    nb = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    NotebookClient(nb, timeout=120, store_widget_state=False).execute()
    return nb


def test_a_page_without_a_kernel_has_a_picture_that_is_described(
    executed, browser, tmp_path
) -> None:
    assert "widgets" not in executed.metadata
    path = tmp_path / "page.html"
    path.write_text(HTMLExporter().from_notebook_node(executed)[0], encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    page.route(
        re.compile("^https?:"), lambda route: (asked.append(route.request.url), route.abort())
    )
    page.goto(path.as_uri())
    picture = page.locator(".jp-Cell").nth(2).locator("img")
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") > 600
    assert picture.is_visible()
    alt = picture.get_attribute("alt")
    assert alt.startswith("Gradient explorer: RNN")
    assert "32 hidden units, weight scale 1.3, 50 steps" in alt
    # nbconvert's own page asks for these two, and goes without them. Widgets would ask for more.
    assert all("/mathjax/" in url or "/require.js/" in url for url in asked), asked
