"""What the commands show in a terminal: tables, and the step that is being taken."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.prompt import Confirm
from rich.table import Table
from rich.text import Text

from autograde import summary
from autograde.errors import UserError
from autograde.scores import ClassScores, Student
from autograde.text import plain

if TYPE_CHECKING:
    from autograde.doctor import Finding
    from autograde.gate import GateReport

LONGEST_TABLE = 40  # students; a longer list belongs in the report
_COUNT = re.compile(r"(\d+) of (\d+)")
_MARKS = {"ok": Text("✓", "green"), "warn": Text("!", "yellow"), "bad": Text("✗", "red")}


class Steps:
    """What is being done, step by step; call it with what a step is.

    Elsewhere than in a terminal each step is a line; steps that only count on are left out.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._kind = ""

    def __call__(self, step: object) -> None:
        """Say that this step is being taken."""
        said = plain(str(step))
        kind = _COUNT.split(said)[0]
        if kind != self._kind:
            self._console.print(Text(said), soft_wrap=True)
        self._kind = kind

    def trouble(self, said: object) -> None:
        """Show a line that stays, about something a person should look at."""

    def ask(self, question: str, agreed: bool = False) -> bool:
        """Ask what can be answered with yes or no; lines above the last one are told first.

        Who has agreed beforehand is told all of it, too. Raises UserError where nobody can be
        asked.
        """
        *told, asked = plain(question, lines=True).splitlines()
        for line in [*told, asked] if agreed else told:
            self._console.print(Text(line), soft_wrap=True)
        try:
            return agreed or Confirm.ask(Text(asked), console=self._console, default=False)
        except EOFError:
            raise UserError("Nobody is there to be asked: give --yes, or run it again.") from None


class _LiveSteps(Steps):
    """The present step in one line, with a bar and the time left once a step says "3 of 90"."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress.console)
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def __call__(self, step: object) -> None:
        said = plain(str(step))
        count = _COUNT.search(said)
        done, total = (int(count[1]), int(count[2])) if count else (0, None)
        self._progress.update(self._task, description=escape(said), completed=done, total=total)

    def ask(self, question: str, agreed: bool = False) -> bool:
        self._progress.stop()
        try:
            return super().ask(question, agreed)
        finally:
            self._progress.start()

    def trouble(self, said: object) -> None:
        self._console.print(Text("! ", "yellow") + Text(plain(str(said))), soft_wrap=True)


@contextmanager
def steps() -> Iterator[Steps]:
    """Yield what shows the steps of a command."""
    console = Console()
    if not console.is_terminal:
        yield Steps(console)
        return
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(),
        TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        yield _LiveSteps(progress)


def path(said: str, file: Path) -> None:
    """Show a sentence that ends in a path, in one line; below the working directory: from there."""
    file = Path(file).absolute()
    near = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    Console().print(Text(f"{said} {plain(str(near))}"), soft_wrap=True)


def lines(title: str, said: Iterable[str]) -> None:
    """Show a list; nothing where it is empty."""
    shown = [f"  {plain(line)}" for line in said]
    if shown:
        Console().print(Text("\n".join([f"{title}:", *shown])), soft_wrap=True)


def gate_table(report: "GateReport") -> None:
    """Show each rule of the gate, and what is wrong by it."""
    table = _table("", "Rule", title=f"May {report.assignment} be released?")
    for rule in report.rules:
        lines = [rule.name, *(f"  {plain(line)}" for line in rule.detail)]
        table.add_row(_MARKS["ok" if rule.passed else "bad"], Text("\n".join(lines)))
    Console().print(table)


def findings_table(findings: "Iterable[Finding]") -> None:
    """Show what the doctor found, and how to mend what is not well."""
    table = _table("", "What", "Found")
    for finding in findings:
        said = plain(finding.detail)
        if finding.state != "ok" and finding.mend:
            said += f"\n→ {plain(finding.mend)}"
        table.add_row(_MARKS[finding.state], Text(finding.name), Text(said))
    Console().print(table)


def score_table(known: ClassScores) -> None:
    """Show the scores of a class (a large one is for the report), and who needs a person."""
    console = Console()
    scored = [s for s in known.students if s.scores]
    if 0 < len(scored) <= LONGEST_TABLE:
        table = _table(title=known.assignment)
        table.add_column("Student", overflow="fold")
        for heading in ("score", "right", "partly", "wrong", "blank", "to mark", "time"):
            table.add_column(heading, justify="right", no_wrap=True)
        for student in scored:
            table.add_row(*map(Text, _row(student, known.max_score)))
        console.print(table)
    for case in summary.needs_a_person(known):
        names = Text(", ".join(case.names), "bold")
        said = f" ({case.status}): {case.happened}"
        console.print(Text("! ", "yellow") + names + Text(said), soft_wrap=True)
    for group in summary.missing(known):
        names = Text(", ".join(group.names), "bold")
        console.print(Text("○ ") + names + Text(f": {group.label}"), soft_wrap=True)
    for student in scored[:LONGEST_TABLE]:
        if student.lateness:
            said = Text(student.name, "bold") + Text(f": {student.lateness}")
            console.print(Text("○ ") + said, soft_wrap=True)
    median = "" if known.median is None else f", median {summary.number(known.median)}"
    total = f"of {summary.number(known.max_score)} points" if known.median is not None else ""
    waiting = sum(s.to_mark for s in known.students)
    said = f"{len(known.graded)} of {len(known.students)} graded{median} {total}".strip()
    console.print(Text(f"{said}; {waiting} answers to mark."), soft_wrap=True)


def _row(student: Student, most: float) -> list[str]:
    states = [score.state for score in student.scores.values()]
    counts = [
        sum(state in kinds for state in states)
        for kinds in (("full",), ("partial",), ("wrong",), ("not attempted", "no answer"))
    ]
    score = f"{summary.number(student.total)}/{summary.number(most)}"
    shown = [str(count or "") for count in (*counts, student.to_mark)]
    return [student.name, score, *shown, summary.duration(student.seconds)]


def _table(*headings: str, title: str = "") -> Table:
    from rich.box import SIMPLE_HEAD

    return Table(*headings, title=title or None, title_justify="left", box=SIMPLE_HEAD)
