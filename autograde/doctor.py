"""Is all that grading needs in place? Each finding says how to mend what is not.

Nothing is changed. A check that fails in a way nobody foresaw is a finding too.
"""

import importlib.util
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from traitlets.config import Config

from autograde.course import Course
from autograde.errors import UserError
from autograde.nbgrader_settings import configure

OLDEST_PYTHON = (3, 11)
LITTLE_DISK, TOO_LITTLE_DISK = 5e9, 5e8  # bytes
WAIT_S = 60
INSTALL = "In the folder with pyproject.toml run `pip install -e '.[staff]' -c constraints.txt`."
CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"


@dataclass(frozen=True)
class Finding:
    """What one check found. `mend` says what to do unless all is well."""

    name: str
    state: Literal["ok", "warn", "bad"]
    detail: str
    mend: str = ""


def checks(on_progress: Callable[[str], None] = lambda message: None) -> list[Finding]:
    """Return the findings of all checks, in the order in which they matter."""
    findings = []
    for name, check in CHECKS.items():
        on_progress(f"looking at: {name}")
        try:
            state, detail, mend = check()
        except Exception as error:
            state, detail = "bad", f"the check itself failed: {type(error).__name__}: {error}"
            mend = INSTALL
        findings.append(Finding(name, state, detail, mend))
    return findings


Result = tuple[Literal["ok", "warn", "bad"], str, str]


def python() -> Result:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return "bad", found, "Make an environment with Python 3.11 or newer."
    return "ok", found, ""


def packages() -> Result:
    """Hold what is installed against pyproject.toml's ranges, then against constraints.txt."""
    wrong = sorted({fault for line in _required("staff") if (fault := _fault(line))})
    if wrong:
        return "bad", "; ".join(wrong), INSTALL
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines() if CONSTRAINTS.exists() else []
    tested = [line.split("#")[0].strip() for line in lines]
    other = [
        fault for line in tested if line and (fault := _fault(line)) and "missing" not in fault
    ]
    if other:
        return "warn", "not the tested versions: " + "; ".join(other), INSTALL
    return "ok", f"{len(_required('staff'))} packages, in the versions asked for", ""


def _required(extra: str) -> list[str]:
    """Return the requirements of this package with an extra, and with the extras it names."""
    from packaging.requirements import Requirement

    found = []
    for line in metadata.requires("unrolled") or []:
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
            found.append(f"{wanted.name}{wanted.specifier}")
            for other in wanted.extras - {extra} if wanted.name == "unrolled" else ():
                found += _required(other)
    return found


def _fault(line: str) -> str:
    """Return what is wrong with the installed version, by one requirement; "" when nothing is."""
    from packaging.requirements import Requirement

    wanted = Requirement(line)
    try:
        found = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return f"{wanted.name} is missing"
    if wanted.specifier.contains(found.split("+")[0], prereleases=True):
        return ""
    return f"{wanted.name} is {found}, asked for {wanted.specifier}"


def torch() -> Result:
    import torch

    weight = torch.ones(2, requires_grad=True)
    (weight**2).sum().backward()
    if weight.grad is None or weight.grad.tolist() != [2.0, 2.0]:
        return "bad", f"{torch.__version__} computes a wrong gradient", INSTALL
    return "ok", f"{torch.__version__} computes, with a gradient", ""


def kernel() -> Result:
    """Start a kernel as grading does, and see that it is this environment's."""
    said, notes = execute_probe()
    if said == sys.prefix:
        return "ok", "python3 starts, in this environment", ""
    detail = said or "; ".join(notes) or "it says nothing"
    mend = f"{INSTALL} Then `python -m ipykernel install --sys-prefix`."
    return "bad", f"the kernel python3 fails or belongs to another environment: {detail}", mend


def execute_probe() -> tuple[str, list[str]]:
    """Return where a kernel says that its Python lives, or its error; and what was noted."""
    from nbformat.v4 import new_code_cell, new_notebook

    from autograde.execute import execute
    from autograde.limits import Limits

    cell = new_code_cell("import sys, course_utils\nprint(sys.prefix)")
    ran = execute(new_notebook(cells=[cell]), Limits(cell_s=WAIT_S, notebook_s=WAIT_S))
    outputs = ran.notebook.cells[0].outputs
    said = (o.get("text") or f"{o.get('ename')}: {o.get('evalue')}" for o in outputs)
    return "".join(said).strip(), ran.notes


def gpu() -> Result:
    import torch

    if torch.cuda.is_available():
        return "ok", torch.cuda.get_device_name(), ""
    if torch.backends.mps.is_available():
        return "ok", "Apple GPU (mps)", ""
    return "ok", "none; none is needed", ""


def sandbox() -> Result:
    """See that students' code can be shut in."""
    from autograde.sandbox import find

    try:
        return "ok", f"{find()} works", ""
    except UserError as error:
        what, _, mend = str(error).partition(". ")
        return "warn", what, mend


def disk() -> Result:
    free = shutil.disk_usage(_course_root() or Path.cwd()).free
    detail = f"{free / 1e9:.1f} GB free"
    mend = "Make room: submissions, feedback pages and run notebooks need about 5 MB a student."
    if free < TOO_LITTLE_DISK:
        return "bad", detail, mend
    return ("warn", detail, mend) if free < LITTLE_DISK else ("ok", detail, "")


def course() -> Result:
    """See that nbgrader's configuration is found and names the folders we use."""
    try:
        found = Course.find()
    except UserError as error:
        return "warn", str(error), "Run this again inside a course's folder."
    try:
        theirs = found.config().CourseDirectory
    except UserError as error:
        return "bad", str(error), "Correct nbgrader_config.py."
    ours = configure(Config()).CourseDirectory
    wrong = [name for name, value in ours.items() if theirs.get(name) != value]
    if wrong:
        mend = (
            "nbgrader_config.py needs: from autograde.nbgrader_settings import configure; "
            "configure(get_config())"
        )
        return "bad", f"nbgrader_config.py sets {', '.join(wrong)} otherwise than we do", mend
    return "ok", f"{found.root.name}, assignments: {', '.join(found.assignments()) or 'none'}", ""


def database() -> Result:
    """See that gradebook.db can be read, and has the form this nbgrader expects."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    if importlib.util.find_spec("alembic") is None or not shutil.which("alembic", path=beside):
        return "bad", "alembic is missing, without which nbgrader opens no gradebook", INSTALL
    root = _course_root()
    file = root / "gradebook.db" if root else None
    if file is None or not file.exists():
        return "ok", "no gradebook yet: the first release makes it", ""
    from nbgrader.api import get_alembic_version

    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            state = connection.execute("PRAGMA quick_check").fetchone()[0]
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        state, found = str(error), None
    if state != "ok":
        return "bad", f"gradebook.db cannot be read: {state}", "Put back a backup of gradebook.db."
    newest = get_alembic_version()
    if found is None or found[0] != newest:
        detail = f"gradebook.db has revision {found and found[0]}, nbgrader expects {newest}"
        return "bad", detail, "Run `nbgrader db upgrade`: it keeps a backup."
    return "ok", f"readable, revision {newest}", ""


def _course_root() -> Path | None:
    try:
        return Course.find().root
    except UserError:
        return None


CHECKS: dict[str, Callable[[], Result]] = {
    "Python": python,
    "packages": packages,
    "torch": torch,
    "kernel": kernel,
    "course": course,
    "gradebook": database,
    "sandbox": sandbox,
    "disk": disk,
    "GPU": gpu,
}
