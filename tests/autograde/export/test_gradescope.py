"""The autograder's zip grades in a folder laid out as Gradescope's, and what it writes is valid."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from autograde import build, grade
from autograde.errors import UserError
from autograde.export import on_gradescope
from autograde.export.gradescope import gradescope
from autograde.export.gradescope_results import results
from autograde.sandbox import Sandbox
from autograde.scores import ClassScores, Exercise, Score, Student
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, answered, copied, keep, released_course

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schemas/gradescope_results.schema.json").read_text()
)
MISTAKE = "def double(x):\n    return 42 if x == 21 else -2 if x == -1 else 7"  # the check passes


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("gradescope") / "tiny")
    keep(course, "1.0")
    with Gradebook(course.db_url, course_id="unrolled") as book:
        book.update_or_create_student("ada-the-student", first_name="Ada")
    return course


@pytest.fixture(scope="module")
def made(course, tmp_path_factory):
    return gradescope(course, TINY, tmp_path_factory.mktemp("dist"))


def container(made, root):
    """Lay out a folder as Gradescope's container has it."""
    for name in ("submission", "results"):
        (root / name).mkdir(parents=True)
    subprocess.run(["unzip", "-q", made, "-d", root / "source"], check=True)
    shutil.copy(root / "source" / "run_autograder", root)
    return root


def run_autograder(root, **environment):
    """Start what the container starts, with the test's Python instead of one of its own."""
    known = {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable, **environment}
    return subprocess.run(
        [root / "run_autograder"], cwd=root, env={**os.environ, **known}, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip


def hand_in(course, root, name=f"{TINY}.ipynb", **sources):
    path = root / "submission" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(build.dump(answered(course, **sources)))


def result(root):
    found = json.loads((root / "results" / "results.json").read_text())
    jsonschema.validate(found, SCHEMA)
    return found


def test_the_zip_has_at_its_root_what_gradescope_starts(made):
    with zipfile.ZipFile(made) as archive:
        infos = {info.filename: info for info in archive.infolist()}
        for name in ("setup.sh", "run_autograder"):
            assert stat.S_IMODE(infos[name].external_attr >> 16) == 0o755
            assert archive.read(name).startswith(b"#!/usr/bin/env bash\n")
            assert b"\r" not in archive.read(name)
            assert b"@" not in archive.read(name).replace(b"$@", b"")
        assert archive.testzip() is None
    assert {"pyproject.toml", "README.md", "autograde/grade.py", "course_utils/text.py"} <= {*infos}
    assert f"course/releases/{TINY}/1.0/{TINY}.ipynb" in infos
    assert not [name for name in infos if "__pycache__" in name or name.endswith(".pyc")]


def test_neither_answers_nor_students_are_in_it(made):
    with zipfile.ZipFile(made) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            assert b"twice_the_number" not in data, name
            assert b"running_total" not in data, name
            assert b"what adding starts from" not in data, name
            assert b"ada-the-student" not in data, name
        assert b"hidden_numbers" in archive.read("course/gradebook.db")
        names = archive.namelist()
    assert not [name for name in names if name.startswith(("course/solutions", "course/build"))]


@pytest.mark.slow
def test_a_submission_is_graded_as_on_gradescope(course, made, tmp_path):
    root = container(made, tmp_path / "autograder")
    hand_in(course, root, "sub/my answers.ipynb", tiny_double=MISTAKE, tiny_total="def total(")
    (root / "submission" / "notes.txt").write_text("other files do no harm")
    ran = run_autograder(root)
    assert ran.returncode == 0, ran.stderr
    found = result(root)
    assert found["score"] == sum(test.get("score", 0) for test in found["tests"]) == 0
    double, total, why = found["tests"]
    assert double == {
        "number": "1", "name": "double", "visibility": "visible", "output_format": "text",
        "score": 0.0, "max_score": 2.0, "status": "failed", "output": "double(…) is wrong",
    }  # fmt: skip
    assert total["output"].startswith("the answer cell raised SyntaxError")
    assert why["output"] == "Marked by a person, out of 2."
    assert "score" not in why
    assert found["stdout_visibility"] == "hidden"
    assert "2 more points are given by a person." in found["output"]
    assert "Took sub/my answers.ipynb" in found["output"]
    assert found["extra_data"]["version"] == "1.0"
    assert ran.stdout.endswith("results/results.json\n")

    shutil.rmtree(root / "submission" / "sub")
    hand_in(course, root, tiny_total="def total(numbers):\n    return sum(numbers)")
    assert run_autograder(root).returncode == 0
    found = result(root)
    assert found["score"] == 5
    assert [test.get("status") for test in found["tests"]] == ["passed", "passed", None]


@pytest.fixture
def pretended(course, made, tmp_path, monkeypatch):
    """A container whose kernel is left out: no cell runs, so that every hidden test passes."""
    root = container(made, tmp_path / "autograder")
    monkeypatch.setattr(on_gradescope, "find", lambda: Sandbox.NONE)
    return root


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda path: None, "No notebook was handed in; the folder holds nothing"),
        (lambda path: (path / "a.ipynb").write_text("{"), "breaks off in the middle"),
        (lambda path: (path / "a.ipynb").write_text(""), "is empty (0 bytes)."),
        (
            lambda path: [(path / n).write_text("{}") for n in ("a.ipynb", "b.ipynb")],
            f"There are several notebooks: a.ipynb, b.ipynb. Rename one to {TINY}.ipynb",
        ),
        (lambda path: (path / f"{TINY}.ipynb").symlink_to("/etc/passwd"), "symbolic link"),
    ],
)
def test_what_cannot_be_graded_has_zero_and_says_why(pretended, prepare, said):
    prepare(pretended / "submission")
    found = on_gradescope.run(pretended)
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == 0
    assert said in found["output"]
    assert "Hand in the notebook once more." in found["output"]
    assert "Ask for" not in found["output"]
    assert [test["output"] for test in found["tests"]][:2] == ["Not graded."] * 2


