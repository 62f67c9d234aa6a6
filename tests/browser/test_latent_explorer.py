"""The latent explorer as a page draws it, and in JupyterLab 4 and Notebook 7, used by hand.

With UNROLLED_SCREENSHOTS set to a folder, pictures of it are left there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from course_utils.widgets.latent_explorer import SHOWN, LatentExplorer
from course_utils.widgets.latents import PCA, evenly

from .standing_in import page_of

MODEL = """\
import torch
from torch import nn


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 2))
        self.decode = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 784))


torch.manual_seed(6)
model = Autoencoder()
with torch.no_grad():
    model.encode[2].weight *= 20
    model.decode[2].bias += 0.3
labels = torch.arange(700) % 10  # ten blurred kinds of images
images = (torch.rand(10, 784)[labels].square() + 0.2 * torch.randn(700, 784)).clamp(0, 1)
"""
SHOW = """\
from course_utils.widgets import LatentExplorer

explorer = LatentExplorer(model, images, labels)
explorer"""
CELLS = ["'above'", MODEL, SHOW, "'below'"]
OWN, PCA_SIDE = 0, 1

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def there() -> dict:
    """The names of the notebook, once more."""
    names: dict = {"__name__": "of_the_notebook"}
    exec(MODEL, names)
    return names


class Shown:
    """The explorer in a page, and what can be read off it."""

    def __init__(self, page, there: dict) -> None:
        self.page, self.model, self.x = page, there["model"], there["images"]
        self.root = page.locator(".le")
        self.root.locator(".le-plane").first.wait_for()
        self.pca = PCA(self.x)
        self.handles = self.root.get_by_role("slider")

    def settled(self) -> None:
        """Until the kernel has answered the last question."""
        self.page.wait_for_function(
            """() => {
                const now = document.querySelector(".le").outerHTML.length
                    + document.querySelector(".le").dataset.answered;
                if (now !== window.seen) [window.seen, window.since] = [now, performance.now()];
                return performance.now() - window.since > 250;
            }"""
        )

    def pixels(self, where: str = ".le-painted", side: int = OWN) -> torch.Tensor:
        """What a canvas shows: ink 1, paper 0."""
        canvas = self.root.locator(f"{where} canvas").nth(side)
        values = canvas.evaluate(
            """c => [...c.getContext("2d").getImageData(0, 0, 28, 28).data]
                .filter((_, n) => n % 4 == 0)"""
        )
        return 1 - torch.tensor(values) / 255

    def z(self, side: int = OWN) -> torch.Tensor:
        """Where the handle stands, read off the places of the digits as a person would."""
        marks = (
            self.root.locator(".le-plane")
            .nth(side)
            .locator(".le-mark")
            .evaluate_all(
                """all => all.map((m) => { const box = m.ownerSVGElement.getBoundingClientRect();
                const at = new DOMPoint(m.getAttribute("x"), m.getAttribute("y") - 4);
                const there = at.matrixTransform(m.ownerSVGElement.getScreenCTM());
                return [there.x - box.x, there.y - box.y]; })"""
            )
        )
        marks = np.array(marks)
        handle = self.handles.nth(side).evaluate(
            """h => { const a = h.getBoundingClientRect();
                const box = h.parentNode.querySelector("svg").getBoundingClientRect();
                return [a.x + a.width / 2 - box.x, a.y + a.height / 2 - box.y]; }"""
        )
        return torch.tensor([
            np.polyval(np.polyfit(marks[:, axis], self.points(side)[:, axis], 1), handle[axis])
            for axis in (0, 1)
        ]).float()  # fmt: skip

    def points(self, side: int = OWN) -> np.ndarray:
        x = self.x[evenly(len(self.x), SHOWN)]
        with torch.no_grad():
            return (self.model.encode(x) if side == OWN else self.pca.encode(x)).numpy()

    def said(self, side: int = OWN) -> torch.Tensor:
        """The coordinates in words."""
        words = self.root.locator(".le-place").nth(side).inner_text().replace("−", "-")
        return torch.tensor([float(n) for n in re.findall(r"z. (-?[\d.]+)", words)])

    def words(self, side: int = OWN) -> str:
        return " ".join(self.root.locator(".le-words").nth(side).inner_text().split())

    def move(self, x: float, y: float, side: int = OWN, down: bool = False) -> None:
        """Move the mouse to parts of a plane, from its left and its upper edge."""
        frame = self.root.locator(".le-frame").nth(side).bounding_box()
        at = frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]
        self.page.mouse.move(*at, steps=1 if down else 6)
        if down:
            self.page.mouse.down()

    def draw(self, *strokes: list[tuple[float, float]]) -> None:
        """Draw with the mouse on the pad, in parts of it."""
        pad = self.root.locator(".le-pad")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        for stroke in strokes:
            for n, (x, y) in enumerate(stroke):
                self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
                if n == 0:
                    self.page.mouse.down()
            self.page.mouse.up()

    def picture(self) -> list[str]:
        """All that is drawn and said, but for what screen readers are told later."""
        return self.root.evaluate(
            """root => [
                ...[...root.querySelectorAll("canvas")].map((c) => c.toDataURL()),
                ...[...root.querySelectorAll(".le-handle")].map((h) => h.style.cssText),
                ...[...root.querySelectorAll(".le-place, .le-words")].map((p) => p.textContent),
            ]"""
        )


def expect_decoded(shown: Shown, side: int = OWN) -> None:
    """What is painted is what the decoder says of the point where the handle is."""
    shown.settled()
    z = shown.z(side)
    torch.testing.assert_close(z, shown.said(side), atol=0.02, rtol=0.01)
    with torch.no_grad():
        z = shown.said(side)[None]
        painted = (shown.model if side == OWN else shown.pca).decode(z)[0]
    # Two decimals are said: the picture may be off by what half of the last one does.
    torch.testing.assert_close(shown.pixels(side=side), painted.clamp(0, 1), atol=0.02, rtol=0)


def save(page, name: str) -> None:
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.locator(".le").first.screenshot(path=Path(folder) / f"{name}.png")


def has_focus(element) -> bool:
    return element.evaluate("e => e === document.activeElement")


# From a key press to the frame after the one in which the picture has changed.
LATENCY = """
() => {
    const root = document.querySelector(".le");
    window.took = [];
    let pressed = null;
    root.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
    new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
        if (pressed !== null) window.took.push(performance.now() - pressed);
        pressed = null;
    }))).observe(root, { attributes: true, attributeFilter: ["data-answered"] });
}
"""


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_by_keys_and_by_mouse(open_notebook, there, app: str) -> None:
    notebook = open_notebook(f"{app}.ipynb", *CELLS, app=app)
    notebook.run_all()
    shown, page = Shown(notebook.page, there), notebook.page
    shown.root.scroll_into_view_if_needed()
    shown.settled()
    first = shown.picture()
    page.wait_for_timeout(500)
    assert shown.picture() == first, "nothing moves by itself"
    shown.root.locator(".le-heading").first.click()  # the cell becomes the active one
    before = notebook.as_it_is()
    for side in (OWN, PCA_SIDE):
        handle = shown.handles.nth(side)
        handle.focus()
        page.keyboard.press("Home")  # the middle
        shown.settled()
        middle = shown.picture()
        seen = [middle]
        for key in ["ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"]:
            page.keyboard.press(key)
            expect_decoded(shown, side)
            assert shown.picture() not in seen
            seen.append(shown.picture())
        for key in ["Shift+ArrowLeft", "Shift+ArrowUp", "ArrowRight", "ArrowDown"]:
            page.keyboard.press(key)
        shown.settled()
        assert shown.picture() == middle, "the opposite keys lead back"
        for key in [*"xddabmcvjk00", "Enter", "Escape", "PageDown"]:
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert has_focus(handle)
        assert shown.picture() == middle
        for at in [(0.3, 0.3), (0.7, 0.2), (0.6, 0.9)]:
            shown.move(*at, side, down=at[0] == 0.3)
            expect_decoded(shown, side)
        page.mouse.up()
        still = shown.picture()
        shown.move(0.1, 0.1, side)
        page.wait_for_timeout(300)
        assert shown.picture() == still, "it was let go"
    digit = shown.root.get_by_role("button", name="encode this 4")
    digit.focus()
    for key in "xddabmcv00":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    shown.settled()
    expect_encoded(shown, shown.pixels(".le-strip button", 4))
    shown.root.get_by_role("button", name="clear").focus()
    for key in "xddabmcv00":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert notebook.as_it_is() == before
    shown.draw([(0.3, 0.3), (0.6, 0.35), (0.4, 0.8)])
    shown.settled()
    expect_encoded(shown, shown.pixels(".le-beside", 0))
    save(page, f"latents-{app}")
    expect_promptness(shown, app)
    for kind in ("error", "stderr"):
        assert page.locator(f"[data-mime-type='application/vnd.jupyter.{kind}']").count() == 0


def expect_encoded(shown: Shown, x: torch.Tensor) -> None:
    """Both handles are where the image is encoded, with its reconstructions and their errors."""
    for side, network in ((OWN, shown.model), (PCA_SIDE, shown.pca)):
        with torch.no_grad():
            z = network.encode(x[None])
            painted = network.decode(z)[0]
        torch.testing.assert_close(shown.said(side), z[0], atol=0.02, rtol=0.02)
        if shown.handles.nth(side).get_attribute("data-outside") == "false":
            torch.testing.assert_close(shown.z(side), z[0], atol=0.03, rtol=0.02)
        torch.testing.assert_close(shown.pixels(side=side), painted.clamp(0, 1), atol=0.02, rtol=0)
        error = float(shown.words(side).removeprefix("mean squared error "))
        assert error == pytest.approx((painted - x).square().mean().item(), abs=0.002)


def expect_promptness(shown: Shown, app: str) -> None:
    """The kernel's picture of 30 key presses comes in time to be seen as one movement."""
    shown.page.evaluate(LATENCY)
    shown.handles.first.focus()
    for n in range(30):
        shown.page.keyboard.press("ArrowLeft" if n % 2 else "ArrowRight")
        shown.page.wait_for_function("n => window.took.length > n", arg=n, polling=5)
    took = np.array(shown.page.evaluate("window.took"))
    print(
        f"{app}: key to frame, median {np.median(took):.0f} ms, p95 {np.quantile(took, 0.95):.0f}"
    )
    assert np.median(took) < 400  # on a busy machine; otherwise a tenth of that


