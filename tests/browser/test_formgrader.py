"""Formgrader, as a TA marks written answers in it, and where marks and comments arrive."""

from __future__ import annotations

import copy
import csv
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from autograde import cluster
from autograde.course import Course
from autograde.execute import Execution
from autograde.grade import grade
from tests.autograde.tiny_class import TINY, answered, hand_in, released_course
from tests.browser.conftest import Lab, errors_of, wait_for

ANSWERS = {
    "ada": "Zero is **neutral** in addition.",
    "Zoë B": "The machine says so. <script>document.title = 'ran'</script>",
}
MARKS = {
    "ada": ("2", "Right, and well put: 0 < 1."),
    "Zoë B": ("0.5", "Why does it say so?\nThink of *joining* lists."),
}
LOADED = "formgrader.grades?.loaded && formgrader.comments?.loaded"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """A class of two, graded: their code is right, their written answers wait for a person."""
    course = released_course(tmp_path_factory.mktemp("course") / "tiny")
    for student, answer in ANSWERS.items():
        hand_in(course, student, answered(course, tiny_why=answer))

    async def no_kernel(notebook, limits, folder, **how):
        return Execution(copy.deepcopy(notebook))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "aexecute", no_kernel)
        grade(course, TINY)
    return course


@pytest.fixture(scope="module")
def lab(graded, tmp_path_factory) -> Iterator[Lab]:
    """JupyterLab, started in the course folder: formgrader reads its configuration there."""
    home = tmp_path_factory.mktemp("jupyter")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Lab(home, probe.getsockname()[1])
    shutil.copytree(graded.root, server.folder, dirs_exist_ok=True)
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            server.command, cwd=server.folder, env=server.env, stdout=log, stderr=log
        )
        try:
            wait_for(server, process, home / "log")
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def formgrader(lab, watched) -> Iterator:
    """Formgrader's frame, on the list of submissions, reached as docs/ta.md says.

    Errors in it fail the test, but for those about MathJax: nbgrader's page asks for it elsewhere,
    formulas do not need it, and marking must work where it cannot be had.
    """
    watched.route(re.compile("/mathjax/"), lambda route: route.abort())
    watched.goto(lab.url())
    watched.wait_for_url("**/lab")  # once it has put all windows away
    watched.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    watched.get_by_role("menuitem", name="Formgrader", exact=True).click()
    frame = watched.locator("iframe").element_handle().content_frame()
    wrong = errors_of(watched)
    for link in ("Manual Grading", TINY, TINY):
        follow(frame, link)
    yield frame
    assert [error for error in wrong if "mathjax" not in error.lower()] == []


def run(course: Path, *words: str) -> None:
    """Run one of our commands in the course folder."""
    command = [sys.executable, "-c", "from autograde.cli import main; main()", *words]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


def follow(frame, link: str) -> None:
    """Click on a link, the last of this name, and wait for the page behind it.

    What is in focus becomes part of the address, so that alone is no other page.
    """
    here = frame.url.partition("?")[0]
    with frame.expect_navigation(url=lambda url: url.partition("?")[0] != here):
        frame.get_by_role("link", name=link).last.click()


def panel(frame):
    """The written answer with what belongs to it: its points, and the comment beneath."""
    return frame.locator(".nbgrader_cell", has=frame.locator("#tiny-why"))


def shown(frame) -> str:
    """Whose written answer is shown."""
    answer = panel(frame).locator(".text_cell_render").inner_text()
    (student,) = (who for who, text in ANSWERS.items() if answer[:8] == text[:8])
    return student


def expect_rubric_above(frame) -> None:
    """All of the rubric stands between the question and the answer."""
    question = frame.locator(".text_cell", has_text="Why is total([]) zero?")
    rubric = question.get_by_role("listitem")
    assert rubric.all_inner_texts() == [
        "2 points: says that zero is the neutral element of addition.",
        "1 point: says only that there is nothing to add.",
    ]
    asked = question.get_by_text("Why is total([]) zero?").bounding_box()
    places = [rubric.nth(0).bounding_box(), rubric.nth(1).bounding_box()]
    tops = [box["y"] for box in (asked, *places, panel(frame).bounding_box())]
    assert tops == sorted(tops)


