"""Put a submission to where it is graded, and never over another one.

submitted/<student>/<assignment>/                  the latest
submitted-before/<student>/<assignment>/<time>/    those that differ from it
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from autograde.collecting.arrivals import parsed
from autograde.collecting.deliveries import TIMESTAMP, Delivery, digest
from autograde.course import Course
from autograde.errors import UserError

BEFORE = "submitted-before"
State = Literal["new", "newer", "as before", "earlier"]


def place(
    course: Course, assignment: str, student: str, delivery: Delivery, latest: bool = True
) -> State:
    """Put what a student handed in where it belongs; say what it is to what was there.

    `latest` is False where the student has a later one. Raises UserError where a link stands in the
    way, and OSError; then all is as it was.
    """
    target = course.submitted / student / assignment
    kept = course.root / BEFORE / student / assignment
    for folder in (course.submitted, target.parent, target, kept):
        if folder.is_symlink():
            raise UserError(f"{folder} is a link; links are not followed. Put a folder there")
    there, came = _files(target), _time(target)
    if there is not None and digest(there) == delivery.digest() and _no_news(came, delivery.when):
        return "as before"
    if not latest or (came and delivery.when and delivery.when < came):
        _keep(kept, delivery)
        return "earlier"
    with _draft(target, delivery) as draft:
        if there is None:
            draft.rename(target)
            return "new"
        aside = _free(kept, came)
        aside.parent.mkdir(parents=True, exist_ok=True)
        target.rename(aside)
        try:
            draft.rename(target)
        except BaseException:
            aside.rename(target)
            raise
    delivery.notes.append(f"What was there is in {aside.relative_to(course.root)}")
    return "newer"


@contextmanager
def _draft(target: Path, delivery: Delivery) -> Iterator[Path]:
    """Make a folder of a delivery, beside where it belongs, to be renamed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".draft-", dir=target.parent) as scratch:
        draft = Path(scratch) / target.name
        draft.mkdir()
        for name, path in delivery.files.items():
            shutil.copyfile(path, draft / name)
        if delivery.when is not None:
            text = f"{delivery.when.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
            (draft / TIMESTAMP).write_text(text, encoding="utf-8")
        yield draft


def _keep(folder: Path, delivery: Delivery) -> None:
    """Put what is not the latest aside, unless it is there."""
    if any(digest(_files(kept) or {}) == delivery.digest() for kept in folder.glob("*/")):
        return
    target = _free(folder, delivery.when)
    with _draft(target, delivery) as draft:
        draft.rename(target)


def _free(folder: Path, when: datetime | None) -> Path:
    """Return a path for what came then, which nothing is at yet."""
    name = f"{when:%Y-%m-%d-%H%M%S}" if when else "undated"
    names = (name, *(f"{name}-{number}" for number in range(2, 10_000)))
    return next(folder / n for n in names if not (folder / n).exists())


def _files(folder: Path) -> dict[str, bytes] | None:
    """Return what lies in a submission's folder; None where there is no such folder."""
    if not folder.exists():
        return None
    found = [p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def _time(folder: Path) -> datetime | None:
    path = folder / TIMESTAMP
    if not path.is_file() or path.is_symlink():
        return None
    return parsed(path.read_bytes()[:200].decode("utf-8", "replace").strip())


def _no_news(came: datetime | None, when: datetime | None) -> bool:
    """Whether the time of the same work, come again, says nothing new: the first one counts."""
    return when is None or (came is not None and came <= when)
