"""The table at the top of a feedback page, from what the cells of a graded notebook show."""

import doctest
import json
import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from autograde import feedback_rows, feedback_table
from autograde.errors import UserError
from autograde.feedback import feedback
from autograde.feedback_rows import notes, rows
from autograde.grade import grade
from autograde.sandbox import Sandbox
from autograde.steps import Steps, logged
from course_utils.checks.outcome import Result
from tests.autograde.submissions import cell_of, keyed
from tests.autograde.tiny_class import TINY, answered, hand_in, released_course


def test_examples():
    assert doctest.testmod(feedback_rows).failed == doctest.testmod(feedback_table).failed == 0


def said(outcome, message):
    """Return what an instant check displays."""
    result = Result("double", outcome, message)
    return new_output("display_data", {"text/plain": result.text, "text/html": result.html})


def failed(text, name="AssertionError"):
    return new_output("error", ename=name, evalue=text, traceback=[text])


def row_of(*outputs, score=0.0, answer=(), comment=None, **facts):
    """Return the row of one exercise whose cells have these outputs."""
    mine = keyed(new_code_cell, "def double(x): …", "a-double", solution=True, comment=comment)
    mine.outputs = list(answer)
    test = keyed(new_code_cell, 'check("double")', "a-double-test", grade=True, locked=True,
                 score=score, points=2.0, **facts)  # fmt: skip
    test.outputs = list(outputs)
    hint = new_markdown_cell("## Double\n\n<details><summary>A nudge</summary>x</details>")
    hint.id = "top--1"
    (row,) = rows(new_notebook(cells=[hint, mine, test]))
    return row


def test_full_points_say_no_more():
    row = row_of(said("right", "right."), score=2.0)
    assert (row.state, row.points, row.most, row.slug) == ("full", 2, 2, "double")
    assert (row.answer, row.check, row.nudge) == ("a-double", "a-double-test", "")
    assert row.told == feedback_rows.Told()


def test_a_check_that_fails_speaks_and_the_hidden_test_does_not():
    row = row_of(said("wrong", "double(21) should be 42, got 63."), failed("double is off"))
    assert row.state == "wrong"
    assert (row.told.what, row.told.expected, row.told.came) == ("double(21)", "42", "63")
    assert not row.told.hidden
    assert row.nudge == "cell-top--1"


def test_a_check_that_passes_leaves_the_word_to_the_hidden_test():
    row = row_of(said("right", "right."), failed("double is off: expected …, got 63."))
    assert row.told.diagnosis.startswith("The check passes; a hidden test")
    assert (row.told.expected, row.told.came, row.told.hidden) == ("…", "63", True)


def test_an_answer_that_stopped_is_what_went_wrong():
    row = row_of(
        said("wrong", "`double` is not defined."),
        answer=[failed("bad (289.py, line 5)", "SyntaxError")],
    )
    assert row.told.came == "SyntaxError: bad (line 5)"
    assert "cell with your answer" in row.told.diagnosis


def test_a_stub_is_not_attempted_and_says_where_it_stands():
    message = "not attempted yet. (`raise NotImplementedError` stands in `double`.)"
    row = row_of(said("not attempted", message), failed("none"))
    assert row.state == "not attempted"
    assert row.told.diagnosis == "`raise NotImplementedError` stands in `double`."


def test_a_test_that_was_stopped_says_so():
    row = row_of(failed("The code under test was stopped after 60 s.", "CellTimeout"))
    assert row.told.diagnosis == "The code under test was stopped after 60 s."


def test_partial_credit_says_what_the_test_printed():
    printed = new_output("stream", text="✓ double: right.\nThe empty list is not right yet.\n")
    row = row_of(printed, score=1.0)
    assert (row.state, row.points) == ("partial", 1)
    assert row.told.diagnosis == "The empty list is not right yet."
    assert row_of(score=1.0).told.diagnosis == "Part of what is tested is right."


def test_points_given_by_a_person_are_said_to_be():
    row = row_of(said("wrong", "x."), score=2.0, by_hand=True, comment="Right after all.")
    assert (row.state, row.by_hand, row.comment) == ("full", True, "Right after all.")


def written(score=0.0, **facts):
    cell = keyed(new_markdown_cell, "Because.", "a-why", grade=True, solution=True, score=score,
                 points=2.0, **facts)  # fmt: skip
    (row,) = rows(new_notebook(cells=[cell]))
    return row


@pytest.mark.parametrize(
    ("row", "state", "points"),
    [
        (written(waits=True), "to mark", None),
        (written(comment="No response."), "no answer", 0),
        (written(by_hand=True), "wrong", 0),
        (written(score=1.5, by_hand=True), "partial", 1.5),
        (written(score=2.0, by_hand=True), "full", 2),
    ],
)
def test_written_answers(row, state, points):
    assert (row.state, row.points) == (state, points)
    assert row.comment == ""


