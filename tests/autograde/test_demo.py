"""The demo: the whole road on a small course, and what its class hands in."""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograde import cli, demo, demo_index
from autograde.build import dump, grade_id, release_notebook, source_notebook
from autograde.course import Course, short_name
from autograde.demo_class import (
    CLASS,
    Student,
    as_colab,
    complete,
    hand_in,
    not_json,
    other_file,
    reference,
    three_of,
)
from autograde.demo_index import Outcome
from autograde.errors import UserError
from autograde.variants import load

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "fixtures" / "tiny"
NAME = "01_rnn_lstm"

TINY_CLASS = [
    Student("ada", hours="2", written=["Because."]),
    Student("ben", slips={"double": "plus-two"}, style=1),
    Student("chiara", solved=0.0, written=[], hours="None"),
    Student("dmitri o'neill", write=as_colab),
    Student("elif", write=not_json),
    Student("farid", write=other_file),
]


@pytest.mark.slow
def test_demo_takes_the_whole_road(tmp_path: Path) -> None:
    course = Course(TINY, TINY / "solutions")
    said: list[str] = []
    result = demo.run(course, tmp_path / "demo", said.append, "00_tiny", TINY_CLASS)
    with result.csv.open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows.keys() == {s.name for s in TINY_CLASS}
    score = {name: float(row["score"] or "nan") for name, row in rows.items()}
    assert score["ada"] == score["dmitri o'neill"] > score["ben"] > score["chiara"] == 0
    assert rows["elif"]["status"] != "graded"
    assert rows["farid"]["status"] != "graded"
    pages = list(result.feedback_dir.rglob("*.html"))
    assert {p.parts[-3] for p in pages} == {"ada", "ben", "chiara", "dmitri o'neill"}
    assert result.report.is_file()
    assert any("grading 6 submissions" in str(step) for step in said)


def test_demo_does_not_remove_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match=r"not empty and not a demo.*--where"):
        demo.run(Course(TINY, TINY / "solutions"), tmp_path, print, "00_tiny", TINY_CLASS)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


@pytest.fixture(scope="module")
def release() -> nbformat.NotebookNode:
    return release_notebook(Course.find(ROOT), NAME)


def handed_in(release: nbformat.NotebookNode, name: str, folder: Path) -> Path:
    student = next(s for s in CLASS if s.name == name)
    path = folder / f"{NAME}.ipynb"
    hand_in(complete(release, NAME, student, load(ROOT / "solutions" / NAME)), student, path)
    return path


def test_class_is_what_a_ta_meets(release: nbformat.NotebookNode, tmp_path: Path) -> None:
    assert len(CLASS) >= 8
    before = dump(release)
    files = {s.name: handed_in(release, s.name, tmp_path / s.name) for s in CLASS}
    assert dump(release) == before, "the release was changed"
    with pytest.raises(json.JSONDecodeError):
        json.loads(files["jonas"].read_text(encoding="utf-8"))
    colab = json.loads(files["chiara"].read_text(encoding="utf-8"))
    assert colab["nbformat_minor"] == 0
    assert not any("id" in cell for cell in colab["cells"])
    keys = {grade_id(c) for c in nbformat.read(files["hiroshi"], as_version=4).cells}
    assert "rnn_lstm-rnn-layer-test" not in keys


def test_exactly_one_student_has_a_syntax_error(
    release: nbformat.NotebookNode, tmp_path: Path
) -> None:
    broken = set()
    for student in CLASS:
        if student.write in (not_json, other_file):
            continue
        nb = nbformat.read(handed_in(release, student.name, tmp_path / student.name), as_version=4)
        for cell in nb.cells:
            if cell.cell_type == "code":
                try:
                    ast.parse(cell.source)
                except SyntaxError:
                    broken.add(student.name)
    assert broken == {"grace o'neill"}


def test_slips_and_untouched_answers_are_where_they_should_be(
    release: nbformat.NotebookNode, tmp_path: Path
) -> None:
    sources = {}
    for name in ("ada", "dmitri", "inês"):
        nb = nbformat.read(handed_in(release, name, tmp_path / name), as_version=4)
        sources[name] = {grade_id(c): c.source for c in nb.cells if grade_id(c)}
    stubs = {grade_id(c): c.source for c in release.cells if grade_id(c)}
    mistakes = {v.source for v in load(ROOT / "solutions" / NAME) if v.kind == "mistake"}
    auto = [k for k in stubs if f"{k}-test" in stubs]
    assert all(sources["ada"][k] != stubs[k] and sources["ada"][k] not in mistakes for k in auto)
    assert {k for k in auto if sources["dmitri"][k] in mistakes} == {
        f"rnn_lstm-{slug}" for slug in ("scalar-dydw", "lstm-layer", "linear-gradient")
    }
    assert all(sources["inês"][k] == stubs[k] for k in auto)


