import copy
import random

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde.rebuild import rebuild
from course_utils.matching import in_common
from tests.autograde.submissions import ANSWER, STUB, bare, cell_of, keyed, released, solved


def sources(nb):
    return [cell.source for cell in nb.cells]


def test_an_ordinary_submission_comes_through_as_it_is():
    nb, notes = rebuild(released(), solved())
    assert sources(nb) == sources(solved())
    assert notes == []


def test_the_untouched_release_comes_through_without_a_note():
    nb, notes = rebuild(released(), released())
    assert nb == released()
    assert notes == []


def test_neither_argument_is_changed():
    template, submitted = released(), solved()
    rebuild(template, submitted)
    assert (template, submitted) == (released(), solved())


def test_a_changed_test_cell_is_put_back():
    submitted = solved()
    cell_of(submitted, "small-double-test").source = "pass"
    nb, notes = rebuild(released(), submitted)
    assert cell_of(nb, "small-double-test").source == 'check("double")'
    assert "pass" not in sources(nb)
    assert notes == ["Locked but changed by the student; put back as released: small-double-test."]


def test_what_was_written_into_a_locked_text_stands_after_it():
    submitted = solved()
    cell_of(submitted, "small-why-question").source = "Why is that so? Because!"
    nb, notes = rebuild(released(), submitted)
    at = sources(nb).index("Why is that so?")
    assert sources(nb)[at + 1] == "Why is that so? Because!"
    assert "small-why-question" in notes[0]


def test_points_and_locks_are_ours():
    submitted = solved()
    cell_of(submitted, "small-double-test").metadata.nbgrader.update(points=99, locked=False)
    nb, _ = rebuild(released(), submitted)
    assert cell_of(nb, "small-double-test") == cell_of(released(), "small-double-test")


@pytest.mark.parametrize("gone", ["small-double", "small-double-test", "small-why-question"])
def test_a_deleted_cell_is_put_back(gone):
    submitted = solved()
    submitted.cells.remove(cell_of(submitted, gone))
    nb, notes = rebuild(released(), submitted)
    assert cell_of(nb, gone) == cell_of(released(), gone)
    assert notes == [f"Deleted by the student; put back as released: {gone}."]


def test_of_copies_the_last_changed_one_counts_and_the_others_run_before_it():
    submitted = solved()
    at = submitted.cells.index(cell_of(submitted, "small-double"))
    for source in ("def double(x):\n    return x + x", STUB):
        submitted.cells.insert(at + 1, keyed(new_code_cell, source, "small-double", solution=True))
        at += 1
    nb, notes = rebuild(released(), submitted)
    assert cell_of(nb, "small-double").source == "def double(x):\n    return x + x"
    order = sources(nb)
    assert order.index("def double(x):\n    return 2 * x") < order.index(
        "def double(x):\n    return x + x"
    )
    assert STUB not in order
    assert notes == [
        "There were several copies; the last one that was changed counts: small-double."
    ]


def test_moved_cells_go_back_to_their_order():
    submitted = solved()
    submitted.cells.reverse()
    nb, notes = rebuild(released(), submitted)
    assert sources(nb) == sources(solved())
    assert notes == ["The cells were in another order; they ran in the order of the release."]


def test_without_metadata_and_ids_everything_is_found_by_what_it_says():
    nb, notes = rebuild(released(), bare(solved()))
    assert sources(nb) == sources(solved())
    assert cell_of(nb, "small-whynot").source == "I do not know."
    (note,) = notes
    assert note.startswith("Without nbgrader's metadata, or written into a new cell; recognised")
    assert "small-double" in note
    assert "small-survey-hours" in note


def test_without_metadata_an_untouched_answer_stays_where_it_is():
    nb, _ = rebuild(released(), bare(solved(small_why=ANSWER)))
    assert cell_of(nb, "small-why").source == ANSWER
    assert cell_of(nb, "small-whynot").source == "I do not know."


def test_without_metadata_an_edited_stub_with_another_name_is_found_by_its_likeness():
    mine = STUB.replace("double", "twice").replace("raise NotImplementedError", "return 2 * x")
    nb, _ = rebuild(released(), bare(solved(small_double=mine)))
    assert cell_of(nb, "small-double").source == mine


def test_an_answer_in_a_cell_of_its_own_counts_when_the_stub_was_left():
    submitted = solved(small_double=STUB)
    submitted.cells.append(new_code_cell("def double(x):\n    return 2 * x"))
    nb, notes = rebuild(released(), submitted)
    assert cell_of(nb, "small-double").source == "def double(x):\n    return 2 * x"
    assert "small-double" in notes[0]


def test_the_students_own_cells_stay_in_place():
    submitted = solved()
    at = submitted.cells.index(cell_of(submitted, "small-double"))
    submitted.cells.insert(at + 1, new_code_cell("print(double(4))"))
    submitted.cells.insert(0, new_markdown_cell("My name is Ada."))
    submitted.cells.append(new_code_cell("   "))
    nb, notes = rebuild(released(), submitted)
    assert sources(nb) == sources(submitted)[:-1]
    assert notes == []


def test_own_cells_carry_no_metadata_into_the_run():
    own = new_code_cell("1 / 0", metadata={"tags": ["skip-execution"], "nbgrader": {"points": 9}})
    nb, _ = rebuild(released(), new_notebook(cells=[own]))
    (cell,) = [c for c in nb.cells if c.source == "1 / 0"]
    assert cell.metadata == {}


