"""What is exported for Canvas is imported there, by its importer's rules, with the same scores."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from nbgrader import api

from autograde import scores
from autograde.errors import UserError
from autograde.export import Target, export
from autograde.export.people import Person, Row, match
from tests.autograde.class_of import ASSIGNMENT, fill_gradebook, make_course, recorded, write_record
from tests.autograde.export.canvas_importer import User, imported

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schemas/canvas_gradebook.schema.json").read_text()
)
RNN = "rnn_lstm-rnn-layer-test"
TITLE = f"{ASSIGNMENT} (4711)"
USERS = [
    User(11, "Ada Lovelace", "Lovelace, Ada", "S100", "ada@uni.example"),
    User(12, "Ben Ode", "Ode, Ben", "S101", "ben"),
    User(13, "Chloé Dupont", "Dupont, Chloé", "S102", "chloe"),
    User(14, "Dan Dee", "Dee, Dan", "S103", "dan"),
    User(15, "Eve Ohm", "Ohm, Eve", "S104", "eve"),
]
# Canvas' own export, as an instructor gets it: with a byte order mark and lines that it adds.
EXPORTED = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (4700),"
    f"{TITLE},Final Score,Unposted Final Score\r\n"
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10.00,4.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",11,S100,ada@uni.example,"A and ""B""",9.00,,90.00,90.00\r\n'
    '"Ode, Ben",12,S101,ben,A,N/A,2.00,10.5,10.5\r\n'
    '"Dupont, Chloé",13,S102,chloe,A,7.00,EX,,\r\n'
    '"Dee, Dan",14,S103,dan,A,7.00,N/A,,\r\n'
    '"Ohm, Eve",15,S104,eve,A,7.00,3.00,,\r\n'
    '"Student, Test",99,,f00,A,,,,\r\n'
)


@pytest.fixture
def course(tmp_path):
    """Students by three kinds of id, one of whom waits for marks; nobody submitted for gus."""
    course = make_course(tmp_path / "course")
    settled = {
        "Ada": (4, None, False),
        "S101": (2.5, None, False),
        "chloe": (3, None, False),
        "dan": (1, None, False),
        "EVE": (3, None, False),
    }
    fill_gradebook(
        course,
        {RNN: (4, "code"), "rnn_lstm-why": (0, "markdown")},
        {
            **{s: {RNN: g, "rnn_lstm-why": (0, None, False)} for s, g in settled.items()},
            "ida": {RNN: (4, None, False), "rnn_lstm-why": (None, None, True)},
            "gus": None,
        },
        penalties={"S101": 0.25},
    )
    with api.Gradebook(course.db_url, course_id="unrolled") as book:
        book.update_or_create_student("Ada", first_name="Ada", last_name="Lovelace", lms_user_id=11)
    write_record(course, {"gus": recorded("missing", "Nothing was handed in.")})
    return course


@pytest.fixture
def theirs(tmp_path):
    path = tmp_path / "2026-01-01_Grades.csv"
    path.write_bytes(EXPORTED.encode())
    return path


def spoilt(path, old, new):
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def test_a_new_file_keeps_the_schema_and_is_imported_with_the_same_scores(course):
    exported = export(course, ASSIGNMENT, Target.CANVAS)
    data = exported.path.read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    jsonschema.validate(rows, SCHEMA)
    found = imported(data, USERS, {})
    assert found.new_assignments == [ASSIGNMENT]
    assert found.points == {ASSIGNMENT: "4"}
    assert found.scores[ASSIGNMENT] == {11: "4", 12: "2.25", 13: "3", 14: "1"}
    assert found.unknown == ["EVE"], "Canvas' logins are compared letter by letter"
    assert exported.count == 5
    assert exported.remarks == {
        "Left out, because answers wait for marks (--so-far hands on what there is)": [
            "ida (1 to mark)"
        ],
        "Left out, because there is no score": ["gus (Nothing was handed in.)"],
    }


def test_so_far_hands_on_what_there_is(course):
    exported = export(course, ASSIGNMENT, Target.CANVAS, so_far=True)
    assert exported.count == 6
    assert "Left out, because there is no score" in exported.remarks
    assert len(exported.remarks) == 1


