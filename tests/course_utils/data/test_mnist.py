"""MNIST: which digits `load` takes, from where, and what it does with damaged files."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from course_utils.data import mnist
from course_utils.data.files import DataError
from course_utils.data.mnist import MD5, Mnist, download, load

COURSE_DATA = Path(
    os.environ.get("COURSE_DATA_DIR") or Path(__file__).parents[4] / "shared" / "data"
)
needs_full = pytest.mark.skipif(
    not (COURSE_DATA / "mnist").is_dir(), reason="the full mnist/ is not in COURSE_DATA_DIR"
)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache, and no data of a course."""
    monkeypatch.setenv("UNROLLED_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)


def same(a: Mnist, b: Mnist) -> bool:
    pairs = zip((*a.train, *a.test), (*b.train, *b.test), strict=True)
    return all(torch.equal(one, other) for one, other in pairs)


def is_well_formed(digits: Mnist) -> bool:
    return all(
        x.dtype == torch.float32 and x.shape == (len(y), 784) and x.min() == 0 and x.max() == 1
        and y.dtype == torch.int64 and y.unique().tolist() == [*range(10)]
        for x, y in (digits.train, digits.test)
    )  # fmt: skip


# The subset


def test_without_anything_it_is_the_subset_and_one_line_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    digits = load()
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "mnist.download()" in said
    assert digits.source == "subset"
    assert is_well_formed(digits)
    assert (len(digits.train.x), len(digits.test.x)) == (4000, 1000)
    labels = torch.cat([digits.train.y, digits.test.y])
    assert torch.bincount(labels).tolist() == [500] * 10
    assert torch.bincount(digits.train.y[:1000]).min() > 70  # shuffled
    assert torch.cdist(digits.train.x, digits.test.x).min() > 0.5  # no digit is in both
    assert same(load(), digits)


def test_the_subset_cut_short() -> None:
    whole, some = load(), load(rows=30)
    assert torch.equal(some.train.x, whole.train.x[:30])
    assert torch.equal(some.train.y, whole.train.y[:30])
    assert torch.equal(some.test.x, whole.test.x)


def test_a_number_of_rows_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="rows = 0"):
        load(rows=0)


# The full set


@needs_full
def test_the_full_set_and_its_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COURSE_DATA_DIR", str(COURSE_DATA))
    digits = load()
    assert digits.source == "full"
    assert is_well_formed(digits)
    assert (len(digits.train.x), len(digits.test.x)) == (60_000, 10_000)
    images = (digits.train.x * 255).round().to(torch.uint8).numpy().tobytes()
    head = np.array([0x803, 60_000, 28, 28], ">u4").tobytes()
    assert hashlib.md5(head + images).hexdigest() == "6bbc9ace898e44ae57da46a324031adb"
    monkeypatch.delenv("COURSE_DATA_DIR")
    begin = time.process_time()
    again = load()
    assert time.process_time() - begin < 2  # 0.06 s on a quiet machine
    assert same(again, digits)
    some = load(rows=50)
    assert torch.equal(some.train.x, digits.train.x[:50])
    assert len(some.test.x) == 10_000
    assert capsys.readouterr().out == ""
    assert sorted(file.name for file in (tmp_path / "cache" / "mnist").iterdir()) == sorted(
        f"{name}.npy" for name in MD5
    )


# A full set of 20 + 10 digits


