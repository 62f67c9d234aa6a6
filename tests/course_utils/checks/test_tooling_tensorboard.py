"""The check of `tensorboard`: each slip with its own words, other styles right, quick."""

from pathlib import Path

import pytest

pytest.importorskip("tensorboard")

from autograde import variants
from course_utils.checks import Wrong, float64
from course_utils.checks.tooling import best, check, logged
from course_utils.dashboards import SummaryWriter
from course_utils.experiments import measurements
from tests.effort import effort

SOLUTIONS = Path(__file__).parents[3] / "solutions" / "07_tooling"
VARIANTS = [v for v in variants.load(SOLUTIONS) if v.slug == "tensorboard"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]
SETUP = """
import torch
from pathlib import Path
from course_utils.dashboards import EventAccumulator, SummaryWriter
from course_utils.experiments import measurements
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answer(source: str = ALTERNATIVES[0].source) -> dict:
    names: dict = {"__name__": "__main__"}
    exec(SETUP + source, names)
    return names


def checked(**changes):
    return check.run("tensorboard", answer() | changes)


def log_run(config: dict, folder: str, change=lambda row: row, hparams=dict, **more) -> None:
    with SummaryWriter(folder) as writer:
        for epoch, row in enumerate(measurements(config)):
            for tag, value in change(dict(row)).items():
                writer.add_scalar(tag, value, epoch)
        result = more.get("result", row["accuracy/validation"])
        writer.add_hparams(hparams(config), {"hparam/accuracy": result}, run_name=".")


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = check.run("tensorboard", answer(variant.source))
    assert result.outcome == ("right" if variant.kind == "alternative" else "wrong"), result.text
    assert variant.says in result.message, result.text


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 10
    assert len(ALTERNATIVES) >= 3


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = check.run("tensorboard", answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    assert all(len(names) == 1 for names in said.values()), said


def test_quick_and_nothing_is_left(tmp_path: Path) -> None:
    checked()
    with effort() as spent:
        assert checked().outcome == "right"
    assert spent.calls < 500_000
    assert list(tmp_path.iterdir()) == []
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize("name", ["log_run", "best_run"])
def test_a_stub_is_no_mistake(name: str) -> None:
    def stub(*_):
        raise NotImplementedError

    assert checked(**{name: stub}).outcome == "not attempted"


@pytest.mark.parametrize("nothing", [None, [], ()])
def test_no_configurations_yet(nothing) -> None:
    result = checked(five_configs=nothing)
    assert result.outcome == "not attempted"
    assert "`five_configs` is still empty." in result.message


@pytest.mark.parametrize(
    ("configs", "said"),
    [
        ({"lr": 0.1}, "a list of 5 dictionaries, got `dict`"),
        ([1, 2, 3, 4, 5], "five_configs[0]: a configuration is a dictionary, not 1."),
        ([logged.CONFIGS[0]] * 5, "five_configs[0] and five_configs[1] are the same"),
        ([{**logged.CONFIGS[0], "seed": n} for n in range(6)], "has 6 configurations, and 5"),
    ],
)
def test_other_configurations(configs, said: str) -> None:
    result = checked(five_configs=configs)
    assert result.outcome == "wrong"
    assert said in result.message, result.text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"change": lambda row: row | {"more/curves": 1.0}}, ""),
        ({"change": lambda row: {tag: v + 0.01 for tag, v in row.items()}}, '"loss/train", by'),
        ({"change": lambda row: row | {"loss/validation": 0.0}}, '"loss/validation", by epoch,[0]'),
        ({"hparams": lambda config: {"lr": config["lr"]}}, 'configuration "hidden" is missing'),
        ({"hparams": lambda config: {**config, "lr": 0.5}}, 'has 0.5 for "lr"'),
        ({"hparams": lambda config: {**config, "name": "mine"}}, ""),
        ({"result": 0.5}, '"hparam/accuracy" should be the validation accuracy'),
    ],
)
def test_other_logs(options: dict, said: str) -> None:
    result = checked(log_run=lambda config, folder: log_run(config, folder, **options))
    assert result.outcome == ("wrong" if said else "right"), result.text
    assert said in result.message, result.text


def test_steps() -> None:
    def with_steps(steps):
        def log(config: dict, folder: str) -> None:
            with SummaryWriter(folder) as writer:
                for step, row in zip(steps, measurements(config), strict=False):
                    for tag, value in row.items():
                        writer.add_scalar(tag, value, step)

        return checked(log_run=log).message

    assert "stands at the steps [10, 11, 12" in with_steps(range(10, 18))
    assert "has 5 points, and there were 8" in with_steps(range(5))
    assert "The configuration isn't there yet" in with_steps(range(1, 9))


def test_values_of_other_epochs() -> None:
    def log(order):
        def log(config: dict, folder: str) -> None:
            with SummaryWriter(folder) as writer:
                for epoch, row in enumerate(order(list(measurements(config)))):
                    for tag, value in row.items():
                        writer.add_scalar(tag, value, epoch)

        return checked(log_run=log).message

    assert "the last epoch comes first" in log(lambda rows: rows[::-1])
    assert "has the values of the last" in log(lambda rows: [rows[-1]] * 8)


def test_the_configuration_stays_as_it_is() -> None:
    def log(config: dict, folder: str) -> None:
        log_run(config, folder)
        config["run"] = folder

    assert "log_run changes the `config`" in checked(log_run=log).message


def test_a_log_that_does_nothing() -> None:
    assert "writes no event file" in checked(log_run=lambda config, folder: None).message


def test_a_writer_that_is_not_closed() -> None:
    """Its values arrive by themselves, a moment later."""

    def log(config: dict, folder: str) -> None:
        writer = SummaryWriter(folder)
        rows = list(measurements(config))
        result = {"hparam/accuracy": rows[-1]["accuracy/validation"]}
        writer.add_hparams(config, result, run_name=".")
        for epoch, row in enumerate(rows):
            for tag, value in row.items():
                writer.add_scalar(tag, value, epoch)

    for _ in range(5):
        assert checked(log_run=log).outcome == "right"


@pytest.mark.parametrize(
    ("best_run", "said"),
    [
        (lambda folder: None, "returned None"),
        (lambda folder: 3.0, "should return (name, accuracy), got `float`"),
        (lambda folder: (80.0, "egret"), "Name and accuracy are exchanged"),
        (lambda folder: ("owl", 80.0), 'got "owl"'),
        (lambda folder: (3, 80.0), "got `int`"),
        (lambda folder: (min(p.name for p in Path(folder).iterdir()), 1.0), "first run by name"),
        (lambda folder: (max(p.name for p in Path(folder).iterdir()), 1.0), "last run by name"),
    ],
)
def test_other_ways_to_the_best(best_run, said: str) -> None:
    result = checked(best_run=best_run)
    assert result.outcome == "wrong"
    assert said in result.message, result.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda value: value / 100, "should be in percent"),
        (lambda value: value + 1, "not that of its last epoch"),
        (lambda value: f"{value:.1f} %", "should be a number, got `str`"),
        (lambda value: float("nan"), "not that of its last epoch"),
        (lambda value: round(value, 4), ""),
    ],
)
def test_other_accuracies(change, said: str) -> None:
    right = answer()["best_run"]

    def best_run(folder: str) -> tuple:
        name, accuracy = right(folder)
        return name, change(accuracy)

    result = checked(best_run=best_run)
    assert (result.outcome == "right") == (not said), result.text
    assert said in result.message, result.text


def test_every_wrong_way_leads_to_another_run() -> None:
    for seed in range(300):
        runs = best.draw_runs(seed)
        right, accuracy = best.right_run(runs)
        others = {name: curves for name, curves in runs.items() if name != right}
        assert all(curves["accuracy/validation"][-1] < accuracy - 5 for curves in others.values())
        ways = [
            max(runs, key=lambda n: max(runs[n]["accuracy/validation"])),
            max(runs, key=lambda n: runs[n]["accuracy/validation"][0]),
            min(runs, key=lambda n: runs[n]["accuracy/validation"][-1]),
            min(runs, key=lambda n: runs[n]["loss/validation"][-1]),
            min(runs, key=lambda n: runs[n]["loss/train"][-1]),
        ]
        assert len({right, *ways, min(runs), max(runs)}) == 8


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=lambda v: v.name)
def test_right_with_any_seed(variant: variants.Variant) -> None:
    names = answer(variant.source)
    with float64():
        for seed in range(5):
            best.grade_best_run(names["best_run"], seed)


def test_configurations_differ_in_all() -> None:
    first, second = logged.CONFIGS
    assert all(first[key] != second[key] for key in first)


def test_wrong_is_raised_for_one_of_two() -> None:
    def log(config: dict, folder: str) -> None:
        log_run({**config, "weight_decay": 0.001}, folder, hparams=lambda _: config)

    with pytest.raises(Wrong, match='"loss/train", by epoch'):
        logged.grade_log_run(log)
