"""From solutions/ to what nbgrader reads, and from there to what students get.

    solutions/NN_topic/NN_topic.py --source_notebook--> build/source/ --nbgrader--> notebooks/

The same source gives the same bytes. Nothing here reads notebooks/.
"""

import logging
import re
import shutil
import tempfile
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.nbgraderformat.common import SchemaMismatchError
from traitlets.config import Config

from autograde import versions
from autograde.course import Course
from autograde.errors import UserError
from autograde.gradebook import exists

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# Each kind of marked region, and what nbgrader's metadata must say of the cell around it.
REGIONS = {"SOLUTION": "solution", "HIDDEN TESTS": "grade", "MARK SCHEME": "locked"}
_KEPT_METADATA = ("nbgrader", "tags")
_HAS_SUBMISSIONS = ("Cannot add or remove cells", "Cannot modify existing assignment")


def source_notebook(path: Path) -> NotebookNode:
    """Return the notebook, answers included, that a py:percent file stands for.

    Raises UserError where the file is missing, a cell header can't be read or says what nbgrader
    doesn't allow, two cells share a grade_id, or a region is open or in the wrong cell.
    """
    try:
        nb = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except FileNotFoundError:
        raise UserError(f"{path} does not exist: a source has its folder's name.") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text ({error}). Save it as UTF-8.") from None
    cells = [_plain_cell(cell, path) for cell in nb.cells]
    _name_cells(cells, path)
    about = _about(nb, path)
    if cells and cells[0].cell_type == "markdown":
        cells[0].source = versions.stamped(cells[0].source, about["version"])
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": KERNELSPEC,
            "language_info": {"name": "python"},
            "unrolled": {"assignment": path.stem, **about},
        },
        nbformat_minor=5,
    )


def _about(nb: NotebookNode, path: Path) -> dict[str, Any]:
    """Return what the header says: `unrolled: {version: "1.1", files: [a.npy]}`.

    Files are those to hand in beside the notebook.
    """
    said = nb.metadata.get("unrolled", {})
    asked = said.get("files", [])
    if not all(isinstance(n, str) and re.fullmatch(r"\w[\w.-]*", n) for n in asked):
        raise UserError(f"{path}: `files` in its header is a list of plain names, not {asked}.")
    version = versions.checked(said.get("version", versions.FIRST), f"{path}, header")
    return {"version": version, **({"files": list(asked)} if asked else {})}


def version() -> str:
    """Return the course's version: pyproject.toml's in a checkout, else the installed one."""
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    if pyproject.is_file():
        return tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["version"]
    return metadata.version("unrolled")


def dump(nb: NotebookNode) -> str:
    """Return the text of a notebook: the one way in which notebooks are written."""
    return nbformat.writes(nb) + "\n"


def grade_id(cell: NotebookNode) -> str | None:
    """Return the key that nbgrader knows a cell by; None for a cell without one."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _plain_cell(cell: NotebookNode, path: Path) -> NotebookNode:
    """Return the cell without what jupytext adds. Raises UserError for a header it can't read."""
    bad = cell.metadata.get("incorrectly_encoded_metadata")
    if bad:
        raise UserError(
            f"{path}: cannot read the cell header `# %% {bad}`. "
            "Write `# %% [markdown] nbgrader={…}` with JSON inside the braces (true, not True)."
        )
    kept = {key: cell.metadata[key] for key in _KEPT_METADATA if key in cell.metadata}
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    if cell.cell_type not in make:
        raise UserError(
            f"{path}: a cell is either code or [markdown], not [{cell.cell_type}]; "
            f"this one begins {cell.source[:40]!r}."
        )
    return make[cell.cell_type](cell.source, metadata=kept)


def _name_cells(cells: list[NotebookNode], path: Path) -> None:
    """Give every cell an id that stays the same as long as the keyed cells do."""
    key, count, seen = "top", 0, set()
    for cell in cells:
        _check_cell(cell, path)
        name = grade_id(cell)
        if name is None:
            count += 1
            cell.id = f"{key[: 62 - len(str(count))]}--{count}"
            continue
        if name in seen or not 1 <= len(name) <= 64:
            fault = "is used twice" if name in seen else "is not 1 to 64 letters long"
            raise UserError(f"{path}: the grade_id {name!r} {fault}. Give the cell another one.")
        key, count = name, 0
        cell.id = name
        seen.add(name)