def test_filled_in_it_is_imported_with_the_same_scores(course, theirs):
    exported = export(course, ASSIGNMENT, Target.CANVAS, fill=theirs)
    found = imported(exported.path.read_bytes(), USERS, {4711: "RNN", 4700: "Essay"})
    before = imported(theirs.read_bytes(), USERS, {4711: "RNN", 4700: "Essay"})
    assert (found.new_assignments, found.unknown) == ([], ["Student, Test"])
    totals = {s.name: s.total for s in scores.read(course, ASSIGNMENT).students}
    filled = found.scores["RNN"]
    assert filled == {11: "4", 12: "2.25", 13: "EX", 14: "N/A", 15: "3.00"}
    for user, student in {11: "Ada", 12: "S101", 15: "EVE"}.items():
        assert float(filled[user]) == totals[student]
    assert found.scores["Essay"] == before.scores["Essay"]


def test_nothing_else_in_the_instructor_s_file_changes(course, theirs):
    exported = export(course, ASSIGNMENT, Target.CANVAS, fill=theirs)
    assert theirs.read_bytes() == EXPORTED.encode()
    assert exported.path.read_bytes().decode() == EXPORTED.replace(
        "9.00,,90.00,90.00", "9.00,4,90.00,90.00"
    ).replace("N/A,2.00,10.5", "N/A,2.25,10.5")
    assert exported.path == course.reports / ASSIGNMENT / "canvas.csv"


def test_what_a_person_should_know_is_told(course, theirs):
    spoilt(theirs, '"Ohm, Eve",15,S104,eve', '"Ohm, Eve",15,S104,eve.ohm')
    spoilt(theirs, "10.00,4.00,", "10.00,8.00,")
    exported = export(course, ASSIGNMENT, Target.CANVAS, fill=theirs)
    assert exported.count == 2
    assert exported.remarks == {
        "Not written, because the file has no such student": [
            "EVE has no row with this ID, SIS User ID or SIS Login ID"
        ],
        "Left out, because answers wait for marks (--so-far hands on what there is)": [
            "ida (1 to mark)"
        ],
        "Left out, because there is no score": ["gus (Nothing was handed in.)"],
        "Kept as Canvas has it": ["Dupont, Chloé: EX, not 3", "Dee, Dan: N/A, not 1"],
        "Other scores than before": ["Ode, Ben: 2.00 → 2.25"],
        "Look at the points": [
            "Canvas counts this assignment out of 8, the gradebook out of 4. Scores are written "
            "as they are: set the points in Canvas."
        ],
    }


def test_semicolons_and_decimal_commas_stay(course, theirs):
    text = EXPORTED.replace(", ", "¶").replace(",", ";").replace("¶", ", ").replace("2.00", "2,00")
    theirs.write_bytes(text.encode())
    exported = export(course, ASSIGNMENT, Target.CANVAS, fill=theirs)
    assert "N/A;2,25;10.5" in exported.path.read_bytes().decode()
    assert imported(exported.path.read_bytes(), USERS, {4711: "RNN"}).scores["RNN"][12] == "2.25"


@pytest.mark.parametrize("column", ["Essay", "essay", "4700", "Essay (4700)"])
def test_the_column_can_be_named(course, theirs, column):
    exported = export(course, ASSIGNMENT, Target.CANVAS, fill=theirs, column=column)
    found = imported(exported.path.read_bytes(), USERS, {4711: "RNN", 4700: "Essay"})
    assert found.scores["Essay"] == {11: "4", 12: "N/A", 13: "3", 14: "1", 15: "3"}


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        (TITLE, "Week 1 (4711)", None, r"no column is called '01_rnn_lstm' or 'rnn_lstm'\. Say"),
        ("Essay (4700)", "RNN LSTM (4700)", None, "2 columns are called"),
        (",4.00,(read", ",(read only),(read", None, "lets nobody write the column '01_rnn_lstm"),
        ("Essay", "Essay", "Final Score", "no column is called 'Final Score'"),
        ("Student,ID", "Name,Number", None, "is not a gradebook that Canvas exported"),
        (",Section,", ",Group,", None, "is not a gradebook that Canvas exported"),
        (EXPORTED, "", None, "is not a gradebook that Canvas exported"),
    ],
)
def test_a_file_that_cannot_be_filled_in_is_said_in_one_line(
    course, theirs, old, new, column, said
):
    spoilt(theirs, old, new)
    with pytest.raises(UserError, match=said):
        export(course, ASSIGNMENT, Target.CANVAS, fill=theirs, column=column)
    assert not (course.reports / ASSIGNMENT / "canvas.csv").exists()


