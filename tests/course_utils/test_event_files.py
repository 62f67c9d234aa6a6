"""Event files are read as TensorBoard reads them; what is damaged ends the reading."""

from pathlib import Path

import pytest
import torch

pytest.importorskip("tensorboard")

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter

from course_utils.event_files import MOST_BYTES, MOST_FILES, Run, files_of, records, runs_in

CONFIG = {"lr": 0.5, "hidden": 3, "optimizer": "sgd", "clipped": True}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for name, start in (("one", 1.0), ("two", 2.0)):
        with SummaryWriter(tmp_path / name) as writer:
            for step in range(4):
                writer.add_scalar("a/b", start + step / 4, step)
                writer.add_scalar("new", start * step, step, new_style=True)
                writer.add_scalar("double", start, step, new_style=True, double_precision=True)
            writer.add_histogram("weights", torch.randn(9), 0)
            writer.add_text("note", "some words")
            writer.add_hparams(CONFIG, {"hparam/x": start}, run_name=".")
    return tmp_path


def test_curves_and_configuration(written: Path) -> None:
    runs = runs_in(files_of(written))
    assert list(runs) == ["one", "two"]
    assert runs["two"].curves["a/b"] == [(0, 2.0), (1, 2.25), (2, 2.5), (3, 2.75)]
    assert runs["two"].values("new") == [0.0, 2.0, 4.0, 6.0]
    assert runs["one"].values("double") == [1.0] * 4
    assert set(runs["one"].curves) == {"a/b", "new", "double", "hparam/x"}
    assert runs["one"].config == CONFIG


def test_tensorboard_reads_the_same(written: Path) -> None:
    events = EventAccumulator(str(written / "one")).Reload()
    theirs = [(point.step, point.value) for point in events.Scalars("a/b")]
    assert runs_in(files_of(written))["one"].curves["a/b"] == theirs


def test_a_folder_by_itself(written: Path) -> None:
    assert list(runs_in(files_of(written / "one"))) == ["."]
    assert runs_in(files_of(written / "nowhere")) == {}


def test_values_in_the_order_of_steps() -> None:
    assert Run({"a": [(3, 1.0), (1, 2.0), (2, 3.0)]}).values("a") == [2.0, 3.0, 1.0]
    assert Run().values("a") == []


def test_writers_that_are_not_closed(tmp_path: Path) -> None:
    for number in range(20):
        writer = SummaryWriter(tmp_path / str(number))
        for step in range(30):
            writer.add_scalar("a", step, step)
        assert len(runs_in(files_of(tmp_path / str(number)))["."].curves["a"]) == 30


def test_cut_files(written: Path) -> None:
    name, data = max(files_of(written / "one").items(), key=lambda entry: len(entry[1]))
    whole = len(list(records(data)))
    counts = {len(list(records(data[:size]))) for size in range(len(data))}
    assert counts == set(range(whole))
    for size in range(0, len(data), 7):
        runs_in({name: data[:size]})


def test_damaged_files(written: Path) -> None:
    draw = torch.Generator().manual_seed(0)
    for name, data in files_of(written / "one").items():
        for _ in range(200):
            changed = bytearray(data)
            for place in torch.randint(len(data), (5,), generator=draw).tolist():
                changed[place] = int(torch.randint(256, (), generator=draw))
            runs_in({name: bytes(changed)})


def test_limits(tmp_path: Path) -> None:
    (tmp_path / "tfevents.large").write_bytes(bytes(MOST_BYTES + 1))
    assert files_of(tmp_path) == {}
    for number in range(MOST_FILES + 5):
        (tmp_path / f"tfevents.{number}").write_bytes(b"")
    assert len(files_of(tmp_path)) <= MOST_FILES


def test_files_of_one_run_are_read_in_the_order_in_which_they_were_begun(tmp_path) -> None:
    for step, number in enumerate((998, 999, 1000, 1001)):
        with SummaryWriter(str(tmp_path / str(step))) as writer:
            writer.add_scalar("loss", 1.0, step)
        (file,) = (tmp_path / str(step)).iterdir()
        file.rename(tmp_path / f"events.out.tfevents.17.host.1.{number}")
    (run,) = runs_in(files_of(tmp_path)).values()
    assert [step for step, _ in run.curves["loss"]] == [0, 1, 2, 3]
