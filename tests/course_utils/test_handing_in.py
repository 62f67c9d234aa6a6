"""Packing a notebook, and what its receipt proves."""

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course_utils import handed_out, handing_in, receipts
from course_utils.commands import app
from course_utils.errors import UserError
from course_utils.handing_in import pack
from course_utils.receipts import MANIFEST, check, read_manifest, receipt


def notebook(folder: Path, name="00_tiny.ipynb", answer="2 * x", **about) -> Path:
    """Write a small notebook; `about` goes into its metadata."""
    about = about or {"assignment": "00_tiny", "version": "1.0"}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Tiny"]},
        {"cell_type": "markdown", "metadata": {}, "source": "Read this."},
        {"cell_type": "code", "metadata": {}, "source": "import math"},
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": "tiny-double", "solution": True}},
            "source": ["def double(x):\n", f"    return {answer}"],
        },
    ]
    nb = {"cells": cells, "metadata": {"unrolled": about}, "nbformat": 4, "nbformat_minor": 4}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(nb), encoding="utf-8")
    return path


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Two versions of 00_tiny, as they come with a bundle."""
    monkeypatch.setattr(handed_out, "RELEASES", tmp_path / "releases")
    for version in ("1.9", "1.10"):
        about = {"assignment": "00_tiny", "version": version}
        notebook(tmp_path / "releases" / "00_tiny", f"{version}.ipynb", f"stub{version}", **about)


def test_a_zip_holds_the_notebook_as_it_is_and_a_manifest_with_its_hash(tmp_path):
    path = notebook(tmp_path)
    packed = pack(path, "ada")
    with zipfile.ZipFile(packed.zip) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert set(held) == {"00_tiny.ipynb", MANIFEST}
    assert held["00_tiny.ipynb"] == path.read_bytes()
    said = json.loads(held[MANIFEST])
    assert said["assignment"] == "00_tiny"
    assert said["version"] == "1.0"
    assert said["student"] == "ada"
    assert said["files"] == {"00_tiny.ipynb": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert packed.receipt == receipt(held[MANIFEST])
    assert hashlib.sha256(held[MANIFEST]).hexdigest()[:4] == packed.receipt[:4]
    assert packed.receipt in packed.receipt_file.read_text()
    assert packed.zip.parent == tmp_path
    assert re.fullmatch(r"00_tiny-\d{4}-\d\d-\d\d-\d{6}\.zip", packed.zip.name)
    assert read_manifest(held[MANIFEST]).dump() == held[MANIFEST]


def test_files_that_are_asked_for_go_along_and_no_others(tmp_path):
    asked = ["weights.npy", "log.txt", "gone.txt", "../../secret", "folder"]
    path = notebook(tmp_path, assignment="00_tiny", version="1.0", files=asked)
    (tmp_path / "weights.npy").write_bytes(b"12")
    (tmp_path / "unasked.txt").touch()
    (tmp_path / "log.txt").symlink_to(tmp_path / "unasked.txt")
    (tmp_path / "folder").mkdir()
    packed = pack(path)
    assert packed.files == ["00_tiny.ipynb", "weights.npy"]
    assert packed.warnings == [
        "log.txt is asked for, and is a link or a folder. Mend that and pack again.",
        "gone.txt is asked for, and is not beside the notebook. Mend that and pack again.",
        "folder is asked for, and is a link or a folder. Mend that and pack again.",
    ]


def test_packing_again_leaves_what_was_packed(tmp_path):
    path = notebook(tmp_path)
    packed = [pack(path, out=tmp_path / "out") for _ in range(3)]
    assert len({p.zip for p in packed}) == 3
    assert len({p.receipt_file for p in packed}) == 3
    assert len(list((tmp_path / "out").iterdir())) == 6


@pytest.mark.parametrize(
    ("name", "assignment"),
    [
        ("00_tiny.ipynb", "00_tiny"),
        ("01_rnn_lstm (1).ipynb", "01_rnn_lstm"),
        ("x.ipynb", "00_tiny"),
    ],
)
def test_without_metadata_the_name_or_the_cells_tell_the_assignment(
    tmp_path, installed, name, assignment
):
    path = notebook(tmp_path, name, colab={})
    if name.startswith("01"):
        path.write_text('{"cells": [], "metadata": {}}')
    packed = pack(path)
    assert packed.files == [f"{assignment}.ipynb"]
    with zipfile.ZipFile(packed.zip) as archive:
        version = read_manifest(archive.read(MANIFEST)).version
    assert version == ("1.10" if assignment == "00_tiny" else "")


def test_an_untouched_answer_and_a_newer_version_are_remarked(tmp_path, installed):
    path = notebook(tmp_path, answer="stub1.9", assignment="00_tiny", version="1.9")
    assert pack(path).warnings == [
        "As handed out: 1 of 1 answers (tiny-double).",
        "Version 1.10 is out: `unrolled upgrade` takes your work along.",
    ]
    path = notebook(tmp_path, answer="stub1.9", assignment="00_tiny", version="1.10")
    assert pack(path).warnings == []


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (None, "00_tiny.ipynb", "cannot be read: No such file"),
        (b"{", "00_tiny.ipynb", "is not a notebook. Save it once more"),
        (b"\xff\xfe", "00_tiny.ipynb", "is not a notebook. Save it once more"),
        (b"[" * 100_000, "00_tiny.ipynb", "is not a notebook. Save it once more"),
        (b'{"cells": 3}', "00_tiny.ipynb", "is not a notebook. Save it once more"),
        (b'{"cells": []}', "mine.ipynb", "Nothing in mine.ipynb says of which assignment it is."),
        (b"PK", "00_tiny.zip", "is a zip: name the notebook"),
    ],
)
def test_what_is_no_notebook_is_one_line(tmp_path, content, name, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=re.escape(message)):
        pack(tmp_path / name)


def test_a_notebook_that_cannot_be_graded_for_its_size_is_not_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(handing_in, "MAX_NOTEBOOK", 10)
    with pytest.raises(UserError, match="can be graded"):
        pack(notebook(tmp_path))


def test_a_receipt_agrees_with_its_zip_and_with_no_other(tmp_path):
    path = notebook(tmp_path)
    first = pack(path)
    path.write_text(path.read_text().replace("2 * x", "x + x"))
    second = pack(path)
    assert check(first.receipt_file, first.zip).startswith("✓ ")
    with pytest.raises(UserError, match="is not what this receipt was given for: the receipt is"):
        check(first.receipt_file, second.zip)


def test_a_file_that_was_swapped_in_a_zip_is_found_out(tmp_path):
    packed = pack(notebook(tmp_path))
    with zipfile.ZipFile(packed.zip) as archive:
        manifest = archive.read(MANIFEST)
    with zipfile.ZipFile(packed.zip, "w") as archive:
        archive.writestr(MANIFEST, manifest)
        archive.writestr("00_tiny.ipynb", b"{}")
    with pytest.raises(UserError, match=r"00_tiny.ipynb in .* was changed after it was packed"):
        check(packed.receipt_file, packed.zip)
    with zipfile.ZipFile(packed.zip, "w") as archive:
        archive.writestr(MANIFEST, manifest)
    with pytest.raises(UserError, match="is not a whole zip that `submit` made"):
        check(packed.receipt_file, packed.zip)


@pytest.mark.parametrize("data", [b"", b"PK", b"{}"])
def test_what_is_no_zip_or_no_receipt_is_one_line(tmp_path, data):
    packed = pack(notebook(tmp_path))
    (tmp_path / "odd").write_bytes(data)
    with pytest.raises(UserError, match="is not a whole zip that `submit` made"):
        check(packed.receipt_file, tmp_path / "odd")
    with pytest.raises(UserError, match="holds no receipt"):
        check(tmp_path / "odd", packed.zip)


@pytest.mark.parametrize(
    "said",
    [
        {"files": {"../x": "a"}}, {"assignment": "../x"}, {"made": "yesterday"}, {"files": ["x"]},
        {"made": 3}, {"files": None},
    ],
)  # fmt: skip
def test_a_manifest_that_submit_cannot_have_written_is_refused(said):
    right = {
        "assignment": "00_tiny", "version": "1.0", "files": {"a.ipynb": "00"},
        "made": "2026-01-02T03:04:05+00:00",
    }  # fmt: skip
    assert read_manifest(json.dumps(right).encode()).assignment == "00_tiny"
    with pytest.raises(UserError, match="is not one that `unrolled submit` makes"):
        read_manifest(json.dumps({**right, **said}).encode())


def test_the_command_packs_and_checks(tmp_path, monkeypatch):
    notebook(tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(app, ["submit", "00_tiny.ipynb", "--student", "ada"])
    assert ran.exit_code == 0
    first, second, third = ran.stdout.splitlines()
    assert first.startswith("Packed 00_tiny.ipynb, as saved on ")
    archive = second.removeprefix("Hand in: ")
    assert Path(archive).is_file()
    beside = archive.replace(".zip", ".receipt.txt")
    assert re.fullmatch(rf"Receipt: [0-9a-f-]{{19}} \(also in {beside}; keep it\)", third)
    ran = CliRunner().invoke(app, ["submit", "--check", beside, archive])
    assert ran.stdout.startswith(f"✓ {archive} is what receipt ")
    ran = CliRunner().invoke(app, ["submit", "nowhere.ipynb"])
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr == "error: nowhere.ipynb cannot be read: No such file or directory.\n"
    ran = CliRunner().invoke(app, ["submit", "00_tiny.ipynb", "--student", "a/b"])
    assert "a name or number without slashes is wanted" in ran.stderr


def test_receipts_are_short_hashes():
    assert receipts.receipt(b"{}") == "4413-6fa3-55b3-678a"
    assert hashlib.sha256(b"{}").hexdigest().startswith("44136fa355b3678a")