BUSY = """\
import time
from pathlib import Path

before = [p.clone() for p in model.parameters()], model.train().training
while not Path("stop").exists():
    time.sleep(0.02)
assert all(torch.equal(p, q) for p, q in zip(model.parameters(), before[0]))
assert model.training
print("untouched")
"""


def test_while_a_cell_runs(open_notebook, lab, there) -> None:
    notebook = open_notebook("busy.ipynb", *CELLS[:3], BUSY)
    for cell in range(3):
        notebook.run(cell)
    shown, page = Shown(notebook.page, there), notebook.page
    notebook.start(3)
    notebook.cells.nth(3).locator(".jp-InputPrompt", has_text="[*]").wait_for()
    shown.handles.nth(PCA_SIDE).focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    expect_decoded(shown, PCA_SIDE)  # needs no kernel
    shown.handles.nth(OWN).focus()
    page.keyboard.press("Home")
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(1500)
    if shown.root.locator(".le-busy").inner_text():
        assert "the kernel is busy" in shown.root.locator(".le-busy").inner_text()
    (lab.folder / "stop").touch()
    notebook.wait_for_numbers([3])
    assert notebook.output(3) == "untouched"
    expect_decoded(shown)
    assert shown.root.locator(".le-busy").inner_text() == ""


def test_dark_and_without_a_network(open_notebook, lab, there) -> None:
    lab.set("apputils-extension/themes", {"theme": "JupyterLab Dark"})
    last = "LatentExplorer(None, images, labels)"
    notebook = open_notebook("dark.ipynb", *CELLS[1:3], last)
    notebook.run_all()
    page = notebook.page
    page.locator(".le").nth(1).wait_for()
    assert page.locator(".le").first.get_attribute("data-theme") == "dark"
    fill = "m => getComputedStyle(m).fill"
    dark = page.locator(".le-mark").first.evaluate(fill)
    save(page, "latents-dark")
    second = page.locator(".le").nth(1)
    assert second.get_by_role("alert").inner_text().startswith("○ There is no network yet.")
    assert second.locator(".le-plane").count() == 0
    notebook.choose("Settings", "Theme", "JupyterLab Light")
    page.locator(".le[data-theme=light]").first.wait_for()
    assert page.locator(".le-mark").first.evaluate(fill) != dark


