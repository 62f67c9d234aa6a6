"""The release, opened in JupyterLab and run from top to bottom, as a student does first of all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "notebooks" / "01_rnn_lstm"
NAME = "01_rnn_lstm.ipynb"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]


def run_all_and_save(page, expected_last: str) -> None:
    """Run all cells from the menu, wait for the last check's words, and save."""
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for(timeout=120_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.get_by_text(expected_last).first.wait_for(timeout=240_000, state="attached")
    page.wait_for_function("document.querySelectorAll('.jp-InputArea-prompt').length > 0")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)


def test_release_runs_unsolved_without_a_traceback(lab, browser) -> None:
    shutil.copytree(RELEASE, lab.folder / "01_rnn_lstm")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(lab.url(f"01_rnn_lstm/{NAME}"))
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    run_all_and_save(page, "then run the cell that trains the eight networks")
    if shots := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.screenshot(path=Path(shots) / "lab.png")
    page.close()

    saved = nbformat.read(lab.folder / "01_rnn_lstm" / NAME, as_version=4)
    checks = [c for c in saved.cells if c.cell_type == "code" and c.source.startswith("check(")]
    assert len(checks) == 12
    for cell in checks:
        assert any("not attempted yet" in str(output.get("data", "")) for output in cell.outputs), (
            cell.source
        )
    errors = [
        o
        for c in saved.cells
        if c.cell_type == "code"
        for o in c.outputs
        if o.output_type == "error"
    ]
    # Stubs are called by checks only, so not even the stub of the first exercise shows a traceback.
    assert errors == []
