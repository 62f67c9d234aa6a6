"""Buttons that hand in and upgrade: what Python does, and what is said where there are none."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_utils import handed_out
from course_utils.widgets import hand_in
from course_utils.widgets.hand_in import HandIn, in_words, notebook_path

from .kernels import run_cells

SAVED = Path(__file__).parents[1] / "fixtures" / "saved"
module = sys.modules["course_utils.widgets.hand_in"]  # the name is the function


class Shell:
    def __init__(self, *ran: str) -> None:
        self.user_ns: dict[str, object] = {}
        self.history_manager = SimpleNamespace(input_hist_raw=["", *ran])


@pytest.fixture
def notebook(tmp_path, monkeypatch) -> Path:
    """A student's notebook of version 1.0, where 1.1 is installed."""
    monkeypatch.setattr(handed_out, "RELEASES", SAVED / "releases")
    monkeypatch.setattr(module, "get_ipython", lambda: Shell("print(area(1.5))"))
    return Path(shutil.copy(SAVED / "jupyterlab.ipynb", tmp_path / "00_small.ipynb"))


def test_a_click_upgrades_and_the_button_goes(notebook: Path) -> None:
    widget = HandIn(notebook)
    assert widget.answer == {"asked": "", "lines": [], "trouble": False, "newer": "1.1"}
    before = notebook.read_bytes()
    widget.asked = "upgrade 1"
    assert not widget.answer["trouble"]
    assert widget.answer["lines"][0] == "00_small.ipynb was brought from version 1.0 to 1.1."
    assert widget.answer["newer"] == ""
    assert notebook.with_name("00_small.1.0.backup.ipynb").read_bytes() == before


def test_a_click_packs(notebook: Path) -> None:
    widget = HandIn(notebook)
    widget.asked = "pack 1"
    assert not widget.answer["trouble"]
    assert any(line.startswith("Receipt:") for line in widget.answer["lines"])
    assert len(list(notebook.parent.glob("*.zip"))) == 1
    assert json.loads(notebook.read_text())["metadata"]["unrolled"]["version"] == "1.0"


def test_what_was_run_and_not_saved_is_asked_about_once(notebook: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "get_ipython", lambda: Shell("print('new')"))
    widget = HandIn(notebook)
    before = notebook.read_bytes()
    widget.asked = "upgrade 1"
    assert widget.answer["trouble"]
    assert "Save (Ctrl+S" in widget.answer["lines"][0]
    assert notebook.read_bytes() == before
    widget.asked = "upgrade 2"
    assert not widget.answer["trouble"]


def test_trouble_is_told_in_a_line(notebook: Path) -> None:
    widget = HandIn(notebook)
    notebook.write_text("{")
    widget.asked = "upgrade 1"
    assert widget.answer["trouble"]
    (line,) = widget.answer["lines"]
    assert "is not a notebook" in line


def test_the_notebook_is_found_by_what_the_editor_says(notebook: Path, monkeypatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shell = Shell()
    monkeypatch.setattr(module, "get_ipython", lambda: shell)
    assert notebook_path() is None
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook.with_name("renamed.ipynb")))
    assert notebook_path() is None, "it's no longer there"
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    assert notebook_path() == notebook
    code = Path(shutil.copy(notebook, notebook.with_name("code.ipynb")))
    shell.user_ns["__vsc_ipynb_file__"] = str(code)
    assert notebook_path() == code


def test_without_buttons_the_commands_are_said(notebook: Path, monkeypatch, capsys) -> None:
    assert in_words(None)[0].endswith("unrolled submit NOTEBOOK.ipynb")
    assert "Version 1.1 is out: unrolled upgrade 00_small.ipynb" in in_words(notebook)[1]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    hand_in(notebook)
    monkeypatch.delenv("NBGRADER_EXECUTION")
    monkeypatch.setattr(module, "get_ipython", lambda: None)
    hand_in(notebook)
    said = capsys.readouterr().out.splitlines()
    assert said == in_words(notebook) * 2


@pytest.mark.slow
def test_in_a_kernel(notebook: Path) -> None:
    cells = ["from course_utils.widgets import hand_in", "hand_in()"]
    client = run_cells(*cells, JPY_SESSION_NAME=str(notebook))
    (shown,) = client.nb.cells[1].outputs
    assert "application/vnd.jupyter.widget-view+json" in shown.data
    assert "unrolled submit 00_small.ipynb" in shown.data["text/plain"]
    assert "unrolled submit 00_small.ipynb" in shown.data["text/html"]
    assert run_cells(*cells).nb.cells[1].outputs[0].output_type == "stream"
