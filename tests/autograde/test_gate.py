"""The gate as a whole: what passes is released, what does not leaves notebooks/ alone."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograde import gate as gate_module
from autograde.build import release_notebook, source_notebook
from autograde.execute import execute
from autograde.gate import (
    GateReport,
    Rule,
    run_as_student,
    with_hidden_tests,
    with_parameters,
)
from autograde.releasing import release
from autograde.rules import RULES


def test_parameters_are_injected_after_their_cell(tiny):
    source = source_notebook(tiny.solutions / "00_tiny" / "00_tiny.py")
    nb = with_parameters(source, seed=7)
    assert nb.cells[1].source.startswith("seed = 0")
    assert "seed = 7" in nb.cells[2].source
    assert len(nb.cells) == len(source.cells) + 1
    assert "papermill" not in source.metadata


def test_hidden_tests_are_put_back_into_a_copy_of_the_release(tiny):
    source = source_notebook(tiny.solutions / "00_tiny" / "00_tiny.py")
    clean = release_notebook(tiny, "00_tiny")
    nb = with_hidden_tests(clean, source)
    changed = [b.id for a, b in zip(clean.cells, nb.cells, strict=True) if a.source != b.source]
    assert changed == ["tiny-double-test", "tiny-total-test"]
    assert "hidden_numbers" in nb.cells[8].source


@pytest.mark.slow
def test_instructors_see_figures(tmp_path):
    source = "from course_utils.plots import figure_with_alt\n"
    source += "from matplotlib import pyplot as plt\nfigure_with_alt(plt.figure(), 'nothing')"
    notebook = new_notebook(cells=[new_code_cell(source)])
    (cell,) = run_as_student(notebook, tmp_path).notebook.cells
    assert "data:image/png" in cell.outputs[0].data["text/html"]
    (cell,) = execute(notebook).notebook.cells
    assert "not drawn" in cell.outputs[0].text


def test_one_broken_rule_fails_the_report(tmp_path):
    good, bad = Rule("a", True), Rule("b", False, ["why"])
    assert GateReport("x", [good], 1.0, tmp_path).passed
    assert not GateReport("x", [good, bad], 1.0, tmp_path).passed


@pytest.mark.slow
def test_the_tiny_course_passes_and_is_released(tiny):
    said = []
    report = release(tiny, "00_tiny", on_progress=said.append).report
    assert [(rule.name, rule.detail) for rule in report.rules] == [(name, []) for name in RULES]
    assert report.passed
    assert (tiny.notebooks / "00_tiny" / "00_tiny.ipynb").is_file()
    assert said[0] == "building"
    assert said[-1] == "writing the release"
    assert "trying mistakes and alternatives: 16 of 16 (total)" in said
    page = report.page.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "✓ double" in re.sub("<[^>]+>", "", page)
    assert "hidden_numbers" in page  # for instructors only
    assert "figures/square.svg" not in page  # inside the page


@pytest.mark.slow
def test_what_breaks_a_rule_is_not_released(tiny, spoil, monkeypatch):
    def one_kernel_only(course, assignment, on_progress):
        evidence = gate_module.read(course, assignment)
        evidence.references[0] = gate_module.run_reference(evidence, 0)
        return evidence

    monkeypatch.setattr(gate_module, "gather", one_kernel_only)
    rule = "the reference gets full marks"
    monkeypatch.setattr(gate_module, "RULES", {rule: RULES[rule]})
    (tiny.notebooks / "00_tiny").mkdir(parents=True)
    spoil("running_total = 0", "running_total = 1")
    report = release(tiny, "00_tiny").report
    assert not report.passed
    assert "total([3, 1, 2]) should be 6, got 7" in report.rules[0].detail[0]
    assert list((tiny.notebooks / "00_tiny").iterdir()) == []
    assert not tiny.gradebook.exists()
    assert report.page.is_file()  # what went wrong can be read there
