"""Take in what a class handed in: read each submission, or say in words why it can't be graded.

Nothing under submitted/ is ever changed.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import nbformat
from nbformat import NotebookNode

from autograde.course import Course
from autograde.errors import UserError
from course_utils.matching import in_common

MAX_BYTES = 50 << 20
# What nbgrader's path patterns, or a file system, would read as something else than a name.
_UNFIT = re.compile(r"[/\\*?\[\]{}\x00-\x1f\x7f]")

State = Literal["ready", "unreadable", "missing", "refused"]


@dataclass
class Submission:
    """What one student handed in. `notebook` is there when the state is "ready"."""

    student: str
    path: Path
    state: State
    notes: list[str] = field(default_factory=list)
    notebook: NotebookNode | None = None


class _NotGradableError(Exception):
    """Why a submission can't be graded: its state, and a note for the TA."""

    def __init__(self, state: State, note: str) -> None:
        super().__init__(note)
        self.state: State = state
        self.note = note


def release_of(course: Course, assignment: str) -> NotebookNode:
    """Return the student version that was handed out. Raises UserError where there is none."""
    path = course.notebooks / assignment / f"{assignment}.ipynb"
    if not path.is_file():
        raise UserError(f"{path} does not exist. Make it with `unrolled release {assignment}`.")
    return nbformat.read(path, as_version=4)


def intake(course: Course, assignment: str) -> list[Submission]:
    """Return a submission for each student with a folder in submitted/, in order of their ids.

    Raises UserError when the assignment was not released, or nobody handed in anything.
    """
    template = release_of(course, assignment)
    if not course.submitted.is_dir():
        raise UserError(
            f"{course.submitted} does not exist. Put each notebook into "
            f"submitted/<student>/{assignment}/{assignment}.ipynb."
        )
    names = sorted(p.name for p in course.submitted.iterdir() if not _is_clutter(p))
    return [_take(course, assignment, name, template) for name in names]


def _is_clutter(path: Path) -> bool:
    """Whether this is something that programs leave behind, such as .DS_Store."""
    return path.name.startswith(".") and (path.is_file() or path.name == ".ipynb_checkpoints")


def why_unfit(student: str) -> str:
    """Return why a student id can't be used as a folder's name; "" if it can."""
    printable = student.encode("utf-8", "replace").decode()
    if student.startswith("."):
        return f"The student id {printable!r} begins with a dot"
    if student != student.strip():
        return f"The student id {printable!r} begins or ends with a space"
    if printable != student or _UNFIT.search(student):
        return f"The student id {printable!r} holds a character that cannot be in a folder's name"
    return ""


def _take(course: Course, assignment: str, student: str, template: NotebookNode) -> Submission:
    path = course.submitted / student / assignment / f"{assignment}.ipynb"
    submission = Submission(student, path, "ready")
    try:
        if unfit := why_unfit(student):
            raise _NotGradableError("refused", f"{unfit}. Rename the folder in submitted/.")
        submission.path = _find(path, submission.notes)
        submission.notebook = _read(submission.path, submission.notes)
        _check_assignment(submission, assignment, template)
    except _NotGradableError as error:
        submission.state, submission.notebook = error.state, None
        submission.notes.append(error.note)
    except (OSError, RecursionError) as error:
        submission.state, submission.notebook = "unreadable", None
        reason = getattr(error, "strerror", None) or type(error).__name__
        submission.notes.append(f"{path.name} could not be read: {reason}.")
    return submission


