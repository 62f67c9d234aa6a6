"""Each of the doctor's checks finds what is wrong, and says how to mend it."""

import re
import shutil
import sqlite3
import sys
from contextlib import closing
from types import SimpleNamespace

import pytest

from autograde import doctor, sandbox
from autograde.errors import UserError
from tests.autograde.class_of import RNN_CELL, fill_gradebook, make_course


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    return course


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_every_check_has_a_name_a_state_and_a_way_to_mend(course, monkeypatch):
    monkeypatch.setattr(doctor, "execute_probe", lambda: (sys.prefix, []))
    seen = []
    findings = doctor.checks(seen.append)
    assert [f.name for f in findings] == list(doctor.CHECKS)
    assert seen == [f"looking at: {name}" for name in doctor.CHECKS]
    assert all(f.detail for f in findings)
    assert all(f.mend or f.state == "ok" for f in findings)
    assert {f.name for f in findings if f.state == "bad"} == set()


def test_a_check_that_fails_is_a_finding(monkeypatch):
    def broken():
        raise ImportError("no module named torch")

    monkeypatch.setattr(doctor, "CHECKS", {"torch": broken})
    [finding] = doctor.checks()
    assert finding.state == "bad"
    assert finding.detail == "the check itself failed: ImportError: no module named torch"
    assert "pip install" in finding.mend


def test_an_old_python(monkeypatch):
    assert doctor.python()[0] == "ok"
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert doctor.python()[:2] == ("bad", "3.10.4")


def test_packages_are_held_against_what_pyproject_asks_for(monkeypatch, tmp_path):
    asked = ["torch>=2.4", "nbgrader>=0.9.5,<0.10; extra == 'staff'", "pytest>=99; extra == 'dev'"]
    asked += ["unrolled[students]; extra == 'staff'", "jupyterlab>=4.2; extra == 'students'"]
    here = {"torch": "2.6.0+cpu", "nbgrader": "0.9.6", "jupyterlab": "4.2.1", "unrolled": "1"}

    def version(name):
        if name not in here:
            raise doctor.metadata.PackageNotFoundError(name)
        return here[name]

    metadata = SimpleNamespace(
        requires=lambda name: asked,
        version=version,
        PackageNotFoundError=doctor.metadata.PackageNotFoundError,
    )
    monkeypatch.setattr(doctor, "metadata", metadata)
    monkeypatch.setattr(doctor, "CONSTRAINTS", tmp_path / "constraints.txt")
    assert doctor.packages()[0] == "ok"

    (tmp_path / "constraints.txt").write_text("# tested\ntorch==2.7.0\nnbgrader==0.9.6\nx==1\n")
    state, detail, mend = doctor.packages()
    assert (state, detail) == (
        "warn",
        "not the tested versions: torch is 2.6.0+cpu, asked for ==2.7.0",
    )
    assert "constraints.txt" in mend

    here["nbgrader"] = "0.10.0"
    del here["jupyterlab"]
    state, detail, _ = doctor.packages()
    assert state == "bad"
    assert detail == "jupyterlab is missing; nbgrader is 0.10.0, asked for <0.10,>=0.9.5"


@pytest.mark.slow
def test_the_kernel_starts_in_this_environment():
    assert doctor.kernel()[0] == "ok"


@pytest.mark.parametrize("said", ["/another/place", "", "ModuleNotFoundError: course_utils"])
def test_a_kernel_of_another_environment(monkeypatch, said):
    monkeypatch.setattr(doctor, "execute_probe", lambda: (said, ["it was killed"]))
    state, detail, mend = doctor.kernel()
    assert state == "bad"
    assert (said or "it was killed") in detail
    assert "ipykernel" in mend


def test_a_graphics_card_is_news_not_a_demand(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert doctor.gpu()[:2] == ("ok", "none; none is needed")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert "mps" in doctor.gpu()[1]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A card")
    assert doctor.gpu()[1] == "A card"


def test_the_sandbox_is_tried_not_only_looked_for():
    assert doctor.sandbox() == ("ok", "bubblewrap works", "")


def test_without_a_sandbox_it_says_what_to_do(monkeypatch):
    def none():
        raise UserError("No sandbox works here (no permission). Install bubblewrap.")

    monkeypatch.setattr(sandbox, "find", none)
    state, detail, mend = doctor.sandbox()
    assert state == "warn"
    assert "no permission" in detail
    assert mend == "Install bubblewrap."


@pytest.mark.parametrize(("free", "state"), [(6e9, "ok"), (4e9, "warn"), (1e8, "bad")])
def test_room_on_the_disk(monkeypatch, elsewhere, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert doctor.disk()[:2] == (state, f"{free / 1e9:.1f} GB free")


def test_outside_a_course(elsewhere):
    state, detail, _ = doctor.course()
    assert state == "warn"
    assert "No course found" in detail
    assert doctor.database()[0] == "ok"


def test_a_configuration_that_differs_from_ours(course):
    assert doctor.course()[:2] == ("ok", "course, assignments: 01_rnn_lstm")
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text() + "\nc = get_config()\nc.CourseDirectory.course_id = 'x'\n"
    )
    state, detail, mend = doctor.course()
    assert state == "bad"
    assert "course_id" in detail
    assert "configure(get_config())" in mend


def test_a_configuration_that_cannot_be_run(course):
    (course.root / "nbgrader_config.py").write_text("configure(")
    state, detail, _ = doctor.course()
    assert (state, "SyntaxError" in detail) == ("bad", True)


def test_the_gradebook(course):
    assert doctor.database()[1].startswith("no gradebook yet")
    fill_gradebook(course, RNN_CELL, {})
    state, detail, _ = doctor.database()
    assert state == "ok"
    assert re.fullmatch(r"readable, revision \w+", detail)


def test_a_gradebook_of_an_older_nbgrader(course):
    fill_gradebook(course, RNN_CELL, {})
    with closing(sqlite3.connect(course.gradebook)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '50a4d84c131a'")
        connection.commit()
    state, detail, mend = doctor.database()
    assert state == "bad"
    assert "has revision 50a4d84c131a, nbgrader expects" in detail
    assert "nbgrader db upgrade" in mend


def test_a_gradebook_that_is_damaged_is_left_as_it_is(course):
    course.gradebook.write_bytes(b"no database at all " * 100)
    before = course.gradebook.read_bytes()
    state, detail, mend = doctor.database()
    assert state == "bad"
    assert "cannot be read: file is not a database" in detail
    assert "backup" in mend
    assert course.gradebook.read_bytes() == before


def test_alembic_is_needed(monkeypatch, elsewhere):
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    assert doctor.database()[:2] == (
        "bad",
        "alembic is missing, without which nbgrader opens no gradebook",
    )