# ---- drawn with a stand-in for the notebook


def alone(browser, there: dict, width: int = 900, dark: bool = False, model=None) -> Shown:
    explorer = LatentExplorer(model or there["model"], there["images"], there["labels"])
    page, errors = page_of(browser, explorer, "asked", width, dark)
    shown = Shown(page, there)
    shown.errors = errors
    return shown


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [420, 900, 1400])
def test_nothing_is_cut_off(browser, there, width: int, dark: bool) -> None:
    shown = alone(browser, there, width, dark)
    shown.draw([(0.2, 0.2), (0.8, 0.5), (0.3, 0.9)])
    shown.settled()
    save(shown.page, f"latents-{width}{'-dark' * dark}")
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    for word in ("NaN", "undefined", "Infinity"):
        assert word not in shown.root.inner_html()
    marks = shown.root.locator(".le-mark")
    assert marks.count() == 1200
    size = shown.root.locator(".le-words").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert size >= (20 if width == 1400 else 15)
    painted = shown.root.locator(".le-painted canvas").first.bounding_box()
    assert painted["width"] >= 100
    for element in shown.root.locator("canvas, p, .le-plane, button").all():
        box = element.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert shown.page.evaluate("window.stop()") == 0
    assert shown.errors == []


THREE = [(0.25, 0.3), (0.4, 0.18), (0.62, 0.2), (0.65, 0.35), (0.45, 0.48), (0.65, 0.62),
         (0.63, 0.8), (0.45, 0.88), (0.25, 0.8)]  # fmt: skip