def _find(expected: Path, notes: list[str]) -> Path:
    """Return the notebook to grade, expected at this path."""
    assignment, student = expected.parent, expected.parent.parent
    for place in (student, assignment, expected):
        if place.is_symlink():
            raise _NotGradableError(
                "refused",
                f"{place.name!r} is a symbolic link; links are not followed. Put a copy there.",
            )
    if not student.is_dir():
        raise _NotGradableError(
            "refused",
            f"{student.name!r} in submitted/ is a file. Move it to "
            f"submitted/<student>/{assignment.name}/{expected.name}.",
        )
    if not assignment.is_dir():
        raise _NotGradableError("missing", f"Nothing was handed in for {assignment.name}.")
    found = [
        p
        for p in sorted(assignment.rglob("*.ipynb"))
        if not any(part.startswith(".") for part in p.relative_to(assignment).parts)
        and p.is_file()
        and not p.is_symlink()
    ]
    if expected in found:
        found = [expected]
    names = ", ".join(str(p.relative_to(assignment)) for p in found)
    if not found:
        held = ", ".join(sorted(p.name for p in assignment.iterdir())[:5]) or "nothing"
        raise _NotGradableError("missing", f"No notebook was handed in; the folder holds {held}.")
    if len(found) > 1:
        raise _NotGradableError(
            "refused", f"There are several notebooks: {names}. Rename one to {expected.name}."
        )
    if found[0] != expected:
        notes.append(f"Took {names}, the only notebook there, for {expected.name}.")
    return found[0]


def _read(path: Path, notes: list[str]) -> NotebookNode:
    """Read a notebook of any version; upgrade an old one."""
    size = path.stat().st_size
    if size == 0:
        raise _NotGradableError("unreadable", f"{path.name} is empty (0 bytes). Ask for it again.")
    if size > MAX_BYTES:
        raise _NotGradableError(
            "refused",
            f"{path.name} has {size >> 20} MB; the limit is {MAX_BYTES >> 20} MB. "
            "Ask for it without its outputs.",
        )
    raw = _parse(path)
    if not isinstance(raw, dict) or not isinstance(raw.get("cells", raw.get("worksheets")), list):
        raise _NotGradableError(
            "unreadable", f"{path.name} is JSON, but not a notebook. Ask for the file again."
        )
    major = raw.get("nbformat")
    if major == 4:
        return cast(NotebookNode, nbformat.from_dict(raw))
    try:
        upgraded = nbformat.convert(nbformat.reader.reads(json.dumps(raw)), 4)
    except Exception as error:  # whatever the upgrade of a malformed notebook runs into
        raise _NotGradableError(
            "unreadable",
            f"{path.name} is not in notebook format 4 but {major!r}, and cannot be upgraded "
            f"({type(error).__name__}). Ask for it saved again by a current Jupyter.",
        ) from error
    notes.append(f"Upgraded from notebook format {major}.")
    return upgraded


def _parse(path: Path) -> Any:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        note = f"{path.name} is not UTF-8 text (byte {error.start}). Ask for the file again."
        raise _NotGradableError("unreadable", note) from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg:
            note = f"{path.name} breaks off in the middle, at line {error.lineno}."
        else:
            note = f"{path.name} is not JSON: line {error.lineno}, column {error.colno}."
    except (RecursionError, ValueError) as error:
        note = f"{path.name} is not JSON that can be read ({type(error).__name__})."
    raise _NotGradableError("unreadable", f"{note} Ask for the file again.")


def _check_assignment(submission: Submission, assignment: str, template: NotebookNode) -> None:
    """Refuse a notebook of another assignment; note one made from another version of this one."""
    assert submission.notebook is not None
    named, known = _keys(submission.notebook), _keys(template)
    about = _about(submission.notebook)
    if (named and not named & known) or not in_common(template, submission.notebook):
        other = about.get("assignment")
        named = isinstance(other, str) and other != assignment
        which = f"it says {other}" if named else "no exercise of it is there"
        raise _NotGradableError(
            "refused",
            f"{submission.path.name} is not a notebook of {assignment}: {which}. "
            "Ask for the right file.",
        )
    theirs, ours = about.get("version"), _about(template).get("version")
    if theirs and theirs != ours:
        submission.notes.append(f"Made from version {theirs} of the notebook; ours is {ours}.")


def _keys(nb: NotebookNode) -> set[str]:
    """Return the grade_ids in a notebook in which anything may be malformed."""
    metadata = [c.get("metadata") for c in nb.cells if isinstance(c, dict)]
    facts = [m.get("nbgrader") for m in metadata if isinstance(m, dict)]
    ids = [f.get("grade_id") for f in facts if isinstance(f, dict)]
    return {i for i in ids if isinstance(i, str)}


def _about(nb: NotebookNode) -> dict[str, Any]:
    metadata = nb.get("metadata")
    about = metadata.get("unrolled") if isinstance(metadata, dict) else None
    return about if isinstance(about, dict) else {}
