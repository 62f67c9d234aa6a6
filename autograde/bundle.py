"""What students get: the notebook and course_utils. Never solutions/ or autograde/."""

import re
import shutil
import zipfile
from importlib import metadata
from pathlib import Path

import nbformat

import course_utils
from autograde import variants
from autograde.build import dump, release_notebook, source_notebook, version
from autograde.course import Course
from autograde.errors import UserError
from autograde.leaks import leaks, secrets, text_leaks

EPOCH = (1980, 1, 1, 0, 0, 0)  # every file in the zip has this date, so that its bytes repeat
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")

PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "unrolled"
version = "{version}"
description = "The helpers that the notebooks of this course import."
requires-python = "{python}"
dependencies = [
{dependencies}]

[tool.setuptools.packages.find]
include = ["course_utils*"]

[tool.setuptools.package-data]
"*" = ["*"]
"""

README = """\
# {assignment}

Two commands, in this folder (Python {python} or newer):

    python -m pip install .
    jupyter lab {notebook}

Work through the notebook from top to bottom. Each exercise ends with a check that tells you what is
right, what is wrong, or that you have not begun. Before you hand in, choose *Kernel → Restart and
Run All*; then hand in `{assignment}.ipynb` under that name, alone.

Please leave the cells with checks as they are: they are put back before grading. Cells of your own
are welcome anywhere.
"""


def bundle(course: Course, assignment: str, out: Path) -> Path:
    """Write the folder and the zip file `unrolled-<assignment>` into `out`; return the zip's path.

    Raises UserError where the release is missing or out of date, or where something would leak.
    """
    released = course.notebooks / assignment
    _check_current(course, assignment, released / f"{assignment}.ipynb")
    folder = out / f"unrolled-{assignment}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(released, folder / "notebooks" / assignment, ignore=_LEFT_OUT)
    helpers = Path(course_utils.__file__).parent
    shutil.copytree(helpers, folder / "course_utils", ignore=_LEFT_OUT)
    license_file = helpers.parent / "LICENSE"
    if license_file.is_file():
        shutil.copy(license_file, folder)
    _write_texts(folder, assignment)
    if found := scan(course, assignment, folder):
        shutil.rmtree(folder)
        raise UserError(f"{assignment}: nothing was bundled, because " + "; ".join(found))
    return _zip(folder)


def scan(course: Course, assignment: str, folder: Path) -> list[str]:
    """Return what a bundled folder holds that students may not see."""
    solutions = course.solutions / assignment
    source = source_notebook(solutions / f"{assignment}.py")
    others = variants.load(solutions)
    hidden = secrets(source, others)
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".ipynb":
            nb = nbformat.read(path, as_version=4)
            found += [f"{name}: {leak}" for leak in leaks(nb, source, others)]
            continue
        try:
            found += text_leaks(path.read_text(encoding="utf-8"), name, hidden)
        except UnicodeDecodeError:
            continue  # pictures and data
    return found


def _check_current(course: Course, assignment: str, path: Path) -> None:
    """Raise UserError unless the release exists and is what the solutions give now."""
    command = f"Run `unrolled release {assignment}` first."
    if not path.is_file():
        raise UserError(f"{path} does not exist. {command}")
    if path.read_text(encoding="utf-8") != dump(release_notebook(course, assignment)):
        raise UserError(f"{path} is not what the solutions give now. {command}")


def _write_texts(folder: Path, assignment: str) -> None:
    about = metadata.metadata("unrolled")
    python = about["Requires-Python"]
    wanted = "".join(f'    "{name}",\n' for name in _student_requirements())
    (folder / "pyproject.toml").write_text(
        PYPROJECT.format(version=version(), python=python, dependencies=wanted), encoding="utf-8"
    )
    notebook = f"notebooks/{assignment}/{assignment}.ipynb"
    (folder / "README.md").write_text(
        README.format(assignment=assignment, notebook=notebook, python=python.strip(">=")),
        encoding="utf-8",
    )


def _student_requirements() -> list[str]:
    """Return what this package requires for everybody and for the extra `students`."""
    required = [line.split(";", 1) for line in metadata.requires("unrolled") or []]
    return sorted(
        name.strip()
        for name, *marker in required
        if not marker or re.search(r"""extra == ["']students["']""", marker[0])
    )


def _zip(folder: Path) -> Path:
    """Zip a folder so that the same files give the same bytes; return the zip's path."""
    target = folder.with_name(folder.name + ".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return target