def test_a_drawing_becomes_a_digit_as_mnist_has_them(browser, there) -> None:
    shown = alone(browser, there)
    shown.draw(THREE)
    shown.settled()
    large = shown.pixels(".le-beside", 0)
    expect_encoded(shown, large)
    image = large.view(28, 28).numpy()
    places = np.arange(28)
    mass = image.sum()
    assert image.sum(0) @ places / mass == pytest.approx(14, abs=0.15)
    assert image.sum(1) @ places / mass == pytest.approx(14, abs=0.15)
    inked = [np.flatnonzero(image.max(axis) > 0.05) for axis in (0, 1)]
    assert max(np.ptp(i) + 1 for i in inked) in (20, 21)
    assert 0.08 < large.mean() < 0.18, "of MNIST's pixels 0.131 are ink, on average"
    assert large.max() > 0.99
    save(shown.page, "latents-drawn")

    shown.root.get_by_role("button", name="clear").click()
    assert shown.pixels(".le-beside", 0).max() == 0
    shown.draw([(0.1 + 0.4 * x, 0.5 + 0.4 * y) for x, y in THREE])  # small, in a corner
    shown.settled()
    small = shown.pixels(".le-beside", 0)
    assert (small - large).abs().mean() < 0.02, "where and how large it is drawn doesn't matter"
    assert shown.errors == []


def test_a_dot_and_two_strokes(browser, there) -> None:
    shown = alone(browser, there)
    shown.draw([(0.1, 0.1)])
    shown.settled()
    dot = shown.pixels(".le-beside", 0)
    assert 1 < dot.sum() < 16
    expect_encoded(shown, dot)
    shown.root.get_by_role("button", name="clear").click()
    shown.draw([(0.3, 0.2), (0.3, 0.6)], [(0.6, 0.2), (0.6, 0.6)])
    shown.settled()
    image = shown.pixels(".le-beside", 0).view(28, 28)
    assert image[14].gt(0.5).int().diff().eq(1).sum() == 2, "two bars, not joined"
    expect_encoded(shown, image.view(-1))


