"""From a py:percent file to the notebook that students get."""

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograde import build as build_module
from autograde.build import build, dump, generate, release_notebook, source_notebook
from autograde.errors import UserError

HEADER = '# %% nbgrader={"grade": false, "grade_id": "tiny-double", '


@pytest.fixture
def path(tiny):
    return tiny.solutions / "00_tiny" / "00_tiny.py"


def cell(nb, key):
    return next(c for c in nb.cells if c.id == key)


def test_the_source_notebook_carries_nothing_of_jupytext(path):
    nb = source_notebook(path)
    nbformat.validate(nb)
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    assert set(nb.metadata) == {"kernelspec", "language_info", "unrolled"}
    assert nb.metadata.unrolled["assignment"] == "00_tiny"
    assert {key for c in nb.cells for key in c.metadata} == {"nbgrader", "tags"}


def test_cell_ids_come_from_the_grade_ids(path):
    before = [c.id for c in source_notebook(path).cells]
    assert before[:4] == ["top--1", "top--2", "tiny-setup", "tiny-setup--1"]
    text = path.read_text()
    path.write_text(text.replace("# ## Total", "# ## Sum").replace("2 * x", "x * 2"))
    assert [c.id for c in source_notebook(path).cells] == before


def test_a_long_grade_id_still_makes_legal_ids_for_the_cells_after_it(path):
    text = path.read_text()
    path.write_text(text.replace("tiny-double-test", "tiny-double-" + "t" * 52))
    nb = source_notebook(path)
    nbformat.validate(nb)
    assert len({c.id for c in nb.cells}) == len(nb.cells)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"locked": false, "points": 2', '"locked": False, "points": 2', r"cannot read the cell h"),
        (HEADER, HEADER + '"points": "many", ', "tiny-double: nbgrader does not allow this cell"),
        (HEADER, HEADER.replace("tiny-double", "tiny double"), "'tiny double' does not match"),
        (HEADER, HEADER.replace("tiny-double", "d" * 65), "is not 1 to 64 letters long"),
        (HEADER, HEADER.replace("tiny-double", "tiny-total"), "'tiny-total' is used twice"),
        ("twice_the_number\n    ### END SOLUTION", "twice_the_number", r"found BEGIN\.$"),
        ("    twice_the_number = 2 * x", "    ### BEGIN SOLUTION", "found BEGIN BEGIN END"),
        ("# ## Survey\n", "# ### BEGIN MARK SCHEME\n# ### END MARK SCHEME\n", '"locked": true'),
        ("running_total = 0", "### BEGIN HIDDEN TESTS\n    ### END HIDDEN TESTS", '"grade": true'),
        ("# %% [markdown]\n# ## Survey", "# %% [raw]\n# ## Survey", r"not \[raw\]; this one begi"),
    ],
)
def test_a_spoilt_source_says_what_to_mend(spoil, old, new, says):
    path = spoil(old, new)
    with pytest.raises(UserError, match=says) as caught:
        source_notebook(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_old_metadata_schema_is_refused(spoil):
    path = spoil(
        '"tiny-setup", "locked": true, "schema_version": 3', '"tiny-setup", "locked": true'
    )
    with pytest.raises(UserError, match=r"tiny-setup: .*schema version"):
        source_notebook(path)


def test_a_missing_or_unreadable_source_is_named(tiny, path):
    with pytest.raises(UserError, match=r"nothing\.py does not exist"):
        source_notebook(tiny.solutions / "nothing.py")
    path.write_bytes(b"# %%\nx = '\xff'\n")
    with pytest.raises(UserError, match="not UTF-8"):
        source_notebook(path)


def test_build_starts_from_an_empty_folder_and_takes_the_figures_along(tiny):
    left_over = tiny.source / "00_tiny" / "left_over.py"
    left_over.parent.mkdir(parents=True)
    left_over.touch()
    path = build(tiny, "00_tiny")
    assert sorted(p.name for p in path.parent.rglob("*")) == [
        "00_tiny.ipynb",
        "figures",
        "square.svg",
    ]


def test_an_assignment_without_figures_can_be_built(tiny):
    import shutil

    shutil.rmtree(tiny.solutions / "00_tiny" / "figures")
    assert build(tiny, "00_tiny").is_file()


def test_the_release_holds_stubs_and_no_answers(tiny):
    nb = release_notebook(tiny, "00_tiny")
    assert cell(nb, "tiny-double").source.endswith(
        "# Your code here\n    raise NotImplementedError"
    )
    assert cell(nb, "tiny-double-test").source == 'check("double")'
    assert cell(nb, "tiny-why").source == "*Your answer here.*"
    assert "neutral" not in dump(nb)
    assert cell(nb, "tiny-survey-hours").source.startswith("hours = None")
    assert [c.id for c in nb.cells] == [c.id for c in release_source(tiny).cells]


def release_source(course):
    return source_notebook(course.solutions / "00_tiny" / "00_tiny.py")


def test_making_a_release_notebook_touches_nothing(tiny):
    before = sorted(tiny.root.rglob("*"))
    assert dump(release_notebook(tiny, "00_tiny")) == dump(release_notebook(tiny, "00_tiny"))
    assert sorted(tiny.root.rglob("*")) == before


def test_generate_writes_the_release_and_registers_it(tiny):
    stale = tiny.notebooks / "00_tiny" / "stale.txt"
    stale.parent.mkdir(parents=True)
    stale.touch()
    folder = generate(tiny, "00_tiny")
    assert sorted(p.name for p in folder.rglob("*")) == ["00_tiny.ipynb", "figures", "square.svg"]
    assert (folder / "00_tiny.ipynb").read_text() == dump(release_notebook(tiny, "00_tiny"))
    with Gradebook(tiny.db_url) as book:
        cells = book.find_notebook("00_tiny", "00_tiny").grade_cells
        assert {c.name: c.max_score for c in cells} == {
            "tiny-double-test": 2,
            "tiny-total-test": 3,
            "tiny-why": 2,
        }
    assert not (tiny.build / "release").exists()


def files(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_renaming_a_graded_cell_after_submissions_leaves_the_release_alone(tiny, spoil):
    folder = generate(tiny, "00_tiny")
    with Gradebook(tiny.db_url) as book:
        book.add_student("ada")
        book.add_submission("00_tiny", "ada")
    before = files(folder)
    spoil('"tiny-why"', '"tiny-because"')
    with pytest.raises(UserError, match=r"^00_tiny: .* renamed.*notebooks/ is as it was") as caught:
        generate(tiny, "00_tiny")
    assert "\n" not in str(caught.value)
    assert files(folder) == before


def test_a_change_of_words_after_submissions_is_released(tiny, spoil):
    generate(tiny, "00_tiny")
    with Gradebook(tiny.db_url) as book:
        book.add_student("ada")
        book.add_submission("00_tiny", "ada")
    spoil("# ## Double\n", "# ## Twice\n")
    assert "## Twice" in (generate(tiny, "00_tiny") / "00_tiny.ipynb").read_text()


def test_what_nbgrader_says_reaches_the_user_in_one_line(tiny, monkeypatch):
    # Our own checks stand aside, so that nbgrader meets the open region.
    monkeypatch.setattr(build_module, "_check_cell", lambda cell, path: None)
    path = tiny.solutions / "00_tiny" / "00_tiny.py"
    path.write_text(path.read_text().replace("### END SOLUTION", "# the end"))
    with pytest.raises(UserError) as caught:
        release_notebook(tiny, "00_tiny")
    assert str(caught.value) == (
        "00_tiny: nbgrader could not make the student version: "
        "RuntimeError: no end solution statement found"
    )


def test_the_version_is_the_projects_or_the_installed_one(monkeypatch, tmp_path):
    import tomllib
    from importlib import metadata
    from pathlib import Path

    pyproject = Path(build_module.__file__).parents[1] / "pyproject.toml"
    assert build_module.version() == tomllib.loads(pyproject.read_text())["project"]["version"]
    monkeypatch.setattr(build_module, "__file__", str(tmp_path / "autograde" / "build.py"))
    assert build_module.version() == metadata.version("unrolled")
