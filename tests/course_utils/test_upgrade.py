"""A student's work in a new version: as each editor saves it, and case by case."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_raw_cell

from course_utils.handed_out import load, recognised, version_of
from course_utils.merging import merge_code, merge_text
from course_utils.upgrade import upgrade

from .histories import exercise, next_version, question, released

SAVED = Path(__file__).parents[1] / "fixtures" / "saved"
OLD, NEW = (load(SAVED / "releases" / "00_small" / f"{v}.ipynb") for v in ("1.0", "1.1"))
STYLES = ["jupyterlab", "vscode", "colab", "colab_stripped"]


def sample(style: str) -> NotebookNode:
    return nbformat.from_dict(json.loads((SAVED / f"{style}.ipynb").read_text()))


def cell(nb: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in nb.cells if c.get("id") == name)


def sources(nb: NotebookNode) -> list[str]:
    return [c.source for c in nb.cells]


# ---- half way through 1.0, saved by each editor; 1.1 mends a typo in a locked cell, changes stubs,
# asks a new question and drops a hint


@pytest.mark.parametrize("style", STYLES)
def test_half_way_through_nothing_is_lost(style: str) -> None:
    mine = sample(style)
    done = upgrade(mine, OLD, NEW)
    nb = done.notebook
    nbformat.validate(nb)
    assert "received something else" in cell(nb, "small-setup").source
    assert cell(nb, "small-area").source == (
        'def area(r: float) -> float:\n    """Return the area of a circle of radius r."""\n'
        "    # the hint was right\n    return math.pi * r**2"
    )
    assert cell(nb, "small-mean").source == cell(NEW, "small-mean").source
    assert cell(nb, "small-why").source.startswith("There is nothing to divide by")
    assert cell(nb, "small-median").source == "*Your answer here.*"
    assert not any("<details>" in source for source in sources(nb))
    order = sources(nb)
    after_check = order[order.index('check("area")  # 2 points') + 1]
    assert after_check == "print(area(1.5))"
    assert order[order.index(cell(nb, "small-area").source) - 1].startswith("My note: ask on")
    assert order[-1] == "", "an empty cell is nobody's business"
    assert done.notes[:3] == [
        "New: small-median.",
        "Changed in this version: small-setup, small-mean.",
        "Changed by hand and in this version, in different lines; both are in: small-area.",
    ]
    assert done.conflicts == []
    assert version_of(nb) == "1.1"
    assert upgrade(nb, NEW, NEW).notebook == nb


@pytest.mark.parametrize("style", STYLES)
def test_outputs_stay_where_the_source_did(style: str) -> None:
    nb = upgrade(sample(style), OLD, NEW).notebook
    shown = {c.source: c.outputs for c in nb.cells if c.cell_type == "code" and c.outputs}
    assert set(shown) == {
        'check("area")  # 2 points',
        "print(area(1.5))",
        'print(f"a half circle is {math.pi / 2:.2f} wide")',
        'check("mean")  # 2 points',
    }
    assert shown["print(area(1.5))"][0]["name"] == "stdout"
    assert cell(nb, "small-area").execution_count is None, "it was changed"


@pytest.mark.parametrize("style", ["jupyterlab", "vscode"])
def test_pasted_pictures_stay(style: str) -> None:
    why = cell(upgrade(sample(style), OLD, NEW).notebook, "small-why")
    (name,) = why.attachments
    assert f"(attachment:{name})" in why.source


def test_what_an_editor_noted_stays_and_what_nbgrader_noted_is_ours() -> None:
    mine = sample("colab")
    cell_of = next(c for c in mine.cells if c.metadata.get("id") == "small-area")
    cell_of.metadata["nbgrader"]["locked"] = True
    cell_of.metadata["tags"] = ["skip-execution"]
    nb = upgrade(mine, OLD, NEW).notebook
    assert cell(nb, "small-area").metadata["nbgrader"] == cell(NEW, "small-area").metadata.nbgrader
    assert "tags" not in cell(nb, "small-area").metadata
    assert nb.metadata["colab"] == {"provenance": [], "toc_visible": True}
    assert cell(nb, "kR7uYb2ZfLsd").metadata["outputId"]


@pytest.mark.parametrize("style", STYLES)
def test_the_version_is_known_by_its_text(style: str) -> None:
    kept = {"1.0": OLD, "1.1": NEW}
    mine = sample(style)
    assert recognised(mine, kept) == "1.0"
    assert recognised(upgrade(mine, OLD, NEW).notebook, kept) == "1.1"
    assert recognised(NotebookNode(cells=[]), kept) == ""


# ---- case by case


def changed(*steps: tuple[str, int, int]) -> NotebookNode:
    return next_version(released(), list(steps))


def test_the_answer_to_an_exercise_that_is_gone_stays_under_a_heading() -> None:
    mine, base, new = released(), released(), released()
    cell(mine, "t-half").source = "def half(x):\n    return x / 2"
    new.cells = [c for c in new.cells if not c.id.startswith("t-half")]
    done = upgrade(mine, base, new)
    order = sources(done.notebook)
    at = order.index("def half(x):\n    return x / 2")
    assert order[at - 1].startswith("### Removed: `t-half`\n\n")
    assert "nbgrader" not in done.notebook.cells[at].metadata
    assert 'check("half")' not in order
    assert "what was written is kept in a cell of its own: t-half." in done.notes[-1]
    untouched = upgrade(released(), base, new)
    assert untouched.notebook == new
    assert untouched.notes == ["No longer in the notebook: t-half."]


def test_lines_written_into_a_locked_cell_stand_after_it() -> None:
    mine, base, new = released(), released(), changed()
    cell(mine, "t-twice-test").source += "\nprint(twice(4))"
    cell(mine, "t-setup").source = "def check(name):\n    if not name:\n        return 3"
    cell(mine, "t-zero-question").source += "\n\nBecause!"
    done = upgrade(mine, base, new)
    order = sources(done.notebook)
    assert order[order.index('check("twice")') + 1] == "print(twice(4))"
    shown = order[order.index(cell(base, "t-setup").source) + 1]
    assert "does not run" in shown
    assert "        return 3" in shown.split("\n")
    assert order[order.index(cell(base, "t-zero-question").source) + 1] == "Because!"
    assert done.notes == [
        "Locked, and changed by hand; put back, and the changes stand below it: "
        "t-setup, t-twice-test, t-zero-question."
    ]


def test_what_was_deleted_comes_back_unless_it_was_a_text_that_is_as_it_was() -> None:
    mine, base, new = released(), released(), changed()
    gone = ("t-twice-test", "t-half", "t-zero-question", "t-setup--1")
    mine.cells = [c for c in mine.cells if c.id not in gone]
    done = upgrade(mine, base, new)
    assert done.notes == ["Had been deleted; put back: t-twice-test, t-half, t-zero-question."]
    assert [c.id for c in new.cells if c not in done.notebook.cells] == ["t-setup--1"]


def test_a_text_in_the_place_of_code_stands_below_it() -> None:
    mine, base, new = released(), released(), changed()
    at = mine.cells.index(cell(mine, "t-twice"))
    about = mine.cells[at].metadata
    mine.cells[at] = new_markdown_cell("I could not do it, sorry.", metadata=about)
    done = upgrade(mine, base, new)
    order = sources(done.notebook)
    assert order[order.index("I could not do it, sorry.") - 1] == cell(new, "t-twice").source
    assert done.notes[0].endswith("what was written stands below it: t-twice.")
    mine.cells[at] = new_markdown_cell("def twice(x):\n    return x", metadata=about)
    by_mistake = cell(upgrade(mine, base, new).notebook, "t-twice")
    assert (by_mistake.cell_type, by_mistake.source) == ("code", mine.cells[at].source)


def test_values_set_by_hand_in_the_parameters_stay() -> None:
    mine, base, new = released(), released(), changed()
    mine.cells[1].source = 'seed = 7\nbudget = "quick"'
    new.cells[1].source = 'seed = 0\nbudget = "full"'
    assert upgrade(mine, base, new).notebook.cells[1].source == 'seed = 7\nbudget = "full"'


def test_both_versions_of_a_line_are_there() -> None:
    mine, base, new = released(), released(), changed()
    for nb, text in ((mine, "'Double it.'"), (new, "'Twice, as a number.'")):
        stub = cell(nb, "t-twice")
        stub.source = stub.source.replace("'Return twice of x.'", text)
    done = upgrade(mine, base, new)
    assert done.conflicts == ["t-twice"]
    assert cell(done.notebook, "t-twice").source.split("\n") == [
        "def twice(x):",
        "    'Double it.'",
        "    # Version 1.1 has here:",
        "    # 'Twice, as a number.'",
        "    # Your code here",
        "    raise NotImplementedError",
    ]


def test_a_text_changed_by_both_stands_there_twice() -> None:
    mine, base, new = released(), released(), changed()
    cell(mine, "t-setup--1").source = "## The first\n\nTwice. ASK ABOUT THIS."
    cell(new, "t-setup--1").source = "## The first\n\nTwice, and three halves."
    order = sources(upgrade(mine, base, new).notebook)
    at = order.index("## The first\n\nTwice. ASK ABOUT THIS.")
    assert "Twice, and three halves." in order[at + 1]


def test_what_is_new_is_named_without_its_tests_and_questions() -> None:
    new = changed()
    new.cells[-1:-1] = [*exercise("more"), *question("less"), new_markdown_cell("## A text")]
    new.cells[-2].id = "t-less--1"
    assert upgrade(released(), released(), new).notes == [
        "New: t-more, t-less, and 1 text or figure."
    ]


def test_cells_of_other_kinds_and_keys_from_elsewhere_are_the_students_own() -> None:
    mine = released()
    foreign = copy.deepcopy(exercise("other")[1])
    mine.cells[8:8] = [new_raw_cell("raw text"), foreign]
    nb = upgrade(mine, released(), changed()).notebook
    assert [c.cell_type for c in nb.cells if c.source == "raw text"] == ["raw"]
    (own,) = [c for c in nb.cells if c.source == 'check("other")']
    assert own.metadata == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
ODD_CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", None, 3]),
        "source": JSON | st.sampled_from(["import math\nimport random", "*Your answer here.*"]),
        "metadata": JSON | st.fixed_dictionaries({"nbgrader": JSON, "tags": JSON, "id": JSON}),
        "id": JSON,
        "attachments": JSON,
        "outputs": JSON,
        "execution_count": JSON,
    },
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(JSON | ODD_CELL, max_size=5) | JSON, JSON)
def test_nothing_that_json_can_hold_makes_it_raise(odd, metadata) -> None:
    cells = [*odd, *released().cells] if isinstance(odd, list) else odd
    nb = upgrade(NotebookNode(cells=cells, metadata=metadata), released(), changed()).notebook
    nbformat.validate(nb)
    json.loads(nbformat.writes(nb))


# ---- merging

STUB = "def f(x):\n    '''Do it.'''\n    # Your code here\n    raise NotImplementedError"


@pytest.mark.parametrize(
    ("mine", "new", "merged"),
    [
        (STUB, STUB + "\n# new", STUB + "\n# new"),
        ("def f(x):\n    return 1", STUB, "def f(x):\n    return 1"),
        (
            STUB.replace("    raise NotImplementedError", "    return 1"),
            STUB.replace("Do", "Make"),
            "def f(x):\n    '''Make it.'''\n    # Your code here\n    return 1",
        ),
        (STUB.replace("Do", "Make"), STUB.replace("Do", "Make"), STUB.replace("Do", "Make")),
        # A comment may not go into a text, and half a function is no function.
        (
            "def f(x):\n    '''Mine:\n    two lines.'''\n    return 1",
            STUB.replace("Do it.'''", "Say it.\n    Here.'''"),
            "def f(x):\n    '''Mine:\n    two lines.'''\n    return 1\n    # V has here:\n"
            "    # '''Say it.\n    # Here.'''",
        ),
        ("def g():\n    f(\n", STUB.replace("f(x)", "f(y)"), None),
        ("%%bash\nls", STUB.replace("f(x)", "f(y)"), "%%bash\nls"),
    ],
)
def test_merged_code(mine: str, new: str, merged: str | None) -> None:
    done = merge_code(STUB, mine, new, "V")
    if merged is not None and not done.text.startswith("%%"):
        assert done.text == merged
    assert {line for line in mine.split("\n") if line not in STUB} <= set(done.text.split("\n"))


def test_an_answer_is_never_mixed_with_a_new_placeholder() -> None:
    done = merge_text("*Your answer here.*", "Mine.\n\nAll mine.", "*Two sentences here.*")
    assert done.text == "Mine.\n\nAll mine."
    below = merge_text("*Your answer here.*", "*Your answer here.*\n\nMine.", "*Here.*")
    assert below.text == "*Here.*\n\nMine."
