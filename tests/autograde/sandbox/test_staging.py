"""Files on their way in, and folders that runs left behind."""

import os
import socket
import tarfile
from pathlib import Path

import pytest

from autograde.errors import UserError
from autograde.sandbox import staging

MOST = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files for a kernel, and all that is not for it."""
    place = tmp_path / "files"
    (place / "sub").mkdir(parents=True)
    (place / ".hidden").mkdir()
    (place / "a.txt").write_text("a")
    (place / "sub" / "b.txt").write_text("b")
    (place / "notebook.ipynb").write_text("{}")
    (place / ".env").write_text("secret")
    (place / ".hidden" / "c.txt").write_text("c")
    (place / "link").symlink_to("/etc/passwd")
    (place / "inner").symlink_to(place / "a.txt")
    (place / "folder").symlink_to("/etc")
    os.mkfifo(place / "pipe")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place / "s"))
    return place


def test_only_regular_files_are_taken(folder, tmp_path):
    target = tmp_path / "target"
    staging.copied(folder, target, MOST)
    names = sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file())
    assert names == ["a.txt", "sub/b.txt"]


def test_the_archive_holds_the_same(folder):
    descriptor = staging.packed(folder, MOST)
    assert descriptor is not None
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            assert archive.getnames() == ["a.txt", "sub/b.txt"]
            assert all(member.isfile() for member in archive)


def test_no_files_need_no_archive(tmp_path):
    assert staging.packed(None, MOST) is None
    assert staging.packed(tmp_path, MOST) is None


def test_too_large_files_are_an_error_of_one_line(folder, tmp_path):
    (folder / "large").write_bytes(bytes(MOST))
    for take in (
        lambda: staging.packed(folder, MOST),
        lambda: staging.copied(folder, tmp_path, MOST),
    ):
        with pytest.raises(UserError, match=r"files are larger than 1 MB") as error:
            take()
        assert "\n" not in str(error.value)


def test_a_run_folder_is_private_and_its_sockets_names_are_short(monkeypatch):
    folder = staging.run_folder()
    try:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert len(os.fsencode(str(folder / "k-5"))) <= staging.LONGEST
        for listener in staging.listeners(folder, 4):
            listener.close()
        assert sorted(p.name for p in folder.iterdir()) == ["k-1", "k-2", "k-3", "k-4"]
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


def test_a_long_temporary_folder_is_avoided(tmp_path, monkeypatch):
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(staging.tempfile, "gettempdir", lambda: str(long))
    folder = staging.run_folder()
    folder.rmdir()
    assert len(os.fsencode(str(folder / "k-5"))) <= staging.LONGEST
    assert not folder.is_relative_to(long)


def test_sweeping_removes_only_what_the_dead_left(tmp_path, monkeypatch):
    monkeypatch.setattr(staging.tempfile, "gettempdir", lambda: str(tmp_path))
    mine = staging.run_folder()
    process, started = mine.name.removeprefix(staging.PREFIX).split("-")[:2]
    dead = tmp_path / f"{staging.PREFIX}4194999-1-abc"
    recycled = tmp_path / f"{staging.PREFIX}{process}-{int(started) - 1}-abc"
    other = tmp_path / "unrolled-something"
    victim = tmp_path / "victim"
    link = tmp_path / f"{staging.PREFIX}4194998-1-abc"
    for folder in (dead, recycled, other, victim):
        folder.mkdir()
        (folder / "file").touch()
    link.symlink_to(victim)
    staging.sweep()
    assert mine.is_dir()
    assert other.is_dir()
    assert (victim / "file").exists()
    assert not dead.exists()
    assert not recycled.exists()
