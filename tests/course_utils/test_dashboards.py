"""TensorBoard beside a notebook: where it shows, where one line is all, and that nothing stays."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from course_utils import dashboards
from course_utils.dashboards import empty, name_of, tensorboard, write_runs
from course_utils.extras import missing
from tests.course_utils.kernels import run_cells

CONFIG = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
FIVE = [{**CONFIG, "seed": seed} for seed in range(5)]
SHOW = """\
from course_utils.dashboards import SummaryWriter, tensorboard
for name in ("first", "second"):
    with SummaryWriter(f"{FOLDER}/{name}") as writer:
        writer.add_scalar("loss", 0.5, 0)
"""


def touch(config: dict, folder: str) -> None:
    path = Path(folder) / "events.out.tfevents.1"
    path.parent.mkdir(parents=True)
    path.write_text(config["optimizer"])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path


def test_runs_have_folders_of_their_own(here: Path) -> None:
    assert write_runs(touch, FIVE) == "runs"
    assert sorted(path.name for path in (here / "runs").iterdir()) == [
        f"{number}_sgd_lr0.1_hidden32_decay0_seed{number - 1}" for number in range(1, 6)
    ]


def test_names_tell_all_keys() -> None:
    changes = [{}, {"lr": 0.2}, {"hidden": 3}, {"weight_decay": 1}, {"optimizer": "adam"}]
    assert len({name_of({**CONFIG, **change}) for change in changes}) == len(changes)


def test_fresh_each_time(here: Path) -> None:
    write_runs(touch, FIVE)
    (here / "runs" / "notes.txt").write_text("mine")
    write_runs(touch, FIVE[:2])
    assert sorted(path.name[0] for path in (here / "runs").iterdir()) == ["1", "2", "n"]


def test_only_event_files_are_deleted(here: Path) -> None:
    outside = here / "outside"
    (outside / "b").mkdir(parents=True)
    (outside / "b" / "events.out.tfevents.1").write_text("not in runs")
    folder = here / "runs"
    for name in ("a/x/events.out.tfevents.1", "a/thesis.txt", "b/events.out.tfevents.2"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    (folder / "link").symlink_to(outside)
    (here / "bare").mkdir()
    (folder / "other").symlink_to(here / "bare")
    empty(folder)
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    assert left == ["a", "a/thesis.txt", "link", "other"]
    assert (outside / "b" / "events.out.tfevents.1").exists()


def test_while_grading_in_a_folder_that_is_nobody_s(here: Path, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    first, second = write_runs(touch, FIVE), write_runs(touch, FIVE)
    assert first != second
    assert len(list(Path(first).iterdir())) == 5
    assert list(here.iterdir()) == []
    assert write_runs(touch, FIVE, "runs") == "runs"


def test_before_there_are_configurations(here: Path) -> None:
    for nothing in ([], (), None):
        with pytest.raises(NotImplementedError):
            write_runs(touch, nothing)
    with pytest.raises(ValueError, match='no "seed"'):
        write_runs(touch, [{k: CONFIG[k] for k in CONFIG if k != "seed"}])
    assert list(here.iterdir()) == []


def test_one_line_without_a_notebook(here: Path, capsys) -> None:
    tensorboard("runs")
    assert capsys.readouterr().out == "To see the runs: tensorboard --logdir runs\n"


def test_one_line_while_grading(here: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    tensorboard("runs")
    said = capsys.readouterr().out
    assert said == "[TensorBoard, not shown while grading] tensorboard --logdir runs\n"
    assert dashboards._addresses == {}


def answer(address: str, path: str = "data/runs") -> object:
    with urllib.request.urlopen(address + path, timeout=10) as found:
        return json.loads(found.read())


def test_in_a_kernel_and_gone_with_it(tmp_path: Path) -> None:
    ask = """
import json, time, urllib.request
address, = dashboards._addresses.values()
for _ in range(100):
    runs = json.loads(urllib.request.urlopen(address + "data/runs").read())
    if len(runs) == 2:
        break
    time.sleep(0.2)
print(address, runs)
"""
    children = "import os, subprocess\n" + (
        "print(subprocess.run(['ps', '--ppid', str(os.getpid()), '-o', 'args='],"
        " capture_output=True, text=True).stdout)"
    )
    found = run_cells(
        "from course_utils import dashboards",
        f"FOLDER = {str(tmp_path)!r}\n{SHOW}",
        "tensorboard(FOLDER)",
        "tensorboard(FOLDER)",
        ask,
        children,
        NBGRADER_EXECUTION="",
    )
    text, frame = found.nb.cells[2].outputs
    assert f"tensorboard --logdir {tmp_path}" in text.text
    address, runs = found.nb.cells[4].outputs[0].text.strip().split(" ", 1)
    assert address in text.text
    assert address.startswith("http://127.0.0.1:")
    assert f'src="{address}"' in frame.data["text/html"]
    assert runs == "['first', 'second']"
    assert found.nb.cells[3].outputs[0].text == text.text, "the server that runs is used"
    assert "tensorboard" not in found.nb.cells[5].outputs[0].text, "there is no other process"
    errors = [o for cell in found.nb.cells for o in cell.outputs if o.get("name") == "stderr"]
    assert errors == []
    time.sleep(0.5)
    with pytest.raises(urllib.error.URLError):
        answer(address)


def test_a_server_with_a_proxy(monkeypatch) -> None:
    monkeypatch.setenv("TENSORBOARD_PROXY_URL", "/user/me/proxy/%PORT%/")
    assert dashboards._seen_from_browser("http://127.0.0.1:8123/") == "/user/me/proxy/8123/"


WITHOUT = """
import importlib.util, sys
real = importlib.util.find_spec
gone = {"tensorboard", "wandb"}
importlib.util.find_spec = lambda name, *rest: None if name in gone else real(name, *rest)
sys.modules.update(dict.fromkeys(gone))
from course_utils.checks.tooling import check
from course_utils.dashboards import SummaryWriter, EventAccumulator, tensorboard, write_runs
"""


LINE = 'TensorBoard is not installed: pip install "unrolled[tooling]" and restart the kernel.\n'
CALLS = f"""
tensorboard()
write_runs(lambda *_: 1, [{CONFIG}])
for made in SummaryWriter, EventAccumulator:
    try:
        made("runs")
    except ImportError as error:
        print(error)
log_run = best_run = len
five_configs = []
check("tensorboard")
"""


def test_where_it_is_not_installed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + CALLS], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == 4 * LINE + f"○ tensorboard: not attempted yet. {LINE}"
    assert list(tmp_path.iterdir()) == []


def test_installed() -> None:
    assert missing("torch") == ""
    assert missing("torch", "wandb_no") == LINE.strip().replace("TensorBoard", "wandb_no")
