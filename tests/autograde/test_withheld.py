"""The names that no student is given: a tenth of every language, and none of the shipped ones."""

from __future__ import annotations

import shutil
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import torch

from autograde.hidden import withheld as module
from autograde.hidden.withheld import FOLDER, withheld
from course_utils.data.files import DataError
from course_utils.data.surnames import load

ROOT = Path(__file__).parents[2]


def test_a_tenth_of_every_language_in_the_same_order() -> None:
    data, held = load(), withheld()
    assert held.languages == data.languages
    assert len(held) > 2000
    shipped, kept = (torch.bincount(part.labels, minlength=28) for part in (data, held))
    assert ((kept - 0.1 * (shipped + kept)).abs() <= 1).all()
    assert kept.min() >= 14


def test_none_of_them_is_shipped_in_whatever_language() -> None:
    shipped = {name.lower() for name in load().names}
    assert [name for name in withheld().names if name.lower() in shipped] == []


def test_a_damaged_list_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FOLDER, tmp_path / "surnames")
    monkeypatch.setattr(module, "FOLDER", tmp_path / "surnames")
    assert len(withheld()) > 2000
    (tmp_path / "surnames" / "Greek.txt").write_text("Papadopoulos\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"Greek\.txt is damaged.* install") as caught:
        withheld()
    assert "\n" not in str(caught.value)
    (tmp_path / "surnames" / "SHA256SUMS").unlink()
    with pytest.raises(DataError, match="cannot read"):
        withheld()


def test_they_say_where_they_come_from_and_are_installed_with_the_graders_package() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{len(withheld())} pairs" in text
    assert "Copyright (c) 2012 Daniele Faraglia" in text
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = data["tool"]["setuptools"]["package-data"]
    for path in FOLDER.iterdir():
        name = path.relative_to(ROOT / "autograde").as_posix()
        assert any(fnmatch(name, pattern) for pattern in patterns["autograde"]), name
    assert not any("withheld" in pattern for pattern in patterns["course_utils"])
