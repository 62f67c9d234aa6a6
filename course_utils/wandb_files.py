"""What Weights & Biases keeps of a run on this computer, read back from the run's file.

Each run has a folder of its own, and in it a file run-….wandb: a log that begins with ":W&B" and
goes on in blocks of 32 KiB. A block holds pieces of records, each with a checksum. What a record
says is described by the package wandb itself.

To import this module makes W&B quiet (see QUIET); what you have set yourself stays as it is.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_utils.experiments import Config, checked
from course_utils.extras import missing
from course_utils.plots import grading

QUIET = {
    "WANDB_SILENT": "true",
    "WANDB_CONSOLE": "off",  # what cells print is nobody's business
    "WANDB_ERROR_REPORTING": "false",  # or it looks for its makers' server, also when offline
    "WANDB_DISABLE_GIT": "true",
    "WANDB_DISABLE_CODE": "true",
    "WANDB__DISABLE_STATS": "true",  # of processor, memory, disks and network
    "WANDB__DISABLE_MACHINE_INFO": "true",
    "WANDB__SAVE_REQUIREMENTS": "false",
}
"""What W&B is told by the environment, so that a run takes a tenth of a second and says nothing."""

MAGIC = struct.pack("<4sHB", b":W&B", 0xBEE1, 0)
BLOCK = 32 * 1024
WHOLE, FIRST, MIDDLE, LAST = 1, 2, 3, 4  # which piece of its record this is
_PATIENCE = 3.0  # seconds
_HEAD = struct.Struct("<IHB")  # of a piece: its checksum, its length, which one it is
_latest = "wandb_runs"

for _name, _value in QUIET.items():
    os.environ.setdefault(_name, _value)


class DamagedRun(ValueError):  # noqa: N818  (it is said of a file)
    """A file that is no run, or no longer what was written."""


@dataclass(frozen=True)
class Run:
    """One training: what it was configured with, and what was logged, a row for each step."""

    config: Config
    history: list[dict[str, Any]] = field(repr=False)
    project: str = field(default="", repr=False)
    finished: bool = field(default=False, repr=False)
    started: float = field(default=0.0, repr=False)


def read_runs(folder: str | Path) -> list[Run]:
    """All runs that were tracked with `dir=folder`, in the order in which they began.

    A run in which nothing was logged is left out, and so is a damaged file, which one printed line
    names. Of a run that is still going on, or was cut off, there is what was written so far.

    >>> read_runs("a folder without runs")
    []
    """
    files, found = run_files(folder), []
    wait_for_ends([file for file in files if time.time() - file.stat().st_mtime < _PATIENCE])
    for file in files:
        try:
            run = read_run(file.read_bytes())
        except (DamagedRun, OSError) as error:
            print(f"{file} is left out: {error}")
            continue
        if run.history:
            found.append(run)
    return sorted(found, key=lambda run: run.started)


def run_files(folder: str | Path) -> list[Path]:
    """The runs' files, of runs that stayed here and of others."""
    places = ("wandb/*run-*/run-*.wandb", "*run-*/run-*.wandb")
    return sorted(file for place in places for file in Path(folder).glob(place))


def wait_for_ends(files: Iterable[Path], seconds: float = _PATIENCE) -> None:
    """Wait until these files are whole: `run.finish()` returns some milliseconds before they are.

    A run that is still going on, or was cut off, is waited for in vain, `seconds` at most.
    """
    deadline = time.monotonic() + seconds
    for file in files:
        while not _is_whole(file) and time.monotonic() < deadline:
            time.sleep(0.01)


def _is_whole(file: Path) -> bool:
    try:
        return read_run(file.read_bytes()).finished
    except (DamagedRun, OSError):
        return True  # time mends neither