class Small:
    """A small MNIST: its files, where they may be served, and where the cache is."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cache = folder / "cache" / "mnist"
        self.course = folder / "course"
        self.served = folder / "served"
        self.served.mkdir()
        generator = np.random.default_rng(0)
        self.files = {}
        for name in MD5:
            n = 20 if name.startswith("train") else 10
            images = "images" in name
            sizes = [n, 28, 28] if images else [n]
            data = generator.integers(0, 256 if images else 10, sizes, dtype=np.uint8)
            head = bytes([0, 0, 8, len(sizes)]) + np.array(sizes, ">u4").tobytes()
            self.files[name] = head + data.tobytes()
        monkeypatch.setattr(
            mnist, "MD5", {name: hashlib.md5(data).hexdigest() for name, data in self.files.items()}
        )
        self.write(self.served)

    def write(self, folder: Path, ending: str = ".gz", dot: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            file = folder / ((name.replace("-idx", ".idx") if dot else name) + ending)
            file.write_bytes(gzip.compress(data) if ending else data)

    def is_in(self, digits: Mnist) -> bool:
        images, labels, test_images, test_labels = (
            torch.frombuffer(bytearray(data[16 if "images" in name else 8 :]), dtype=torch.uint8)
            for name, data in self.files.items()
        )
        return (
            digits.source == "full"
            and torch.equal((digits.train.x * 255).round().byte().flatten(), images)
            and torch.equal((digits.test.x * 255).round().byte().flatten(), test_images)
            and digits.train.y.tolist() == labels.tolist()
            and digits.test.y.tolist() == test_labels.tolist()
        )


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    small = Small(tmp_path, monkeypatch)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(small.served))  # type: ignore[arg-type]

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(mnist, "URL", f"http://127.0.0.1:{server.server_port}/")
    yield small
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("ending", "dot"), [(".gz", False), ("", False), (".gz", True), ("", True)]
)
def test_files_packed_or_not_under_either_name(
    small: Small, monkeypatch: pytest.MonkeyPatch, ending: str, dot: bool
) -> None:
    small.write(small.course / "mnist", ending, dot)
    monkeypatch.setenv("COURSE_DATA_DIR", str(small.course))
    some = load(rows=3)
    assert not (small.cache / "train-images-idx3-ubyte.npy").exists()  # for it was not read whole
    digits = load()
    assert small.is_in(digits)
    assert torch.equal(some.train.x, digits.train.x[:3])
    assert torch.equal(some.train.y, digits.train.y[:3])
    assert small.is_in(load())


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "missing", "no archive"])
def test_a_damaged_file_of_the_course_is_named(
    small: Small, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    folder = small.course / "mnist"
    small.write(folder, "" if damage == "flipped" else ".gz")
    monkeypatch.setenv("COURSE_DATA_DIR", str(small.course))
    file = next(folder.glob("t10k-images*"))
    whole = file.read_bytes()
    flipped = whole[:-1] + bytes([255 - whole[-1]])
    broken = {"cut": whole[:100], "empty": b"", "flipped": flipped, "no archive": b"<html>"}
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(broken[damage])
    with pytest.raises(DataError, match=r"t10k-images.*(damaged|missing).*: copy it to") as caught:
        load()
    assert "\n" not in str(caught.value)
    file.write_bytes(whole)
    assert small.is_in(load())


def test_a_cut_cache_is_not_used(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write(small.course / "mnist")
    monkeypatch.setenv("COURSE_DATA_DIR", str(small.course))
    load()
    for file in small.cache.iterdir():
        file.write_bytes(file.read_bytes()[:-5])
    assert small.is_in(load())
    monkeypatch.delenv("COURSE_DATA_DIR")
    assert small.is_in(load())  # it was mended
    for file in small.cache.iterdir():
        file.write_bytes(b"")
    assert load().source == "subset"


def test_where_nothing_can_be_written(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write(small.course / "mnist")
    blocked = small.course / "a file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("COURSE_DATA_DIR", str(small.course))
    monkeypatch.setenv("UNROLLED_CACHE_DIR", str(blocked))
    assert small.is_in(load())
    monkeypatch.delenv("COURSE_DATA_DIR")
    assert load().source == "subset"


def test_a_download_is_asked_for_and_kept(small: Small) -> None:
    assert load().source == "subset"
    download()
    assert small.is_in(load())
    assert all(file.suffix == ".npy" for file in small.cache.iterdir())
    for file in small.served.iterdir():
        file.unlink()
    download()  # nothing is fetched again


@pytest.mark.parametrize("damage", ["gone", "other"])
def test_a_download_that_fails(small: Small, damage: str) -> None:
    name = "t10k-labels-idx1-ubyte.gz"
    whole = (small.served / name).read_bytes()
    if damage == "gone":
        (small.served / name).unlink()
    else:
        (small.served / name).write_bytes(gzip.compress(b"\0\0\x08\1\0\0\0\2\1\2"))
    with pytest.raises(DataError, match="try again") as caught:
        download()
    assert "\n" not in str(caught.value)
    assert load().source == "subset"
    (small.served / name).write_bytes(whole)
    download()
    assert small.is_in(load())
