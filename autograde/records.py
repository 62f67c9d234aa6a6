"""reports/<assignment>/grading.json: what became of each submission, and what is done already.

The scores in it are a copy for reports; the gradebook is the one record of scores.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.intake import Submission
from autograde.limits import Limits

Record = dict[str, Any]


@dataclass
class Ledger:
    """grading.json. `head` is what it says beside the students.

    While a run goes on, each entry is a line added to a journal beside it: writing the whole file
    for each of many students would take longer and longer.
    """

    path: Path
    head: Record
    students: dict[str, Record] = field(default_factory=dict)

    @property
    def journal(self) -> Path:
        return self.path.with_suffix(".journal")

    def open(self) -> None:
        """Take over what earlier runs left; begin anew where the file is missing or damaged."""
        try:
            students = json.loads(self.path.read_text(encoding="utf-8"))["students"]
            self.students = {n: dict(record) for n, record in students.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.students = {}
        self.students |= self._journalled()
        self.head |= {"started": _now(), "finished": None}
        self._write()

    def keep(self, students: Collection[str]) -> None:
        """Forget all but these students."""
        self.students = {n: r for n, r in self.students.items() if n in students}

    def enter(self, student: str, record: Record) -> None:
        """Enter what became of one submission.

        A full disk stops nobody's grading: what is not in the journal, `close` writes or reports.
        """
        self.students[student] = record
        line = json.dumps([student, record]) + "\n"
        with suppress(OSError), self.journal.open("a", encoding="utf-8") as journal:
            journal.write(line)

    def close(self) -> None:
        """Note that the run went to its end."""
        self.head["finished"] = _now()
        self._write()

    def _journalled(self) -> dict[str, Record]:
        """Return the entries of a run that was killed; the last line may be half written."""
        entries = {}
        with suppress(OSError, ValueError, TypeError):
            for line in self.journal.read_text(encoding="utf-8").splitlines():
                student, entry = json.loads(line)
                entries[student] = dict(entry)
        return entries

    def _write(self) -> None:
        """Replace the file at once, so that a reader never meets half of it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        everything = {**self.head, "students": dict(sorted(self.students.items()))}
        text = json.dumps(everything, indent=1, ensure_ascii=False) + "\n"
        draft = self.path.with_suffix(".json.new")
        draft.write_bytes(text.encode("utf-8", "replace"))
        draft.replace(self.path)
        self.journal.unlink(missing_ok=True)


def record(status: str, outcome: str, notes: list[str], key: str, **facts: Any) -> Record:
    """Return the entry of one student; `facts` are known only of what was executed."""
    empty = {"seconds": None, "hours": None, "verdicts": []}
    return {"status": status, "outcome": outcome, "notes": notes, "key": key, **empty, **facts}


def not_graded(submission: Submission, key: str, old: Record) -> Record:
    """Return the record of a submission that can't be graded: why is its last note."""
    *notes, outcome = submission.notes
    kept = "The gradebook still holds the scores of an earlier submission."
    if old.get("status") == "graded" or kept in old.get("notes", []):
        notes.append(kept)
    return record(submission.state, outcome, notes, key)


def key_of(
    submission: Submission, beside: Mapping[str, bytes], template: str, tests: str, limits: Limits
) -> str:
    """Return what decides a submission's verdicts, as one hash: the same key, the same result."""
    files = [submission.student, *(hashlib.sha256(beside[n]).hexdigest() for n in sorted(beside))]
    for path in (submission.path, submission.path.parent / "timestamp.txt"):
        readable = submission.state == "ready" and path.is_file()
        files.append(hashlib.sha256(path.read_bytes()).hexdigest() if readable else "")
    return fingerprint([files, template, tests, asdict(limits)])


def is_done(course: Course, submission: Submission, assignment: str, key: str, old: Record) -> bool:
    """Whether this very submission has been graded, and what nbgrader saved is still there."""
    saved = course.autograded / submission.student / assignment / f"{assignment}.ipynb"
    return old.get("status") == "graded" and old.get("key") == key and saved.is_file()


def fingerprint(value: Any) -> str:
    """Return a hash of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