def read_run(data: bytes) -> Run:
    """What a run's file says. Raises DamagedRun for bytes that are none.

    >>> read_run(b"nothing of the kind")
    Traceback (most recent call last):
    course_utils.wandb_files.DamagedRun: this is no file of a W&B run
    """
    config: Config = {}
    history: list[dict[str, Any]] = []
    project, started, finished = "", 0.0, False
    for record in _records(data):
        kind = record.WhichOneof("record_type")
        if kind == "run":
            project, config = record.run.project, config | _items(record.run.config.update)
            started = record.run.start_time.ToNanoseconds() / 1e9
        elif kind == "config":
            config = config | _items(record.config.update)
        elif kind == "history":
            history.append(_items(record.history.item))
        finished = finished or kind == "exit"
    return Run(config, [row for row in history if row], project, finished, started)


def messages(data: bytes) -> Iterator[bytes]:
    """The records of a log, put together from their pieces; up to its end, or where it was cut.

    Raises DamagedRun where a checksum is wrong, or pieces don't belong together.
    """
    if data[: len(MAGIC)] != MAGIC[: len(data)]:
        raise DamagedRun("this is no file of a W&B run")
    place, record = len(MAGIC), None
    while True:
        if BLOCK - place % BLOCK < _HEAD.size:  # no head fits in what is left of the block
            place += BLOCK - place % BLOCK
        if place + _HEAD.size > len(data):
            return
        checksum, length, which = _HEAD.unpack_from(data, place)
        piece = data[place + _HEAD.size : place + _HEAD.size + length]
        if len(piece) < length:
            return
        if zlib.crc32(piece, zlib.crc32(bytes([which]))) != checksum:
            raise DamagedRun(f"it is damaged at byte {place}")
        if which not in (WHOLE, FIRST, MIDDLE, LAST) or (record is None) != (which in (1, 2)):
            raise DamagedRun(f"a piece is missing before byte {place}")
        record = (record or b"") + piece
        if which in (WHOLE, LAST):
            yield record
            record = None
        place += _HEAD.size + length


def track_all(
    track_run: Callable[[Config, str], object],
    configs: Sequence[Config] | None,
    folder: str | None = None,
) -> str:
    """Have `track_run` track each configuration, all in one folder; returns where that is.

    It is "wandb_runs" unless `folder` says otherwise, and a temporary folder while grading. Runs
    that are there from before are deleted, and nothing else. Raises NotImplementedError where there
    is no configuration yet, and ValueError for what is none.
    """
    global _latest
    configs = checked(configs)
    if absent := missing("wandb"):
        print(absent)
        return folder or "wandb_runs"
    chosen = folder or (tempfile.mkdtemp(prefix="wandb-runs-") if grading() else "wandb_runs")
    _latest = chosen
    shutil.rmtree(Path(chosen) / "wandb", ignore_errors=True)
    Path(chosen).mkdir(parents=True, exist_ok=True)
    place = str(Path(chosen).resolve())  # W&B's own process may have begun in another folder
    for config in configs:
        track_run(dict(config), place)
    files = run_files(chosen)
    kept_here = all(file.parent.name.startswith("offline-") for file in files)
    also = "nothing has left this computer" if kept_here else "and in your account at wandb.ai"
    where = "a temporary folder" if grading() else f"{chosen}/wandb"
    print(f"{len(files)} runs are in {where}, {also}.")
    return chosen


def latest_folder() -> str:
    """Where `track_all` last put its runs."""
    return _latest


def _records(data: bytes) -> Iterator[Any]:
    if absent := missing("wandb"):
        raise ModuleNotFoundError(absent)
    from google.protobuf.message import DecodeError
    from wandb.proto import wandb_internal_pb2 as described

    for message in messages(data):
        record: Any = vars(described)["Record"]()
        try:
            record.ParseFromString(message)
        except DecodeError:
            raise DamagedRun("a record in it says nothing") from None
        yield record


def _items(entries: Any) -> dict[str, Any]:
    """What was logged or configured, without what W&B adds of its own."""
    named = {entry.key or ".".join(entry.nested_key): entry.value_json for entry in entries}
    try:
        return {key: json.loads(text) for key, text in named.items() if not key.startswith("_")}
    except (ValueError, RecursionError):
        raise DamagedRun("a number in it is none") from None
