"""`unrolled upgrade`: a file is brought to a new version, and what it was is kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from course_utils import handed_out, upgrading
from course_utils.commands import app
from course_utils.errors import UserError
from course_utils.upgrading import upgrade_file

SAVED = Path(__file__).parents[1] / "fixtures" / "saved"


@pytest.fixture
def notebook(tmp_path, monkeypatch) -> Path:
    """A student's notebook of version 1.0, where 1.0 and 1.1 are installed."""
    shutil.copytree(SAVED / "releases", tmp_path / "course_utils" / "releases")
    monkeypatch.setattr(handed_out, "RELEASES", tmp_path / "course_utils" / "releases")
    return Path(shutil.copy(SAVED / "jupyterlab.ipynb", tmp_path / "mine.ipynb"))


def unrolled(*words: object) -> tuple[int, list[str], str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout.splitlines(), result.stderr


def edited(path: Path, **about: object) -> Path:
    """Say something else about the notebook."""
    nb = json.loads(path.read_text())
    nb["metadata"]["unrolled"].update(about)
    path.write_text(json.dumps(nb))
    return path


def test_one_command(notebook: Path) -> None:
    before = notebook.read_bytes()
    code, said, _ = unrolled("upgrade", notebook)
    assert code == 0
    assert said[0] == "mine.ipynb was brought from version 1.0 to 1.1."
    assert "- New: small-median." in said
    assert said[-2].endswith("As it was before: mine.1.0.backup.ipynb")
    assert "Reload Notebook from Disk" in said[-1]
    assert notebook.with_name("mine.1.0.backup.ipynb").read_bytes() == before
    nb = nbformat.read(notebook, as_version=4)
    assert nb.metadata["unrolled"]["version"] == "1.1"
    assert nb.cells[0].source.endswith("*Version 1.1.*")
    after = notebook.read_bytes()
    assert unrolled("upgrade", notebook)[1] == [
        "mine.ipynb is version 1.1 already; nothing is to be done."
    ]
    assert notebook.read_bytes() == after
    assert sorted(p.name for p in notebook.parent.glob("*.ipynb")) == [
        "mine.1.0.backup.ipynb", "mine.ipynb",
    ]  # fmt: skip


def test_a_backup_is_never_overwritten(notebook: Path) -> None:
    earlier = notebook.with_name("mine.1.0.backup.ipynb")
    earlier.write_text("an earlier one")
    notebook.with_name("mine.1.0.backup-2.ipynb").write_text("another")
    before = notebook.read_bytes()
    assert upgrade_file(notebook).backup == notebook.with_name("mine.1.0.backup-3.ipynb")
    assert earlier.read_text() == "an earlier one"
    assert notebook.with_name("mine.1.0.backup-3.ipynb").read_bytes() == before


def test_a_dry_run_writes_nothing(notebook: Path) -> None:
    before = {p: p.read_bytes() for p in notebook.parent.glob("*.*")}
    code, said, _ = unrolled("upgrade", "--dry-run", notebook)
    assert code == 0
    assert said[0] == "mine.ipynb would be brought from version 1.0 to 1.1."
    assert said[-1] == "Nothing was written."
    assert {p: p.read_bytes() for p in notebook.parent.glob("*.*")} == before


def test_a_stamp_that_was_lost_or_is_not_known(notebook: Path) -> None:
    shutil.copy(SAVED / "colab_stripped.ipynb", notebook)
    assert (
        "It did not say its version; its text is that of 1.0."
        in unrolled("upgrade", notebook)[1][0]
    )
    shutil.copy(SAVED / "jupyterlab.ipynb", notebook)
    assert upgrade_file(edited(notebook, version="0.1.0")).before == "1.0"


def test_what_an_editor_dropped_is_put_back(notebook: Path) -> None:
    upgrade_file(notebook)
    nb = json.loads(notebook.read_text())
    nb["metadata"] = {}
    for cell in nb["cells"]:
        cell["metadata"] = {}
    notebook.write_text(json.dumps(nb))
    code, said, _ = unrolled("upgrade", notebook)
    assert code == 0
    assert said[0].startswith("mine.ipynb: what an editor had dropped was put back.")
    assert nbformat.read(notebook, as_version=4).metadata["unrolled"]["version"] == "1.1"


@pytest.mark.parametrize(
    ("about", "options", "said"),
    [
        ({"version": "1.2"}, [], r"mine\.ipynb is version 1\.2, newer than any .*\(1\.1\)"),
        ({"assignment": "00_other"}, [], "no version of 00_other is installed here"),
        ({}, ["--to", "1.5"], r"no version 1\.5 of 00_small here \(there are: 1\.0, 1\.1\)"),
        ({"version": "1.1"}, ["--to", "1.0"], r"is version 1\.1; there is no way back to 1\.0"),
    ],
)
def test_what_cannot_be_is_one_line(notebook: Path, about, options, said: str) -> None:
    before = edited(notebook, **about).read_bytes()
    with pytest.raises(UserError, match=said):
        upgrade_file(notebook, *options[1:])
    code, _, err = unrolled("upgrade", notebook, *options)
    assert code == 1
    assert len(err.splitlines()) == 1
    assert notebook.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"nbformat": 9}', "\ud83d"])
def test_what_is_no_notebook_is_said(notebook: Path, text: str) -> None:
    notebook.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UserError, match="is not a notebook"):
        upgrade_file(notebook)
    with pytest.raises(UserError, match="cannot be read"):
        upgrade_file(notebook.with_name("nothing.ipynb"))


def test_a_notebook_of_another_course_is_refused(notebook: Path) -> None:
    notebook.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4}))
    with pytest.raises(UserError, match="no version of the course that it is of is installed"):
        upgrade_file(notebook)


def test_when_it_cannot_be_written_it_is_as_it_was(notebook: Path, monkeypatch) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device", str(path))

    before = notebook.read_bytes()
    monkeypatch.setattr(upgrading, "_write", full)
    with pytest.raises(UserError, match=r"cannot be written \(No space left"):
        upgrade_file(notebook)
    assert notebook.read_bytes() == before


def test_pictures_of_the_new_version_come_along_or_are_named(notebook: Path) -> None:
    path = handed_out.RELEASES / "00_small" / "1.1.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[0].source += "\n\n![](figures/there.svg) ![](figures/gone.svg)"
    nbformat.write(nb, path)
    there = notebook.parent / "notebooks" / "00_small" / "figures" / "there.svg"
    there.parent.mkdir(parents=True)
    there.write_text("<svg/>")
    notes = upgrade_file(notebook).notes
    assert notes[-1] == "Pictures to copy from the new version's folder: figures/gone.svg."
    assert (notebook.parent / "figures" / "there.svg").read_text() == "<svg/>"


def test_in_the_courses_repository_the_kept_releases_are_found(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(handed_out, "RELEASES", tmp_path / "course_utils" / "releases")
    for version in ("1.0", "1.1"):
        place = tmp_path / "releases" / "00_small" / version
        place.mkdir(parents=True)
        shutil.copy(SAVED / "releases" / "00_small" / f"{version}.ipynb", place / "00_small.ipynb")
    path = Path(shutil.copy(SAVED / "vscode.ipynb", tmp_path / "mine.ipynb"))
    assert upgrade_file(path).after == "1.1"
