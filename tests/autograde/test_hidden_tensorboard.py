"""Hidden test of `tensorboard`: mistakes fail, other styles pass, also in the judge; no tricks."""

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("tensorboard")

from autograde import variants
from autograde.hidden import probe
from autograde.hidden import tensorboard_runs as hidden
from tests.autograde.hidden_variants import ids, some
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "07_tooling"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "tensorboard"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]
RIGHT = ALTERNATIVES[0].source
SETUP = """
import torch
from pathlib import Path
from course_utils.dashboards import EventAccumulator, SummaryWriter, write_runs
from course_utils.experiments import measurements
from course_utils.training import attempt
torch.set_num_threads(1)
"""
LOOP = """
with attempt():
    write_runs(log_run, five_configs, "runs")
"""
TEST = """
from autograde.hidden import fresh_seed
from autograde.hidden.tensorboard_runs import expect_tensorboard

expect_tensorboard(log_run, five_configs, best_run, fresh_seed())
"""


pytestmark = pytest.mark.usefixtures("judges_end")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")


def complaint(source: str, seed: int = 0, loop: str = LOOP) -> str:
    """What the hidden test says, run as under plain nbgrader; "" when it passes."""
    names: dict = {"__name__": "__main__"}
    exec(SETUP + source + loop, names)
    arguments = (names[name] for name in ("log_run", "five_configs", "best_run"))
    try:
        hidden.expect_tensorboard(*arguments, seed)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def judge(source: str) -> str:
    async def ruling() -> str:
        async with judged(SETUP + source, "import torch") as judge:
            return (await asyncio.wait_for(judge.run(TEST, "t"), 100)).error

    return asyncio.run(ruling())


@pytest.mark.parametrize("variant", some(VARIANTS), ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    said = complaint(variant.source)
    assert (said == "") == (variant.kind == "alternative"), said


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=ids)
def test_right_with_other_seeds(variant: variants.Variant) -> None:
    assert {complaint(variant.source, seed) for seed in (1, 2**31 - 1)} == {""}


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    error = judge(variant.source + LOOP)
    assert (error == "") == (variant.kind == "alternative"), error


TABLE = """
TABLE = [list(measurements(config)) for config in five_configs]
right, known = log_run, five_configs
"""
TRICKS = {
    "no runs": ("", "", "side by side, found []"),
    "one folder, five times": (
        "",
        "\nimport shutil\nfor n in '12345': log_run(five_configs[0], f'runs/{n}')\n",
        "No run says that it has the configuration",
    ),
    "one curve, five configurations": (
        "",
        """
def write(config, folder, rows=list(measurements(five_configs[0]))):
    with SummaryWriter(folder) as writer:
        for epoch, row in enumerate(rows):
            for tag, value in row.items():
                writer.add_scalar(tag, value, epoch)
        result = {"hparam/accuracy": row["accuracy/validation"]}
        writer.add_hparams(config, result, run_name=".")
write_runs(write, five_configs, "runs")
""",
        '"loss/train", by epoch',
    ),
    "a table of the five": (
        TABLE + """
def measurements(config):
    return TABLE[known.index(config)] if config in known else TABLE[0]
""",
        LOOP,
        '"loss/train", by epoch',
    ),
    "files from elsewhere": (
        """
import shutil
right = log_run
def log_run(config, folder):
    right(config, folder) if config in five_configs else shutil.copytree("runs/1", folder)
""",
        LOOP + "\nmin(Path('runs').iterdir()).rename('runs/1')\n",
        '"loss/train", by epoch',
    ),
    "best_run knows only its own": (
        "\ndef best_run(folder): return '1_sgd', 84.4\n",
        LOOP,
        'got "1_sgd"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    more, loop, words = TRICKS[name]
    assert words in complaint(RIGHT + more, loop=loop)


AGENT = "\nfrom autograde.sandbox.inside import agent\nbefore = agent.Agent._op_probe\n"
FORGED = {
    "nothing": ("[]", "could not be read"),
    "no files": ("{}", "found []"),
    "text for bytes": ("{'1/events.out.tfevents.1': 'text'}", "could not be read"),
    "nonsense": ("{f'{n}/tfevents': bytes(range(256)) * 40 for n in range(5)}", "No run says"),
    "long lengths": ("{f'{n}/tfevents': b'\\xff' * 400 for n in range(5)}", "No run says"),
    "None": ("None", "could not be read"),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_files(name: str) -> None:
    files, words = FORGED[name]
    op = f"""
def op(self, source, name, args):
    return {files} if name == "files_in" else before(self, source, name, args)
agent.Agent._op_probe = op
"""
    assert words in judge(RIGHT + LOOP + AGENT + op)


def test_what_the_tricks_build_on_passes() -> None:
    assert complaint(RIGHT) == ""
    assert judge(RIGHT + LOOP) == ""


def test_another_folder() -> None:
    names: dict = {"__name__": "__main__"}
    exec(f"{SETUP}{RIGHT}\nplace = write_runs(log_run, five_configs)", names)
    assert not Path("runs").exists()
    log_run, five, best_run, place = (
        names[name] for name in ("log_run", "five_configs", "best_run", "place")
    )
    hidden.expect_tensorboard(log_run, five, best_run, 3, place)


def test_probes_stand_by_themselves() -> None:
    for function in (hidden.plain_configs, hidden.files_in, hidden.files_logged, hidden.best_of):
        assert isinstance(function, probe)
        assert function.source


def test_drawn_configurations_differ() -> None:
    drawn = [config for seed in range(50) for config in hidden.draw_configs(seed)]
    assert len({tuple(config.values()) for config in drawn}) == len(drawn)
