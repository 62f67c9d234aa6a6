"""Buttons that hand in and upgrade: in a bare page, by mouse and keyboard, and in JupyterLab.

With UNROLLED_SCREENSHOTS set to a folder, pictures of them are left there.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest

from course_utils import handed_out
from course_utils.widgets.hand_in import HandIn

from .standing_in import page_of

SAVED = Path(__file__).parents[1] / "fixtures" / "saved"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]


@pytest.fixture
def notebook(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(handed_out, "RELEASES", SAVED / "releases")
    return Path(shutil.copy(SAVED / "vscode.ipynb", tmp_path / "00_small.ipynb"))


@pytest.mark.parametrize("width", [360, 900])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_clicks_are_answered(browser, notebook: Path, dark: bool, width: int) -> None:
    page, errors = page_of(browser, HandIn(notebook), "asked", width, dark)
    pack = page.get_by_role("button", name="Pack for handing in")
    upgrade = page.get_by_role("button", name="Upgrade to version 1.1")
    status = page.get_by_role("status")
    assert status.inner_text() == ""
    pack.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('[role=status]').innerText.includes('Receipt')")
    picture(page, f"packed-{'dark' if dark else 'light'}-{width}")
    upgrade.click()
    page.wait_for_function("document.querySelector('[role=status]').innerText.includes('to 1.1')")
    assert "New: small-median." in status.inner_text()
    assert not upgrade.is_visible()
    assert pack.is_enabled()
    picture(page, f"upgraded-{'dark' if dark else 'light'}-{width}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, "nothing runs out of the page"
    assert page.evaluate("window.stop()") == 0
    assert errors == []


def test_in_jupyterlab_the_notebook_upgrades_itself(lab, open_notebook) -> None:
    shutil.copytree(SAVED / "releases", lab.folder / "releases")
    place = lab.folder / "00_small.ipynb"
    shutil.copy(SAVED / "colab.ipynb", place)
    nb = nbformat.read(place, as_version=4)
    nb.cells[-1].source = (
        "from pathlib import Path\n"
        "from course_utils import handed_out\n"
        "from course_utils.widgets import hand_in\n"
        "handed_out.RELEASES = Path('releases').resolve()\n"
        "hand_in()"
    )
    nbformat.write(nb, place)
    notebook = open_notebook("00_small.ipynb")
    notebook.run_all(until="Pack for handing in")
    notebook.save()
    page = notebook.page
    page.get_by_role("button", name="Upgrade to version 1.1").click()
    page.get_by_text("was brought from version 1.0 to 1.1").wait_for()
    picture(page, "in-lab")
    after = nbformat.read(place, as_version=4)
    assert after.metadata["unrolled"]["version"] == "1.1"
    assert any(cell.id == "small-median" for cell in after.cells)
    assert (lab.folder / "00_small.1.0.backup.ipynb").is_file()


def picture(page, name: str) -> None:
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        (Path(folder) / "hand_in").mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / "hand_in" / f"{name}.png")
