"""The release, opened in JupyterLab and run from top to bottom, as a student does first of all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]


@pytest.mark.parametrize(
    ("assignment", "last", "number"),
    [
        ("01_rnn_lstm", "then run the cell that trains the eight networks", 12),
        ("02_surnames", "then run the cell that trains the network", 4),
        ("03_autoencoders", "then run the cell that trains the two networks", 6),
        ("04_linear_autoencoders", "○ balanced", 8),
        ("05_translation", "then run the cell that trains the translator", 4),
        ("06_fast_training", "○ pipeline", 6),
        ("07_tooling", "○ wandb", 2),
        ("08_assistant_audit", "○ annotate", 19),
    ],
)
def test_release_runs_unsolved_without_a_traceback(
    lab, open_notebook, assignment, last, number
) -> None:
    shutil.copytree(NOTEBOOKS / assignment, lab.folder / assignment)
    notebook = open_notebook(f"{assignment}/{assignment}.ipynb")
    notebook.run_all(until=last)
    saved = notebook.save()
    checks = [c for c in saved.cells if c.cell_type == "code" and c.source.startswith("check(")]
    assert len(checks) == number
    for cell in checks:
        assert any("not attempted yet" in str(output.get("data", "")) for output in cell.outputs), (
            cell.source,
            cell.outputs,
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
