"""What TensorBoard's event files hold, read from their bytes.

An event file is a row of records, each with its length in front; a record is one `Event` as
TensorBoard's protocol has it. Nothing in a file is believed: what can't be read ends the reading.
"""

from __future__ import annotations

import re
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

MOST_FILES, MOST_BYTES = 200, 1 << 20

_LENGTH = struct.Struct("<Q")
_BEFORE, _AFTER = 12, 4  # bytes around the data: length and its checksum, the data's checksum
_FLOAT, _DOUBLE = 1, 2  # as TensorFlow numbers its types


@dataclass
class Run:
    """One run: the curves by their tags as (step, value), and what `add_hparams` was given."""

    curves: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    def values(self, tag: str) -> list[float]:
        """A curve's values in the order of their steps."""
        return [value for _, value in sorted(self.curves.get(tag, []), key=lambda point: point[0])]


def files_of(folder: str | Path) -> dict[str, bytes]:
    """The event files in `folder` and in the folders below, by their path from there."""
    _settle()
    folder = Path(folder)
    found = [path for path in sorted(folder.rglob("*tfevents*")) if path.is_file()]
    small = [path for path in found[:MOST_FILES] if path.stat().st_size <= MOST_BYTES]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in small}


def _settle(seconds: float = 2.0) -> None:
    """Wait until the writers that weren't closed have written what they were told."""
    end = time.monotonic() + seconds
    for thread in threading.enumerate():
        waiting = getattr(thread, "_queue", None)
        if type(thread).__name__ == "_AsyncWriterThread" and waiting is not None:
            while waiting.unfinished_tasks and time.monotonic() < end:
                time.sleep(0.005)


def runs_in(files: Mapping[str, bytes]) -> dict[str, Run]:
    """The runs by their folders, "." for the one they are all in; made of what `files_of` gives.

    >>> import tempfile
    >>> from torch.utils.tensorboard import SummaryWriter
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with SummaryWriter(f"{folder}/first") as writer:
    ...         writer.add_scalar("loss", 0.5, 0)
    ...     files = files_of(folder)
    >>> runs_in(files)["first"].curves
    {'loss': [(0, 0.5)]}
    """
    runs: dict[str, Run] = {}
    for name in sorted(files, key=_in_order):
        run = runs.setdefault(str(PurePosixPath(name).parent), Run())
        for event in _events(files[name]):
            for value in event.summary.value:
                _take(value, event.step, run)
    return runs


def _in_order(name: str) -> list[str | int]:
    """A name's numbers count as numbers: writer 1000 of a process comes after its writer 999."""
    parts = re.split(r"(\d+)", name)
    return [int(part) if n % 2 else part for n, part in enumerate(parts)]


def _events(data: bytes) -> Iterator[Any]:
    from google.protobuf.message import DecodeError
    from tensorboard.compat.proto.event_pb2 import (
        Event,  # pyright: ignore[reportAttributeAccessIssue]
    )

    for record in records(data):
        try:
            yield Event.FromString(record)
        except DecodeError:
            return


def records(data: bytes) -> Iterator[bytes]:
    """The records that are there to their end.

    >>> list(records(b"\\x02" + bytes(11) + b"hi" + bytes(4) + b"\\x09"))
    [b'hi']
    """
    at = 0
    while at + _BEFORE <= len(data):
        start = at + _BEFORE
        end = start + _LENGTH.unpack_from(data, at)[0]
        if end + _AFTER > len(data):
            return
        yield data[start:end]
        at = end + _AFTER


def _take(value: Any, step: int, run: Run) -> None:
    """Add one value of an event to what is known of the run."""
    plugin = value.metadata.plugin_data
    if plugin.plugin_name == "hparams":
        run.config.update(_config(plugin.content))
    elif (number := _number(value)) is not None:
        run.curves.setdefault(value.tag, []).append((step, number))


def _number(value: Any) -> float | None:
    """A scalar, in the old way of writing it or in the new."""
    kind = value.WhichOneof("value")
    if kind == "simple_value":
        return value.simple_value
    if kind != "tensor" or len(value.tensor.tensor_shape.dim):
        return None
    tensor = value.tensor
    for numbers in (tensor.float_val, tensor.double_val):
        if len(numbers) == 1:
            return numbers[0]
    form = {(_FLOAT, 4): "<f", (_DOUBLE, 8): "<d"}.get((tensor.dtype, len(tensor.tensor_content)))
    return struct.unpack(form, tensor.tensor_content)[0] if form else None


def _config(content: bytes) -> dict[str, Any]:
    from google.protobuf.message import DecodeError
    from tensorboard.plugins.hparams.plugin_data_pb2 import (
        HParamsPluginData,  # pyright: ignore[reportAttributeAccessIssue]
    )

    try:
        start = HParamsPluginData.FromString(content).session_start_info
    except DecodeError:
        return {}
    found = {}
    for key, value in start.hparams.items():
        kind = value.WhichOneof("kind")
        if kind in ("number_value", "string_value", "bool_value"):
            found[key] = getattr(value, kind)
    return found
