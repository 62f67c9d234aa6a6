"""A notebook in headless Chromium: run it, press keys on its slider, drag it."""

import asyncio
import random
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, Request, ViewportSize, async_playwright

from course_utils import widgets
from support.visualizer_lab import Lab
from support.visualizer_ways import Way

_WIDGETS = Path(widgets.__file__).parent
ENGINE = "".join((_WIDGETS / f"{n}.js").read_text("utf-8") for n in ("eigenvalues", "engine"))
PROBE = Path(__file__).with_name("visualizer_probe.js")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZE: ViewportSize = {"width": 1400, "height": 1350}  # all that is drawn is in view
LIMIT_S = 120
PAUSE_S = (0.05, 0.25)  # between a changed frame and the next key
HELD_S = 0.08  # how long a key is down; till then this process leaves the cores alone
DRAG_S, MOVE_S = 5.0, 0.015
STRIDE = 3  # pixels of a move: further than from one value of the slider to the next
REACH = 0.25  # how far the mouse goes, as a part of the slider's length


@dataclass(frozen=True)
class Dragged:
    """What a drag of five seconds showed."""

    frames_per_s: float  # with changed data
    moves_per_s: float
    lag_ms: float  # from the last move to the last change


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium; raises RuntimeError where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise RuntimeError("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        await chromium.close()


@asynccontextmanager
async def opened(chromium: Browser, lab: Lab, way: Way) -> AsyncIterator[Page]:
    """A way's notebook in a new page, run from top to bottom; its kernel ends with it."""
    page = await chromium.new_page(viewport=SIZE)
    page.set_default_timeout(1000 * LIMIT_S)
    elsewhere: list[str] = []
    page.on("request", lambda request: _note_foreign(request, elsewhere))
    await page.add_init_script(path=PROBE)
    await page.goto(lab.write(way.name, way.cells))
    await _run_all(page, len(way.cells))
    await page.locator(way.slider).evaluate(
        "(slider) => slider.closest('.jp-Cell-outputWrapper').scrollIntoView()"
    )
    await page.wait_for_timeout(2000)  # the first pictures are drawn
    await page.evaluate(way.watch)
    yield page
    if elsewhere:
        raise RuntimeError(f"{way.title} asked for addresses elsewhere: {elsewhere}")
    kernel = lab.kernel(way.name)
    await page.close()
    lab.end_kernel(kernel)


def _note_foreign(request: Request, elsewhere: list[str]) -> None:
    if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|(data|blob|about):", request.url):
        elsewhere.append(request.url)


async def _run_all(page: Page, cells: int) -> None:
    # The status reads idle before there is a kernel at all.
    await page.wait_for_function(
        """document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status === "idle"
           && document.querySelector(".jp-KernelName")?.textContent.startsWith("Python 3")"""
    )
    await page.get_by_role("menuitem", name="Run", exact=True).click()
    await page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    await page.wait_for_function(
        r"""(cells) => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
            .filter((prompt) => /\[\d+\]/.test(prompt.textContent)).length === cells""",
        arg=cells,
    )
    errors = page.locator('[data-mime-type="application/vnd.jupyter.error"]')
    if await errors.count():
        raise RuntimeError(f"the notebook failed:\n{await errors.first.inner_text()}")


async def press(page: Page, way: Way, keys: list[str], chance: random.Random) -> list[float]:
    """Return the milliseconds from each key to the first frame with changed data."""
    await page.locator(way.slider).focus()
    taken = []
    for key in keys:
        await asyncio.sleep(chance.uniform(*PAUSE_S))
        await page.evaluate("probe.listen()")
        await page.keyboard.down(key)
        await asyncio.sleep(HELD_S)
        await page.keyboard.up(key)
        try:
            taken.append(await asyncio.wait_for(page.evaluate("probe.latency"), LIMIT_S / 4))
        except TimeoutError:
            raise RuntimeError(f"{way.title}: a key changed nothing on the screen") from None
    await page.wait_for_timeout(500)
    return taken


async def drag(page: Page, way: Way) -> Dragged:
    """Move the slider to and fro with the mouse, and let go."""
    x, y, length = await page.locator(way.slider).evaluate(
        """(slider) => {
            const box = slider.getBoundingClientRect();
            const middle = box.y + box.height / 2;
            if (slider.type !== "range") // a handle
                return [box.x + box.width / 2, middle, slider.closest(".noUi-target").clientWidth];
            const part = (slider.value - slider.min) / (slider.max - slider.min);
            return [box.x + 8 + part * (box.width - 16), middle, box.width - 16];
        }"""
    )
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.wait_for_timeout(500)
    await page.evaluate("Object.assign(probe, { frames: [], moves: [], coalesced: 0 })")
    reach = round(REACH * length)
    sent, clock = [], asyncio.get_running_loop().time
    started = clock()
    for n in range(1, round(DRAG_S / MOVE_S) + 1):
        # Nothing waits for the page: a hand doesn't either.
        away = reach - abs(reach - STRIDE * n % (2 * reach))
        sent.append(asyncio.create_task(page.mouse.move(x + away, y)))
        await asyncio.sleep(started + n * MOVE_S - clock())
    await asyncio.gather(*sent)
    await page.mouse.up()
    await page.wait_for_timeout(2000)
    frames, moves, coalesced = await page.evaluate("[probe.frames, probe.moves, probe.coalesced]")
    if not (frames and moves):
        raise RuntimeError(f"{way.title}: dragging changed nothing on the screen")
    seconds = (moves[-1] - moves[0]) / 1000
    return Dragged(
        sum(moves[0] < frame <= moves[-1] for frame in frames) / seconds,
        coalesced / seconds,
        max(frames[-1] - moves[-1], 0.0),
    )


async def slider_value(page: Page, way: Way) -> float:
    """Return the value that the slider shows."""
    return await page.locator(way.slider).evaluate(
        r"""(slider) => parseFloat(
            slider.value ?? slider.closest(".widget-slider").innerText.match(/[\d.]+$/)[0]
        )"""
    )


async def engine_numbers(page: Page, setting: object) -> list[list[float]]:
    """Return the norms of states and gradients that the explorer's engine gives in the page."""
    return await page.evaluate(
        """async ([source, setting]) => {
            const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            const { state_norms, gradient_norms } = (await import(url)).explore(setting);
            return [[...state_norms], [...gradient_norms]];
        }""",
        [ENGINE, setting],
    )


async def curve(page: Page) -> list[float]:
    """Return the coordinates of the explorer's gradient curve."""
    d = await page.locator(".gx-panel path.gx-curve-main").first.get_attribute("d")
    return [float(number) for number in re.findall(r"[-\d.]+", d or "")]
