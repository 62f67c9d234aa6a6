"""The links into formgrader lead to the field that nbgrader's own page has for the marks."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers

from autograde.reporting import answers, formgrader
from tests.autograde import tiny_class
from tests.autograde.tiny_class import TINY


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The tiny course; ada's notebook lies where graded ones do, with a cell of her own."""
    course = tiny_class.released_course(tmp_path_factory.mktemp("course") / "tiny")
    nb = tiny_class.answered(course)
    nb.cells.insert(1, nbformat.v4.new_code_cell("print('mine')", id="student--1"))
    path = course.autograded / "ada" / TINY / f"{TINY}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nb, path)
    with Gradebook(course.db_url, course_id="unrolled") as book:
        book.add_student("ada")
        book.add_submission(TINY, "ada")
    return course


def test_each_link_leads_to_the_field_of_its_cell(course):
    work = answers.handed_in(course, TINY)["ada"]
    [page] = formgrader.pages(course, TINY).values()
    links = formgrader.boxes(page, work)
    config = course.config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    resources = {"base_url": "", "index": 0, "total": 1, "submission_id": "x", "notebook_id": TINY}
    nb = nbformat.read(course.autograded / "ada" / TINY / f"{TINY}.ipynb", as_version=4)
    html, _ = HTMLExporter(config=config).from_notebook_node(nb, resources)
    fields = BeautifulSoup(html, "html.parser").select(".tabbable")
    assert len(links) >= 3
    for grade_id, link in links.items():
        place = int(re.fullmatch(r".*\?index=(\d+)", link)[1])
        assert fields[place]["id"] == grade_id
        assert "score" in fields[place]["class"]


def test_the_page_is_the_one_that_formgrader_finds(course):
    [page] = formgrader.pages(course, TINY).values()
    found = re.fullmatch(r"http://localhost:8888(/formgrader/submissions/([^/]+)/)", page)
    patterns = [rule[0] for rule in handlers.default_handlers]
    assert any(re.fullmatch(pattern, found[1]) for pattern in patterns)
    with Gradebook(course.db_url, course_id="unrolled") as book:
        assert book.find_submission_notebook_by_id(found[2]).student.id == "ada"
    queue = formgrader.queue(course, TINY).removeprefix("http://localhost:8888")
    assert any(re.fullmatch(pattern, queue) for pattern in patterns)


def test_the_server_is_a_setting_of_the_course(course, tmp_path):
    other = tiny_class.copied(course, tmp_path / "other")
    path = other.root / "nbgrader_config.py"
    path.write_text(path.read_text() + '\nc.Unrolled.server = "https://hub.example/user/ta/"\n')
    assert formgrader.queue(other, TINY).startswith("https://hub.example/user/ta/formgrader/")


def test_what_cannot_be_read_is_left_out(course, tmp_path):
    other = tiny_class.copied(course, tmp_path / "other")
    for name, text in {"ben": "{", "cy": "{}", "dan": '{"cells": [3]}', "eve": "[]"}.items():
        path = other.autograded / name / TINY / f"{TINY}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    assert list(answers.handed_in(other, TINY)) == ["ada"]


def test_the_answers_are_those_of_the_student_by_exercise(course):
    work = answers.handed_in(course, TINY)["ada"]
    assert work.answers["double"] == answers.Answer("def double(x):\n    return 2 * x", code=True)
    assert not work.answers["why"].code
    assert work.answers[answers.OWN].source == "print('mine')"


def test_the_release_and_the_reference_are_what_nobody_wrote(course, tmp_path):
    sources = [answer.source for answer in answers.released(course, TINY)]
    assert any("raise NotImplementedError" in source for source in sources)
    reference = [s for s in sources if s.startswith("def double") and "NotImplemented" not in s]
    assert len(reference) == 1
    other = tiny_class.copied(course, tmp_path / "other")
    (other.solutions / TINY / f"{TINY}.py").unlink()
    assert len(answers.released(other, TINY)) < len(sources)
