import copy
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograde import cluster
from autograde import feedback as module
from autograde.errors import UserError
from autograde.execute import Execution
from autograde.feedback import StripHidden, feedback
from autograde.grade import grade
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, answered, hand_in, released_course

TEST = """check("a")
### BEGIN HIDDEN TESTS
secret_expectation = 42
assert a() == secret_expectation, "a() is wrong"
### END HIDDEN TESTS
"""


def stripped(*cells):
    nb, _ = StripHidden().preprocess(new_notebook(cells=list(cells)), {})
    return nb.cells


def cell_with(*outputs, source=TEST):
    cell = new_code_cell(source)
    cell.outputs = list(outputs)
    return cell


def test_hidden_tests_leave_the_source_and_the_visible_check_stays():
    (cell,) = stripped(cell_with())
    assert cell.source == 'check("a")'


def test_rubrics_leave_the_question():
    question = "Why?\n\n### BEGIN MARK SCHEME\n2 points: because\n### END MARK SCHEME\nSay more."
    (cell,) = stripped(new_markdown_cell(question))
    assert cell.source == "Why?\n\nSay more."


def test_a_region_that_is_never_closed_is_hidden_to_the_end():
    (cell,) = stripped(cell_with(source="1\n### BEGIN HIDDEN TESTS\nsecret\nmore"))
    assert cell.source == "1"


def test_two_regions_leave_what_is_between_them():
    (cell,) = stripped(cell_with(source=f"{TEST}between\n{TEST}"))
    assert cell.source == 'check("a")\nbetween\ncheck("a")'


def test_an_error_of_a_hidden_test_keeps_its_message_and_loses_its_traceback():
    lines = ["----> 4 assert a() == secret_expectation", "AssertionError: a() is wrong"]
    error = new_output("error", ename="AssertionError", evalue="a() is wrong", traceback=lines)
    (cell,) = stripped(cell_with(error))
    assert cell.outputs[0].traceback == ["AssertionError: a() is wrong"]


def test_a_students_own_error_keeps_its_traceback():
    error = new_output("error", ename="ValueError", evalue="x", traceback=["line 1", "line 2"])
    own = cell_with(error, source="f()")
    assert stripped(own, cell_with())[0].outputs[0].traceback == ["line 1", "line 2"]


@pytest.mark.parametrize(
    "output",
    [
        new_output("stream", name="stdout", text=f"I found: {TEST}"),
        new_output("display_data", {"text/html": "<pre>secret_expectation = 42</pre>"}),
        new_output("error", ename="E", evalue="secret_expectation = 42", traceback=["t"]),
        new_output("error", ename="E", evalue="x", traceback=["secret_expectation = 42"]),
    ],
)
def test_an_output_that_shows_hidden_lines_is_left_out(output):
    own, _ = stripped(cell_with(copy.deepcopy(output), source="peep()"), cell_with())
    assert "secret_expectation" not in str(own.outputs)
    assert "left out" in str(own.outputs)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return a course in which two were graded: one right, one failing the hidden tests."""
    course = released_course(tmp_path_factory.mktemp("course") / "tiny")
    hand_in(course, "ada")
    hand_in(course, "Zoë B", answered(course, tiny_why="<b>my</b> answer"))

    async def failing(notebook, limits, folder, **how):
        nb = copy.deepcopy(notebook)
        trace = ["----> 4 assert double(number) == number + number", "AssertionError: wrong"]
        error = new_output("error", ename="AssertionError", evalue="wrong!", traceback=trace)
        cell_of(nb, "tiny-double-test").outputs = [error]
        return Execution(nb)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "aexecute", failing)
        grade(course, TINY)
    return course


def test_each_graded_student_gets_a_page_without_secrets(graded):
    pages = feedback(graded, TINY)
    assert [page.relative_to(graded.feedback).as_posix() for page in pages] == [
        "Zoë B/00_tiny/00_tiny.html",
        "ada/00_tiny/00_tiny.html",
    ]
    source = nbformat.read(graded.source / TINY / f"{TINY}.ipynb", as_version=4)
    test = cell_of(source, "tiny-double-test").source
    page = pages[0].read_text(encoding="utf-8")
    assert "AssertionError: wrong!" in page
    assert "answer" in page
    for secret in ("HIDDEN TESTS", "MARK SCHEME", "number + number", "neutral element", test):
        assert secret not in page


def test_pages_are_made_anew_and_one_that_fails_holds_nobody_up(graded, monkeypatch):
    real = module.convert

    def broken(step, course, assignment, student, log, **folders):
        if student == "Zoë B":
            raise OSError("disk")
        real(step, course, assignment, student, log, **folders)

    shutil.rmtree(graded.feedback, ignore_errors=True)
    monkeypatch.setattr(module, "convert", broken)
    with pytest.raises(UserError, match=r"No feedback page could be made for Zoë B; all others"):
        feedback(graded, TINY)
    assert (graded.feedback / "ada" / TINY / f"{TINY}.html").is_file()
    log = graded.build / "logs" / f"feedback-{TINY}.log"
    assert "OSError: disk" in log.read_text(encoding="utf-8")


def test_before_grading_one_line_says_what_to_do(tiny):
    with pytest.raises(UserError, match="Run `unrolled grade 00_tiny` first"):
        feedback(tiny, TINY)
