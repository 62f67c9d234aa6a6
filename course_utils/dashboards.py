"""TensorBoard beside the notebook, and the runs that it shows.

`SummaryWriter` and `EventAccumulator` are TensorBoard's own. Where it isn't installed their names
can be imported all the same, and using them says what to install.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import IFrame, display

from course_utils.experiments import Config, checked
from course_utils.extras import missing
from course_utils.plots import grading

_HEIGHT = 800
_addresses: dict[str, str] = {}  # of the servers in this process, by folder


class _Absent:
    """Stands in for a class of TensorBoard."""

    def __init__(self, *_: object, **__: object) -> None:
        raise ModuleNotFoundError(missing("tensorboard"))


if TYPE_CHECKING or not missing("tensorboard"):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from torch.utils.tensorboard import SummaryWriter

    # What it says of each file that it reads is of no use here.
    logging.getLogger("tensorboard").setLevel(logging.ERROR)
else:
    EventAccumulator = SummaryWriter = _Absent

__all__ = ["EventAccumulator", "SummaryWriter", "missing", "name_of", "tensorboard", "write_runs"]


def name_of(config: Config) -> str:
    """A name for a run that tells its configuration.

    >>> name_of({"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0})
    'sgd_lr0.1_hidden32_decay0_seed0'
    """
    lr, decay = (f"{config[key]:g}" for key in ("lr", "weight_decay"))
    return (
        f"{config['optimizer']}_lr{lr}_hidden{config['hidden']}_decay{decay}_seed{config['seed']}"
    )


def write_runs(
    log_run: Callable[[Config, str], object],
    configs: Sequence[Config] | None,
    folder: str | None = None,
) -> str:
    """Have `log_run` write each configuration into a folder of its own; returns where they are.

    That is "runs" unless `folder` says otherwise, and a temporary folder while grading. Event
    files that are there from before are deleted, and nothing else. Raises NotImplementedError
    where there is no configuration yet, and ValueError for what is none.
    """
    configs = checked(configs)
    if absent := missing("tensorboard"):
        print(absent)
        return folder or "runs"
    chosen = folder or (tempfile.mkdtemp(prefix="runs-") if grading() else "runs")
    empty(chosen)
    for number, config in enumerate(configs, 1):
        log_run(dict(config), f"{chosen}/{number}_{name_of(config)}")
    return chosen


def empty(folder: str | Path) -> None:
    """Delete the event files in `folder` and below, and the folders that are empty then."""
    folder = Path(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink():
            continue
        if path.is_file() and "tfevents" in path.name:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    folder.mkdir(parents=True, exist_ok=True)


def tensorboard(folder: str | Path = "runs", height: int = _HEIGHT) -> None:
    """Show TensorBoard with the runs in `folder` below the cell, and how to have it elsewhere.

    It does what `%tensorboard` does, except that its server lives in the kernel and ends with it.
    It listens to this computer only. Where there is no notebook, or while grading, one line says
    how to start it in a terminal.
    """
    command = f"tensorboard --logdir {folder}"
    if absent := missing("tensorboard"):
        print(absent)
    elif grading():
        print(f"[TensorBoard, not shown while grading] {command}")
    elif getattr(get_ipython(), "kernel", None) is None:
        print(f"To see the runs: {command}")
    else:
        address = _serve(Path(folder).resolve())
        print(f"TensorBoard is at {address} until the kernel ends; from a terminal: {command}")
        display(IFrame(_seen_from_browser(address), width="100%", height=height))


def _serve(folder: Path) -> str:
    """The address of a server for the folder: the one that runs already, or a new one."""
    key = str(folder)
    if key not in _addresses:
        from tensorboard.program import TensorBoard

        server: Any = TensorBoard()
        server.configure(
            argv=["tensorboard", "--logdir", key, "--host", "127.0.0.1", "--port", "0",
                  "--load_fast", "false", "--reload_interval", "2"]
        )  # fmt: skip
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        _addresses[key] = server.launch()
    return _addresses[key]


def _seen_from_browser(address: str) -> str:
    """The address for the frame; a server with a proxy says how in TENSORBOARD_PROXY_URL."""
    proxy = os.environ.get("TENSORBOARD_PROXY_URL", "")
    port = address.rstrip("/").rpartition(":")[2]
    if proxy:
        return proxy.replace("%PORT%", port)
    if "google.colab" in sys.modules:
        from google.colab import output  # pyright: ignore[reportMissingImports]

        return output.eval_js(f"google.colab.kernel.proxyPort({port})")
    return address
