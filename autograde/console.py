"""What the commands show in a terminal: tables, and the step that is being taken."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograde import summary
from autograde.scores import ClassScores, Student, plain

if TYPE_CHECKING:
    from autograde.doctor import Finding
    from autograde.gate import GateReport

LONGEST_TABLE = 40  # students; a longer list belongs in the report
_MARKS = {"ok": Text("✓", "green"), "warn": Text("!", "yellow"), "bad": Text("✗", "red")}


@contextmanager
def steps() -> Iterator[Callable[[object], None]]:
    """Yield a function that shows what is being done.

    A terminal shows the present step beside a spinner. Elsewhere each step is a line; steps that
    only count on ("3 of 90") are left out.
    """
    console = Console(stderr=False)
    if console.is_terminal:
        with console.status("") as status:
            yield lambda step: status.update(Text(plain(str(step))))
        return
    before = ""

    def show(step: object) -> None:
        nonlocal before
        kind = re.split(r"\d+ of \d+", str(step))[0]
        if kind != before:
            console.print(Text(plain(str(step))), soft_wrap=True)
        before = kind

    yield show


def path(said: str, file: Path) -> None:
    """Show a sentence that ends in a path, in one line; below the working directory: from there."""
    file = Path(file).absolute()
    near = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    Console().print(Text(f"{said} {plain(str(near))}"), soft_wrap=True)


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
    """Show the scores of a class; of a large one, only those who need a person, and the sums."""
    shown = known.students
    if len(shown) > LONGEST_TABLE:
        shown = [s for s in shown if s.status != "graded" or s.outcome not in ("", "finished")]
    table = _table("Student", title=known.assignment)
    for heading in ("Score", "right", "partly", "wrong", "untouched", "to mark", "time"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for student in shown[:LONGEST_TABLE]:
        table.add_row(*_row(student, known.max_score))
    console = Console()
    console.print(table)
    waiting = sum(s.to_mark for s in known.students)
    median = "" if known.median is None else f", median {summary.number(known.median)}"
    console.print(
        f"{len(known.graded)} of {len(known.students)} graded{median} of "
        f"{summary.number(known.max_score)} points; {waiting} answers to mark.",
        highlight=False,
        soft_wrap=True,
    )


def _row(student: Student, most: float) -> list[Text]:
    states = [score.state for score in student.scores.values()]
    counts = [
        sum(state in kinds for state in states)
        for kinds in (("full",), ("partial",), ("wrong",), ("not attempted", "no answer"))
    ]
    cells = [student.name, "–"] + [""] * 6
    if student.scores:
        score = f"{summary.number(student.total)}/{summary.number(most)}"
        cells = [student.name, score, *(str(n or "") for n in (*counts, student.to_mark))]
        cells.append(summary.duration(student.seconds))
    remark = student.outcome if student.outcome != "finished" else ""
    if student.status != "graded":
        remark = f"{student.status}: {remark}" if remark else student.status
    return [*map(Text, cells), Text(remark, "yellow")]


def _table(*headings: str, title: str = "") -> Table:
    from rich.box import SIMPLE_HEAD

    return Table(*headings, title=title or None, title_justify="left", box=SIMPLE_HEAD)
