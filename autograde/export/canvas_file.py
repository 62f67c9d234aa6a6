"""The file that Canvas' gradebook exports, read by the rules by which Canvas imports it."""

from __future__ import annotations

import re
from pathlib import Path

from autograde.course import short_name
from autograde.errors import UserError
from autograde.export.people import Row
from autograde.export.table import Table
from autograde.text import plain

_TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)\s*")
# Canvas computes these columns itself; a name may stand before, "Unposted" or a group's.
_COMPUTED = re.compile(
    r"(Current|Final) (Score|Points|Grade)\b|Override (Score|Grade|Status)\b", re.IGNORECASE
)


class CanvasFile:
    """The table, and where in it students, assignments and points stand."""

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.table = path, table
        heads = [head.strip() for head in table.rows[0]] if table.rows else []
        named = len(heads) > 3 and "Student" in heads[0] and "ID" in heads[1]
        split = heads[:3] == ["LastName", "FirstName", "ID"]
        if not (named or split) or "Section" not in heads:
            raise UserError(
                f"{path} is not a gradebook that Canvas exported: its first line has to name "
                "Student, ID and Section. Take it from Grades › Export."
            )
        self._heads = heads
        self._names = [1, 0] if split else [0]
        self._id = 2 if split else 1
        self._first = heads.index("Section") + 1

    @classmethod
    def read(cls, path: Path) -> CanvasFile:
        """Read a file. Raises UserError where it isn't there, or is another."""
        return cls(path, Table.read(path))

    def data(self) -> bytes:
        """Return the file as it is now."""
        return self.table.text().encode()

    def students(self) -> list[Row]:
        """Return the rows of students, and perhaps one about posting, which names nobody."""
        rows = enumerate(self.table.rows)
        return [self._row(n, row) for n, row in rows if n and "Points Possible" not in row[0]]

    def column(self, assignment: str, wanted: str | None = None) -> int:
        """Return the number of the column for an assignment, by what Canvas calls it.

        Raises UserError where there is none, more than one, or one that can't be written.
        """
        names = [wanted] if wanted else [assignment, short_name(assignment)]
        known = [n for n in range(self._first, len(self._heads)) if self._is_assignment(n)]
        fits = [n for n in known if any(_is_called(self._heads[n], name) for name in names)]
        if len(fits) != 1:
            there = ", ".join(repr(self._heads[n]) for n in known) or "none"
            which = f"{len(fits)} columns are" if fits else "no column is"
            raise UserError(
                f"{self.path}: {which} called {' or '.join(map(repr, names))}. Say which with "
                f"--column, by title or number; there are: {there}."
            )
        if "read only" in self._points_cell(fits[0]):
            raise UserError(
                f"{self.path}: Canvas lets nobody write the column {self._heads[fits[0]]!r} "
                "(it says “read only”)."
            )
        return fits[0]

    def points(self, column: int) -> float | None:
        """Return how many points Canvas counts an assignment out of, if the file says so."""
        return _number(self._points_cell(column))

    def value(self, row: Row, column: int) -> str:
        """Return what a student has there."""
        return _cell(self.table.rows[row.number], column)

    def put(self, row: Row, column: int, value: str) -> bool:
        """Write a score, unless it stands there already; return whether it does."""
        same = _number(self.value(row, column)) == float(value)
        if not same:
            decimal_comma = self.table.delimiter == ";" and self._has_decimal_commas(column)
            text = value.replace(".", ",") if decimal_comma else value
            self.table.set(row.number, column, text)
        return same

    def _has_decimal_commas(self, column: int) -> bool:
        return any(re.fullmatch(r"\d+,\d+", _cell(row, column)) for row in self.table.rows)

    def _row(self, number: int, cells: list[str]) -> Row:
        def named(head: str) -> str:
            return _cell(cells, self._heads.index(head)) if head in self._heads else ""

        name = " ".join(filter(None, (_cell(cells, n) for n in self._names)))
        ids = _cell(cells, self._id), named("SIS User ID"), named("SIS Login ID")
        return Row(number, plain(name), *ids)

    def _is_assignment(self, column: int) -> bool:
        return bool(self._heads[column]) and not _COMPUTED.search(self._heads[column])

    def _points_cell(self, column: int) -> str:
        rows = [row for row in self.table.rows[1:] if "Points Possible" in row[0]]
        return _cell(rows[0], column) if rows else ""


def _cell(cells: list[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _is_called(head: str, name: str) -> bool:
    """Whether a heading such as "01 RNN, LSTM (4711)" means this title or this number.

    >>> _is_called("01 RNN, LSTM (4711)", "01_rnn_lstm"), _is_called("Essay (4711)", "4711")
    (True, True)
    """
    known = _TITLE.fullmatch(head)
    titles = {head, known["title"]} if known else {head}
    return any(_letters(t) == _letters(name) for t in titles) or bool(known and known["id"] == name)


def _letters(title: str) -> str:
    return "".join(sign for sign in title.casefold() if sign.isalnum())


def _number(text: str) -> float | None:
    """Return a number as Canvas reads it, where the last point or comma is the decimal one.

    >>> _number("12,5"), _number("1.000,5"), _number("EX")
    (12.5, 1000.5, None)
    """
    if not re.fullmatch(r"-?[0-9.,]*[0-9]", text):
        return None
    *whole, last = re.split(r"[.,]", text)
    return float(f"{''.join(whole)}.{last}" if whole else last)
