"""Options to click on: in a bare page, in JupyterLab and in Notebook 7, by mouse and by keyboard.

With UNROLLED_SCREENSHOTS set to a folder, pictures of them are left there.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from course_utils.checks.choices import question_of
from course_utils.checks.translation import check
from course_utils.widgets.choice import Choice

from .standing_in import page_of

assert "training-tokens" in check.slugs
TOKENS = question_of("training-tokens")

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]

# ---- where the value stands

PLACES = {
    'layers = None  # "0" or "1"\nchoose("layers", layers)': "None",
    'layers = "2"\nlayers = "3" # mine\n': '"3"',
    "layers=2": "2",
    "layers: str = 'a # b' # c": "'a # b'",
    'layers = [\n "a",  # ]\n "b",\n]  # d\nchoose("layers", layers)': '[\n "a",  # ]\n "b",\n]',
    'layers = "a"; print(layers)': '"a"',
    "layers = '''a\n'b'''\nx = 1": "'''a\n'b'''",
    r'layers = "\"]"': r'"\"]"',
    "layers = \nx = 1": "",
    'layers = "a\nchoose("layers", layers)': '"a',
    'layers = ["a"\nchoose("layers", layers)': '["a"',
    "layers == 3\nmy_layers = 4\n  layers = 5\n# layers = 6\nlayers.x = 7": None,
    "": None,
}


@pytest.fixture
def bare(browser):
    """A page that knows the functions of the widget's script."""
    page = browser.new_page()
    page.add_script_tag(content=Choice._esm.partition("export default")[0])
    yield page
    page.close()


@pytest.mark.parametrize(("source", "value"), PLACES.items(), ids=repr)
def test_the_value_is_found(bare, source: str, value: str | None) -> None:
    place = bare.evaluate("source => place_of_value(source, 'layers')", source)
    assert (None if place is None else source[slice(*place)]) == value


# ---- without a cell around it, as in VS Code and Colab


def words(page) -> str:
    return page.locator(".ch-words").inner_text()


