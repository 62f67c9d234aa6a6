"""The report on one assignment: what needs a person, scores, what went wrong, who is like whom.

`report.html` is one self-contained file that reads without scripts and prints; `grades.csv` holds
the same scores for a spreadsheet.
"""

import base64
import csv
import hashlib
import io
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograde import scores, summary
from autograde.course import Course
from autograde.pages import TEMPLATES, environment
from autograde.reporting import extras, outcomes, similar
from autograde.reporting.extras import Extras
from autograde.scores import ClassScores, Score, Student
from autograde.summary import number


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
    beside = extras.gather(course, known)
    folder = course.reports / assignment
    folder.mkdir(parents=True, exist_ok=True)
    files = ReportFiles(folder / "report.html", folder / "grades.csv")
    _replace(files.csv, grades_csv(known))
    _replace(files.html, page(known, beside))
    return files


def page(known: ClassScores, beside: Extras) -> str:
    """Return the report as HTML."""
    from markupsafe import Markup

    seconds = [s.seconds for s in known.students if s.seconds is not None]
    hours = [s.hours for s in known.students if s.hours is not None]
    totals = [s.total for s in known.graded if s.total is not None]
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    filled = environment(number=number, duration=summary.duration)
    return filled.get_template(
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
        spreads=outcomes.spreads(known),
        failures=outcomes.failures(known, beside.mistakes),
        totals=summary.histogram(totals, known.max_score),
        rings=similar.rings(beside.pairs),
        similar=similar,
        common=round(similar.common(beside.compared)),
        hours=summary.histogram(hours),
        hours_given=len(hours),
        median_hours=statistics.median(hours) if hours else None,
        seconds=summary.histogram(seconds),
        longest=max(seconds, default=0.0),
        median_seconds=statistics.median(seconds) if seconds else None,
        runs=summary.runs(known),
        beside=beside,
        kinds=_kinds,
        state=_state,
        heat=_heat,
    )


def _kinds(student: Student) -> str:
    """Return what the table of scores can be filtered by."""
    found = {
        "graded": student.status == "graded",
        "look": student.status not in ("graded", "missing")
        or (student.status == "graded" and student.outcome not in ("", "finished")),
        "missing": student.status == "missing",
        "mark": student.to_mark > 0,
        "late": bool(student.lateness),
    }
    return " ".join(kind for kind, holds in found.items() if holds)


def _state(score: Score) -> str:
    """Return the sign by which the table of scores can be filtered for one exercise."""
    short = {"full": "all", "partial": "some", "wrong": "none", "to mark": "mark"}
    return short.get(score.state, "blank")


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


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old or the new one, never half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
