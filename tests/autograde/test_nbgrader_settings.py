"""What the settings do for a course that is graded with plain nbgrader."""

import os
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograde.nbgrader_settings import configure
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, answered, hand_in, released_course

WRONG = "def double(x):\n    return 3 * x"


def without(nb, *names):
    for name in names:
        nb.cells.remove(cell_of(nb, name))
    return nb


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return a course that plain nbgrader has graded, and a file that a student tried to write."""
    folder = tmp_path_factory.mktemp("course")
    course, trap = released_course(folder / "tiny"), folder / "trap"
    skipped = answered(course, tiny_double=WRONG)
    cell_of(skipped, "tiny-double-test").metadata["tags"] = ["skip-execution"]
    hand_in(course, "skipped", skipped)
    hand_in(course, "deleted", without(answered(course), "tiny-double-test"))
    tests = ["tiny-double-test", "tiny-total-test"]
    hand_in(course, "all", without(answered(course), *tests, "tiny-why-question", "tiny-why"))
    wrong = answered(course, tiny_double=WRONG)
    hand_in(course, "wrong", without(wrong, "tiny-double-test"))
    hand_in(course, "endless", answered(course, tiny_double="while True: pass"))
    late = (
        f"import atexit, time\natexit.register(lambda: (time.sleep(0.2), open({str(trap)!r}, 'w')))"
    )
    widget = "import ipywidgets\nipywidgets.IntSlider()"
    work = answered(course)
    work.cells += [new_code_cell(late), new_code_cell(widget)]
    hand_in(course, "late", work)
    loud = answered(course)
    loud.cells.append(new_code_cell("print('x\\n' * 5000)"))
    hand_in(course, "loud", loud)
    command = [sys.executable, "-m", "nbgrader", "autograde", TINY, "--Execute.timeout=20"]
    environment = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    done = subprocess.run(
        command, cwd=course.root, capture_output=True, text=True, timeout=300, env=environment
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return course, trap


def marks(course, student):
    with Gradebook(course.db_url, course_id="unrolled") as gradebook:
        names = ("tiny-double-test", "tiny-total-test")
        return [gradebook.find_grade(name, TINY, TINY, student).auto_score for name in names]


def autograded(course, student):
    return nbformat.read(course.autograded / student / TINY / f"{TINY}.ipynb", as_version=4)


@pytest.mark.slow
def test_a_test_that_is_tagged_to_be_skipped_is_run(graded):
    assert marks(graded[0], "skipped") == [0, 3]


@pytest.mark.slow
def test_a_deleted_test_comes_back_and_counts(graded):
    course, _ = graded
    assert marks(course, "deleted") == [2, 3]
    assert marks(course, "wrong") == [0, 3]
    assert marks(course, "all") == [2, 3]
    test = cell_of(autograded(course, "deleted"), "tiny-double-test")
    assert "BEGIN HIDDEN TESTS" in test.source
    assert "Your answer here" in cell_of(autograded(course, "all"), "tiny-why").source


@pytest.mark.slow
def test_an_endless_loop_is_an_error_in_its_cell_and_the_rest_is_run(graded):
    course, _ = graded
    (error,) = cell_of(autograded(course, "endless"), "tiny-double").outputs[-1:]
    assert error.ename == "CellTimeout"
    assert "endless loop" in error.evalue
    assert marks(course, "endless") == [0, 3]


@pytest.mark.slow
def test_nothing_runs_after_the_tests(graded):
    course, trap = graded
    assert marks(course, "late") == [2, 3]
    assert not trap.exists()


@pytest.mark.slow
def test_widgets_are_not_stored(graded):
    assert "widgets" not in autograded(graded[0], "late").metadata


@pytest.mark.slow
def test_endless_output_is_cut(graded):
    course, _ = graded
    (output,) = autograded(course, "loud").cells[-1].outputs
    assert output.text.count("\n") <= 1000
    assert "truncated" in output.text


def formgraded(*cells):
    """Return what formgrader shows of these cells."""
    config = configure(Config())
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    about = {"index": 0, "total": 1, "assignment_id": TINY, "notebook_id": TINY,
             "submission_id": "1", "base_url": "", "last_name": "", "first_name": "",
             "student": "ada", "mathjax_url": ""}  # fmt: skip
    page, _ = HTMLExporter(config=config).from_notebook_node(
        new_notebook(cells=list(cells)), resources=about
    )
    return page


def test_formgrader_shows_what_students_wrote_and_runs_none_of_it():
    trick = "<b>bold</b> <script>ran()</script> <img src=x onerror=ran()> [press](javascript:ran())"
    kinds = ("text/html", "text/markdown", "text/latex", "application/javascript")
    outputs = [new_output("display_data", {kind: trick}) for kind in kinds]
    answer = {"grade_id": "a", "grade": True, "solution": True, "locked": False, "points": 2,
              "schema_version": 3, "task": False}  # fmt: skip
    page = formgraded(
        new_markdown_cell(trick),
        new_markdown_cell(trick, metadata={"nbgrader": answer}),
        new_code_cell("f()", outputs=outputs),
        new_markdown_cell("## Rubric\n\n### BEGIN MARK SCHEME\ntwo points\n### END MARK SCHEME"),
    )
    assert page.count("<b>bold</b>") == 5
    soup = BeautifulSoup(page, "html.parser")
    assert not [script for script in soup.find_all("script") if "ran()" in script.get_text()]
    assert not soup.find_all(onerror=True)
    assert not [link for link in soup.find_all("a") if "ran" in link.get("href", "")]
    assert "two points" in page  # whoever marks needs it