def test_the_ring_is_around_one_digit_in_both_planes(browser, there) -> None:
    shown = alone(browser, there)
    rings = shown.root.locator(".le-ring")
    for ring in rings.all():
        assert ring.get_attribute("visibility") == "hidden"
    for side in (OWN, PCA_SIDE):
        shown.move(0.4, 0.6, side, down=True)
        shown.page.mouse.up()
        shown.settled()
        ringed = [
            shown.root.locator(".le-plane")
            .nth(k)
            .evaluate(
                """p => { const ring = p.querySelector(".le-ring");
                    const at = (e, n) => Number(e.getAttribute(n));
                    return [...p.querySelectorAll(".le-mark")].map((m, n) => [n, Math.hypot(
                        at(m, "x") - at(ring, "cx"), at(m, "y") - 4 - at(ring, "cy"))])
                        .filter(([, apart]) => apart < 1e-6).map(([n]) => n); }"""
            )
            for k in (OWN, PCA_SIDE)
        ]
        both = set(ringed[0]) & set(ringed[1])
        assert len(both) == 1
        points, z = shown.points(side), shown.z(side).numpy()
        wide = np.ptp(points, axis=0)
        apart = (((points - z) / wide) ** 2).sum(1)
        assert apart[both.pop()] == pytest.approx(apart.min(), rel=0.1)
        assert re.match(r"nearest: a \d$", shown.words(side))
        assert all(ring.get_attribute("visibility") == "visible" for ring in rings.all())


def test_what_the_kernel_says_late_or_wrongly(browser, there) -> None:
    class Far(torch.nn.Module):
        def encode(self, x):
            return 40 * x[:, 300:302]

        def decode(self, z):
            if z[0, 1] > 38 and len(z) == 1:
                raise OverflowError("too far")
            return z.repeat(1, 392) / 60

    shown = alone(browser, there, model=Far())
    shown.page.evaluate(
        """() => {
            const kernel = window.kernel;
            window.kernel = async (said) => {
                await new Promise((go) => setTimeout(go, window.slow ?? 0));
                return kernel(said);
            };
        }"""
    )
    shown.settled()
    shown.page.evaluate("window.slow = 1200")
    shown.handles.first.focus()
    shown.page.keyboard.press("ArrowLeft")
    shown.page.wait_for_timeout(800)
    assert "the kernel is busy" in shown.root.locator(".le-busy").inner_text()
    shown.root.get_by_role("button", name="encode this 2").click()
    chosen = shown.picture()
    shown.page.wait_for_timeout(1500)
    assert shown.picture() == chosen, "the answer to an older question is not shown"
    assert shown.root.locator(".le-busy").inner_text() == ""
    shown.page.evaluate("window.slow = 0")
    shown.move(0.5, 0.01, down=True)
    shown.settled()
    alert = shown.root.get_by_role("alert")
    assert alert.inner_text().startswith("✗ your Far raised OverflowError: too far")
    shown.move(0.5, 0.6)
    shown.page.mouse.up()
    shown.settled()
    assert alert.inner_text() == ""
    assert shown.errors == []


def test_words_for_those_who_cannot_see_it(browser, there) -> None:
    shown = alone(browser, there)
    own = shown.root.get_by_role("slider", name="point in the plane of Autoencoder")
    own.focus()
    shown.page.keyboard.press("Home")
    shown.settled()
    text = own.get_attribute("aria-valuetext")
    assert re.match(r"z₁ −?[\d.]+, z₂ −?[\d.]+$", text)
    shown.page.wait_for_timeout(1000)
    spoken = shown.root.locator("[aria-live=polite]").text_content()
    assert spoken.startswith(f"Autoencoder: {text}. nearest: a")
    assert shown.root.get_by_role("img", name="600 digits in the plane of PCA").count() == 1
    assert shown.root.get_by_role("img", name="the digit that PCA paints").count() == 1
    for element in shown.root.locator("button, [tabindex]").all():
        assert element.get_attribute("data-lm-suppress-shortcuts") == "true"
