"""What a collection brought: a table in the terminal, a row for each in a CSV file."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograde.collect import Collected
from autograde.course import Course
from autograde.text import plain

LONGEST_TABLE = 40  # rows; of a longer list only those with a note are shown
FILE = "collected.csv"
_COLUMNS = ["collected", "student", "state", "from", "when", "version", "receipt", "notes"]
_MARKS = {
    "new": Text("✓", "green"), "newer": Text("✓", "green"), "refused": Text("✗", "red"),
    "as before": Text("="), "earlier": Text("○"),
}  # fmt: skip


def show(rows: list[Collected]) -> None:
    """Show who handed in what, and what was left out."""
    console = Console()
    shown = rows if len(rows) <= LONGEST_TABLE else [row for row in rows if row.notes]
    cut = _in_common([row.where for row in rows])
    title = f"From {rows[0].where[:cut].removesuffix(' › ')}" if cut else None
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("")
    table.add_column("Student", overflow="fold")
    table.add_column("From", overflow="fold")
    table.add_column("When (UTC)", min_width=10, max_width=10)
    table.add_column("Version")
    table.add_column("Notes", overflow="fold", ratio=1)
    for row in shown:
        what = [] if row.state in ("new", "refused") else [_WORDS[row.state]]
        said = Text(plain("; ".join([*what, *row.notes])))
        words = (plain(row.student) or "?", plain(row.where[cut:]), _time(row), row.version)
        table.add_row(_MARKS[row.state], *map(Text, words), said)
    if shown:
        console.print(table)
    count = Counter(row.state for row in rows)
    parts = [f"{count[state]} {word}" for state, word in _COUNTED.items() if count[state]]
    console.print(Text(", ".join(parts) + "."), soft_wrap=True)


_WORDS = {"newer": "Newer", "as before": "As before", "earlier": "Earlier, kept aside"}
_COUNTED = {
    "new": "new", "newer": "newer than what was there", "as before": "as before",
    "earlier": "earlier, kept in submitted-before/", "refused": "refused",
}  # fmt: skip


def log(course: Course, assignment: str, rows: list[Collected]) -> Path:
    """Add the rows to reports/<assignment>/collected.csv; return its path."""
    path = course.reports / assignment / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    begun = path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if not begun:
            writer.writerow(_COLUMNS)
        for row in rows:
            said = [now, row.student, row.state, row.where, _time(row), row.version, row.receipt]
            writer.writerow([_harmless(value) for value in (*said, "; ".join(row.notes))])
    return path


def _in_common(places: list[str]) -> int:
    """Return how many signs of all places say the same: the source, if it is one."""
    first = places[0].partition(" › ")
    source = "".join(first[:2])
    return len(source) if first[1] and all(place.startswith(source) for place in places) else 0


def _time(row: Collected) -> str:
    return f"{row.when:%Y-%m-%d %H:%M:%S}" if row.when else ""


def _harmless(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = plain(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
