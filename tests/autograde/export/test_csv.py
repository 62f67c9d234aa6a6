"""The CSV file keeps its schema, and holds the scores that the gradebook holds."""

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
from tests.autograde.class_of import (
    ASSIGNMENT,
    fill_gradebook,
    make_course,
    recorded,
    verdict,
    write_record,
)

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/scores_csv.schema.json").read_text())
CELLS = {"rnn_lstm-rnn-layer-test": (4, "code"), "rnn_lstm-explore": (3, "markdown")}


def grades(rnn, explore):
    return dict(zip(CELLS, (rnn, explore), strict=True))


@pytest.fixture
def course(tmp_path):
    course = make_course(tmp_path)
    fill_gradebook(
        course,
        CELLS,
        {
            "ada": grades((3.333, None, False), (None, 2.5, False)),
            "Ben": grades((4, None, False), (None, None, True)),
            "fay": None,
        },
        penalties={"ada": 0.5},
    )
    with api.Gradebook(course.db_url, course_id="unrolled") as book:
        book.update_or_create_student(
            "ada", first_name="Ada", last_name='=HYPERLINK("x")', email="a@b.c"
        )
    write_record(
        course,
        {
            "ada": recorded(hours=2.25, verdicts=[verdict("rnn-layer")]),
            "Ben": recorded("graded", "cell 3 stopped", notes=['-1 is odd, "quoted",\nand long']),
            "fay": recorded("missing", "Nothing was handed in."),
            "gus": recorded("unreadable", "the file is empty"),
        },
    )
    return course


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))


def test_it_keeps_its_schema(course):
    found = rows(export(course, ASSIGNMENT, Target.CSV).path)
    assert len(found) == 4
    for row in found:
        jsonschema.validate(row, SCHEMA)


def test_read_back_it_holds_the_gradebook_s_scores(course):
    exported = export(course, ASSIGNMENT, Target.CSV)
    known = scores.read(course, ASSIGNMENT)
    found = {row["student_id"]: row for row in rows(exported.path)}
    assert exported.count == 2
    assert list(found) == [student.name for student in known.students]
    for student in known.students:
        row = found[student.name]
        total = float(row["score"]) if row["score"] else None
        assert total == pytest.approx(student.total, abs=0.005)
        for exercise in known.exercises:
            score = student.scores.get(exercise.grade_id)
            cell = row[f"{exercise.slug} ({exercise.points:g})"]
            points = None if score is None else score.points
            assert (float(cell) if cell else None) == pytest.approx(points, abs=0.005)
    assert found["ada"]["late_penalty"] == "0.5"
    assert found["ada"]["first_name"] == "Ada"
    assert found["ada"]["last_name"].startswith("'=")
    assert found["Ben"]["answers_to_mark"] == "1"
    assert found["gus"]["notes"] == "the file is empty"


@pytest.mark.parametrize("odd", [{"fill": Path("x.csv")}, {"column": "x"}, {"so_far": True}])
def test_what_is_for_canvas_alone_is_refused(course, odd):
    with pytest.raises(UserError, match=r"^--.* goes with --to canvas"):
        export(course, ASSIGNMENT, Target.CSV, **odd)


def test_it_is_written_where_one_says(course, tmp_path):
    path = tmp_path / "deep" / "er" / "my.csv"
    assert export(course, ASSIGNMENT, Target.CSV, path).path == path
    assert len(rows(path)) == 4
