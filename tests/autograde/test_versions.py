"""Versions of a notebook: handed out whole or not at all, and kept as they were."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograde import gate, grade, releasing, scores, versions
from autograde.build import source_notebook
from autograde.course import Course
from autograde.differences import differences
from autograde.errors import UserError
from autograde.gate import GateReport, Rule
from autograde.older import beside
from autograde.sandbox import Sandbox
from tests.autograde.tiny_class import TINY, copied, hand_in, released_course, snapshot

ENTRY = "- **notebook** `00_tiny` {}: a word. Students: nothing to do.\n"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return released_course(tmp_path_factory.mktemp("versions") / "tiny")


@pytest.fixture
def course(tmp_path: Path, released: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The tiny course, with a gate that lets all pass: the real one is tested in test_gate.py."""
    made = copied(released, tmp_path / "tiny")
    (made.root / "CHANGELOG.md").write_text(ENTRY.format("1.0") + ENTRY.format("1.1"))
    let_pass(monkeypatch, True)
    return made


def let_pass(monkeypatch: pytest.MonkeyPatch, passes: bool) -> None:
    def judged(course: Course, assignment: str, *_: object) -> GateReport:
        return GateReport(assignment, [Rule("a rule", passes)], 0.0, course.build / "page.html")

    monkeypatch.setattr(gate, "gate", judged)


def source_path(course: Course) -> Path:
    return course.solutions / TINY / f"{TINY}.py"


def edit(course: Course, old: str, new: str) -> None:
    text = source_path(course).read_text()
    assert old in text
    source_path(course).write_text(text.replace(old, new))


def test_a_version_is_stamped_shown_and_kept(course: Course) -> None:
    done = releasing.release(course, TINY, "1.0")
    assert done.version == "1.0"
    assert done.changes is None
    student = versions.student(course, TINY, "1.0")
    source = source_notebook(versions.source(course, TINY, "1.0"))
    for nb in (student, source):
        assert versions.of(nb) == "1.0"
        assert nb.cells[0].source.endswith("*Version 1.0.*")
    assert student == nbformat.read(course.notebooks / TINY / f"{TINY}.ipynb", as_version=4)
    assert "HIDDEN" not in nbformat.writes(student)
    assert "HIDDEN" in nbformat.writes(source)
    assert (course.releases / TINY / "1.0" / "figures" / "square.svg").is_file()


def test_the_next_one_tells_what_changed(course: Course) -> None:
    releasing.release(course, TINY, "1.0")
    edit(course, '"points": 2', '"points": 3')
    done = releasing.release(course, TINY, "1.1")
    assert done.changes is not None
    assert list(done.changes.points.values()) == [(2.0, 3.0)] * len(done.changes.points)
    assert versions.kept(course, TINY) == ["1.0", "1.1"]
    assert 'version: "1.1"' in source_path(course).read_text()
    assert releasing.release(course, TINY).version == "1.1", "again, unchanged"


def test_what_is_out_is_not_changed_in_silence(course: Course) -> None:
    releasing.release(course, TINY, "1.0")
    edit(course, '"points": 2', '"points": 3')
    before = snapshot(course.root)
    with pytest.raises(UserError, match=r"differs from it .*3 points, before 2.*--version 1\.1"):
        releasing.release(course, TINY)
    assert snapshot(course.root) == before


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1.0", r"1\.0 is out already"),
        ("0.9", r"1\.0 is out already"),
        ("1.2", "has no entry for this version"),
        ("3", "a version is two numbers"),
        ("1.1.0", "a version is two numbers"),
    ],
)
def test_a_number_that_cannot_be_is_refused(course: Course, version: str, said: str) -> None:
    releasing.release(course, TINY, "1.0")
    before = snapshot(course.root)
    with pytest.raises(UserError, match=said):
        releasing.release(course, TINY, version)
    assert snapshot(course.root) == before


def test_when_the_gate_refuses_all_is_as_before(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_pass(monkeypatch, False)
    before = snapshot(course.root)
    assert not releasing.release(course, TINY, "1.0").report.passed
    assert snapshot(course.root) == before


@pytest.mark.parametrize("step", ["versions.keep", "migrate.generate"])
def test_when_something_fails_all_is_as_before(
    course: Course, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(f"autograde.{step}", broken)
    before = snapshot(course.root)
    with pytest.raises(OSError, match="disk full"):
        releasing.release(course, TINY, "1.0")
    assert snapshot(course.root) == before


def test_a_kept_version_never_changes(course: Course) -> None:
    versions.keep(course, TINY, "1.0", "{}")
    versions.keep(course, TINY, "1.0", "{}")
    kept = snapshot(course.releases)
    edit(course, '"points": 2', '"points": 3')
    with pytest.raises(UserError, match="is out and was another"):
        versions.keep(course, TINY, "1.0", "{}")
    assert snapshot(course.releases) == kept


@pytest.mark.parametrize("version", ["1", "1.x", '"1.0"', "v1.0", ""])
def test_a_header_without_a_version_is_refused(course: Course, version: str) -> None:
    text = versions.with_version(source_path(course).read_text(), "7.7")
    source_path(course).write_text(text.replace('"7.7"', f"'{version}'"))
    with pytest.raises(UserError, match="header: a version is two numbers"):
        source_notebook(source_path(course))


def test_versions_are_ordered_as_numbers(course: Course) -> None:
    for version in ("1.10", "1.9", "2.0"):
        versions.keep(course, TINY, version, "{}")
    assert versions.kept(course, TINY) == ["1.9", "1.10", "2.0"]


def test_what_is_different_is_told_by_exercise(course: Course) -> None:
    path = source_path(course)
    old = source_notebook(path)
    assert not differences(old, old)
    text = path.read_text()
    path.write_text(versions.with_version(text, "1.1"))
    assert not differences(old, source_notebook(path)), "the number alone is no difference"
    path.write_text(text.replace("2 * x", "x + x"))
    assert not differences(old, source_notebook(path)), "nor is another reference answer"


def test_an_older_version_is_graded_by_its_own_tests(course: Course) -> None:
    releasing.release(course, TINY, "1.0")
    hand_in(course, "ada")
    edit(course, '"points": 2', '"points": 3')
    releasing.release(course, TINY, "1.1")
    hand_in(course, "bo")
    hand_in(course, "cy", b"no notebook")
    before = snapshot(course.submitted)
    older = beside(course, TINY, "1.0")
    grade.grade(older, TINY, sandbox=Sandbox.NONE)
    known = scores.read(older, TINY)
    assert [(s.name, s.status) for s in known.students] == [("ada", "graded")]
    assert known.max_score == sum(points_of(versions.student(course, TINY, "1.0")))
    assert known.max_score < sum(points_of(versions.student(course, TINY, "1.1")))
    assert snapshot(course.submitted) == before
    with pytest.raises(UserError, match="is graded yet"):
        scores.read(course, TINY)
    with pytest.raises(UserError, match=r"No version 0\.9 .* is kept \(there are: 1\.0, 1\.1\)"):
        beside(course, TINY, "0.9")


def points_of(nb: nbformat.NotebookNode) -> list[float]:
    return [cell.metadata.get("nbgrader", {}).get("points", 0) for cell in nb.cells]
