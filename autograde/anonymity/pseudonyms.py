"""Other names for students, which stay the same: pseudonyms.csv in the course is the key to them.

Only instructors may have that file: whoever has it knows whose work is whose.
"""

import csv
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.errors import UserError

NAME = "pseudonyms.csv"
_HEAD = ["student", "pseudonym"]
_SIGNS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: no words, and nothing that looks like a digit
_SHAPE = re.compile(rf"[{_SIGNS}]{{4}}")


def pseudonyms(course: Course, students: Collection[str]) -> dict[str, str]:
    """Return the other name of each student; who has none yet gets one. They are drawn by lot.

    Raises UserError where the key is damaged.
    """
    known = key(course)
    new = [student for student in students if student not in known]
    taken = {*known.values(), *known, *students}
    for student in new:
        while (drawn := "".join(secrets.choice(_SIGNS) for _ in range(4))) in taken:
            pass
        taken.add(drawn)
        known[student] = drawn
    if new:
        _write(course.root / NAME, known)
    return {student: known[student] for student in students}


def key(course: Course) -> dict[str, str]:
    """Return {student: other name} of all who have one. Raises UserError where it is damaged."""
    path = course.root / NAME
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = [row for row in csv.reader(file) if row]
        known = dict(rows)
        sound = head == _HEAD and all(map(_SHAPE.fullmatch, known.values()))
        if sound and len(known) == len(rows) == len(set(known.values())):
            return known
    except (ValueError, csv.Error):
        pass
    raise UserError(
        f"{path} is damaged. Mend it (each line is: student,pseudonym, each of them once), or take "
        "it away: then everybody gets a new name."
    )


def real(course: Course, names: Iterable[str] | None) -> list[str] | None:
    """Return the students that are meant by names of either kind; None for None."""
    if names is None:
        return None
    students = {name: student for student, name in key(course).items()}
    return [students.get(name, name) for name in names]


def replacing(names: dict[str, str]) -> Callable[[Any], Any]:
    """Return what puts other names for these, as whole words, into text and all that JSON holds.

    >>> hide = replacing({"ada": "BCDF", "ada l": "GHJK", "x": "LMNP"})
    >>> hide(["Ada L and 'ada'", {"note": "adaptive, x"}, 1.5])
    ["GHJK and 'BCDF'", {'note': 'adaptive, x'}, 1.5]

    A name of one letter is taken for a word; no sentence could be read otherwise.
    """
    told = {name.casefold(): other for name, other in names.items() if len(name) > 1}
    longest_first = sorted(map(re.escape, told), key=len, reverse=True)
    found = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)", re.IGNORECASE)

    def hide(value: Any) -> Any:
        if isinstance(value, str):
            return found.sub(lambda match: told.get(match[0].casefold(), match[0]), value)
        if isinstance(value, dict):
            return {name: hide(inner) for name, inner in value.items()}
        return [hide(inner) for inner in value] if isinstance(value, list) else value

    return hide


def _write(path: Path, known: dict[str, str]) -> None:
    """Replace the key at once, readable for its owner only."""
    draft = path.with_name(f"{NAME}.new")
    draft.unlink(missing_ok=True)
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([_HEAD, *sorted(known.items())])
    draft.replace(path)