@pytest.mark.parametrize("width", [360, 900])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_says_what_to_write_where_there_is_no_cell(browser, dark: bool, width: int) -> None:
    widget = Choice(TOKENS, "A")
    page, errors = page_of(browser, widget, "marked", width, dark)
    assert words(page) == "recorded: a"
    assert page.get_by_role("radio", name="a I see").is_checked()
    page.get_by_text("<sos> I see a dog", exact=True).click()
    assert words(page).endswith('write this line into the cell above: training_tokens = "b"')
    assert page.locator("input:checked").count() == 1
    assert page.locator(".ch").get_attribute("data-theme") == ("dark" if dark else "light")
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        name = f"choice-{width}{'-dark' if dark else ''}.png"
        page.locator(".ch").screenshot(path=Path(folder) / name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("ArrowUp")
    assert words(page) == "recorded: a", "what the cell says already"
    assert page.evaluate("window.stop()") == 0, "nobody listens any more"
    assert errors == []
    page.close()


def test_answers_of_a_busy_kernel_undo_no_later_click(browser) -> None:
    page, _ = page_of(browser, Choice(TOKENS, None), "marked")
    page.evaluate(
        """() => {
            window.waiting = [];
            window.kernel = (x) => new Promise((done) => window.waiting.push([done, x]));
        }"""
    )
    for letter in "abc":
        page.locator(f"input[value={letter}]").click()
    for number, letter in enumerate("abc"):
        page.evaluate("n => { const [done, x] = waiting[n]; done(x); }", number)
        page.wait_for_timeout(50)
        assert page.locator("input:checked").input_value() == "c", letter
    page.close()


# ---- in notebooks

CELLS = [
    "import json\n"
    "from course_utils.checks.linear_autoencoders import check\n"
    "from course_utils.widgets import choose",
    'layers = None  # "0", "1", "2" or "3"\nchoose("layers", layers)',
    'needed = None  # a list, for example ["dropout", "batch norm"]\nchoose("needed", needed)',
    'check("layers")\ncheck("needed")\nprint(json.dumps([layers, needed]))',
    "x = 1",
]
LAYERS, NEEDED, LOOK = 1, 2, 3


class Asked:
    """A question in an open notebook."""

    def __init__(self, notebook, cell: int) -> None:
        self.notebook, self.cell = notebook, notebook.cells.nth(cell)
        self.root = self.cell.locator(".ch")
        self.root.wait_for()

    def option(self, key: str):
        return self.root.locator(f'input[value="{key}"]')

    def marked(self) -> list[str]:
        return self.root.locator("input:checked").evaluate_all("all => all.map((e) => e.value)")

    def source(self) -> str:
        lines = self.cell.locator(".jp-InputArea-editor .cm-line")
        return "\n".join(lines.all_inner_texts()).replace("\u200b", "")

    def words(self) -> str:
        return self.root.locator(".ch-words").inner_text()


def variables(notebook) -> list:
    """What layers and needed are in the kernel, and what the checks say."""
    notebook.run(LOOK)
    return json.loads(notebook.output(LOOK).split("\n")[-1])


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_a_click_writes_the_answer_into_the_cell(open_notebook, lab, app: str) -> None:
    path = f"choices-{app}.ipynb"
    notebook = open_notebook(path, *CELLS, app=app)
    notebook.run_all()
    layers, needed = Asked(notebook, LAYERS), Asked(notebook, NEEDED)
    assert layers.words() == "not attempted yet"
    assert notebook.output(LOOK).count("not attempted yet") == 2

    layers.option("1").click()
    assert layers.source() == 'layers = "1"  # "0", "1", "2" or "3"\nchoose("layers", layers)'
    assert layers.words() == 'layers = "1" now stands in the cell. Save the notebook to keep it.'
    before = notebook.as_it_is()
    for key in ("x", "ArrowDown", "a", "d", "d", "Space", "Enter"):
        notebook.page.keyboard.press(key)
    assert layers.marked() == ["2"]
    assert layers.source() == 'layers = "2"  # "0", "1", "2" or "3"\nchoose("layers", layers)'
    after = notebook.as_it_is()
    assert after["sources"].pop(LAYERS) != before["sources"].pop(LAYERS)
    assert after == before, "keys pressed on an option are no shortcuts of the notebook"

    left = layers.root.element_handle()
    needed.option("SGD").hover()
    notebook.page.mouse.down()
    notebook.page.wait_for_timeout(500)  # a slow hand: nothing may be drawn anew beneath it
    assert left.evaluate("e => e.isConnected")
    notebook.page.mouse.up()
    assert needed.marked() == ["SGD"]
    notebook.page.wait_for_function("e => !e.isConnected", arg=left)  # now it may
    notebook.page.keyboard.press("Shift+Tab")
    notebook.page.keyboard.press("Shift+Tab")
    notebook.page.keyboard.press("Space")
    assert needed.marked() == ["weight decay", "SGD"]
    assert needed.source().startswith('needed = ["weight decay", "SGD"]  # a list, for example [')
    assert variables(notebook) == ["2", ["weight decay", "SGD"]], "the cells weren't run again"
    said = notebook.output(LOOK)
    assert "recorded: 2" in said
    assert "recorded: weight decay, SGD" in said
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        notebook.page.screenshot(path=Path(folder) / f"choices-{app}.png")

    saved = until_saved(notebook, "☒ SGD")
    assert (
        saved.cells[LAYERS].source
        == 'layers = "2"  # "0", "1", "2" or "3"\nchoose("layers", layers)'
    )
    assert saved.cells[NEEDED].source.startswith('needed = ["weight decay", "SGD"]  # a list')
    still = saved.cells[LAYERS].outputs[0].data
    assert "☒ 2" in still["text/html"]
    assert "☒ 2" in still["text/plain"]
    assert "widgets" not in saved.metadata

    for asked in (layers, needed):  # drawn anew by now
        assert asked.words().endswith(" now stands in the cell. Save the notebook to keep it.")

    assert notebook.errors == []
    again = open_notebook(path, app=app)
    notebook.errors.clear()  # while it starts again, the application has some of its own
    for cell, marked in ((LAYERS, ["2"]), (NEEDED, ["weight decay", "SGD"])):
        again.run(0)
        again.run(cell)
        assert Asked(again, cell).marked() == marked
    assert Asked(again, LAYERS).words() == "recorded: 2"


def until_saved(notebook, text: str):
    """The saved file, once what static pages show has been renewed."""
    for _ in range(40):
        saved = notebook.save()
        if text in saved.cells[NEEDED].outputs[0].data["text/html"]:
            return saved
        notebook.page.wait_for_timeout(250)
    raise AssertionError(f"{text} is not in the file")


def test_what_is_typed_is_respected_and_a_click_can_be_undone(open_notebook) -> None:
    notebook = open_notebook("typed.ipynb", *CELLS)
    notebook.run_all()
    typed = 'needed = [\n"dropout",  # hm\n]\n\nother = "needed = 3"\nchoose("needed", needed)'
    notebook.rewrite(NEEDED, typed)
    notebook.run(NEEDED)
    needed = Asked(notebook, NEEDED)
    assert needed.marked() == ["dropout"]
    was = needed.source()
    notebook.page.wait_for_timeout(1000)  # what follows at once is undone along with it
    needed.option("SGD").click()
    now = needed.source()
    assert now.startswith('needed = ["dropout", "SGD"]\n')
    assert 'other = "needed = 3"' in now
    for key in ("dropout", "SGD"):
        needed.option(key).click()
    assert needed.source().startswith("needed = None\n")
    assert variables(notebook)[1] is None
    notebook.cells.nth(NEEDED).locator(".cm-content").click()
    for _ in range(3):
        if needed.source() != was:
            notebook.page.keyboard.press("Control+z")
    assert needed.source() == was


def test_without_a_line_for_it_the_words_say_what_to_write(open_notebook) -> None:
    notebook = open_notebook("line.ipynb", CELLS[0], 'choose("layers")', "x = 1", "print(layers)")
    for cell in (0, 1):
        notebook.run(cell)
    layers = Asked(notebook, 1)
    layers.option("3").click()
    assert layers.source() == 'choose("layers")'
    assert re.search(r'write this line into the cell above: layers = "3"$', layers.words())
    notebook.run(3)
    assert notebook.output(3) == "3"
    notebook.cells.nth(2).locator(".cm-content").click()
    notebook.page.wait_for_timeout(1500)  # drawn anew, once it has been left
    assert layers.marked() == ["3"]
    assert re.search(r'write this line into the cell above: layers = "3"$', layers.words())
