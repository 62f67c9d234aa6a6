"""The feedback page in a real browser: it fits a phone, can be read in both lights, and prints."""

import pytest
from nbformat.v4 import new_output

from autograde.feedback import feedback
from autograde.steps import Steps, logged
from course_utils.checks.outcome import WRONG, Result
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, answered, released_course

pytestmark = pytest.mark.browser

# The lowest contrast of any text on the page, as WCAG 2 reckons it, and that text.
CONTRAST = """() => {
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  let least = [21, ""];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement, text = texts.currentNode.data.trim();
    if (!text || "✓✗○".includes(text) || !e.getClientRects().length) continue;
    const pair = [parts(getComputedStyle(e).color), behind(e)].map(light).sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < least[0]) least = [ratio, text];
  }
  return least;
}"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The page of somebody with one wrong answer, a wide table and a long line."""
    course = released_course(tmp_path_factory.mktemp("course") / "tiny")
    wide = "| a |" + " b |" * 60 + "\n" + "|---|" * 61 + "\n| 1 |" + " 22222 |" * 60
    nb = answered(course, tiny_why=f"{wide}\n\n$$x = {'+ y ' * 200}$$\n\n`{'z' * 300}`")
    result = Result("double", WRONG, "Is it doubled?\ndouble(21) should be 42, got 63.")
    cell_of(nb, "tiny-double-test").outputs = [
        new_output("display_data", {"text/plain": result.text, "text/html": result.html}),
        new_output("error", ename="AssertionError", evalue="x" * 400, traceback=["t"]),
    ]
    cell_of(
        nb, "tiny-total"
    ).source = "# a comment\nclass A(B):\n    def total(self):\n        return 'text', 3, not None"
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as steps:
        steps.save("ada", nb)
    (path,) = feedback(course, TINY)
    return path


@pytest.fixture
def page(browser, path):
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    return page


def test_nothing_is_loaded_and_nothing_is_wider_than_the_window(page):
    assert [url for url in page.asked if not url.startswith("data:")] == [page.url]
    for width in (1100, 700, 380):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_by_day_and_by_night(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.locator("summary").evaluate_all("all => all.forEach(e => e.parentElement.open = true)")
    ratio, text = page.evaluate(CONTRAST)
    assert ratio >= 4.5, text
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")


def test_on_paper_it_is_a_light_table_with_its_headings(page):
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.get_by_role("columnheader", name="Expected").bounding_box()["width"] > 40
    assert not page.get_by_label("Back to the table").first.is_visible()


@pytest.mark.parametrize("width", [1100, 380])
def test_a_screen_reader_finds_a_table_also_on_a_phone(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    table = page.get_by_role("table", name="Exercise by exercise")
    assert table.get_by_role("row").count() == 4
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="double"))
    assert row.get_by_role("cell").all_inner_texts()[0].split() == ["0", "of", "2"]
    assert page.get_by_role("main").count() == 1


def test_a_link_of_the_table_leads_to_the_cell_and_back(page):
    page.get_by_role("link", name="double: its check").click()
    box = page.locator("#tiny-double-test").bounding_box()
    assert 0 <= box["y"] < 800
    page.locator("#tiny-double-test").get_by_label("Back to the table").click()
    assert page.evaluate("scrollY") < 100
