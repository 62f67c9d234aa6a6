"""What the demo of the whole course ends with: a table, and a page that leads to the reports."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from autograde import summary
from autograde.course import Course
from autograde.pages import environment
from autograde.scores import ClassScores, Student
from autograde.text import plain

NAME = "index.html"
_LONGEST = 400  # signs of what went wrong that are shown


@dataclass(frozen=True)
class Outcome:
    """What became of one assignment: its scores and its report, or why there are none."""

    assignment: str
    scores: ClassScores | None = None
    report: Path | None = None
    failure: str = ""

    @property
    def students(self) -> dict[str, str]:
        """By student: the score as "34/36 + 2 to mark" or why there is none."""
        if self.scores is None:
            return {}
        return {s.name: _score(s, self.scores.max_score) for s in self.scores.students}

    @property
    def said(self) -> str:
        """The failure in one line that a screen can take."""
        return plain(self.failure, _LONGEST)


def write(course: Course, outcomes: list[Outcome]) -> Path:
    """Write the page into the course's folder, and return its path."""
    links = {
        outcome.assignment: quote(os.path.relpath(outcome.report, course.root))
        for outcome in outcomes
        if outcome.report
    }
    names = list(dict.fromkeys(name for outcome in outcomes for name in outcome.students))
    page = (
        environment()
        .get_template("demo.html")
        .render(outcomes=outcomes, names=names, links=links, done=len(links))
    )
    path = course.root / NAME
    path.write_text(page, encoding="utf-8")
    return path


def show(outcomes: list[Outcome]) -> None:
    """Show one table: notebook, students, scores; and below it what went wrong."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Notebook", "Student", box=SIMPLE_HEAD)
    table.add_column("score", justify="right")
    for outcome in outcomes:
        rows = outcome.students.items() or [("–", "not graded")]
        for i, row in enumerate(rows):
            table.add_row(*map(Text, ("" if i else outcome.assignment, *row)))
        table.add_section()
    console = Console()
    console.print(table)
    for outcome in outcomes:
        if outcome.failure:
            line = Text("! ", "yellow") + Text(f"{outcome.assignment}: {outcome.said}")
            console.print(line, soft_wrap=True)


def _score(student: Student, most: float) -> str:
    if student.total is None:
        return student.status
    said = f"{summary.number(student.total)}/{summary.number(most)}"
    return f"{said} + {student.to_mark} to mark" if student.to_mark else said
