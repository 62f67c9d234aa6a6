"""What the autograder does on Gradescope: grade one submission, and write results.json.

    /autograder/source/course, /autograder/submission  ->  /autograder/results/results.json

AUTOGRADER_ROOT names another folder than /autograder. Where grading itself fails there is no
results.json: Gradescope then tells the instructors, and gives nobody a zero.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograde import grade, scores
from autograde.course import Course
from autograde.errors import UserError
from autograde.export import written
from autograde.export.gradescope import SETTINGS
from autograde.export.gradescope_results import results
from autograde.sandbox import Sandbox, find

STUDENT = "submission"
_LEFT_OUT = shutil.ignore_patterns(".git", "__MACOSX")


def main() -> None:
    """Grade what is in this container; what is printed only instructors see."""
    place = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))
    path = place / "results" / "results.json"
    path.unlink(missing_ok=True)
    try:
        found = run(place)
    except UserError as error:
        sys.exit(f"error: {' '.join(str(error).split())}")
    written(path, (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode())
    print(f"{found['score']:g} points; written to {path}")


def run(place: Path) -> dict[str, Any]:
    """Grade place/submission with place/source/course; return what belongs into results.json.

    Raises UserError when it could not be graded, and that is not the submission's fault.
    """
    given = place / "source" / "course"
    settings = json.loads((given / SETTINGS).read_text(encoding="utf-8"))
    assignment = settings["assignment"]
    sandbox = _sandbox()
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        root = Path(folder) / "course"
        shutil.copytree(given, root)
        course = Course(root, root / "solutions")
        handed_in = course.submitted / STUDENT / assignment
        shutil.copytree(place / "submission", handed_in, symlinks=True, ignore=_LEFT_OUT)
        grade.grade(course, assignment, jobs=1, sandbox=sandbox, on_event=print)
        known = scores.read(course, assignment)
        (student,) = known.students
        if student.status == "failed":
            raise UserError(f"{student.outcome}{_log(course)}")
        return results(course, known, settings, sandbox)


def _sandbox() -> Sandbox:
    """Return the best sandbox that works in this container; if none does, say so."""
    try:
        return find()
    except UserError as error:
        print(f"Students' code runs with this container's rights (--trusted): {error}")
        return Sandbox.NONE


def _log(course: Course) -> str:
    """Return the end of the log, as its folder is about to go."""
    logs = sorted((course.build / "logs").glob("grade-*.log"))
    return "".join(f" … {log.read_text(encoding='utf-8')[-2000:]}" for log in logs)


if __name__ == "__main__":
    main()
