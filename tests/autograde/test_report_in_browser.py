"""The report in a real browser: it fits a phone, sorts by number, and loads nothing."""

import pytest

from autograde.report import report
from tests.autograde.class_of import (
    ASSIGNMENT,
    fill_gradebook,
    make_course,
    recorded,
    write_record,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def page(tmp_path, browser):
    """The report on four students and twenty exercises, open at the width of a phone."""
    course = make_course(tmp_path)
    cells = {f"rnn_lstm-a-long-exercise-name-{i}-test": (5, "code") for i in range(20)}
    first = next(iter(cells))
    points = {"ben": 2.5, "ada": 10.25, "cyd": 10.5}
    given = {
        name: {cell: (p if cell == first else 0.0, None, False) for cell in cells}
        for name, p in points.items()
    }
    fill_gradebook(course, cells, given)
    students = {name: recorded(seconds=1.0, hours=2.0) for name in points}
    students["an_unbroken_name_" * 6] = recorded("unreadable", "x" * 300)
    write_record(course, students)
    page = browser.new_page(viewport={"width": 420, "height": 800})
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(report(course, ASSIGNMENT).html.as_uri())
    return page


def test_only_the_table_scrolls_sideways(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    assert page.evaluate("document.querySelector('.scores').scrollWidth") > 420


def test_nothing_is_loaded(page):
    assert len(page.asked) == 1  # the page itself


def test_a_script_that_is_not_ours_would_not_run(page, tmp_path):
    """The names of students are escaped; should one ever get through, the policy stops it."""
    (path,) = tmp_path.rglob("report.html")
    text = path.read_text("utf-8")
    tricks = (
        "<script>document.title = 'ran'</script><img src=x onerror=\"document.title = 'ran'\">"
        "<iframe src='http://evil.invalid'></iframe><img src='http://evil.invalid/i.png'>"
        "<base href='http://evil.invalid/'><style>body { background: url(http://evil.invalid) }"
        "</style>"
    )
    path.write_text(text.replace("<main>", f"<main>{tricks}"), "utf-8")
    arrived = []
    page.on("requestfinished", lambda request: arrived.append(request.url))
    page.reload()
    page.wait_for_timeout(300)
    assert "ran" not in page.title()
    assert [url for url in arrived if not url.startswith("chrome-error:")] == [path.as_uri()]
    page.get_by_role("button", name="Total").click()  # ours still does
    assert page.locator("th[aria-sort]").count() == 1


def test_pressing_a_heading_sorts_by_number_and_again_turns_it_round(page):
    def names():
        return [name.split("_")[0] for name in page.locator(".scores tbody th").all_inner_texts()]

    assert names() == ["ada", "an", "ben", "cyd"]
    total = page.get_by_role("button", name="Total")
    total.click()
    assert names() == ["an", "ben", "ada", "cyd"]
    total.click()
    assert names() == ["cyd", "ada", "ben", "an"]
    page.get_by_role("button", name="Student").click()
    assert names() == ["ada", "an", "ben", "cyd"]


def shown(page):
    names = page.locator(".scores tbody th:visible").all_inner_texts()
    return [name.split("_")[0] for name in names]


def test_the_table_of_scores_can_be_filtered(page):
    count = page.locator(".filter output")
    assert count.inner_text() == "4 of 4"
    page.get_by_role("searchbox", name="Name").fill("B")
    assert shown(page) == ["an", "ben"]
    page.locator("select[name=kind]").select_option("graded")
    assert (shown(page), count.inner_text()) == (["ben"], "1 of 4")
    page.get_by_role("button", name="Show all").click()
    page.locator(".filter output", has_text="4 of 4").wait_for()  # it forbids scripts as text
    page.locator("select[name=exercise]").select_option("a-long-exercise-name-0")
    page.locator("select[name=state]").select_option("all")
    assert shown(page) == ["ada", "cyd"]
    page.locator("select[name=exercise]").select_option("a-long-exercise-name-1")
    assert shown(page) == []
    page.locator("select[name=exercise]").select_option("any")
    page.locator("select[name=state]").select_option("none")
    assert shown(page) == ["ada", "ben", "cyd"]


def test_enter_in_the_filter_goes_nowhere(page):
    page.get_by_role("searchbox", name="Name").fill("ada")
    page.get_by_role("searchbox", name="Name").press("Enter")
    assert shown(page) == ["ada"]
    assert len(page.asked) == 1


def test_the_table_by_exercise_sorts_too(page):
    page.get_by_role("button", name="mean").click()
    first = page.locator(".spreads tbody tr").first
    page.get_by_role("button", name="mean").click()
    assert first.locator("th").inner_text() == "a-long-exercise-name-0"


def test_light_and_dark_by_the_system_and_by_the_button(page):
    def background():
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.emulate_media(color_scheme="light")
    light = background()
    page.emulate_media(color_scheme="dark")
    dark = background()
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(20, 24, 30)")
    button = page.locator("button.theme")
    button.click()
    other = background()
    assert other in (light, dark)
    button.click()
    assert {other, background()} == {light, dark}


def test_print_is_light_and_without_what_only_a_screen_can_use(page):
    page.emulate_media(color_scheme="dark", media="print")
    page.evaluate("document.documentElement.style.colorScheme = 'dark'")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav, .filter, button.theme").filter(visible=True).count()
