"""A CSV file in which single cells are replaced, and all else stays byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

from autograde.errors import UserError

_BOM = "\ufeff"
_CELL = r'("(?:[^"]|"")*"|[^"{d}\r\n][^{d}\r\n]*|)({d}|\r\n|\r|\n|\Z)'


class Table:
    """The rows of a CSV file, as text.

    >>> table = Table("who; points \\n'Ada';7", ";")
    >>> table.rows
    [['who', ' points '], ["'Ada'", '7']]
    >>> table.set(1, 1, "8")
    >>> table.text()
    "who; points \\n'Ada';8"
    """

    def __init__(self, text: str, delimiter: str = ",") -> None:
        self.delimiter = delimiter
        self.rows: list[list[str]] = []
        self._text = text
        self._spans: list[list[tuple[int, int]]] = []
        self._new: dict[tuple[int, int], str] = {}
        self._parse()

    @classmethod
    def read(cls, path: Path) -> Table:
        """Read a file. Raises UserError where it isn't there, or is no CSV file in UTF-8."""
        try:
            text = path.read_bytes().decode("utf-8")
        except OSError as error:
            raise UserError(f"{path} cannot be read ({error.strerror}).") from None
        except UnicodeDecodeError:
            raise UserError(
                f"{path} is not UTF-8 text. Take the file as it was exported, or save it as "
                "“CSV UTF-8”."
            ) from None
        head = text.split("\n", 1)[0]
        try:
            return cls(text, ";" if head.count(";") > head.count(",") else ",")
        except ValueError as error:
            raise UserError(f"{path} is not a CSV file: {error}. Export it again.") from None

    def set(self, row: int, column: int, value: str) -> None:
        """Replace a cell; a row that is too short grows."""
        self._new[row, column] = value

    def text(self) -> str:
        """Return the file with the replaced cells."""
        parts, end = [], 0
        for (row, column), value in sorted(self._new.items()):
            spans = self._spans[row]
            value = self._quoted(value)
            if column < len(spans):
                start, stop = spans[column]
            else:
                start = stop = spans[-1][1]
                value = self.delimiter * (column - len(spans) + 1) + value
            parts += [self._text[end:start], value]
            end = stop
        return "".join([*parts, self._text[end:]])

    def _parse(self) -> None:
        """Note where each cell begins and ends. Raises ValueError for a quote that isn't closed."""
        cell = re.compile(_CELL.replace("{d}", re.escape(self.delimiter)))
        place = len(_BOM) if self._text.startswith(_BOM) else 0
        row: list[str] = []
        spans: list[tuple[int, int]] = []
        while place < len(self._text) or row:
            found = cell.match(self._text, place)
            if found is None:
                raise ValueError(f"a quotation mark is out of place in line {len(self.rows) + 1}")
            row.append(_plain(found[1]))
            spans.append(found.span(1))
            place = found.end()
            if found[2] != self.delimiter:
                self.rows.append(row)
                self._spans.append(spans)
                row, spans = [], []

    def _quoted(self, value: str) -> str:
        if re.search(rf'["\r\n{re.escape(self.delimiter)}]', value):
            return '"' + value.replace('"', '""') + '"'
        return value


def _plain(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
