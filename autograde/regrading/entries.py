"""grading.json after a part of the exercises was graded again: what is done stays done."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograde import records, versions
from autograde.course import Course
from autograde.errors import UserError
from autograde.handed_in import asked_files
from autograde.intake import intake, release_of
from autograde.limits import DEFAULT, Limits
from autograde.records import Ledger, Record
from autograde.verdicts import Verdict
from autograde.worklist import tests_in_gradebook


@dataclass
class Redone:
    """What became of one student's notebook in this run."""

    verdicts: list[Verdict] = field(default_factory=list)
    seconds: float | None = None  # None: nothing had to run
    notes: list[str] = field(default_factory=list)  # of the run
    failure: str = ""  # why the scores stay what they are

    def message(self, name: str) -> str:
        """Return what the verdict on a graded cell says."""
        return next((v.message for v in self.verdicts if v.grade_id == name), "")


def ledger_of(course: Course, assignment: str) -> Path:
    return course.reports / assignment / "grading.json"


def limits_of(course: Course, assignment: str) -> Limits:
    """Return the limits under which the class was graded."""
    try:
        record = json.loads(ledger_of(course, assignment).read_text(encoding="utf-8"))
        return Limits(**record["limits"])
    except (OSError, ValueError, KeyError, TypeError):
        return DEFAULT


def keys(course: Course, assignment: str, limits: Limits) -> dict[str, str]:
    """Return by student what decides the verdicts on what lies in submitted/ (see records.key_of).

    Empty where that cannot be told: then a later run grades all of it.
    """
    try:
        template = release_of(course, assignment)
        tests = tests_in_gradebook(course, assignment, template)
        handed_in = intake(course, assignment)
    except UserError:
        return {}
    text, found = nbformat.writes(template), {}
    for submission in handed_in:
        ready, folder = submission.state == "ready", submission.path.parent
        files = asked_files(template, folder, limits)[0] if ready else {}
        found[submission.student] = records.key_of(submission, files, text, tests, limits)
    return found


def enter(
    course: Course,
    assignment: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    again: Collection[str],
    redone: Mapping[str, Redone],
) -> None:
    """Note what was graded again; what was done for the old release is done for this one.

    `before` and `after` are the keys by the two. `again` names the graded cells that were looked
    at. Who handed in something else meanwhile, or was not graded again, keeps the old key.
    """
    path = ledger_of(course, assignment)
    if not path.is_file():
        return
    ledger = Ledger(
        path, {"assignment": assignment, "limits": asdict(limits_of(course, assignment))}
    )
    ledger.head["version"] = versions.of(release_of(course, assignment))
    ledger.open()
    for student, record in ledger.students.items():
        done = redone.get(student, Redone())
        if done.failure:
            continue
        if record.get("key") == before.get(student) and student in after:
            record["key"] = after[student]
        _enter(record, again, done)
    ledger.close()


def _enter(record: Record, again: Collection[str], done: Redone) -> None:
    """Put the new verdicts beside those that stand."""
    if done.seconds is not None:
        record |= {"seconds": done.seconds, "outcome": "; ".join(done.notes) or "finished"}
    old: dict[str, Any] = {v["grade_id"]: v for v in record.get("verdicts", [])}
    if old and done.verdicts:
        record["verdicts"] = [
            asdict(v) if v.grade_id in again else old.get(v.grade_id, asdict(v))
            for v in done.verdicts
        ]
