"""The report on one assignment: what needs a person, scores, what went wrong, time.

`report.html` is one self-contained file that reads without scripts and prints; `grades.csv` holds
the same scores for a spreadsheet.
"""

import base64
import csv
import hashlib
import io
import os
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograde import scores, summary
from autograde.course import Course
from autograde.scores import ClassScores, Student
from autograde.summary import number

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class ReportFiles:
    """The files that a report consists of."""

    html: Path
    csv: Path


def report(course: Course, assignment: str) -> ReportFiles:
    """Write reports/<assignment>/report.html and grades.csv, and return their paths.

    Raises UserError when nothing is graded yet or a record cannot be read.
    """
    known = scores.read(course, assignment)
    folder = course.reports / assignment
    folder.mkdir(parents=True, exist_ok=True)
    files = ReportFiles(folder / "report.html", folder / "grades.csv")
    _replace(files.csv, grades_csv(known))
    _replace(files.html, page(known, course))
    return files


def page(known: ClassScores, course: Course) -> str:
    """Return the report as HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "duration": summary.duration}
    seconds = [s.seconds for s in known.students if s.seconds is not None]
    hours = [s.hours for s in known.students if s.hours is not None]
    totals = [s.total for s in known.graded if s.total is not None]
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    return environment.get_template(
        "report.html"
    ).render(
        policy=_policy(script),
        script=Markup(script),  # noqa: S704 (our own)
        known=known,
        finished=known.finished.replace("T", " ")[:16],
        people=summary.needs_a_person(known),
        marking=summary.answers_to_mark(known),
        missing=summary.missing(known),
        repairs=summary.repairs(known),
        failures=summary.failures(known),
        totals=summary.histogram(totals, known.max_score),
        hours=summary.histogram(hours),
        hours_given=len(hours),
        median_hours=statistics.median(hours) if hours else None,
        seconds=summary.histogram(seconds),
        median_seconds=statistics.median(seconds) if seconds else None,
        slowest=sorted(
            (s for s in known.students if s.seconds is not None), key=lambda s: -(s.seconds or 0)
        )[:5],
        feedback={s.name: link for s in known.students if (link := _feedback(course, known, s))},
        heat=_heat,
    )


def _policy(script: str) -> str:
    """Return what a browser may do with the report: run our one script, and load nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def grades_csv(known: ClassScores) -> str:
    """Return the scores as CSV. A score that a person has yet to give is left empty."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    slugs = [e.slug for e in known.exercises]
    write(
        [
            "student",
            "score",
            "max_score",
            *slugs,
            "needs_manual_grading",
            "hours",
            "status",
            "notes",
        ]
    )
    for s in known.students:
        points = [s.scores[e.grade_id].points if e.grade_id in s.scores else None
                  for e in known.exercises]  # fmt: skip
        remarks = [] if s.outcome in ("", "finished") else [s.outcome]
        row: list[Any] = [s.name, s.total, known.max_score, *points]
        row += [s.to_mark, s.hours, s.status, "; ".join([*remarks, *s.notes])]
        write([_cell(value) for value in row])
    return text.getvalue()


def _cell(value: str | float | None) -> str:
    """Return a value for a spreadsheet; text that would be taken for a formula is quoted."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return number(value)
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value


def _heat(points: float, most: float) -> str:
    """Return the class of a score's colour: h0 (nothing) to h4 (all points)."""
    share = points / most if most else 1.0
    return f"h{4 if share >= 1 else 0 if share <= 0 else min(3, 1 + int(share * 3))}"


def _feedback(course: Course, known: ClassScores, student: Student) -> str | None:
    """Return the address, seen from the report, of the student's feedback page if there is one."""
    path = course.feedback / student.name / known.assignment / f"{known.assignment}.html"
    if not path.is_file():
        return None
    return quote(os.path.relpath(path, course.reports / known.assignment))


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old or the new one, never half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
