"""The records of a large class, as grading leaves them: for benchmarks/report.py.

Nothing is graded here. Answers come from the alternatives and the mistakes of notebook 01, verdicts
from what the checks say about those; some errors nobody knows, some answers were copied.
"""

import json
import random
import re
import shutil
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import api

from autograde import build, variants
from autograde.course import CONFIG_FILE, Course
from autograde.demo_class import RIGHT, WRONG
from autograde.variants import Variant
from autograde.verdicts import slug_of

REPOSITORY = Path(__file__).parents[2]
ASSIGNMENT = "01_rnn_lstm"
COPIED = 6  # students who handed in another's answers, with other names and comments
OUTPUT = "step 100: loss 0.1234\n" * 1500  # what a submission shows, in all
FIRST = ("ada", "ben", "chiara", "dmitri", "elif", "farid", "grace", "hiroshi", "inês", "kofi")
LAST = ("adams", "bauer", "costa", "diaz", "evans", "fischer")
STRAY = (
    "the answer cell raised NameError: name '{}' is not defined",
    "the answer cell raised SyntaxError: invalid syntax in {} (12345.py, line 7)",
    "TypeError: forward() got an unexpected keyword argument '{}'",
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5x7 and 4x3) in {}",
    "AttributeError: 'NoneType' object has no attribute '{}'",
)

Cells = list[dict[str, Any]]


def make(root: Path, number: int) -> Course:
    """Return a course in the folder `root` with so many submissions to notebook 01 on record."""
    shutil.copy(REPOSITORY / CONFIG_FILE, root)
    course = Course(root, root / "solutions")
    shutil.copytree(REPOSITORY / "solutions" / ASSIGNMENT, course.solutions / ASSIGNMENT)
    shutil.copytree(REPOSITORY / "notebooks" / ASSIGNMENT, course.notebooks / ASSIGNMENT)
    path = course.notebooks / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    release = json.loads(build.dump(nbformat.read(path, as_version=4)))
    known = variants.load(course.solutions / ASSIGNMENT)
    draw = random.Random(1)  # noqa: S311 (a class, the same in every run)
    names = [_name(draw, n) for n in range(number)]
    answers: dict[str, dict[str, str]] = {}
    records = {}
    for n, name in enumerate(names):
        verdicts, answers[name] = _student(release["cells"], known, draw)
        answers[name] = {k: _in_own_hand(a, draw) for k, a in answers[name].items()}
        if n >= number - COPIED:
            answers[name] = {k: _disguised(a) for k, a in answers[names[n - COPIED]].items()}
        records[name] = _record(draw, verdicts)
        _write(course, name, _answered(release, answers[name]))
    _enter(course, release["cells"], records)
    head = {"assignment": ASSIGNMENT, "version": "1.0", "finished": "2025-11-21T16:20:31+00:00"}
    folder = course.reports / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "grading.json").write_text(json.dumps({**head, "students": records}))
    return course


def _name(draw: random.Random, number: int) -> str:
    return f"{draw.choice(FIRST)}.{draw.choice(LAST)}{number:03}"