def test_a_student_learns_what_became_of_the_file():
    assert notes({}) == []
    stopped = {"status": "graded", "outcome": "cell 3 was stopped", "notes": ["A."]}
    assert notes(stopped) == ["A.", "While it ran: cell 3 was stopped"]
    (note,) = notes({"status": "unreadable", "outcome": "It breaks off.", "notes": ["A."]})
    assert note.startswith("Your newest file was not graded: It breaks off. These are the points")


HIDDEN = "double(8): expected 16, got 24."


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return a course whose one student passes a check and fails its hidden test."""
    course = released_course(tmp_path_factory.mktemp("course") / "tiny")
    nb = answered(course, tiny_why="Because <b>of</b> zero.")
    tested = NotebookNode(cell_of(_source(course), "tiny-double-test"))
    cell_of(nb, "tiny-double-test").source = tested.source
    cell_of(nb, "tiny-double-test").outputs = [said("right", "right."), failed(HIDDEN)]
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as steps:
        steps.save("ada", nb)
    path = course.reports / TINY / "grading.json"
    path.parent.mkdir(parents=True)
    record = {"status": "graded", "outcome": "finished", "notes": ["Deleted by the student: <x>."]}
    path.write_text(json.dumps({"students": {"ada": record}}))
    with Gradebook(course.db_url, course_id="unrolled") as book:
        mark = book.find_grade("tiny-why", TINY, TINY, "ada")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        comment = book.find_comment("tiny-why", TINY, TINY, "ada")
        comment.manual_comment = "Say **why** <script>ran()</script>"
        book.find_submission_notebook(TINY, TINY, "ada").late_submission_penalty = 0.5
        book.db.commit()
    return course


def _source(course):
    import nbformat

    return nbformat.read(course.source / TINY / f"{TINY}.ipynb", as_version=4)


def page_of(course):
    (path,) = feedback(course, TINY)
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def cells_of(page):
    return {
        row.th.a.get_text(): [" ".join(cell.get_text(" ").split()) for cell in row("td")]
        for row in page.select(".exercises tbody tr")
    }


def test_the_page_shows_points_reasons_comments_and_notes(course):
    page = page_of(course)
    assert page.select_one(".score").get_text() == (
        "4 of 7 points, after 0.5 taken off for lateness."
    )
    assert page.select_one(".notes").get_text(strip=True) == "Deleted by you: <x>."
    table = cells_of(page)
    assert list(table) == ["double", "total", "why"]
    points, went, expected, came, _ = table["double"]
    assert (points, expected, came) == ("0 of 2", "not shown", "double(…) 24")
    assert "a hidden test, with other numbers, does not" in went
    assert table["why"][:2] == ["1.5 of 2", "◐ partly right, marked by a person Comment Say why"]
    assert page.find("script") is None
    assert "16" not in page.get_text()
    assert "“…” stands for them" in page.get_text()


def test_every_link_of_the_page_leads_somewhere(course):
    page = page_of(course)
    links = {a["href"][1:] for a in page.find_all("a", href=True) if a["href"].startswith("#")}
    assert {"top", "tiny-double", "tiny-double-test", "tiny-why"} <= links
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert links <= set(ids)
    assert len(ids) == len(set(ids))


def test_an_instructor_may_show_what_was_expected(course):
    file = course.root / "nbgrader_config.py"
    before = file.read_text()
    try:
        file.write_text(f"{before}\nget_config().Unrolled.show_expected = True\n")
        page = page_of(course)
        assert cells_of(page)["double"][2:4] == ["double(8) 16", "double(8) 24"]
        assert "HIDDEN TESTS" not in str(page)
        file.write_text(f"{before}\nget_config().Unrolled.show_expected = 1\n")
        with pytest.raises(UserError, match="either True or False, not 1"):
            feedback(course, TINY)
    finally:
        file.write_text(before)


@pytest.mark.slow
def test_plain_nbgrader_makes_the_same_page(course):
    ours = str(page_of(course))
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", TINY, "--force"]
    environment = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    done = subprocess.run(
        command, cwd=course.root, capture_output=True, text=True, timeout=300, env=environment
    )
    assert done.returncode == 0, done.stderr[-3000:]
    path = course.feedback / "ada" / TINY / f"{TINY}.html"
    assert str(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")) == ours


@pytest.mark.slow
def test_from_a_real_run_neither_code_nor_values_of_hidden_tests_reach_the_page(tmp_path):
    course = released_course(tmp_path / "tiny")
    prepared = "def double(x):\n    return {21: 42, -1: -2}.get(x, 777)"
    hand_in(course, "ada", answered(course, tiny_double=prepared, tiny_total="def total(n): 1 / 0"))
    grade(course, TINY, sandbox=Sandbox.NONE)
    page = page_of(course)
    table = cells_of(page)
    assert table["double"][0] == "0 of 2"
    assert "The check passes; a hidden test, with other numbers, does not." in table["double"][1]
    assert "double(…) is wrong" in table["double"][1]
    assert "ZeroDivisionError: division by zero (in total" in table["total"][3]
    assert table["why"][1] == "? not marked yet"
    for secret in ("number + number", "hidden_numbers", "neutral element of addition"):
        assert secret not in str(page)
