"""An annotated transcript in JupyterLab: light and dark, formulas left alone, folded lines by key.

With UNROLLED_SCREENSHOTS set to a folder, pictures of it are left there.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from course_utils.annotated import in_html
from course_utils.transcripts import Note, read, summary

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]

CELLS = [
    "from course_utils.transcripts import Note, annotate",
    'transcript = r"Bot: **The loss** is $W_1 x^2$ and costs \\(5\\)." + "\\n\\nLine." * 40\n'
    "notes = [\n"
    '    Note("The loss is W_1 x^2", "false", "It is 3 for x = 1, and W_1 is 2."),\n'
    '    Note("nobody said this here", "true", "It is 3 for x = 1, and W_1 is 2."),\n'
    "]\n"
    "annotate(transcript, notes)",
    'from IPython.display import HTML\n\nHTML("<p>$x^2$</p>")',
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_lab(open_notebook, lab, theme: str) -> None:
    lab.set("apputils-extension/themes", {"theme": f"JupyterLab {theme.title()}"})
    notebook = open_notebook(f"transcript-{theme}.ipynb", *CELLS)
    notebook.run_all()
    root = notebook.cells.nth(1).locator(".an")
    assert root.locator("mark").inner_text() == "**The loss** is $W_1 x^2$"
    notebook.cells.nth(2).locator("mjx-container").wait_for()
    assert root.locator("mjx-container").count() == 0, "formulas are shown as they were pasted"
    assert "these words are not in the transcript" in root.locator(".an-fault").inner_text()
    summary = root.locator("summary")
    before = notebook.as_it_is()
    summary.focus()
    for key in ("x", "a", "d", "d", "Enter"):
        notebook.page.keyboard.press(key)
    assert root.locator("details").get_attribute("open") is not None
    after = notebook.as_it_is()
    assert after["sources"] == before["sources"], "keys pressed there are no shortcuts"
    assert contrast(notebook.page) > 7
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        summary.press("Enter")
        root.screenshot(path=Path(folder) / f"transcript-{theme}.png")


def contrast(page) -> float:
    """Of the transcript's words, on the page."""
    colours = page.evaluate(
        """() => {
            const said = document.querySelector(".an-said");
            let behind = said;
            while (/, 0\\)|transparent/.test(getComputedStyle(behind).backgroundColor))
                behind = behind.parentElement;
            return [getComputedStyle(said).color, getComputedStyle(behind).backgroundColor]
                .map((colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number));
        }"""
    )
    light, dark = sorted(sum((c / 255) ** 2.2 for c in colour) / 3 for colour in colours)[::-1]
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("width", "columns", "size"), [(400, 1, 15), (900, 2, 15), (1400, 2, 20)])
def test_beside_each_other_where_there_is_room(
    browser, width: int, columns: int, size: int
) -> None:
    shown, claims, faults = read("It said: all is well.", [Note("all is well", "true", "3 of 3")])
    page = browser.new_page(viewport={"width": width, "height": 600})
    page.set_content(in_html(shown, claims, summary(claims), faults))
    said, note = (page.locator(f".an-{name}").bounding_box() for name in ("said", "note"))
    assert (note["x"] > said["x"] + said["width"]) == (columns == 2)
    font = page.locator(".an-said").evaluate("e => getComputedStyle(e).fontSize")
    assert font == f"{size}px"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