def test_the_instructor_s_file_is_never_overwritten(course, theirs):
    with pytest.raises(UserError, match="name another file with --out"):
        export(course, ASSIGNMENT, Target.CANVAS, theirs, fill=theirs)
    assert theirs.read_bytes() == EXPORTED.encode()


def test_a_column_without_a_file_is_refused(course):
    with pytest.raises(UserError, match="--column says where to write in the file of --fill"):
        export(course, ASSIGNMENT, Target.CANVAS, column="Essay")


def test_first_and_last_names_in_two_columns_are_understood(course, theirs):
    text = EXPORTED.replace("Student,ID", "LastName,FirstName,ID")
    text = text.replace(",,,,,,Manual", ",,,,,,,Manual").replace("Possible,", "Possible,,")
    for name in ("Lovelace, Ada", "Ode, Ben", "Dupont, Chloé", "Dee, Dan", "Ohm, Eve"):
        text = text.replace(f'"{name}"', name.replace(", ", ","))
    theirs.write_bytes(text.encode())
    exported = export(course, ASSIGNMENT, Target.CANVAS, fill=theirs)
    assert exported.count == 3
    assert exported.remarks["Kept as Canvas has it"][0] == "Chloé Dupont: EX, not 3"


ROWS = [
    Row(3, "Lovelace, Ada", "11", "S100", "ada"),
    Row(4, "Ode, Ben", "12", "S101", "ben@uni.example"),
    Row(5, "Twin, A", "13", "S102", "twin"),
    Row(6, "Twin, B", "14", "S102", "other"),
    Row(7, "Eleven, Eve", "15", "11", "eve"),
]


@pytest.mark.parametrize(
    ("person", "number"),
    [
        (Person("12"), 4),
        (Person("S101"), 4),
        (Person("BEN@uni.example"), 4),
        (Person("whoever", email="ben@uni.example"), 4),
        (Person("S100", lms_id="12"), 4),  # the instructor said so
        (Person("11", lms_id="11"), 3),
        (Person("eve", lms_id="77"), 7),  # no such ID: the other columns are looked at
    ],
)
def test_a_row_is_found_by_id_then_by_sis_id_then_by_login(person, number):
    matches = match([person], ROWS)
    assert {s: row.number for s, row in matches.rows.items()} == {person.student: number}
    assert not matches.unknown + matches.ambiguous


@pytest.mark.parametrize(
    ("people", "unknown", "ambiguous"),
    [
        ([Person("nobody")], ["nobody has no row with this ID, SIS User ID or SIS Login ID"], []),
        (
            [Person("ada lovelace")],
            [
                "ada lovelace has no row with this ID, SIS User ID or SIS Login ID; Lovelace, Ada "
                "is a row's name: if that is the same person, run `nbgrader db student add "
                "'ada lovelace' --lms-user-id=11`"
            ],
            [],
        ),
        (
            [Person("S102")],
            [],
            ["S102 could be Twin, A (by SIS User ID) or Twin, B (by SIS User ID)"],
        ),
        (
            [Person("11")],
            [],
            ["11 could be Lovelace, Ada (by ID) or Eleven, Eve (by SIS User ID)"],
        ),
        (
            [Person("S100"), Person("ada")],
            [],
            [
                "S100 has the same row, Lovelace, Ada, as ada",
                "ada has the same row, Lovelace, Ada, as S100",
            ],
        ),
    ],
)
def test_nobody_is_guessed(people, unknown, ambiguous):
    matches = match(people, ROWS)
    assert (matches.rows, matches.unknown, matches.ambiguous) == ({}, unknown, ambiguous)
