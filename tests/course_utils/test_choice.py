"""Options to click on: what Python does when a click comes, and what static pages show."""

from __future__ import annotations

import pytest
from nbconvert import HTMLExporter

from course_utils.checks import Checks
from course_utils.checks.choices import question
from course_utils.widgets import choice, choose
from course_utils.widgets.choice import Choice, in_html, in_text, reading

from .kernels import run_cells

ONE = question(Checks("demo"), "test-one", "one", {"a": "<sos> I see", "b": "", "c": "x & y"})
MANY = question(Checks("demo"), "test-many", "many", {"x": "", "y": "", "z": ""}, several=True)


class Shell:
    def __init__(self) -> None:
        self.user_ns: dict[str, object] = {}


@pytest.fixture
def variables(monkeypatch) -> dict[str, object]:
    """The reader's variables."""
    shell = Shell()
    monkeypatch.setattr(choice, "get_ipython", lambda: shell)
    return shell.user_ns


@pytest.fixture
def updates(monkeypatch) -> list[tuple[dict, str]]:
    """What is told to pages that have no widgets."""
    told: list[tuple[dict, str]] = []

    def update(data: dict, *, display_id: str, **options: object) -> None:
        told.append((data, display_id))

    monkeypatch.setattr(choice, "update_display", update)
    return told


def test_a_click_sets_the_variable(variables) -> None:
    widget = Choice(ONE, None)
    assert variables == {}, "showing it changes nothing"
    widget.marked = ["b"]
    assert variables == {"one": "b"}
    assert widget.answer == ["b"]
    widget.marked = ["c"]
    assert variables == {"one": "c"}


def test_boxes_make_a_list_in_the_options_order(variables) -> None:
    widget = Choice(MANY, "z")
    assert widget.answer == ["z"]
    widget.marked = ["z", "x"]
    assert variables == {"many": ["x", "z"]}
    widget.marked = []
    assert variables == {"many": None}
    assert widget.answer == []


def test_keys_that_are_no_options_are_left_out(variables) -> None:
    widget = Choice(ONE, "a")
    widget.marked = ["<script>"]
    assert variables == {"one": None}


def test_the_present_answer_is_marked_in_any_form(variables) -> None:
    assert Choice(ONE, "B)").answer == ["b"]
    assert Choice(ONE, None).answer == []
    strange = Choice(ONE, "d")
    assert strange.answer == []
    assert strange.question["words"].startswith('"d" is not one of the options: "a"')


def test_static_pages_are_renewed_once_the_reader_has_left(variables, updates) -> None:
    widget = Choice(ONE, None)
    widget.marked = ["b"]
    assert updates == [], "the page would draw the widget anew, under the reader's hands"
    widget.left = 1
    ((data, display_id),) = updates
    assert data["text/plain"].split("\n") == [
        "test-one: recorded: b", "☐ a: <sos> I see", "☒ b", "☐ c: x & y",
    ]  # fmt: skip
    assert "☒ b" in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert display_id == widget._display_id
    widget.left = 2
    assert len(updates) == 1, "nothing has changed"


def test_texts_are_escaped() -> None:
    page = in_html(ONE, ["a"], "recorded: a")
    assert "☒ a: &lt;sos&gt; I see" in page
    assert "x &amp; y" in page
    assert "<sos>" not in page


def test_on_paper() -> None:
    assert in_text(MANY, *reading(MANY, None)) == "test-many: not attempted yet\n☐ x\n☐ y\n☐ z"


def test_printed_while_grading(monkeypatch, variables, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    choose("test-one", "c")
    assert capsys.readouterr().out.endswith("☐ b\n☒ c: x & y\n")


def test_a_slug_that_is_none_stops_nothing(capsys) -> None:
    choose("test-nothing", 3)
    assert capsys.readouterr().out == "There is no question called 'test-nothing'.\n"


CELLS = [
    "from course_utils.checks.linear_autoencoders import check\n"
    "from course_utils.widgets import choose",
    'layers = "2"\nchoose("layers", layers)',
    "needed = None\nchoose('needed', needed)\n'a cell may go on'",
    'check("layers")',
]


@pytest.mark.slow
def test_in_a_kernel() -> None:
    client = run_cells(*CELLS)
    first, second, _ = (cell.outputs for cell in client.nb.cells[1:])
    assert first[0].data["text/plain"] == "layers: recorded: 2\n☐ 0\n☐ 1\n☒ 2\n☐ 3"
    assert "application/vnd.jupyter.widget-view+json" in first[0].data
    assert len(second) == 2
    page = HTMLExporter().from_notebook_node(client.nb)[0]
    assert "☒ 2" in page
    assert "☐ weight decay" in page


@pytest.mark.slow
def test_only_text_while_grading() -> None:
    client = run_cells(*CELLS, NBGRADER_EXECUTION="autograde")
    assert [o.output_type for o in client.nb.cells[1].outputs] == ["stream"]
    assert "☒ 2" in client.nb.cells[1].outputs[0].text
    assert client.of_type("comm_open") == []