# ---- the whole course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Two assignments, the second of which cannot be built."""
    solutions = tmp_path / "solutions"
    shutil.copytree(TINY / "solutions", solutions)
    (solutions / "01_broken").mkdir()
    (solutions / "01_broken" / "01_broken.py").write_text("# %% nbgrader={grade: True}\nx = 1\n")
    return Course(tmp_path, solutions)


@pytest.mark.slow
def test_one_that_fails_is_said_and_the_others_go_on(course: Course, tmp_path: Path) -> None:
    (course.solutions / "00_tiny").rename(course.solutions / "02_tiny")
    source = course.solutions / "02_tiny" / "00_tiny.py"
    source.rename(source.with_name("02_tiny.py"))
    said, trouble = [], []
    where = tmp_path / "demo"
    broken, tiny = demo.run_all(course, where, said.append, trouble.append)
    assert broken.scores is None
    assert "cannot read the cell header" in broken.failure
    assert trouble == [f"01_broken: {broken.failure}"]
    assert "02_tiny: grading 3 submissions" in said
    assert tiny.failure == ""
    assert tiny.students == {"ada": "5/7 + 1 to mark", "ben": "3/7", "chiara": "2/7"}
    page = (where / demo_index.NAME).read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', page)
    assert links == ["reports/02_tiny/report.html"]
    assert (where / links[0]).is_file()
    assert "not graded: " in page
    assert "5/7 + 1 to mark" in page
    assert {p.parts[-3] for p in (where / "feedback").rglob("*.html")} == set(tiny.students)


def test_without_assignments_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There are no assignments in"):
        demo.run_all(Course(tmp_path, tmp_path / "solutions"), tmp_path / "demo", print)


ASSIGNMENTS = [
    name
    for name in Course.find(ROOT).assignments()
    if (ROOT / "solutions" / name / f"{name}.py").is_file()
]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_three_students_for_any_notebook(name: str) -> None:
    course, short = Course.find(ROOT), short_name(name)
    source = source_notebook(course.solutions / name / f"{name}.py")
    release = release_notebook(course, name)
    right, written = reference(source, short)
    known = [*right, *load(course.solutions / name)]
    three = three_of(known, written)
    mistakes = {v.source for v in known if v.kind == "mistake"}
    handed = {}
    for student in three:
        nb = complete(release, name, student, known)
        handed[student.name] = {k: c.source for c in nb.cells if (k := grade_id(c))}
    stubs = {k: c.source for c in release.cells if (k := grade_id(c))}
    answers = [grade_id(c) for c in source.cells if c.metadata.get("nbgrader", {}).get("solution")]
    ada, ben, chiara = handed.values()
    assert all(ada[key] != stubs[key] and "### " not in ada[key] for key in answers)
    wrong = {key for key in answers if ben[key] in mistakes}
    assert wrong == {f"{short}-{slug}" for slug in three[1].slips}
    assert 0 < len(wrong) < len(right)
    undone = [key for key in answers if chiara[key] == stubs[key]]
    assert 0.3 < len(undone) / len(answers) < 0.7


def test_the_command_ends_with_one_table_and_fails_if_one_failed(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_all(found, where, on_event, on_trouble):
        on_event("00_tiny: grading")
        return [
            Outcome("00_tiny", failure=""),
            Outcome("01_broken", failure="[red]no\x1b[2J\nhead"),
        ]

    (course.root / "nbgrader_config.py").touch()
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(demo, "run_all", run_all)
    ran = CliRunner().invoke(cli.app, ["demo", "--all", "--where", "shown"])
    assert ran.exit_code == 1
    lines = ran.stdout.splitlines()
    assert lines[0] == "00_tiny: grading"
    assert [line.split()[0] for line in lines if "not graded" in line] == ["00_tiny", "01_broken"]
    assert lines[-2] == "! 01_broken: [red]no head"
    assert lines[-1] == "Open this file in a browser: shown/index.html"
    assert ran.stderr == "error: Not graded, as said above: 01_broken.\n"
