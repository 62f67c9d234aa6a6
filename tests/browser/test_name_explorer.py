"""The name explorer as a page draws it, and in JupyterLab 4 and Notebook 7, typed by hand.

With UNROLLED_SCREENSHOTS set to a folder, pictures of it are left there.
"""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from course_utils.widgets.name_explorer import NameExplorer, percent
from course_utils.widgets.reading import read_name

from .standing_in import page_of

MODEL = """\
import torch
from torch import nn


class RecurrentClassifier(nn.Module):
    def __init__(self, rnn_size=8):
        super().__init__()
        self.embed = nn.Embedding(30, rnn_size)
        self.rnn = nn.LSTM(rnn_size, rnn_size, batch_first=True)
        self.dropout = nn.Dropout(0.2)
        self.out = nn.Linear(rnn_size, 28)

    def forward(self, x, last_pos):
        h, _ = self.rnn(self.embed(x))
        return self.out(self.dropout(h[torch.arange(len(x)), last_pos]))


torch.manual_seed(6)
model = RecurrentClassifier()
with torch.no_grad():
    model.rnn.weight_ih_l0 *= 3
    model.out.weight *= 6
"""
SHOW = """\
from course_utils.data import surnames
from course_utils.widgets import NameExplorer

explorer = NameExplorer(model, surnames.load().languages)
explorer"""
CELLS = ["'above'", MODEL, SHOW, "'below'"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
both = pytest.mark.parametrize("app", ["lab", "notebook"])


@pytest.fixture(scope="module")
def model():
    """The network of the notebook, once more."""
    names: dict = {"__name__": "of_the_notebook"}
    exec(MODEL, names)
    return names["model"]


@pytest.fixture(scope="module")
def languages():
    """The 28 languages of the shipped set."""
    from course_utils.data import surnames

    return surnames.load().languages


class Shown:
    """The explorer in a page, and what can be read off it."""

    def __init__(self, page) -> None:
        self.page, self.root, self.errors = page, page.locator(".ne"), []
        self.root.wait_for()
        self.input = self.root.get_by_label("Name", exact=True)

    def answered(self, name: str) -> None:
        self.page.wait_for_function(
            "name => document.querySelector('.ne').dataset.answered === name", arg=name
        )

    def type(self, name: str, already: str = "") -> None:
        """Press the keys of a name, one by one, and wait for each answer."""
        for end in range(1, len(name) + 1):
            self.page.keyboard.press(name[end - 1])
            self.answered(already + name[:end])

    def text(self, where: str) -> str:
        return self.root.locator(where).inner_text().replace("\u00a0", " ")

    def bars(self) -> dict[str, tuple[str, float]]:
        """What each language's bar says, and how much of its width is filled."""
        return {
            row.locator(".ne-language").inner_text(): (
                row.locator(".ne-percent").inner_text(),
                filled(row.locator(".ne-bar")),
            )
            for row in self.root.locator(".ne-bars li").all()
        }

    def heights(self) -> list[float]:
        """Of the columns over the letters."""
        all_of = self.root.locator(".ne-weights i")
        return all_of.evaluate_all("all => all.map((i) => i.getBoundingClientRect().height)")

    def numbers(self, where: str) -> list[int]:
        texts = self.root.locator(where).all_inner_texts()
        return [0 if words in ("", "< 1") else int(words) for words in texts]


def filled(bar) -> float:
    size = bar.evaluate("b => getComputedStyle(b).backgroundSize.split(' ')[0]")
    if "calc" in size or "%" in size:
        return float(re.findall(r"([\d.]+)%", size)[0]) / 100
    return float(size[:-2]) / bar.bounding_box()["width"]


def expect_what_the_model_says(shown: Shown, name: str, model, languages) -> None:
    truth = read_name(model, name)
    order = truth.probabilities.argsort(descending=True, stable=True)[:8].tolist()
    bars = shown.bars()
    assert list(bars) == [languages[n] for n in order]
    for n, (words, part) in zip(order, bars.values(), strict=True):
        p = truth.probabilities[n].item()
        assert words == percent(p)
        assert part == pytest.approx(p, abs=0.01)
    best = languages[order[0]]
    assert shown.text(".ne-sentence").startswith(f"Most like: {best}, {bars[best][0]}")
    assert shown.text(".ne-read") == f"the network reads: {truth.letters}"
    shares = 100 * truth.saliency / truth.saliency.sum()
    assert shown.numbers(".ne-weights span:not(.ne-again)") == pytest.approx(shares, abs=0.51)
    heights = shown.heights()
    for height, share in zip(heights, shares / shares.max(), strict=True):
        assert height / max(heights) == pytest.approx(share.item(), abs=0.05)
    after = shown.numbers(".ne-after .ne-cell")
    assert after == pytest.approx((100 * truth.after[:, order].T).flatten(), abs=0.51)


def has_focus(element) -> bool:
    return element.evaluate("e => e === document.activeElement")


def picture(page, name: str) -> None:
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.locator(".ne").screenshot(path=Path(folder) / f"{name}.png")


@both
def test_typing_letter_by_letter(open_notebook, model, languages, app: str) -> None:
    notebook = open_notebook(f"{app}.ipynb", *CELLS, app=app)
    notebook.run_all()
    shown, page = Shown(notebook.page), notebook.page
    expect_what_the_model_says(shown, "Kowalski", model, languages)
    shown.input.click()
    before = notebook.as_it_is()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    shown.answered("")
    assert shown.text(".ne-sentence") == "Type a name."
    assert shown.root.locator(".ne-bars").is_hidden()
    seen = []
    for end in range(1, 7):
        shown.type("Garcia"[end - 1], "Garcia"[: end - 1])
        expect_what_the_model_says(shown, "Garcia"[:end], model, languages)
        seen.append(shown.bars())
    assert all(one != other for one, other in pairwise(seen))
    picture(page, f"names-{app}")

    page.keyboard.press("Control+a")
    keys = "xddabmcvjk00"  # in the notebook: cut, delete, insert, change, paste, interrupt, restart
    page.keyboard.press("Delete")
    shown.type(keys)
    for key in ["ArrowUp", "ArrowDown", "Home", "End", "Enter", "Escape", "Shift+L"]:
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert shown.input.input_value() == f"{keys}L"
    assert has_focus(shown.input)
    assert notebook.as_it_is() == before
    assert page.locator("[data-mime-type^='application/vnd.jupyter.std']").count() == 0


def test_tab_order_long_names_and_the_dark(open_notebook, lab, model, languages) -> None:
    lab.set("apputils-extension/themes", {"theme": "JupyterLab Dark"})
    notebook = open_notebook("dark.ipynb", *CELLS)
    notebook.run_all()
    shown, page = Shown(notebook.page), notebook.page
    assert shown.root.get_attribute("data-theme") == "dark"
    assert luminance(shown.root) < 0.2
    letters = shown.root.get_by_role("group", name="Letter by letter")
    shown.input.click()
    before = notebook.as_it_is()
    page.keyboard.press("Tab")
    assert letters.get_attribute("tabindex") is None, "a short name needs no scrolling"
    assert not has_focus(letters)
    inside = shown.root.evaluate("r => r.contains(document.activeElement)")
    assert not inside, "nothing else of the figure is in the way"
    shown.input.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("Müller-Lüdenscheidt" * 4)
    shown.answered("Müller-Lüdenscheidt" * 4)
    assert shown.text(".ne-read").endswith("muller-ludenscheidt" * 4)
    assert len(shown.heights()) == 76
    assert letters.get_attribute("tabindex") == "0"  # not every browser lets Tab go to what scrolls
    page.keyboard.press("Tab")
    assert has_focus(letters)
    at = letters.evaluate("e => e.scrollLeft")
    assert at > 100, "where the typing was"
    for key in ["ArrowLeft"] * 4 + ["x", "d", "d", "b"]:
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert letters.evaluate("e => e.scrollLeft") < at
    page.keyboard.press("Shift+Tab")
    assert has_focus(shown.input)
    assert notebook.as_it_is() == before
    picture(page, "names-dark")
    notebook.choose("Settings", "Theme", "JupyterLab Light")
    page.locator(".ne[data-theme=light]").wait_for()
    assert luminance(shown.root) > 0.8


def luminance(element) -> float:
    """How light the background of an element is, 0 to 1."""
    colour = element.evaluate("e => getComputedStyle(e).backgroundColor")
    return sum(float(part) for part in re.findall(r"\d+", colour)[:3]) / 3 / 255


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


def test_the_newest_name_wins_while_a_cell_runs(open_notebook, lab, model, languages) -> None:
    notebook = open_notebook("busy.ipynb", *CELLS[:3], BUSY)
    for cell in range(3):
        notebook.run(cell)
    shown, page = Shown(notebook.page), notebook.page
    notebook.start(3)
    notebook.cells.nth(3).locator(".jp-InputPrompt", has_text="[*]").wait_for()
    shown.input.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Nakamura")  # without waiting for an answer
    page.wait_for_timeout(1500)
    if shown.root.get_attribute("data-answered") != "Nakamura":
        assert "the kernel is busy" in shown.text(".ne-read")
    (lab.folder / "stop").touch()
    notebook.wait_for_numbers([3])
    assert notebook.output(3) == "untouched"
    shown.answered("Nakamura")
    expect_what_the_model_says(shown, "Nakamura", model, languages)


def test_the_kernel_may_change_the_name_and_says_what_is_wrong(open_notebook) -> None:
    cells = ["explorer.name = 'Łoś'", "NameExplorer(None, ['Polish', 'Czech'])"]
    notebook = open_notebook("words.ipynb", *CELLS[1:3], *cells)
    notebook.run_all()
    page = notebook.page
    first, second = page.locator(".ne").first, page.locator(".ne").last
    second.wait_for()
    assert first.get_by_label("Name", exact=True).input_value() == "Łoś"
    first.locator(".ne-read", has_text="the network reads: los").wait_for()
    problem = second.get_by_role("alert")
    assert problem.inner_text().startswith("○ There is no network yet.")
    assert second.locator(".ne-body").is_hidden()
    second.get_by_label("Name", exact=True).fill("Li")
    page.wait_for_timeout(500)
    assert problem.inner_text().startswith("○ There is no network yet.")


# ---- drawn with a stand-in for the notebook: sizes, papers, and what is spoken

NAMES = ["Kowalski", "de la Cruz", "Li", "Wolfeschlegelsteinhausenbergerdorff", "😀"]


def alone(browser, model, languages, width: int = 900, dark: bool = False) -> Shown:
    explorer = NameExplorer(model, languages)
    page, errors = page_of(browser, explorer, "name", width, dark)
    shown = Shown(page)
    shown.errors = errors
    return shown


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [420, 900, 1400])
def test_nothing_is_cut_off(browser, model, languages, width: int, dark: bool) -> None:
    shown = alone(browser, model, languages, width, dark)
    for name in NAMES:
        shown.input.fill(name)
        shown.answered(name)
        picture(shown.page, f"names-{name[:4]}-{width}{'-dark' * dark}")
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
        assert "NaN" not in shown.root.inner_html()
        assert "undefined" not in shown.root.inner_html()
        rows = shown.root.locator(".ne-bars li").evaluate_all(TOPS)
        strip = shown.root.locator(".ne-after").evaluate_all(TOPS)
        if width > 640 and name != "😀":
            assert rows == pytest.approx(strip, abs=1.5), "a language's bar and letters, one line"
    size = shown.root.locator(".ne-bars").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= (20 if width == 1400 else 15)
    assert shown.page.evaluate("window.stop()") == 0
    assert shown.errors == []


TOPS = "all => all.map((e) => e.getBoundingClientRect().top)"


def test_the_sentence_is_spoken_once_the_typing_rests(browser, model, languages) -> None:
    shown = alone(browser, model, languages)
    spoken = shown.root.locator("[aria-live=polite]")
    shown.input.fill("")
    shown.page.wait_for_timeout(1000)
    assert spoken.text_content() == "Type a name."
    shown.type("Li")
    assert spoken.text_content() == "Type a name."
    shown.page.wait_for_timeout(1000)
    assert spoken.text_content() == shown.text(".ne-sentence") != "Type a name."
    weights = shown.root.get_by_role("img", name=re.compile(r"^Weight of each letter for"))
    assert re.search(r": l \d+ %, i \d+ %$", weights.get_attribute("aria-label"))
    assert shown.root.locator(".ne-after").first.get_attribute("aria-label").count("%") == 2
    assert shown.root.locator(".ne-cell").first.get_attribute("title")
