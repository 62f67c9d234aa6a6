"""Single cells of a CSV file change; every other byte stays."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograde.errors import UserError
from autograde.export.table import Table

CELLS = st.text(st.sampled_from("ab;,\"\r\n 'é"), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)


@given(ROWS, st.sampled_from(",;"), st.sampled_from(["\n", "\r\n"]), st.booleans())
@example([["", ""]], ",", "\n", True)
def test_it_reads_what_python_reads_and_gives_back_every_byte(rows, delimiter, end, bom):
    text = io.StringIO()
    rows = [[cell.replace("\r", "") for cell in row] for row in rows]  # it would not quote them
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    whole = "\ufeff" * bom + text.getvalue()
    table = Table(whole, delimiter)
    assert table.rows == rows
    assert table.text() == whole


@given(ROWS, st.data())
def test_only_the_cells_that_are_set_change(rows, data):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    table = Table(text.getvalue())
    for _ in range(3):
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][column] = value = data.draw(CELLS)
        table.set(row, column, value)
    assert list(csv.reader(io.StringIO(table.text(), newline=""))) == rows


def test_quotes_that_are_not_needed_stay_elsewhere():
    table = Table('"a","b"\r\n"1" ,2'.replace('" ', '"'))
    table.set(1, 1, "3")
    assert table.text() == '"a","b"\r\n"1",3'


def test_a_row_that_is_too_short_grows():
    table = Table("a,b,c\n1\n")
    table.set(1, 2, "7")
    assert table.text() == "a,b,c\n1,,7\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n\xff,1\n", "is not UTF-8 text.*CSV UTF-8"),
        (b'a,b\n"x,1\n', "quotation mark is out of place in line 2"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_csv_file_is_said_in_one_line(tmp_path, data, said):
    path = tmp_path / "a.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UserError, match=said):
        Table.read(path)