def _student(
    cells: Cells, known: list[Variant], draw: random.Random
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the verdicts and, by grade_id, the answers of one student."""
    verdicts, answers = [], {}
    skill, reach = draw.betavariate(5, 2), draw.betavariate(6, 1)
    graded = [c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]]
    graded = [about for about in graded if about["grade"]]
    for place, about in enumerate(graded):
        slug, most = slug_of(about["grade_id"]), about["points"]
        state, message, points = "passed", "", most
        kind = "alternative" if draw.random() < skill else "mistake"
        choice = draw.choice([v for v in known if v.slug == slug and v.kind == kind] or [None])
        if about["solution"]:  # written: to be marked
            state, points = "manual", 0.0
            answers[about["grade_id"]] = draw.choice(RIGHT + WRONG)
        elif place > reach * len(graded):
            state, points, message = "not attempted", 0.0, "not attempted yet."
        elif choice:
            answers[about["grade_id"].removesuffix("-test")] = choice.source
            if kind == "mistake":
                state, points = "failed", draw.choice([0.0, 0.0, most / 2])
                word = draw.choice(["h0", "W", "hidden", "xs", "out"])
                stray = draw.choice(STRAY).format(word)
                said = f"{choice.says} expected {draw.random():.4f}, got {draw.random():.4f}."
                message = stray if draw.random() < 0.3 else said
        verdicts.append(
            {"grade_id": about["grade_id"], "slug": slug, "points": points, "max_points": most,
             "state": state, "message": message}
        )  # fmt: skip
    return verdicts, answers


def _in_own_hand(source: str, draw: random.Random) -> str:
    """Return an answer with some lines that nobody else has."""
    lines = []
    for line in source.splitlines():
        lines.append(line)
        if line.startswith("    ") and line.endswith(")") and draw.random() < 0.5:
            space = " " * (len(line) - len(line.lstrip()))
            lines.append(f"{space}seen = [{draw.randint(2, 999)}, {draw.randint(2, 999)}]")
            lines.append(f"{space}assert len(seen) {draw.choice('<>')} {draw.randint(2, 999)}")
    return "\n".join(lines)


def _disguised(source: str) -> str:
    """Return an answer with comments, and with other names for some that the copier chose."""
    renamed = re.sub(r"\b(hidden|h|out|grads?|loss|total|states?|seen)\b", r"my_\1", source)
    return re.sub(r"^( {4}\w.*)$", r"\1  # here", renamed, count=2, flags=re.MULTILINE)


def _record(draw: random.Random, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    stopped = draw.random() < 0.02
    said = "cell rnn_lstm-lstm-layer-test was stopped after 60 s of computing: an endless loop?"
    return {
        "status": "graded",
        "outcome": said if stopped else "finished",
        "notes": [],
        "key": "",
        "seconds": round(60 + draw.random() if stopped else draw.lognormvariate(2.3, 0.4), 2),
        "hours": round(draw.lognormvariate(1.4, 0.4), 1),
        "verdicts": verdicts,
    }


def _answered(release: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    cells = []
    for cell in release["cells"]:
        key = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        cells.append({**cell, "source": answers.get(key, cell["source"])})
    shown = {"output_type": "stream", "name": "stdout", "text": OUTPUT}
    code = next(cell for cell in cells if cell["cell_type"] == "code")
    code["outputs"] = [shown]
    return {**release, "cells": cells}


def _write(course: Course, student: str, notebook: dict[str, Any]) -> None:
    for folder, suffix in ((course.autograded, "ipynb"), (course.feedback, "html")):
        place = folder / student / ASSIGNMENT
        place.mkdir(parents=True)
        text = json.dumps(notebook, indent=1) if suffix == "ipynb" else "<title>feedback</title>"
        (place / f"{ASSIGNMENT}.{suffix}").write_text(text, encoding="utf-8")


def _enter(course: Course, cells: Cells, records: dict[str, Any]) -> None:
    """Write the gradebook as nbgrader would."""
    course.config()  # so that nbgrader finds alembic
    with (
        warnings.catch_warnings(action="ignore"),  # SQLAlchemy's, about nbgrader
        api.Gradebook(course.db_url, course_id="unrolled") as book,
    ):
        book.add_assignment(ASSIGNMENT)
        book.add_notebook(ASSIGNMENT, ASSIGNMENT)
        for cell in cells:
            about = cell["metadata"].get("nbgrader", {})
            if about.get("grade"):
                book.add_grade_cell(
                    about["grade_id"], ASSIGNMENT, ASSIGNMENT,
                    max_score=about["points"], cell_type=cell["cell_type"],
                )  # fmt: skip
        for student, record in records.items():
            book.add_student(student)
            book.add_submission(ASSIGNMENT, student)
            notebook = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            verdicts = {v["grade_id"]: v for v in record["verdicts"]}
            for grade in notebook.grades:
                verdict = verdicts[grade.name]
                grade.needs_manual_grade = verdict["state"] == "manual"
                grade.auto_score = None if grade.needs_manual_grade else verdict["points"]
        book.db.commit()