def _check_cell(cell: NotebookNode, path: Path) -> None:
    """Raise UserError unless nbgrader allows the cell and its marked regions are in order."""
    where = f"{path}, cell {grade_id(cell) or repr(cell.source[:40])}"
    meta = cell.metadata.get("nbgrader", {})
    try:
        MetadataValidator().validate_cell(cell)
    except (ValidationError, SchemaMismatchError) as error:
        reason = str(error).split("\n")[0]
        raise UserError(f"{where}: nbgrader does not allow this cell header: {reason}") from None
    for region, role in REGIONS.items():
        marks = re.findall(rf"(BEGIN|END) {region}", cell.source)
        if marks != ["BEGIN", "END"] * (len(marks) // 2):
            raise UserError(
                f"{where}: every ### BEGIN {region} needs its ### END {region} before the next "
                f"one; found {' '.join(marks)}."
            )
        if marks and not meta.get(role):
            raise UserError(
                f"{where}: a {region} region may stand only in a cell whose nbgrader metadata says "
                f'"{role}": true.'
            )


def build(course: Course, assignment: str) -> Path:
    """Write build/source/<assignment>/ anew from the solutions; return the notebook's path.

    Figures go with it. Raises UserError as `source_notebook` does.
    """
    folder = course.solutions / assignment
    nb = source_notebook(folder / f"{assignment}.py")
    target = course.source / assignment
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if (folder / "figures").is_dir():
        shutil.copytree(folder / "figures", target / "figures")
    path = target / f"{assignment}.ipynb"
    path.write_text(dump(nb), encoding="utf-8")
    return path


def release_notebook(course: Course, assignment: str) -> NotebookNode:
    """Return the student version, made by nbgrader from the solutions as they are now.

    It is made in a temporary course, without a database: neither the real release nor the real
    gradebook can come to harm. Raises UserError where nbgrader refuses.
    """
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        scratch = Course(Path(folder), course.solutions)
        build(scratch, assignment)
        config = scratch.config()
        config.GenerateAssignment.no_database = True  # what --no-db does
        config.SaveCells.enabled = False
        _generate_assignment(config, assignment, scratch.notebooks)
        return _read(scratch.notebooks / assignment / f"{assignment}.ipynb")


def generate(course: Course, assignment: str) -> Path:
    """Register the assignment in the gradebook, then write notebooks/<assignment>/; return that.

    nbgrader deletes its output when it fails, so it works beside the release, which is replaced
    only after everything went well. Raises UserError where nbgrader refuses.
    """
    build(course, assignment)
    staged = course.build / "release"
    shutil.rmtree(staged, ignore_errors=True)
    _generate_assignment(course.config(), assignment, staged)
    path = staged / assignment / f"{assignment}.ipynb"
    path.write_text(dump(_read(path)), encoding="utf-8")
    target = course.notebooks / assignment
    course.notebooks.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(staged / "before")
    path.parent.rename(target)
    shutil.rmtree(staged)
    return target


def register(course: Course, assignment: str) -> None:
    """Tell a gradebook that has never heard of the assignment about its release.

    So a fresh clone can grade at once. Does nothing where the gradebook knows the assignment, or
    where the release is not what the solutions build (then `unrolled release` has to be run).
    """
    if exists(course):
        with Gradebook(course.db_url, course.config().CourseDirectory.course_id) as gradebook:
            if any(known.name == assignment for known in gradebook.assignments):
                return
    released = course.notebooks / assignment / f"{assignment}.ipynb"
    if not (course.solutions / assignment).is_dir() or not released.is_file():
        return
    if released.read_text(encoding="utf-8") == dump(release_notebook(course, assignment)):
        generate(course, assignment)


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _generate_assignment(config: Config, assignment: str, release: Path) -> None:
    """Run nbgrader's generate_assignment into the folder `release`."""
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.release_directory = str(release)
    log, errors = _quiet_log()
    converter = GenerateAssignment(
        coursedir=CourseDirectory(config=config, log=log), config=config, log=log
    )
    try:
        converter.start()
    except NbGraderException as error:
        raise UserError(_explain(assignment, "\n".join(errors) or str(error))) from error


def _explain(assignment: str, log: str) -> str:
    """Return one line that says why nbgrader refused, and what to do."""
    if any(message in log for message in _HAS_SUBMISSIONS):
        return (
            f"{assignment}: a graded, solution or locked cell was added, removed or renamed, but "
            "the gradebook already holds submissions; notebooks/ is as it was. Take that change "
            "back, or move gradebook.db away if those submissions may be forgotten."
        )
    reasons = [line for line in log.splitlines() if re.match(r"[\w.]*(Error|Exception)\b", line)]
    reason = reasons[-1] if reasons else log.strip().splitlines()[-1]
    return f"{assignment}: nbgrader could not make the student version: {reason}"


def _quiet_log() -> tuple[logging.Logger, list[str]]:
    """Return a logger that shows nothing and the list in which it keeps its errors."""
    errors: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: errors.append(record.getMessage())
    log = logging.Logger("nbgrader")
    log.addHandler(handler)
    return log, errors
