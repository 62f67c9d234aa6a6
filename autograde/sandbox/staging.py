"""Files on the way into a sandbox, and the host's folder for each run."""

import os
import shutil
import socket
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from autograde.errors import UserError

PREFIX = "unrolled-run-"
LONGEST = 107  # bytes of a unix socket's path
_SOCKET = "/k-5"


def files_of(folder: Path | None, most_bytes: int) -> Iterator[tuple[str, BinaryIO]]:
    """Yield the files a kernel gets beside it: relative path and content.

    These are the regular files that are no notebook; no dot-files, and nothing behind a link.
    Raises UserError when they are larger than `most_bytes` together.
    """
    if folder is None:
        return
    room = most_bytes
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.endswith(".ipynb"):
                continue
            path = Path(place, name)
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            with os.fdopen(os.open(path, flags), "rb") as file:
                about = os.fstat(file.fileno())
                room -= about.st_size
                if room < 0:
                    raise UserError(f"{folder}: its files are larger than {most_bytes >> 20} MB.")
                if stat.S_ISREG(about.st_mode):
                    yield path.relative_to(folder).as_posix(), file


def packed(folder: Path | None, most_bytes: int) -> int | None:
    """Return a descriptor of an archive, in memory, of the folder's files; None for no files."""
    descriptor = None
    archive = None
    try:
        for name, file in files_of(folder, most_bytes):
            if archive is None or descriptor is None:
                descriptor = os.memfd_create("files")
                stream = os.fdopen(os.dup(descriptor), "wb")
                archive = tarfile.open(fileobj=stream, mode="w")  # noqa: SIM115 - for all files
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = os.fstat(file.fileno()).st_size, 0o644
            archive.addfile(entry, file)
    except BaseException:
        if descriptor is not None:
            os.close(descriptor)
        raise
    finally:
        if archive is not None and archive.fileobj is not None:
            archive.close()
            archive.fileobj.close()
    return descriptor


def copied(folder: Path | None, target: Path, most_bytes: int) -> None:
    """Copy the folder's files into `target`."""
    for name, file in files_of(folder, most_bytes):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)


def run_folder() -> Path:
    """Make a private folder for one kernel's sockets, named after this process."""
    for base in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108
        name = f"{PREFIX}{os.getpid()}-{_started(os.getpid())}-"
        if len(os.fsencode(f"{base}/{name}12345678{_SOCKET}")) > LONGEST or not Path(base).is_dir():
            continue
        return Path(tempfile.mkdtemp(prefix=name, dir=base))
    raise UserError("No temporary folder with a name short enough for sockets: set TMPDIR=/tmp.")


def sweep() -> None:
    """Remove this user's run folders whose process has ended without doing so."""
    for base in {tempfile.gettempdir(), "/tmp", "/var/tmp"}:  # noqa: S108
        for folder in Path(base).glob(f"{PREFIX}*-*-*"):
            process, started = folder.name.removeprefix(PREFIX).split("-")[:2]
            try:
                mine = folder.lstat().st_uid == os.getuid() and not folder.is_symlink()
            except OSError:
                continue
            if mine and process.isdigit() and _started(int(process)) != started:
                shutil.rmtree(folder, ignore_errors=True)


def _started(process: int) -> str:
    """Return when a process started, as /proc words it; "gone" without such a process."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        pass
    try:  # no /proc on this system
        os.kill(process, 0)
    except ProcessLookupError:
        return "gone"
    except PermissionError:
        pass
    return "0"


def listeners(folder: Path, count: int) -> list[socket.socket]:
    """Listen on new sockets `k-1`, `k-2`, … in the folder."""
    sockets = []
    for number in range(1, count + 1):
        path = folder / f"k-{number}"
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        listener.listen(16)
        sockets.append(listener)
    return sockets