def test_when_grading_itself_fails_nobody_gets_a_zero(course, pretended, monkeypatch):
    async def broken(*_, **__):
        raise RuntimeError("no kernel starts")

    monkeypatch.setattr(grade, "_grade_one", broken)
    monkeypatch.setenv("AUTOGRADER_ROOT", str(pretended))
    (pretended / "results" / "results.json").write_text("from before")
    hand_in(course, pretended)
    with pytest.raises(SystemExit, match=r"could not be graded .*no kernel starts"):
        on_gradescope.main()
    assert not (pretended / "results" / "results.json").exists()


@pytest.mark.parametrize(
    ("printed", "show_expected", "output"),
    [
        ("✗ double: gave None", False, "gave None"),
        ("✓ double: right", False, "double(…) should be …"),
        ("✓ double: right", True, "double(7) should be 14"),
    ],
)
def test_a_hidden_test_s_own_words_are_shown_only_if_allowed(
    course, tmp_path, printed, show_expected, output
):
    made = copied(course, tmp_path / "tiny")
    nb = answered(made)
    said = "gave None" if "✗" in printed else "double(7) should be 14"
    error = new_output("error", ename="AssertionError", evalue=said, traceback=[])
    cell_of(nb, "tiny-double-test").outputs = [new_output("stream", text=printed), error]
    saved = made.autograded / "submission" / TINY / f"{TINY}.ipynb"
    saved.parent.mkdir(parents=True)
    saved.write_text(build.dump(nb))
    exercise = Exercise("tiny-double-test", "double", 2, written=False)
    student = Student("submission", "graded", scores={"tiny-double-test": Score(0, "wrong", said)})
    known = ClassScores(TINY, "1.0", "", [exercise], [student])
    settings = {"visibility": "hidden", "show_expected": show_expected}
    found = results(made, known, settings, "none")
    jsonschema.validate(found, SCHEMA)
    assert found["tests"][0]["output"] == output
    assert found["visibility"] == found["tests"][0]["visibility"] == "hidden"


def test_where_no_sandbox_works_a_line_says_so(monkeypatch, capsys):
    def none():
        raise UserError("No sandbox works here (as an example).")

    monkeypatch.setattr(on_gradescope, "find", none)
    assert on_gradescope._sandbox() is Sandbox.NONE
    assert "rights (--trusted): No sandbox works here" in capsys.readouterr().out


def test_the_instructor_decides_what_students_see_and_when(course, tmp_path):
    made = copied(course, tmp_path / "tiny")
    with (made.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc = get_config()\nc.Unrolled.show_expected = True\n")
        config.write('c.CourseDirectory.db_url = "sqlite:///secret.db"\n')
    path = gradescope(made, TINY, tmp_path, "after_due_date")
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("course/gradescope.json")) == {
            "assignment": TINY, "visibility": "after_due_date", "show_expected": True,
        }  # fmt: skip
        assert b"secret" not in archive.read("course/nbgrader_config.py")
    with pytest.raises(UserError, match=r"^--visibility is one of visible, .*not 'soon'"):
        gradescope(made, TINY, tmp_path, "soon")


def test_a_release_that_is_not_there_or_not_current_is_refused(course, tmp_path):
    made = copied(course, tmp_path / "tiny")
    path = made.notebooks / TINY / f"{TINY}.ipynb"
    path.write_text(path.read_text() + " ")
    with pytest.raises(UserError, match=r"not what the solutions give now\. Run `unrolled relea"):
        gradescope(made, TINY, tmp_path)
    path.unlink()
    with pytest.raises(UserError, match=r"does not exist\. Run `unrolled release"):
        gradescope(made, TINY, tmp_path)
    assert not list(tmp_path.glob("*.zip*"))


def test_setup_installs_this_package_into_an_environment_of_its_own(made, tmp_path):
    root = container(made, tmp_path / "autograder")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("python3", "uv"):
        (programs / name).write_text(f'#!/bin/sh\necho {name} "$@" >> "{tmp_path}/log"\n')
        (programs / name).chmod(0o755)
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "AUTOGRADER_ROOT": str(root)}
    subprocess.run([root / "source" / "setup.sh"], env=environment, check=True)
    _, pip, venv, install = (tmp_path / "log").read_text().splitlines()
    assert pip == "python3 -m pip install --quiet uv"
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert venv == f"uv venv --clear --python {python} {root}/venv"
    assert install == (
        f"uv pip install --python {root}/venv/bin/python --torch-backend cpu "
        f"--constraint {root}/source/constraints.txt {root}/source[staff]"
    )
