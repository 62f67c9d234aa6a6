"""Read folders and zip files that strangers made, without letting them reach beyond themselves.

Zips are unpacked into a scratch folder, zips in zips too. What could do harm (a path that leads
out, a link, a bomb) or has an odd name stays out, with a line that says so; the rest goes on.
"""

import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograde.text import plain

MAX_MEMBER = 256 << 20  # bytes of one file
MAX_STUDENT_ZIP = 512 << 20  # bytes of all files in a zip that lies in something else
MAX_ZIP = 16 << 30  # the same for a zip that was named, which may hold a class
MAX_COUNT = (100_000, 2_000, 2_000)  # files in a zip, by how deep it lies
MAX_RATIO = 200  # a notebook shrinks to a tenth, one with nothing but spaces to a thousandth
SUSPICIOUS = 32 << 20  # bytes from which the ratio is looked at
MAX_DEPTH = 12  # folders in folders
SPARE = 1 << 30  # bytes that stay free on the disk
_CLUTTER = re.compile(r"__MACOSX|Thumbs\.db|desktop\.ini|\..*")
_ODD = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]|^\s|\s$")

Refuse = Callable[[str, str], None]  # where something is, and why it is left out


@dataclass
class Folder:
    """A folder, or the inside of a zip. `label` says to people where it is."""

    name: str
    label: str
    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    zipped: bool = False

    def below(self) -> Iterator["Folder"]:
        """Yield this folder and all in it."""
        yield self
        for name in sorted(self.folders):
            yield from self.folders[name].below()


class _RefusedError(Exception):
    """Why something is left out."""


def read(source: Path, scratch: Path, refuse: Refuse) -> Folder:
    """Return what lies at a path: a folder, a zip, or a folder with this one file.

    `refuse` is called with each thing that is left out. Nothing at `source` is changed.
    """
    opener = _Opener(scratch, refuse)
    if source.is_dir():
        return opener.folder(source, plain(source.name or source), 0)
    if source.suffix.lower() == ".zip":
        return opener.archive(source, plain(source.name), 0) or Folder(source.stem, source.name)
    return Folder("", plain(source.name), files={source.name: source})


class _Opener:
    def __init__(self, scratch: Path, refuse: Refuse) -> None:
        self.scratch, self.refuse, self.count = scratch, refuse, 0

    def folder(self, path: Path, label: str, depth: int, zips: int = 0) -> Folder:
        """Read a folder on disk; what is linked from it is not looked at."""
        made = Folder(path.name, label, zipped=False)
        for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
            if _CLUTTER.fullmatch(entry.name):
                continue
            where = f"{label} › {plain(entry.name)}"
            try:
                self._take(made, entry, where, depth, zips)
            except (_RefusedError, OSError) as error:
                self.refuse(where, str(getattr(error, "strerror", None) or error))
        return made

    def _take(
        self, made: Folder, entry: "os.DirEntry[str]", where: str, depth: int, zips: int
    ) -> None:
        kind = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISLNK(kind):
            raise _RefusedError("a link; links are not followed")
        if _ODD.search(entry.name):
            raise _RefusedError("its name holds signs that do not belong into a name")
        if stat.S_ISDIR(kind):
            if depth >= MAX_DEPTH:
                raise _RefusedError(f"more than {MAX_DEPTH} folders in folders")
            made.folders[entry.name] = self.folder(Path(entry.path), where, depth + 1, zips)
        elif not stat.S_ISREG(kind):
            raise _RefusedError("neither a file nor a folder")
        elif entry.name.lower().endswith(".zip"):
            if inside := self.archive(Path(entry.path), where, zips + 1):
                made.folders[entry.name] = inside
        else:
            made.files[entry.name] = Path(entry.path)

    def archive(self, path: Path, label: str, depth: int) -> Folder | None:
        """Unpack a zip; None where it is refused as a whole."""
        self.count += 1
        place = self.scratch / str(self.count)
        place.mkdir(parents=True)
        try:
            if depth >= len(MAX_COUNT):
                raise _RefusedError("a zip in a zip in a zip; unpack it by hand")
            with zipfile.ZipFile(path) as archive:
                self._unpack(archive, path, place, label, depth)
        except _RefusedError as error:
            self.refuse(label, str(error))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            self.refuse(label, f"not a whole zip ({plain(error, 80)}); ask for it again")
        else:
            made = self.folder(place, label, 0, depth)
            made.name, made.zipped = path.name, True
            return made
        shutil.rmtree(place)
        return None

    def _unpack(
        self, archive: zipfile.ZipFile, path: Path, place: Path, label: str, depth: int
    ) -> None:
        members = [m for m in archive.infolist() if not m.is_dir() and not _clutter(m.filename)]
        most = MAX_STUDENT_ZIP if depth else MAX_ZIP
        said = sum(member.file_size for member in members)
        if len(members) > MAX_COUNT[depth]:
            raise _RefusedError(f"{len(members)} files in one zip; {MAX_COUNT[depth]} are taken")
        if said > most or (said > SUSPICIOUS and said > MAX_RATIO * path.stat().st_size):
            raise _RefusedError(
                f"a zip bomb: {path.stat().st_size >> 10} kB become {said >> 20} MB"
            )
        if said + SPARE > shutil.disk_usage(place).free:
            raise _RefusedError(f"the disk has no room for its {said >> 20} MB")
        seen: set[str] = set()
        for member in members:
            try:
                most -= _extract(archive, member, place, most, seen)
            except (_RefusedError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                why = str(error) if isinstance(error, _RefusedError) else "it is broken in the zip"
                self.refuse(f"{label} › {plain(member.filename, 100)}", why)


def _extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, most: int, seen: set[str]
) -> int:
    """Write one file of a zip; return how many bytes it has, whatever the zip says."""
    parts = _parts(member)
    target = place.joinpath(*parts)
    if "/".join(parts).casefold() in seen or target.exists():
        raise _RefusedError("a second file of this name")
    seen.add("/".join(parts).casefold())
    target.parent.mkdir(parents=True, exist_ok=True)
    left = min(most, MAX_MEMBER)
    try:
        with archive.open(member) as source, target.open("xb") as out:
            while block := source.read(1 << 20):
                left -= len(block)
                if left < 0:
                    raise _RefusedError(f"larger than {MAX_MEMBER >> 20} MB, or a zip bomb")
                out.write(block)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target.stat().st_size


def _parts(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return the path of a file in a zip, if it is one that stays inside."""
    kind = member.external_attr >> 16
    if stat.S_IFMT(kind) not in (0, stat.S_IFREG):
        raise _RefusedError("a link or a device, not a file; links are not followed")
    if member.flag_bits & 0x1:
        raise _RefusedError("it needs a password; ask for it without")
    name = member.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise _RefusedError("its path leads out of the zip")
    if not parts or len(parts) > MAX_DEPTH or any(len(os.fsencode(part)) > 200 for part in parts):
        raise _RefusedError("its path is too long")
    if any(_ODD.search(part) for part in parts):
        raise _RefusedError("its name holds signs that do not belong into a name")
    return parts


def _clutter(name: str) -> bool:
    """Whether a file in a zip is what programs leave behind, such as .DS_Store."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", "..", ".")]
    return any(_CLUTTER.fullmatch(part) for part in parts)
