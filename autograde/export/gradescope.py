"""The zip file that makes Gradescope grade an assignment: its autograder.

It holds this package, the release, and a gradebook with the hidden tests and no students. Answers
are not in it. What runs over there is `autograde.export.on_gradescope`.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import course_utils
from autograde import build, versions
from autograde.bundle import EPOCH
from autograde.course import CONFIG_FILE, Course
from autograde.errors import UserError
from autograde.intake import release_of
from autograde.veil import shows_expected

VISIBILITIES = ("visible", "after_published", "after_due_date", "hidden")
SETTINGS = "gradescope.json"
_TEMPLATES = Path(__file__).parents[1] / "templates"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")

CONFIG = '''"""nbgrader's view of the one assignment that is graded here."""

from autograde.nbgrader_settings import configure

configure(get_config())
'''

README = """\
# The autograder of {assignment}, version {version}

Upload the zip file on Gradescope, *Configure Autograder*. Choose a container with 2 CPUs and 6 GB,
and a timeout of 20 minutes. It gives {points:g} points; {written} points are given by hand, in
questions of Gradescope's own.

It holds the hidden tests: keep it to yourself. It is made by `unrolled gradescope {assignment}`;
make it again after each release.
"""


def gradescope(course: Course, assignment: str, out: Path, visibility: str = "visible") -> Path:
    """Write `gradescope-<assignment>.zip` into `out`, and return its path.

    `visibility` is what Gradescope calls so: when students see their results. Raises UserError
    where the release is missing or isn't what the solutions give now.
    """
    if visibility not in VISIBILITIES:
        raise UserError(f"--visibility is one of {', '.join(VISIBILITIES)}, not {visibility!r}.")
    _check_release(course, assignment)
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        place = Path(folder)
        _course(course, assignment, place / "course", visibility)
        _package(course, place)
        _scripts(place)
        _readme(course, assignment, place)
        return _zip(place, out / f"gradescope-{assignment}.zip")


def _check_release(course: Course, assignment: str) -> None:
    """Raise UserError unless the release exists and is what the solutions give now."""
    path = course.notebooks / assignment / f"{assignment}.ipynb"
    command = f"Run `unrolled release {assignment}` first."
    if not path.is_file():
        raise UserError(f"{path} does not exist. {command}")
    if path.read_text(encoding="utf-8") != build.dump(build.release_notebook(course, assignment)):
        raise UserError(f"{path} is not what the solutions give now. {command}")


def _course(course: Course, assignment: str, root: Path, visibility: str) -> None:
    """Make a course that can grade this assignment: without solutions, and without a class.

    The real gradebook stays where it is: it holds names and scores, or is on a server.
    """
    root.mkdir()
    made = Course(root, course.solutions)
    build.generate(made, assignment)
    shutil.rmtree(made.build)
    for version in versions.kept(course, assignment):  # what older submissions were made from
        kept = made.releases / assignment / version
        kept.mkdir(parents=True)
        shutil.copy(versions.folder(course, assignment, version) / f"{assignment}.ipynb", kept)
    (root / CONFIG_FILE).write_text(CONFIG, encoding="utf-8")
    settings = {
        "assignment": assignment,
        "visibility": visibility,
        "show_expected": shows_expected(course.config()),
    }
    (root / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def _package(course: Course, place: Path) -> None:
    """Copy this package, so that it can be installed over there."""
    for package in (Path(__file__).parents[1], Path(course_utils.__file__).parent):
        shutil.copytree(package, place / package.name, ignore=_LEFT_OUT)
    checkout = _checkout(course)
    for name in ("pyproject.toml", "LICENSE", "constraints.txt"):
        if (checkout / name).is_file():
            shutil.copy(checkout / name, place)


def _checkout(course: Course) -> Path:
    """Return the folder whose pyproject.toml is this package's. Raises UserError without one."""
    for folder in (Path(__file__).parents[2], course.root, course.solutions.parent):
        path = folder / "pyproject.toml"
        if path.is_file() and tomllib.loads(path.read_text())["project"]["name"] == "unrolled":
            return folder
    raise UserError(
        "The autograder installs this package from its pyproject.toml, which is not at hand. Run "
        "this in the course's own folder, installed with `pip install --editable '.[staff]'`."
    )


def _scripts(place: Path) -> None:
    known = {
        "@PYTHON@": f"{sys.version_info.major}.{sys.version_info.minor}",  # what this was tested on
        "@CONSTRAINTS@": "",
    }
    if (place / "constraints.txt").is_file():
        known["@CONSTRAINTS@"] = '--constraint "$root/source/constraints.txt"'
    for name, template in (("setup.sh", "setup"), ("run_autograder", "run")):
        text = (_TEMPLATES / f"gradescope_{template}.sh").read_text(encoding="utf-8")
        text = re.sub("@[A-Z]+@", lambda word: known[word[0]], text)
        (place / name).write_text(text, encoding="utf-8", newline="\n")
        (place / name).chmod(0o755)


def _readme(course: Course, assignment: str, place: Path) -> None:
    nb = release_of(course, assignment)
    graded = [c.metadata.nbgrader for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade")]
    by_hand = [cell for cell in graded if cell.solution]
    text = README.format(
        assignment=assignment,
        version=versions.of(nb),
        points=sum(cell.points for cell in graded) - sum(cell.points for cell in by_hand),
        written=f"{sum(cell.points for cell in by_hand):g}",
    )
    (place / "README.md").write_text(text, encoding="utf-8")


def _zip(folder: Path, target: Path) -> Path:
    """Zip what is in a folder, with its files at the root and what may be run marked so."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".zip.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            mode = 0o100755 if path.stat().st_mode & 0o100 else 0o100644
            info.external_attr = mode << 16
            info.create_system = 3  # Unix, whose modes these are
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    part.replace(target)
    return target
