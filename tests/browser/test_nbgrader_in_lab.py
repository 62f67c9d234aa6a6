"""nbgrader's own buttons in JupyterLab: Validate in the toolbar, and the Assignment List."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, answered, released_course

RELEASE = Path(__file__).parents[2] / "notebooks" / "01_rnn_lstm"
WRONG = "def double(x):\n    return 3 * x"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return the tiny course, released."""
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def exchange(course, lab, tmp_path) -> Path:
    """Return nbgrader's exchange folder, where the assignment is released and the Lab looks."""
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o777)  # as nbgrader wants it: everybody hands in there
    config = f"c = get_config()\nc.Exchange.root = {str(folder)!r}\n"
    (lab.config / "nbgrader_config.py").write_text(
        config + "c.CourseDirectory.course_id = 'unrolled'\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "nbgrader", "release_assignment", TINY]
    command += [f"--Exchange.root={folder}"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


def validation(page, button) -> str:
    """Press a button that validates; return what the dialog says."""
    button.click()
    dialog = page.locator(".jp-Dialog", has_text="Validation Results")
    dialog.wait_for()
    text = dialog.inner_text()
    dialog.locator("button.jp-mod-accept").click()
    dialog.wait_for(state="detached")
    return text


def validate(notebook) -> str:
    """What Validate in the notebook's toolbar says."""
    button = notebook.page.locator(".jp-NotebookPanel-toolbar .validate-button")
    text = validation(notebook.page, button)
    assert button.inner_text() == "Validate"  # ready for the next time
    return text


def test_validate_names_every_exercise_of_the_release(lab, open_notebook) -> None:
    shutil.copytree(RELEASE, lab.folder / "01_rnn_lstm")
    text = validate(open_notebook("01_rnn_lstm/01_rnn_lstm.ipynb"))
    assert text.count("not attempted yet") == 12
    for cell in nbformat.read(RELEASE / "01_rnn_lstm.ipynb", as_version=4).cells:
        if cell.source.startswith("check("):
            assert cell.source in text
    assert "Success" not in text


def test_validate_finds_the_wrong_exercise_and_then_none(lab, course, open_notebook) -> None:
    work = answered(course, tiny_double=WRONG)
    shutil.copytree(course.notebooks / TINY, lab.folder / "mine")
    nbformat.write(work, lab.folder / "mine" / f"{TINY}.ipynb")
    notebook = open_notebook(f"mine/{TINY}.ipynb")
    text = validate(notebook)
    assert text.count("The following cell failed") == 1
    assert 'check("double")' in text
    assert "double(21) should be 42, got 63" in text
    cells = [cell.get("id") for cell in work.cells]
    notebook.rewrite(cells.index(cell_of(work, "tiny-double").id), WRONG.replace("3", "2"))
    text = validate(notebook)  # it saves first
    assert "Success! Your notebook passes all the tests." in text
    assert "failed" not in text


def test_an_assignment_is_fetched_and_submitted_from_the_list(
    lab, course, exchange, watched
) -> None:
    watched.goto(lab.url())
    watched.wait_for_url("**/lab")  # once it has put all windows away
    watched.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    watched.get_by_role("menuitem", name="Assignment List", exact=True).click()

    def row(state: str):
        return watched.locator(f"#{state}_assignments_list > .list_item", has_text=TINY)

    row("released").get_by_role("button", name="Fetch").click()
    row("fetched").get_by_role("button", name="Submit").wait_for()
    mine = lab.folder / TINY / f"{TINY}.ipynb"
    released = course.notebooks / TINY / mine.name
    assert mine.read_bytes() == released.read_bytes()
    assert (mine.parent / "figures" / "square.svg").is_file()

    nbformat.write(answered(course), mine)
    row("fetched").locator("a.assignment-notebooks-link").click()
    text = validation(watched, row("fetched").get_by_role("button", name="Validate"))
    assert "Success! Your notebook passes all the tests." in text

    row("fetched").get_by_role("button", name="Submit").click()
    row("submitted").wait_for()
    (handed_in,) = (exchange / "unrolled" / "inbound").glob(f"*+{TINY}+*/{mine.name}")
    assert nbformat.read(handed_in, as_version=4) == answered(course)
