"""What lies beside a notebook when it runs: nothing of a submission that was not asked for."""

import pytest
from nbformat.v4 import new_notebook

from autograde.build import source_notebook
from autograde.errors import UserError
from autograde.handed_in import asked_files, released_files
from autograde.limits import DEFAULT, Limits


def template(*names):
    return new_notebook(metadata={"unrolled": {"files": list(names)}})


def test_only_what_is_asked_for_is_taken(tmp_path):
    (tmp_path / "weights.npy").write_bytes(b"123")
    (tmp_path / "torch.py").write_text("raise SystemExit")
    assert asked_files(template("weights.npy"), tmp_path, DEFAULT) == ({"weights.npy": b"123"}, [])
    assert asked_files(new_notebook(), tmp_path, DEFAULT) == ({}, [])


def test_what_is_missing_a_link_a_folder_or_too_large_is_said(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "link.npy").symlink_to(tmp_path / "secret")
    (tmp_path / "folder.npy").mkdir()
    (tmp_path / "large.npy").write_bytes(bytes(2 << 20))
    names = ["none.npy", "link.npy", "folder.npy", "large.npy"]
    files, notes = asked_files(template(*names), tmp_path, Limits(file_bytes=1 << 20))
    assert files == {}
    assert notes == [
        "The file none.npy was not handed in; the notebook ran without it.",
        "The file link.npy is a link or a folder; the notebook ran without it.",
        "The file folder.npy is a link or a folder; the notebook ran without it.",
        "The file large.npy is larger than 1 MB; the notebook ran without it.",
    ]


def test_the_release_brings_its_figures_but_no_notebook(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a.svg").write_text("<svg/>")
    (tmp_path / "a.ipynb").write_text("{}")
    (tmp_path / ".hidden").write_text("")
    assert released_files(tmp_path) == {"figures/a.svg": b"<svg/>"}


def test_an_instructor_asks_in_the_header_of_the_source(tmp_path):
    header = "# ---\n# jupyter:\n#   unrolled:\n#     files: [{}]\n# ---\n# %%\n1\n"
    path = tmp_path / "00_x.py"
    path.write_text(header.format("weights.npy"))
    assert source_notebook(path).metadata.unrolled["files"] == ["weights.npy"]
    path.write_text(header.format("../weights.npy"))
    with pytest.raises(UserError, match="plain names"):
        source_notebook(path)
