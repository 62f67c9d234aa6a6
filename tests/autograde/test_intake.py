import json
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograde import intake as module
from autograde.course import Course
from autograde.errors import UserError
from autograde.intake import intake, why_unfit
from tests.autograde.submissions import bare
from tests.autograde.tiny_class import (
    TINY,
    answered,
    copied,
    hand_in,
    released_course,
    snapshot,
)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def course(released, tmp_path) -> Course:
    return copied(released, tmp_path / "tiny")


def only(course):
    """Take in the one submission, and see to it that the file is as it came."""
    before = snapshot(course.submitted)
    (submission,) = intake(course, TINY)
    assert snapshot(course.submitted) == before
    assert (submission.notebook is not None) == (submission.state == "ready")
    return submission


@pytest.mark.parametrize(
    "student", ["ada", "Zoë van der Berg", "李雷", "o'neil", "a+b@c.org", "x,y"]
)
def test_an_ordinary_submission_is_ready(course, student):
    hand_in(course, student)
    submission = only(course)
    assert (submission.student, submission.state, submission.notes) == (student, "ready", [])
    came = ["".join(cell.source) for cell in submission.notebook.cells]
    assert came == [cell.source for cell in answered(course).cells]


def whole(course):
    return nbformat.writes(answered(course)).encode()


