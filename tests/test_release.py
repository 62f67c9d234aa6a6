"""notebooks/ is exactly what solutions/ builds: nothing edited by hand, nothing forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograde.build import dump, grade_id, release_notebook
from autograde.course import Course, short_name

COURSE = Course.find(Path(__file__))


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_committed_release_is_what_the_source_builds(assignment: str) -> None:
    committed = COURSE.notebooks / assignment / f"{assignment}.ipynb"
    built = dump(release_notebook(COURSE, assignment))
    assert committed.read_text(encoding="utf-8") == built, f"run: unrolled release {assignment}"
    assert built == dump(release_notebook(COURSE, assignment)), "two builds differ"


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_committed_figures_are_the_source_s(assignment: str) -> None:
    source, release = (
        COURSE.solutions / assignment / "figures",
        COURSE.notebooks / assignment / "figures",
    )
    assert {p.name: p.read_bytes() for p in source.glob("*")} == {
        p.name: p.read_bytes() for p in release.glob("*")
    }


# CURRICULUM's tables, which fix slugs and kinds for good.
AUTO = {
    "01_rnn_lstm": {
        "scalar-forward",
        "scalar-dydw",
        "scalar-edges",
        "rnn-layer",
        "regression-model",
        "averaging-loss",
        "linear-gradient",
        "gradient-norms",
        "lstm-layer",
        "lstm-cell-path",
        "stacked",
        "train-stacked",
    },
    "02_surnames": {"encode", "classifier", "leakage", "train-classifier"},
    "03_autoencoders": {
        "autoencoder",
        "denoising",
        "masked",
        "probe-accuracy",
        "latent-sweep",
        "few-shot-mnist",
    },
    "04_linear_autoencoders": {
        "gradients",
        "stationary",
        "reduced",
        "layers",
        "loss",
        "needed",
        "exactly",
        "balanced",
    },
    "05_translation": {"training-tokens", "evaluation-tokens", "seq2seq", "train-seq2seq"},
    "06_fast_training": {"record", "prepare", "draws", "pipeline"},
    "07_tooling": {"tensorboard", "wandb"},
    "08_assistant_audit": {
        "largest-entry",
        "relu-slower",
        "loss-everywhere",
        "forget-bias",
        "clipping",
        "leaks-future",
        "padding-harmless",
        "always-largest",
        "random-split",
        "untrained-probe",
        "noise-floor",
        "softmax-twice",
        "mse-exactly",
        "decay-exactly",
        "any-lambda",
        "sqrt-c",
        "way-down",
        "record-356",
    },
}
WRITTEN = {
    "01_rnn_lstm": {
        "explore-linear",
        "explore-activations",
        "explore-all-losses",
        "lstm-cell-path-written",
        "resnet-link",
    },
    "02_surnames": {"leakage-written", "misuse"},
    "03_autoencoders": {"latent-size"},
    "04_linear_autoencoders": {"reduced-written", "orthonormal"},
    "05_translation": {"vertical"},
    "06_fast_training": {"learned", "interesting"},
    "07_tooling": {"compare-tools"},
    "08_assistant_audit": {"annotate"},
}


@pytest.mark.parametrize("assignment", AUTO)
def test_a_notebook_has_every_row_of_the_curriculum(assignment: str) -> None:
    nb = release_notebook(COURSE, assignment)
    roles = {grade_id(c): c.metadata["nbgrader"] for c in nb.cells if grade_id(c)}
    tests = {key for key, m in roles.items() if m["grade"] and not m["solution"]}
    written = {key for key, m in roles.items() if m["grade"] and m["solution"]}
    short = short_name(assignment)
    assert tests == {f"{short}-{slug}-test" for slug in AUTO[assignment]}
    assert written == {f"{short}-{slug}" for slug in WRITTEN[assignment]}
    assert {f"{short}-{slug}" for slug in AUTO[assignment]} <= roles.keys()
    assert {f"{short}-survey-{what}" for what in ("sources", "people", "hours")} <= roles.keys()


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_a_notebook_begins_with_its_title_and_tells_its_version(assignment: str) -> None:
    nb = release_notebook(COURSE, assignment)
    assert nb.cells[0].source.startswith("# ")
    assert nb.cells[0].source.endswith(f"*Version {nb.metadata.unrolled.version}.*")
    assert all(cell.source.strip() for cell in nb.cells)


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_points_beside_a_check_are_the_points_it_earns(assignment: str) -> None:
    nb = release_notebook(COURSE, assignment)
    for cell in nb.cells:
        graded = cell.metadata.get("nbgrader", {}).get("grade")  # a count of words is not
        if cell.cell_type == "code" and cell.source.startswith("check(") and graded:
            points = cell.metadata["nbgrader"]["points"]
            assert cell.source.split("\n")[0].endswith(f"  # {points} points"), cell.source
