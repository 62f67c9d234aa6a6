"""Extensions of students whose first submission is still to come: extensions.json in the course.

nbgrader keeps an extension with the submission. Until there is one it waits here; with the first
grading after that it moves into the gradebook.
"""

import json
from datetime import timedelta
from pathlib import Path

from autograde.course import Course
from autograde.errors import UserError

NAME = "extensions.json"


def waiting(course: Course, assignment: str) -> dict[str, timedelta]:
    """Return the extensions that wait, by student. Raises UserError where the file is damaged."""
    return {n: timedelta(seconds=s) for n, s in _read(course).get(assignment, {}).items()}


def keep(course: Course, assignment: str, extensions: dict[str, timedelta]) -> None:
    """Let exactly these wait; the file goes where none is left."""
    everything = _read(course)
    everything[assignment] = {n: e.total_seconds() for n, e in sorted(extensions.items())}
    kept = {name: students for name, students in sorted(everything.items()) if students}
    path = _path(course)
    if not kept:
        path.unlink(missing_ok=True)
        return
    draft = path.with_name(f"{NAME}.new")
    draft.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def _path(course: Course) -> Path:
    return course.root / NAME


def _read(course: Course) -> dict[str, dict[str, float]]:
    path = _path(course)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {a: {n: float(s) for n, s in given.items()} for a, given in found.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError):
        raise UserError(
            f'{path} is damaged: it holds seconds, {{"01_topic": {{"student": 86400}}}}. '
            "Mend it, or delete it and give the extensions anew."
        ) from None
