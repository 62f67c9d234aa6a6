"""The files that lie beside a notebook when it runs: the release's, and those it asks for."""

import stat
from pathlib import Path

from nbformat import NotebookNode

from autograde.limits import Limits


def released_files(folder: Path) -> dict[str, bytes]:
    """Return what the release has beside its notebook, by relative path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and not path.name.startswith(".")
    }


def asked_files(
    template: NotebookNode, folder: Path, limits: Limits
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a submission that the assignment asks for, and notes on those it lacks.

    No other file of a submission is ever read. A link is not followed: it may lead anywhere.
    """
    files, notes = {}, []
    for name in template.metadata.get("unrolled", {}).get("files", []):
        problem = _problem(folder / name, limits.file_bytes)
        if problem:
            notes.append(f"The file {name} {problem}; the notebook ran without it.")
        else:
            files[name] = (folder / name).read_bytes()
    return files, notes


def _problem(path: Path, most: int) -> str:
    try:
        found = path.lstat()
    except OSError:
        return "was not handed in"
    if not stat.S_ISREG(found.st_mode):
        return "is a link or a folder"
    if found.st_size > most:
        return f"is larger than {most >> 20} MB"
    return ""
