"""What students get: the notebook and course_utils. Never solutions/ or autograde/.

    unrolled-<assignment>/, .zip    one notebook, for whoever installs it
    students/                       all that were bundled so far, to be pushed to GitHub

Both hold the student versions that are kept in releases/: `unrolled upgrade` needs them.
"""

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

import course_utils
from autograde import bundle_texts, variants, versions
from autograde.build import dump, release_notebook, source_notebook
from autograde.bundle_texts import Links
from autograde.course import Course
from autograde.errors import UserError
from autograde.leaks import leaks, secrets, text_leaks

EPOCH = (1980, 1, 1, 0, 0, 0)  # every file in the zip has this date, so that its bytes repeat
STUDENTS = "students"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


@dataclass(frozen=True)
class Bundled:
    """What was written. `remarks` say what the instructor may want to know."""

    zip: Path
    students: Path
    remarks: list[str]


def bundle(course: Course, assignment: str, out: Path, links: Links | None = None) -> Bundled:
    """Write the zip `unrolled-<assignment>`, and bring the folder `students` up to date.

    `links` says where that folder will be on GitHub. Raises UserError where the release is missing
    or out of date, or where something would leak.
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
    remarks = _add_releases(course, assignment, folder / "course_utils" / "releases")
    bundle_texts.write(folder, assignment)
    if found := scan(course, assignment, folder):
        shutil.rmtree(folder)
        raise UserError(f"{assignment}: nothing was bundled, because " + "; ".join(found))
    students = _for_students(folder, out / STUDENTS, assignment, links or Links())
    return Bundled(_zip(folder), students, remarks)


def _add_releases(course: Course, assignment: str, target: Path) -> list[str]:
    """Add what `unrolled upgrade` starts from: the kept student versions, and this release.

    Return a remark where this release is not kept.
    """
    for name in sorted(p.name for p in course.releases.glob("*/")):
        for number in versions.kept(course, name):
            (target / name).mkdir(parents=True, exist_ok=True)
            kept = versions.folder(course, name, number) / f"{name}.ipynb"
            shutil.copy(kept, target / name / f"{number}.ipynb")
    released = course.notebooks / assignment / f"{assignment}.ipynb"
    number = versions.of(nbformat.read(released, as_version=4))
    present = target / assignment / f"{number}.ipynb"
    if not present.is_file():
        present.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(released, present)
        return [
            f"Version {number} of {assignment} is not kept. Before students have it: "
            f"unrolled release {assignment} --version {number}"
        ]
    if present.read_bytes() != released.read_bytes():
        raise UserError(
            f"{released} is not the version {number} that is kept in releases/. Give it a new "
            f"number: unrolled release {assignment} --version X.Y"
        )
    return []


def _for_students(folder: Path, students: Path, assignment: str, links: Links) -> Path:
    """Put a bundle into the folder of all of them; whatever else is there (.git, say) stays."""
    for part in ("course_utils", f"notebooks/{assignment}"):
        shutil.rmtree(students / part, ignore_errors=True)
        shutil.copytree(folder / part, students / part)
    if (folder / "LICENSE").is_file():
        shutil.copy(folder / "LICENSE", students)
    all_of_them = sorted(p.parent.name for p in (students / "notebooks").glob("*/*.ipynb"))
    bundle_texts.write_for_students(students, list(dict.fromkeys(all_of_them)), links)
    return students


def scan(course: Course, assignment: str, folder: Path) -> list[str]:
    """Return what a bundled folder holds that students may not see.

    A kept version is held against its own source: what it showed then is no secret any more.
    """
    solutions = course.solutions / assignment
    source = source_notebook(solutions / f"{assignment}.py")
    others = variants.load(solutions)
    hidden = secrets(source, others)
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".ipynb":
            nb = nbformat.read(path, as_version=4)
            kept = course.releases / path.parent.name / path.stem / f"{path.parent.name}.py"
            if name.startswith("course_utils/releases/") and kept.is_file():
                own = variants.load(course.solutions / path.parent.name)
                found += [f"{name}: {leak}" for leak in leaks(nb, source_notebook(kept), own)]
            else:
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
