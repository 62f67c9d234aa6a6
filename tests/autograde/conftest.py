"""The tiny course, copied for each test so that it can be spoilt."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograde.course import Course

TINY_COURSE = Path(__file__).parents[1] / "fixtures" / "tiny"


@pytest.fixture(scope="module")
def judges_end() -> Iterator[None]:
    """One judge server for a module's tests, which ends with them."""
    import torch

    from autograde.judge import close_all

    torch.set_num_threads(1)  # these tests fork
    yield
    close_all()


@pytest.fixture
def tiny(tmp_path: Path) -> Course:
    """A fresh copy of the tiny course, whose one assignment is 00_tiny."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("build"))
    return Course(root, root / "solutions")


@pytest.fixture
def spoil(tiny: Course) -> Callable[..., Path]:
    """Replace a text that occurs once in a file of the tiny assignment; return the file."""

    def replace(old: str, new: str, file: str = "00_tiny.py") -> Path:
        path = tiny.solutions / "00_tiny" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return replace