def save(frame, field: str, text: str) -> None:
    """Type into one of formgrader's fields, leave it, and wait until it is saved."""
    place = panel(frame).locator(field)
    place.scroll_into_view_if_needed()
    with frame.page.expect_response(lambda r: r.request.method == "PUT") as saved:
        place.fill(text)
        place.blur()
    assert saved.value.ok


def mark(frame) -> str:
    """Mark the answer that is shown, with points and a comment; return whose it is."""
    student = shown(frame)
    assert frame.title() == TINY  # the script in one of the answers has not run
    expect_rubric_above(frame)
    assert panel(frame).locator(".needs_manual_grade").count() == 1
    for field, text in zip((".score", ".comment"), MARKS[student], strict=True):
        save(frame, field, text)
    assert panel(frame).locator(".needs_manual_grade").count() == 0
    return student


def test_marks_and_comments_reach_the_report_and_the_feedback(lab, formgrader) -> None:
    waiting = formgrader.locator("td.needs-manual-grade .glyphicon-ok")
    waiting.nth(1).wait_for()
    follow(formgrader, "Submission #1")
    done = []
    for _ in ANSWERS:
        formgrader.wait_for_function(LOADED)
        done.append(mark(formgrader))
        follow(formgrader, "Next")
    assert sorted(done) == sorted(ANSWERS)
    # After the last one the list again, where nobody waits any more.
    formgrader.get_by_role("link", name="Submission #2").wait_for()
    assert waiting.count() == 0
    assert formgrader.locator("td.written-score").all_inner_texts() == [
        f"{MARKS[student][0]} / 2" for student in done
    ]
    expect_them_there_again(formgrader, done[0])

    run(lab.folder, "report", "00")
    expect_scores(lab.folder / "reports" / TINY)
    run(lab.folder, "feedback", "00")
    for student in ANSWERS:
        expect_feedback(lab.folder / "feedback" / student / TINY / f"{TINY}.html", student)


def expect_them_there_again(frame, student: str) -> None:
    """Opened once more, an answer has its marks."""
    follow(frame, "Submission #1")
    frame.wait_for_function(LOADED)
    assert shown(frame) == student
    fields = (panel(frame).locator(".score"), panel(frame).locator(".comment"))
    assert tuple(field.input_value() for field in fields) == MARKS[student]


def expect_scores(reports: Path) -> None:
    """The points given by hand are in the table and on the page; nobody waits for a person."""
    with (reports / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {who: row["why"] for who, row in rows.items()} == {w: m[0] for w, m in MARKS.items()}
    assert {who: float(row["score"]) for who, row in rows.items()} == {"ada": 7, "Zoë B": 5.5}
    assert {row["needs_manual_grading"] for row in rows.values()} == {"0"}
    page = BeautifulSoup((reports / "report.html").read_text(encoding="utf-8"), "html.parser")
    for row in page.select(".scores tbody tr"):
        who, total, *_, why, _, _ = [cell.get_text(strip=True) for cell in row(["th", "td"])]
        assert (total, why) == (rows[who]["score"], f"{rows[who]['why']}*")  # given by hand


def expect_feedback(path: Path, student: str) -> None:
    """The student's page shows their points and comment, and neither rubric nor the other's."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    text = " ".join(page.get_text().split())
    points = float(MARKS[student][0])
    assert f"{5 + points:g} of 7 points." in text
    assert f"{points:g} of 2 points" in text
    said = {who: " ".join(comment.replace("*", "").split()) for who, (_, comment) in MARKS.items()}
    assert [who for who, comment in said.items() if comment in text] == [student]
    for words in ("MARK SCHEME", "neutral element of addition", "nothing to add"):
        assert words not in text
