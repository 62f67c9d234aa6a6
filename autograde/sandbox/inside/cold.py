"""Start one kernel from nothing: in a container, or unprotected for people who are trusted."""

import json
import os
import socket
import sys
import tarfile
from pathlib import Path

from . import kernel


def main() -> None:
    """Start the kernel that the JSON in the first argument describes."""
    settings = json.loads(sys.argv[1])
    kernel.limit(settings["limits"])
    if folder := settings["container"]:
        _move_in(Path(folder))
    kernel.run(settings["key"], settings["prefix"], settings["sockets"])


def _move_in(folder: Path) -> None:
    """Make the container's folders, fetch the files, and connect to the judge."""
    for name in ("home", "work"):
        Path("/box", name).mkdir(mode=0o700)
    os.chdir("/box/work")
    if (files := folder / "files.tar").exists():
        with tarfile.open(files) as archive:
            archive.extractall()  # noqa: S202 - the host made it, of plain files
    judge = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    judge.connect(str(folder / "judge"))
    os.environ["UNROLLED_JUDGE_FD"] = str(judge.detach())
