"""Check `wandb`: right answers pass, mistakes are told by their own words, nothing stays."""

import functools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograde import variants
from course_utils.checks import Result, Wrong
from course_utils.checks.tooling import best_config, check, histories, modes
from course_utils.experiments import TAGS, measurements, tracking_mode
from course_utils.wandb_files import Run, read_runs

wandb = pytest.importorskip("wandb")
FOLDER = Path(__file__).parents[3] / "solutions" / "07_tooling"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "wandb"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]
GIVEN = {
    "measurements": measurements,
    "tracking_mode": tracking_mode,
    "read_runs": read_runs,
    "seed": 0,
}


def answer(source: str) -> dict:
    names = {"__name__": "__main__", **GIVEN}
    exec(source, names)
    return names


RIGHT = ALTERNATIVES[0].source


def checked(source: str = "", **names: object) -> Result:
    """The check's outcome for a right answer, of which some names are replaced."""
    return check.run("wandb", {**answer(RIGHT + "\n\n" + source), **names})


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in ("WANDB_MODE", "WANDB_API_KEY", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    yield
    assert list(tmp_path.iterdir()) == []
    assert wandb.run is None


@pytest.fixture(scope="module", autouse=True)
def _service_ends() -> Iterator[None]:
    yield
    wandb.teardown()


@functools.cache
def result_of(name: str) -> Result:
    """The check's outcome for a mistake or an alternative."""
    (variant,) = (v for v in VARIANTS if v.name == name)
    return check.run("wandb", answer(variant.source))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = result_of(variant.name)
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert result.outcome != "raised", result.text
    assert variant.says in result.message, result.text


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said: dict[str, list[str]] = {}
    for variant in MISTAKES:
        message = result_of(variant.name).message.partition("\n")[0]
        said.setdefault(message, []).append(variant.name)
    assert all(len(names) == 1 for names in said.values()), said


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 6
    assert len(ALTERNATIVES) >= 3


def test_a_stub_is_no_mistake() -> None:
    stub = "def {}(*_):\n    raise NotImplementedError\n"
    for name in ("track_run", "best_of"):
        assert checked(stub.format(name)).outcome == "not attempted", name
    for nothing in (None, [], ...):
        assert checked(ten_configs=nothing).outcome == "not attempted"


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr("importlib.util.find_spec", lambda name: None)
        result = checked()
    assert result.outcome == "not attempted"
    assert "pip install" in result.message


def test_with_an_account_the_check_stays_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    from course_utils import experiments

    monkeypatch.setattr(experiments, "_has_account", lambda address: True)
    monkeypatch.setattr(experiments, "_answers", lambda address: True)
    assert tracking_mode() == "online"
    assert checked().outcome == "right"
    assert "WANDB_MODE" not in os.environ


TRACK = """
def track_run(config, folder):
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    rows = list(measurements(config))
    {}
    run.finish()
"""


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("[run.log(row) for row in rows[::-1]]", "in the wrong order"),
        ("[run.log(rows[-1]) for row in rows]", "steps holds the last epoch"),
        ("[run.log(row) for row in rows[1:]]", "The first of 8 epochs is not logged"),
        ("[run.log(row) for row in rows + rows]", "and there are 16 steps"),
        (
            'swap = {"loss/train": "loss/validation", "loss/validation": "loss/train"}\n'
            "    [run.log({swap.get(t, t): v for t, v in row.items()}) for row in rows]",
            "loss/train and loss/validation are exchanged",
        ),
        ("[run.log({**row, 'loss/train': 1.0}) for row in rows]", "loss/train in epoch 1: expect"),
        ("[run.log({**row, 'loss/train': float('nan')}) for row in rows]", "got nan"),
        ("[run.log({**row, 'loss/train': 10**400}) for row in rows]", "loss/train is larger"),
        ("[run.log(row) for row in rows]; config.clear()", "changes the `config`"),
        ("[run.log(row) for row in rows]; config['lr'] *= 2", "changes the `config`"),
    ],
)
def test_other_runs(lines: str, words: str) -> None:
    result = checked(TRACK.format(lines))
    assert result.outcome == "wrong", result.text
    assert words in result.message, result.text


def test_code_that_raises_leaves_no_run_open() -> None:
    result = checked(TRACK.format("rows[100]"))
    assert result.outcome == "raised"
    assert "IndexError" in result.message


def test_a_run_of_the_student_s_that_was_left_open(tmp_path: Path) -> None:
    open_run = wandb.init(project="unrolled", mode="offline", dir=str(tmp_path / ".."))
    assert checked().outcome == "right"
    assert open_run is not wandb.run


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mode": "offline"}, ""),
        ({"mode": "dryrun"}, ""),
        ({"settings": {"mode": "offline"}}, ""),
        ({"settings": wandb.Settings(mode="offline")}, ""),
        ({"settings": wandb.Settings(project="unrolled")}, "With no mode"),
        ({"settings": wandb.Settings(mode="online")}, 'mode="online" needs'),
        ({}, "With no mode"),
        ({"mode": "shared"}, 'mode="shared" needs'),
        ({"mode": "disabled"}, "keeps nothing"),
    ],
)
def test_modes(options: dict, words: str) -> None:
    fault = modes.mode_fault(options)
    assert words in fault
    assert bool(words) == bool(fault)


HIDDEN = """
def track_run(config, folder):
    try:
        run = wandb.init(project="unrolled", config=config, dir=folder, mode="online")
    except Exception:
        print("no network")
"""


def test_a_mode_whose_failure_is_caught() -> None:
    result = checked(HIDDEN)
    assert "needs an account and a network" in result.message, result.text


def test_each_way_to_choose_finds_another_run() -> None:
    for seed in range(300):
        runs = best_config.draw_runs(seed)
        right = max(runs, key=lambda run: run.history[-1][TAGS[2]])
        places = [runs.index(run) for run in best_config._ways(runs).values()]
        assert len({*places, runs.index(right)}) == len(places) + 1
        configs = [run.config for run in runs]
        assert all(configs.count(config) == 1 for config in configs)


def test_the_right_choice_with_any_seed() -> None:
    for variant in ALTERNATIVES:
        best_of = answer(variant.source)["best_of"]
        for seed in range(40):
            best_config.grade_best(best_of, 100 * seed)


def test_other_choices() -> None:
    runs = best_config.draw_runs(1)
    for found, words in (
        ({}, "none of the runs"),
        ({**runs[0].config, "lr": 7}, "none of the runs"),
        ("best", "got a `str`"),
        ((runs[0].config,), "a `tuple`"),
    ):
        with pytest.raises(Wrong, match=words):
            best_config.expect_best(found, runs)


def test_more_than_was_asked_for_is_no_fault() -> None:
    rows = [dict.fromkeys(TAGS, 1.0)] * 2
    run = Run({"a": 1, "b": 2}, [{**row, "epoch": 1} for row in rows], "unrolled", True)
    assert histories.run_fault(run, {"a": 1.0}, rows) == ""
    assert "never ends" in histories.run_fault(Run(run.config, rows, "unrolled"), {"a": 1}, rows)
