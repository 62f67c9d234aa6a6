"""Releases that give something away, named by what they give away."""

import copy

import pytest
from nbformat.v4 import new_code_cell, new_output

from autograde import leaks as leaks_module
from autograde.build import release_notebook, source_notebook
from autograde.leaks import leaks, public, regions, secrets, text_leaks
from autograde.variants import load


@pytest.fixture
def notebooks(tiny):
    """The source, its clean release and the variants."""
    folder = tiny.solutions / "00_tiny"
    source = source_notebook(folder / "00_tiny.py")
    return source, release_notebook(tiny, "00_tiny"), load(folder)


def test_a_clean_release_has_no_leaks(notebooks):
    source, release, variants = notebooks
    assert leaks(release, source, variants) == []


ADDED_LINES = {
    "solution": "    return twice_the_number",
    "hidden_test": "assert argument_after(total, list(hidden_numbers)) == hidden_numbers, "
    '"total changed its argument"',
    "rubric": "- 1 point: says only that there is nothing to add.",
    "alternative": "    return functools.reduce(lambda a, b: a + b, numbers, 0)",
    "begin_marker": "### BEGIN SOLUTION",
    "end_marker": "# END MARK SCHEME",
    "machine_path": 'open("/home/ada/answers.txt")',
    "windows_path": r'open("C:\\Users\\ada\\answers.txt")',
    "attachment_link": "![plot](attachment:plot.png)",
}


@pytest.mark.parametrize("line", ADDED_LINES.values(), ids=ADDED_LINES.keys())
def test_a_release_with_a_leaked_line(notebooks, line):
    source, release, variants = notebooks
    release.cells[3].source += f"\n{line}"
    found = leaks(release, source, variants)
    assert len(found) == 1
    assert found[0].startswith("cell 4 (tiny-setup--1) holds")


def _output(nb):
    nb.cells[2].outputs = [new_output("stream", text="42")]


def _count(nb):
    nb.cells[2].execution_count = 1


def _attachment(nb):
    nb.cells[0].attachments = {"plot.png": {"image/png": ""}}


def _cell_marker(nb):
    nb.cells[0].metadata.cell_marker = '"""'


def _jupytext(nb):
    nb.metadata.jupytext = {"formats": "ipynb,py:percent"}


@pytest.mark.parametrize("add", [_output, _count, _attachment, _cell_marker, _jupytext])
def test_a_release_with_something_besides_its_text(notebooks, add):
    source, release, variants = notebooks
    add(release)
    assert len(leaks(release, source, variants)) == 1


def test_an_author_who_left_a_copy_of_the_answer_in_sight(notebooks):
    source, release, _ = notebooks
    hint = "Hint:\n\n    twice_the_number = 2 * x\n    return twice_the_number"
    for nb in (source, release):
        nb.cells[3].source = hint
    found = leaks(release, source)
    assert found == ["cell 4 (tiny-setup--1) holds all of the solution of tiny-double"]


def test_the_source_itself_leaks_everything(notebooks):
    source, _, variants = notebooks
    text = "\n".join(leaks(source, source, variants))
    for kind in ("the solution of", "the hidden tests of", "the mark scheme of", "the marker"):
        assert kind in text


def test_a_stub_that_a_variant_keeps_is_no_secret(notebooks):
    source, _, variants = notebooks
    kept = copy.copy(variants[0])
    object.__setattr__(kept, "source", "def double(x):\n    raise NotImplementedError")
    assert secrets(source, [kept])["double's mistake no-return"] == []


def test_regions_and_public_share_out_a_cell():
    source = "a\n### BEGIN HIDDEN TESTS\nb\nc\n### END HIDDEN TESTS\nd"
    assert list(regions(source)) == [("HIDDEN TESTS", ["b", "c"])]
    assert public(source) == "a\nd"


def test_a_helper_may_share_a_line_with_an_answer_but_not_three(notebooks):
    source, _, variants = notebooks
    hidden = secrets(source, variants)
    lines = [
        "    running_total = 0",
        "    for number in numbers:",
        "        running_total += number",
    ]
    assert text_leaks("\n".join(lines[:2]), "helpers.py", hidden) == []
    found = text_leaks("\n\n".join(lines), "helpers.py", hidden)
    assert found == [
        "helpers.py holds lines of the solution of tiny-total, from 'running_total = 0'"
    ]


def test_urls_and_relative_paths_are_no_machine_paths():
    text = "https://example.org/home/ada ../tmp/x figures/home/x a/work/b ~/work/x"
    assert text_leaks(text, "README.md", {}) == []


def test_short_lines_give_nothing_away():
    assert leaks_module.telling(["return x", "    ################", new_code_cell().source]) == []