def test_an_edited_cell_that_nothing_protects_runs_as_edited():
    submitted = solved()
    submitted.cells[2].source = "import math\nimport random\nimport string"
    nb, notes = rebuild(released(), submitted)
    assert sources(nb) == sources(submitted)
    assert notes == []
    without, _ = rebuild(released(), bare(submitted))
    assert sources(without) == sources(submitted)


def test_a_cell_that_only_has_a_released_ones_id_does_not_replace_it():
    submitted = solved()
    submitted.cells[2].source = "print('something quite different')"
    nb, _ = rebuild(released(), submitted)
    assert sources(nb)[2:4] == ["print('something quite different')", "import math\nimport random"]


def test_the_parameters_are_ours():
    submitted = solved()
    submitted.cells[1].source = "seed = 666"
    nb, _ = rebuild(released(), submitted)
    assert nb.cells[1].source == "seed = 0"


def test_an_emptied_cell_is_the_stub_again():
    nb, notes = rebuild(released(), solved(small_double=" \n"))
    assert cell_of(nb, "small-double").source == STUB
    assert notes == ["Emptied by the student; put back as released: small-double."]


def test_a_cell_turned_into_another_type_is_turned_back():
    submitted = solved()
    at = submitted.cells.index(cell_of(submitted, "small-double"))
    source = submitted.cells[at].source
    submitted.cells[at] = keyed(new_markdown_cell, source, "small-double", solution=True)
    nb, _ = rebuild(released(), submitted)
    assert cell_of(nb, "small-double").cell_type == "code"
    assert cell_of(nb, "small-double").source == source


def test_pasted_images_come_along_and_malformed_ones_do_not():
    image = {"a.png": {"image/png": "aGk="}}
    submitted = solved()
    cell_of(submitted, "small-why")["attachments"] = {**image, "b": 3, "c": {"image/png": 4}}
    submitted.cells.append(new_markdown_cell("![](attachment:a.png)", attachments=image))
    nb, _ = rebuild(released(), submitted)
    assert cell_of(nb, "small-why").attachments == {**image, "c": {}}
    assert nb.cells[-1].attachments == image


def test_what_a_json_file_can_hold_but_no_text_can_is_replaced():
    nb, _ = rebuild(released(), solved(small_why="half a sign: \ud83d"))
    assert cell_of(nb, "small-why").source == "half a sign: ?"


def test_in_common_tells_this_assignment_from_another():
    other = new_notebook(cells=[new_code_cell("import torch"), new_markdown_cell("# Homework 3")])
    assert in_common(released(), other) == 0
    assert in_common(released(), new_notebook(cells=released().cells[-1:])) == 0  # the survey
    assert in_common(released(), bare(solved())) == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
ODD_CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", None, 3]),
        "source": JSON | st.sampled_from([STUB, ANSWER, "import math", "hours = 3"]),
        "metadata": JSON | st.fixed_dictionaries({"nbgrader": JSON}),
        "id": JSON,
        "attachments": JSON,
    },
)


@settings(max_examples=60, deadline=None)
@given(st.lists(JSON | ODD_CELL, max_size=6) | JSON, st.randoms(use_true_random=False))
def test_nothing_that_json_can_hold_makes_it_raise(odd, rng: random.Random):
    cells = odd if isinstance(odd, list) else []
    mixed = [*cells, *solved().cells] if odd else odd
    if isinstance(mixed, list):
        rng.shuffle(mixed)
    nb, _ = rebuild(released(), NotebookNode(cells=mixed))
    nbformat.validate(nb)
    for cell in released().cells:
        key = cell.metadata.get("nbgrader", {}).get("grade_id")
        if key and cell.metadata.nbgrader.locked:
            assert cell_of(nb, key) == cell
    assert [c.id for c in nb.cells if not c.id.startswith("student")] == [
        c.id for c in released().cells
    ]


@st.composite
def mangled(draw):
    """A submission in which every exercise is written, and much has happened to its cells."""
    nb = solved(
        small_double=f"def double(x):\n    return x + {draw(st.integers())}",
        small_why=draw(st.text(min_size=1).filter(str.strip)),
        small_whynot=draw(st.text(min_size=1).filter(str.strip)),
    )
    written = [cell_of(nb, key).source for key in ("small-double", "small-why", "small-whynot")]
    if draw(st.booleans()):
        nb = bare(nb)
    for _ in range(draw(st.integers(0, 4))):
        cell = draw(st.sampled_from(nb.cells))
        happens = draw(st.sampled_from(["deleted", "copied", "moved", "new"]))
        if happens == "deleted" and cell.source not in written:
            nb.cells.remove(cell)
        elif happens == "copied":
            nb.cells.append(copy.deepcopy(cell))
        elif happens == "moved":
            nb.cells.remove(cell)
            nb.cells.insert(draw(st.integers(0, len(nb.cells))), cell)
        elif happens == "new":
            nb.cells.insert(draw(st.integers(0, len(nb.cells))), new_code_cell("print(1)"))
    return nb, written


@settings(max_examples=100, deadline=None)
@given(mangled())
def test_what_the_student_wrote_survives(case):
    submitted, written = case
    nb, _ = rebuild(released(), submitted)
    normal = [source.replace("\r\n", "\n").strip() for source in written]
    assert set(normal) <= {source.strip() for source in sources(nb)}
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)