@pytest.mark.parametrize(
    ("spoil", "note"),
    [
        (lambda b: b"", "00_tiny.ipynb is empty (0 bytes). Ask for it again."),
        (lambda b: b[: len(b) // 2], "breaks off in the middle, at line"),
        (lambda b: b.rstrip()[:-1], "breaks off in the middle, at line"),
        (lambda b: b"<html>404</html>", "is not JSON: line 1, column 1"),
        (lambda b: b'{"caf\xe9": 1}', "is not UTF-8 text (byte 5)"),
        (lambda b: b.decode().encode("utf-16"), "is not UTF-8 text (byte 0)"),
        (lambda b: b"[" * 100_000, "is not JSON that can be read (RecursionError)"),
        (lambda b: b"[1, 2]", "is JSON, but not a notebook"),
        (lambda b: b'{"cells": 3}', "is JSON, but not a notebook"),
        (lambda b: b'{"cells": [' + b"[" * 800 + b"]" * 800 + b'], "nbformat": 4}', "00_tiny"),
        (lambda b: b.replace(b'"nbformat": 4,', b'"nbformat": 9,'), "is not in notebook format 4"),
        (lambda b: b.replace(b'"nbformat": 4,', b'"nbformat": [],'), "is not in notebook format"),
    ],
)
def test_a_file_that_is_no_notebook_is_unreadable(course, spoil, note):
    hand_in(course, "ada", spoil(whole(course)))
    submission = only(course)
    assert submission.state in ("unreadable", "refused")
    assert note in submission.notes[-1]


def test_a_byte_order_mark_is_no_obstacle(course):
    hand_in(course, "ada", b"\xef\xbb\xbf" + whole(course))
    assert only(course).state == "ready"


def test_a_notebook_saved_by_colab_is_ready(course):
    nb = bare(answered(course))
    for cell in nb.cells:
        del cell["id"]
    nb.nbformat_minor = 0
    hand_in(course, "ada", json.dumps(nb, indent=2).encode())
    assert only(course).state == "ready"


def test_a_notebook_of_format_3_is_upgraded(course):
    old = nbformat.convert(answered(course), 3)
    hand_in(course, "ada", json.dumps(old).encode())
    submission = only(course)
    assert (submission.state, submission.notes) == ("ready", ["Upgraded from notebook format 3."])


def test_another_assignment_is_refused(course):
    nb = answered(course)
    nb.metadata.unrolled.assignment = "01_rnn_lstm"
    for cell in nb.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id = "rnn_" + cell.metadata.nbgrader.grade_id
    hand_in(course, "ada", nb)
    hand_in(course, "bob", new_notebook(cells=[new_code_cell("import torch")]))
    ada, bob = intake(course, TINY)
    assert (ada.state, bob.state) == ("refused", "refused")
    assert ada.notes == [
        "00_tiny.ipynb is not a notebook of 00_tiny: it says 01_rnn_lstm. Ask for the right file."
    ]
    assert "no exercise of it is there" in bob.notes[0]


def test_odd_metadata_is_no_obstacle(course):
    raw = json.loads(whole(course))
    raw["cells"] = [3, None, {"metadata": 3}, {"metadata": {"nbgrader": 3}}, *raw["cells"]]
    raw["metadata"] = ["odd"]
    hand_in(course, "ada", json.dumps(raw).encode())
    assert only(course).state == "ready"


def test_another_version_is_noted(course):
    nb = answered(course)
    nb.metadata.unrolled.version = "0.0.1"
    hand_in(course, "ada", nb)
    (note,) = only(course).notes
    assert note.startswith("Made from version 0.0.1 of the notebook; ours is ")


def test_nothing_handed_in_is_missing(course):
    (course.submitted / "ada").mkdir(parents=True)
    (course.submitted / "bob" / TINY).mkdir(parents=True)
    (course.submitted / "bob" / TINY / "work.pdf").write_bytes(b"%PDF")
    (course.submitted / "cyd" / TINY).mkdir(parents=True)
    got = [(s.state, s.notes) for s in intake(course, TINY)]
    assert got == [
        ("missing", ["Nothing was handed in for 00_tiny."]),
        ("missing", ["No notebook was handed in; the folder holds work.pdf."]),
        ("missing", ["No notebook was handed in; the folder holds nothing."]),
    ]


def test_the_only_notebook_is_taken_whatever_its_name(course):
    path = hand_in(course, "ada", name="sub folder/00_tiny (1)")
    submission = only(course)
    assert submission.path == path
    assert submission.state == "ready"
    assert submission.notes == [
        "Took sub folder/00_tiny (1).ipynb, the only notebook there, for 00_tiny.ipynb."
    ]


def test_of_several_notebooks_the_right_name_counts_and_none_is_guessed(course):
    hand_in(course, "ada")
    hand_in(course, "ada", b"junk", name="copy")
    hand_in(course, "ada", b"junk", name=".ipynb_checkpoints/00_tiny-checkpoint")
    hand_in(course, "bob", name="one")
    hand_in(course, "bob", name="two")
    ada, bob = intake(course, TINY)
    assert (ada.state, ada.notes) == ("ready", [])
    assert bob.state == "refused"
    assert bob.notes == [
        "There are several notebooks: one.ipynb, two.ipynb. Rename one to 00_tiny.ipynb."
    ]


@pytest.mark.parametrize("level", ["", TINY, f"{TINY}/{TINY}.ipynb"])
def test_links_are_not_followed(course, level):
    hand_in(course, "ada")
    link = course.submitted / "bob" / level
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(course.submitted / "ada" / level)
    _, bob = intake(course, TINY)
    assert (bob.student, bob.state) == ("bob", "refused")
    assert "symbolic link" in bob.notes[0]


def test_a_link_is_not_the_only_notebook_there(course):
    real = hand_in(course, "ada", name="elsewhere")
    link = course.submitted / "bob" / TINY / "other.ipynb"
    link.parent.mkdir(parents=True)
    link.symlink_to(real)
    _, bob = intake(course, TINY)
    assert (bob.state, bob.notes) == (
        "missing",
        ["No notebook was handed in; the folder holds other.ipynb."],
    )


def test_a_large_file_is_refused_with_its_size(course, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 1 << 20)
    hand_in(course, "ada", b" " * (3 << 20))
    submission = only(course)
    assert submission.state == "refused"
    assert "has 3 MB; the limit is 1 MB" in submission.notes[0]


@pytest.mark.parametrize(
    "student", [".hidden", " ada", "ada ", "a*", "a?", "a[1]", "a\nb", "a\\b", "{a}"]
)
def test_an_id_that_cannot_be_a_folder_is_refused_in_words(course, student):
    hand_in(course, student)
    submission = only(course)
    assert submission.state == "refused"
    assert submission.notes[0].startswith("The student id ")
    assert submission.notes[0].endswith("Rename the folder in submitted/.")


@pytest.mark.parametrize("student", ["../ada", "a/b", "..", "a\udc80"])
def test_ids_that_a_file_system_would_not_even_list_are_unfit(student):
    assert why_unfit(student)


def test_a_name_in_no_encoding_is_refused(course):
    (course.submitted / os.fsdecode(b"bad\xff") / TINY).mkdir(parents=True)
    submission = only(course)
    assert submission.state == "refused"
    submission.notes[0].encode()


def test_a_stray_file_is_named_and_clutter_is_not(course):
    hand_in(course, "ada")
    (course.submitted / "bob.ipynb").write_bytes(b"{}")
    (course.submitted / ".DS_Store").write_bytes(b"")
    (course.submitted / ".ipynb_checkpoints").mkdir()
    ada, bob = intake(course, TINY)
    assert (ada.student, bob.student, bob.state) == ("ada", "bob.ipynb", "refused")
    assert bob.notes == [
        "'bob.ipynb' in submitted/ is a file. Move it to submitted/<student>/00_tiny/00_tiny.ipynb."
    ]


def test_a_file_that_cannot_be_read_is_named(course, monkeypatch):
    def denied(path, notes):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module, "_read", denied)
    hand_in(course, "ada")
    assert only(course).notes == ["00_tiny.ipynb could not be read: Permission denied."]


def test_without_a_release_or_without_submissions_one_line_says_what_to_do(course, tmp_path):
    with pytest.raises(UserError, match=r"submitted does not exist\. Put each notebook into"):
        intake(course, TINY)
    with pytest.raises(UserError, match="unrolled release 09_no"):
        intake(course, "09_no")
