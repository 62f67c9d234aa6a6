"""What students get, and what they must not get."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from autograde import bundle as bundle_module
from autograde import versions
from autograde.build import generate
from autograde.bundle import bundle
from autograde.bundle_texts import Links
from autograde.errors import UserError
from tests.autograde.tiny_class import keep, released_course


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def released(once, tiny):
    shutil.copytree(once.root, tiny.root, dirs_exist_ok=True)
    return tiny


def test_a_bundle_holds_the_release_and_the_helpers_and_nothing_of_the_staff(released, tmp_path):
    path = bundle(released, "00_tiny", tmp_path / "out").zip
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
    folder = bundle(released, "00_tiny", tmp_path).zip.with_suffix("")
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in ("autograde", "solutions")], path


def test_the_students_pyproject_asks_for_what_students_need(released, tmp_path):
    folder = bundle(released, "00_tiny", tmp_path).zip.with_suffix("")
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    names = {line.split(">")[0] for line in project["dependencies"]}
    assert {"torch", "jupyterlab", "typer", "nbformat"} <= names
    assert not {"nbgrader", "papermill", "pytest"} & names
    readme = (folder / "README.md").read_text()
    assert "jupyter lab notebooks/00_tiny/00_tiny.ipynb" in readme
    assert (folder / "notebooks/00_tiny/00_tiny.ipynb").is_file()


def test_two_bundles_agree_byte_for_byte(released, tmp_path):
    first = bundle(released, "00_tiny", tmp_path / "a").zip.read_bytes()
    left_over = tmp_path / "b" / "unrolled-00_tiny" / "left_over.txt"
    left_over.parent.mkdir(parents=True)
    left_over.touch()
    assert bundle(released, "00_tiny", tmp_path / "b").zip.read_bytes() == first


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


LINKS = Links("uni/sequences", "autumn", "https://hub.uni.edu")


def release_again(course, spoil, version: str) -> None:
    """Hand out a second version, in which a line that was open is part of an answer."""
    keep(course, "1.0")
    spoil("    ### BEGIN SOLUTION\n    twice", "    ### BEGIN SOLUTION\n    # 00_tiny\n    twice")
    path = course.solutions / "00_tiny" / "00_tiny.py"
    path.write_text(versions.with_version(path.read_text(), version))
    generate(course, "00_tiny")


def test_all_kept_student_versions_go_along_and_no_hidden_test(released, spoil, tmp_path):
    release_again(released, spoil, "1.1")
    keep(released, "1.1")
    shutil.copytree(released.releases / "00_tiny", released.releases / "01_other")
    for path in list((released.releases / "01_other").rglob("00_tiny.*")):
        path.rename(path.with_name(f"01_other{path.suffix}"))
    bundled = bundle(released, "00_tiny", tmp_path / "out")
    assert bundled.remarks == []
    for folder in (bundled.zip.with_suffix(""), bundled.students):
        inside = folder / "course_utils" / "releases"
        files = {p.relative_to(inside).as_posix() for p in inside.rglob("*") if p.is_file()}
        assert files == {f"{a}/{v}.ipynb" for a in ("00_tiny", "01_other") for v in ("1.0", "1.1")}
        assert (inside / "00_tiny" / "1.1.ipynb").read_bytes() == (
            released.notebooks / "00_tiny" / "00_tiny.ipynb"
        ).read_bytes()
        for path in folder.rglob("*"):
            if path.suffix in (".ipynb", ".py"):
                assert "HIDDEN TESTS" not in path.read_text().replace("(HIDDEN TESTS?", ""), path


def test_a_release_that_is_not_kept_goes_along_and_is_remarked(released, tmp_path):
    bundled = bundle(released, "00_tiny", tmp_path)
    assert bundled.remarks == [
        "Version 1.0 of 00_tiny is not kept. Before students have it: "
        "unrolled release 00_tiny --version 1.0"
    ]
    assert (bundled.students / "course_utils/releases/00_tiny/1.0.ipynb").is_file()


def test_another_release_under_a_number_that_is_out_is_not_bundled(released, spoil, tmp_path):
    release_again(released, spoil, "1.0")
    source = released.solutions / "00_tiny" / "00_tiny.py"
    source.write_text(source.read_text().replace("# ## Double\n", "# ## Twice\n"))
    generate(released, "00_tiny")
    with pytest.raises(UserError, match=r"is not the version 1\.0 that is kept in releases/"):
        bundle(released, "00_tiny", tmp_path)


def test_an_answer_in_a_kept_student_version_stops_the_bundle(released, tmp_path):
    keep(released, "1.0")
    kept = released.releases / "00_tiny" / "1.0" / "00_tiny.ipynb"
    kept.write_bytes((released.source / "00_tiny" / "00_tiny.ipynb").read_bytes())
    (released.releases / "00_tiny" / "1.0").rename(released.releases / "00_tiny" / "0.9")
    with pytest.raises(UserError, match=r"releases/00_tiny/0\.9\.ipynb: cell 5 .* holds a line of"):
        bundle(released, "00_tiny", tmp_path)


def test_the_folder_for_github_grows_and_leaves_what_is_not_ours(released, tmp_path):
    students = tmp_path / "students"
    for path in (".git/HEAD", "syllabus.md", "notebooks/00_tiny/old.txt", "course_utils/old.py"):
        (students / path).parent.mkdir(parents=True, exist_ok=True)
        (students / path).touch()
    shutil.copytree(released.notebooks / "00_tiny", students / "notebooks" / "01_other")
    (students / "notebooks/01_other/00_tiny.ipynb").rename(
        students / "notebooks/01_other/01_other.ipynb"
    )
    bundled = bundle(released, "00_tiny", tmp_path, LINKS)
    assert bundled.students == students
    top = {path.name for path in students.iterdir()} - {"LICENSE"}
    assert top == {
        ".git", ".gitignore", "README.md", "course_utils", "notebooks", "pyproject.toml",
        "syllabus.md",
    }  # fmt: skip
    assert not (students / "notebooks/00_tiny/old.txt").exists()
    assert not (students / "course_utils/old.py").exists()
    text = (students / "README.md").read_text()
    for name in ("00_tiny", "01_other"):
        path = f"notebooks/{name}/{name}.ipynb"
        assert (students / path).is_file()
        assert (
            f"| [{name}]({path}) | [open](https://hub.uni.edu/hub/user-redirect/git-pull?repo="
            "https%3A%2F%2Fgithub.com%2Funi%2Fsequences&branch=autumn&urlpath="
            f"lab%2Ftree%2Fsequences%2Fnotebooks%2F{name}%2F{name}.ipynb) | [open]("
            f"https://colab.research.google.com/github/uni/sequences/blob/autumn/{path}) |"
        ) in text
    assert "git+https://github.com/uni/sequences@autumn" in text
    assert not re.search(r"OWNER|HUB\b|\{\w+\}", text)
    templates = bundle(released, "00_tiny", tmp_path).students / "README.md"
    assert "github.com/OWNER/NAME@main" in templates.read_text()


@pytest.mark.parametrize(
    "said", [{"repo": "uni"}, {"repo": "a/b/c"}, {"branch": "a b"}, {"hub": "hub.uni.edu"}]
)
def test_links_that_lead_nowhere_are_refused(said):
    with pytest.raises(UserError, match=f"^--{next(iter(said))} "):
        Links(**said)


def test_every_import_of_the_students_commands_is_asked_for(released, tmp_path):
    folder = bundle(released, "00_tiny", tmp_path).zip.with_suffix("")
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[<>=]", line)[0] for line in project["dependencies"]}
    assert project["scripts"] == {"unrolled": "course_utils.commands:main"}
    used, ours = set(), ["course_utils.commands"]
    for module in ours:  # grows by what each imports
        path = folder / f"{module.replace('.', '/')}.py"
        for node in ast.walk(ast.parse(path.read_text() if path.is_file() else "")):
            if isinstance(node, ast.ImportFrom) and node.level:
                inside = [node.module] if node.module else [alias.name for alias in node.names]
                names = [f"course_utils.{name}" for name in inside]
            elif isinstance(node, ast.ImportFrom) and node.module == "course_utils":
                names = [f"course_utils.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            used |= {name.split(".")[0].lower() for name in names}
            ours += [n for n in names if n.startswith("course_utils.") and n not in ours]
    assert "course_utils.receipts" in ours
    assert used - set(sys.stdlib_module_names) - {"course_utils", "__future__"} <= asked


@pytest.mark.slow
def test_an_installed_bundle_packs_a_notebook_and_knows_the_releases(released, tmp_path):
    folder = bundle(released, "00_tiny", tmp_path / "out").zip.with_suffix("")
    lib = tmp_path / "lib"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
         "--no-index", "--target", lib, folder],
        check=True, timeout=300,
    )  # fmt: skip
    assert (lib / "course_utils/releases/00_tiny/1.0.ipynb").is_file()
    work = tmp_path / "work"
    shutil.copytree(released.notebooks / "00_tiny", work)
    env = {**os.environ, "PYTHONPATH": str(lib)}
    ran = subprocess.run(
        [sys.executable, lib / "bin" / "unrolled", "submit", "00_tiny.ipynb"],
        cwd=work, env=env, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "! As handed out: 3 of 3 answers" in ran.stdout
    assert len(list(Path(work).glob("*.zip"))) == 1
