"""What students get, and what they must not get."""

import ast
import tomllib
import zipfile

import pytest

from autograde import bundle as bundle_module
from autograde.build import generate
from autograde.bundle import bundle
from autograde.errors import UserError


@pytest.fixture
def released(tiny):
    generate(tiny, "00_tiny")
    return tiny


def test_a_bundle_holds_the_release_and_the_helpers_and_nothing_of_the_staff(released, tmp_path):
    path = bundle(released, "00_tiny", tmp_path / "out")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert names == sorted(names)
    top = {name.split("/")[1] for name in names}
    assert top - {"LICENSE"} == {"README.md", "course_utils", "notebooks", "pyproject.toml"}
    assert "unrolled-00_tiny/notebooks/00_tiny/00_tiny.ipynb" in names
    assert "unrolled-00_tiny/notebooks/00_tiny/figures/square.svg" in names
    assert "unrolled-00_tiny/course_utils/checks/core.py" in names
    assert not [name for name in names if "__pycache__" in name]
    folder = path.with_suffix("")
    written = {str(p.relative_to(path.parent)) for p in folder.rglob("*") if p.is_file()}
    assert written == set(names)


def test_helpers_in_a_bundle_import_nothing_that_is_not_in_it(released, tmp_path):
    folder = bundle(released, "00_tiny", tmp_path).with_suffix("")
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in ("autograde", "solutions")], path


def test_the_students_pyproject_asks_for_what_students_need(released, tmp_path):
    folder = bundle(released, "00_tiny", tmp_path).with_suffix("")
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    names = {line.split(">")[0] for line in project["dependencies"]}
    assert {"torch", "jupyterlab"} <= names
    assert not {"nbgrader", "papermill", "pytest"} & names
    readme = (folder / "README.md").read_text()
    assert "jupyter lab notebooks/00_tiny/00_tiny.ipynb" in readme
    assert (folder / "notebooks/00_tiny/00_tiny.ipynb").is_file()


def test_two_bundles_agree_byte_for_byte(released, tmp_path):
    first = bundle(released, "00_tiny", tmp_path / "a").read_bytes()
    left_over = tmp_path / "b" / "unrolled-00_tiny" / "left_over.txt"
    left_over.parent.mkdir(parents=True)
    left_over.touch()
    assert bundle(released, "00_tiny", tmp_path / "b").read_bytes() == first


def test_without_a_release_there_is_no_bundle(tiny, tmp_path):
    with pytest.raises(UserError, match=r"does not exist\. Run `unrolled release 00_tiny` first"):
        bundle(tiny, "00_tiny", tmp_path)


def test_an_outdated_release_is_not_bundled(released, spoil, tmp_path):
    spoil("# ## Double\n", "# ## Twice\n")
    with pytest.raises(UserError, match=r"not what the solutions give now\. Run `unrolled relea"):
        bundle(released, "00_tiny", tmp_path)


def test_a_helper_that_holds_an_answer_stops_the_bundle(released, tmp_path, monkeypatch):
    helpers = tmp_path / "course_utils"
    helpers.mkdir()
    (helpers / "__init__.py").touch()
    (helpers / "picture.png").write_bytes(b"\x89PNG\xff")
    (helpers / "notes.md").write_text("see /home/ada/answers and ### BEGIN HIDDEN TESTS")
    monkeypatch.setattr(bundle_module.course_utils, "__file__", str(helpers / "__init__.py"))
    with pytest.raises(UserError) as caught:
        bundle(released, "00_tiny", tmp_path / "out")
    assert str(caught.value) == (
        "00_tiny: nothing was bundled, because course_utils/notes.md holds the marker "
        "'BEGIN HIDDEN TESTS'; course_utils/notes.md holds a path of one machine: /home/ada"
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_a_picture_of_answers_in_the_released_notebook_stops_the_bundle(
    released, tmp_path, monkeypatch
):
    monkeypatch.setattr(bundle_module, "_check_current", lambda *args: None)
    source = released.source / "00_tiny" / "00_tiny.ipynb"
    (released.notebooks / "00_tiny" / "old.ipynb").write_bytes(source.read_bytes())
    with pytest.raises(UserError, match=r"notebooks/00_tiny/old\.ipynb: cell 5"):
        bundle(released, "00_tiny", tmp_path / "out")
