"""Hidden test of `wandb`: mistakes fail and other styles pass; what is pasted earns nothing."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograde import variants
from autograde.hidden import float64, probe, wandb_tracked
from course_utils.checks import Wrong
from tests.autograde.hidden_variants import ids, some
from tests.autograde.judge.students import judged

wandb = pytest.importorskip("wandb")
FOLDER = Path(__file__).parents[2] / "solutions" / "07_tooling"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "wandb"]
RIGHT = next(v.source for v in VARIANTS if v.kind == "alternative")
SETUP = """
import os, tempfile
os.environ["NBGRADER_EXECUTION"] = "autograde"
import torch
torch.set_num_threads(1)
from course_utils.experiments import measurements, tracking_mode
from course_utils.wandb_files import read_runs, run_files, track_all
seed = 0
"""
LOOP = """
try:
    folder = track_all(track_run, ten_configs, HERE)
except Exception as error:
    print(type(error).__name__, error)
"""
TEST = """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.wandb_tracked import expect_wandb

with float64():
    expect_wandb(track_run, ten_configs, best_of, fresh_seed(), HERE)
"""


pytestmark = pytest.mark.usefixtures("judges_end")


@pytest.fixture(autouse=True, scope="module")
def _service_ends() -> Iterator[None]:
    yield
    wandb.teardown()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder for the ten runs; what goes elsewhere goes to another one."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    return str(tmp_path / "runs")


def complaint(source: str, here: str, seed: int = 1) -> str:
    """What the hidden test says, run as under plain nbgrader; "" when it passes."""
    names: dict = {"__name__": "__main__", "HERE": here}
    exec(SETUP + source + LOOP, names)
    try:
        with float64():
            three = (names[name] for name in ("track_run", "ten_configs", "best_of"))
            wandb_tracked.expect_wandb(*three, seed, here)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        if wandb.run is not None:
            wandb.run.finish()
    return ""


@pytest.mark.parametrize("variant", some(VARIANTS), ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant, here: str) -> None:
    said = complaint(variant.source, here)
    assert (said == "") == (variant.kind == "alternative"), said


def judge(source: str, here: str, test: str = TEST) -> str:
    async def ruling() -> str:
        where = f"HERE = {here!r}\n"
        async with judged(where + SETUP + source) as judge:
            return (await asyncio.wait_for(judge.run(where + test, "t"), 100)).error

    return asyncio.run(ruling())


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant, here: str) -> None:
    error = judge(variant.source + LOOP, here)
    assert (error == "") == (variant.kind == "alternative"), error


AGENT = "\nfrom autograde.sandbox.inside import agent\nbefore = agent.Agent._op_probe\n"
TRICKS = {
    "the first run again and again": LOOP + """
good, prepared = track_run, run_files(HERE)[0]
def track_run(config, folder):
    import pathlib, shutil
    shutil.copytree(prepared.parent, pathlib.Path(folder) / "wandb" / prepared.parent.name)
""",
    "a pasted curve": """
pasted = list(measurements(ten_configs[0]))
def track_run(config, folder):
    with wandb.init(project="unrolled", config=config, dir=folder, mode="offline") as run:
        for row in pasted:
            run.log(row)
""" + LOOP,
    "no loop": "",
    "ten copies of one curve": """
good = track_run
pasted = list(measurements(ten_configs[0]))
def track_run(config, folder):
    with wandb.init(project="unrolled", config=config, dir=folder, mode="offline") as run:
        for row in pasted:
            run.log(row)
""" + LOOP + "track_run = good\n",
    "nine runs": LOOP + """
import shutil
shutil.rmtree(run_files(HERE)[4].parent)
""",
    "files made up": LOOP + AGENT + """
def op(self, source, name, args):
    found = before(self, source, name, args)
    return [b":W&B" + bytes(90)] if name == "tracked" else found
agent.Agent._op_probe = op
""",
    "no files": LOOP + AGENT + """
def op(self, source, name, args):
    return before(self, source, name, args) if name == "configs_of" else {"files": 10}
agent.Agent._op_probe = op
""",
    "too many files": LOOP + AGENT + """
def op(self, source, name, args):
    found = before(self, source, name, args)
    return found * 10 if name == "tracked" else found
agent.Agent._op_probe = op
""",
    "a choice that is always the same": LOOP + """
def best_of(runs):
    return runs[0].config
""",
    "a run and not its configuration": LOOP + """
def best_of(runs):
    return max(runs, key=lambda run: run.history[-1]["accuracy/validation"])
""",
    "configurations of another kind": LOOP + "ten_configs = 10\n",
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str, here: str) -> None:
    assert judge(RIGHT + TRICKS[name], here)


def test_what_the_tricks_build_on_passes(here: str) -> None:
    assert judge(RIGHT + LOOP, here) == ""


def test_the_folder_that_the_notebook_chose(here: str) -> None:
    """As in the notebook: nothing says where, and the runs are in a temporary folder."""
    loop, test = LOOP.replace(", HERE", ""), TEST.replace(", HERE", "")
    assert judge(RIGHT + loop, here, test) == ""
    assert "There is no run of ten_configs[0]" in judge(RIGHT, here, test)
    assert not Path(here).exists()


def test_runs_besides_the_ten_are_no_fault(here: str) -> None:
    more = 'track_run({**ten_configs[0], "lr": 0.05}, HERE)\ntrack_run(ten_configs[3], HERE)\n'
    assert judge(RIGHT + LOOP + more, here) == ""


def test_a_run_that_went_online_is_no_run_here(here: str) -> None:
    names: dict = {"__name__": "__main__", "HERE": here}
    exec(SETUP + RIGHT + LOOP, names)
    for folder in Path(here).glob("wandb/offline-run-*"):
        shutil.move(folder, folder.with_name(folder.name.removeprefix("offline-")))
    assert wandb_tracked.kept(here, 40, 60_000) == []


def test_probes_stand_by_themselves() -> None:
    for name in ("tracked", "kept", "chosen", "configs_of"):
        function = getattr(wandb_tracked, name)
        assert isinstance(function, probe)
        assert function.source


@pytest.mark.parametrize("files", [None, {}, "files", [1], [b"x", None], [b"PK"], [bytes(100)]])
def test_files_that_are_none(files: object) -> None:
    with pytest.raises(Wrong):
        wandb_tracked.runs_of(files)


def test_configurations_are_new_each_time() -> None:
    import random

    from course_utils.experiments import what_is_wrong

    drawn = [wandb_tracked.draw_config(random.Random(seed)) for seed in range(200)]
    assert len({str(config) for config in drawn}) == 200
    assert not any(what_is_wrong(config) for config in drawn)


def test_no_more_is_written_than_is_read(here: str) -> None:
    """A run's file is far smaller than what the test reads of it."""
    names: dict = {"__name__": "__main__"}
    exec(SETUP + RIGHT, names)
    names["track_run"](names["ten_configs"][0], here)
    (data,) = wandb_tracked.kept(here, 40, 10**7)
    assert len(data) < wandb_tracked._LARGEST / 5
