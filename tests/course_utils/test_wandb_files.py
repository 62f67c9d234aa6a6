"""W&B's runs are read back from real files, damaged ones too; nothing goes online unasked."""

import os
import shutil
import struct
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from course_utils import wandb_files
from course_utils.experiments import measurements
from course_utils.extras import missing
from course_utils.wandb_files import (
    BLOCK,
    MAGIC,
    DamagedRun,
    Run,
    messages,
    read_run,
    read_runs,
    run_files,
    track_all,
    wait_for_ends,
)

wandb = pytest.importorskip("wandb")
CONFIGS = [
    {"lr": 0.1, "hidden": 8, "weight_decay": 0.0, "optimizer": "sgd", "seed": 3},
    {"lr": 0.01, "hidden": 8, "weight_decay": 1e-3, "optimizer": "adam", "seed": 4},
]


def track(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode="offline")
    for row in measurements(config):
        run.log(row)
    run.finish()


@pytest.fixture(scope="module", autouse=True)
def _service_ends() -> Iterator[None]:
    yield
    wandb.teardown()


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a real run of each configuration."""
    folder = tmp_path_factory.mktemp("tracked")
    for config in CONFIGS:
        track(config, str(folder))
    wait_for_ends(run_files(folder))
    return folder


@pytest.fixture(scope="module")
def data(tracked: Path) -> bytes:
    """The file of the first run."""
    (path,) = (f for f in run_files(tracked) if read_run(f.read_bytes()).config == CONFIGS[0])
    return path.read_bytes()


def test_real_runs(tracked: Path) -> None:
    runs = read_runs(tracked)
    assert [run.config for run in runs] == CONFIGS
    assert [run.history for run in runs] == [list(measurements(config)) for config in CONFIGS]
    assert [(run.project, run.finished) for run in runs] == [("unrolled", True)] * 2
    assert runs == read_runs(tracked / "wandb")
    assert 0 < runs[1].started - runs[0].started < 60
    assert time.time() - 600 < runs[0].started < time.time()
    assert len(repr(runs[0])) < 200


def test_what_is_added_later(tmp_path: Path) -> None:
    """A configuration that is given in parts; values of other kinds; a record beyond its block."""
    with wandb.init(project="other", dir=str(tmp_path), mode="offline", config={"a": 1}) as run:
        run.config.update({"a": 2, "text": "x" * 3 * BLOCK}, allow_val_change=True)
        run.config["nested"] = {"b": [1, None]}
        run.log({"loss": 1.5, "deep": {"er": 2}})
        run.log({"loss": float("nan")})
    (run,) = read_runs(tmp_path)
    assert run.config == {"a": 2, "text": "x" * 3 * BLOCK, "nested": {"b": [1, None]}}
    assert run.history[0] == {"loss": 1.5, "deep.er": 2}
    assert run.project == "other"


def test_a_run_that_goes_on(tmp_path: Path) -> None:
    run = wandb.init(project="unrolled", dir=str(tmp_path), mode="offline", config={"a": 1})
    run.log({"loss": 1.0})
    (file,) = run_files(tmp_path)
    start = time.monotonic()
    wait_for_ends([file], seconds=0.2)
    assert 0.2 <= time.monotonic() - start < 2
    run.finish()
    wait_for_ends([file])
    assert read_run(file.read_bytes()).finished


def framed(records: list[bytes]) -> bytes:
    """A log of these records, written as its format says."""
    out = bytearray(MAGIC)
    for record in records:
        begun = False
        while True:
            room = BLOCK - len(out) % BLOCK
            if room < 7:
                out += bytes(room)
                room = BLOCK
            piece, record = record[: room - 7], record[room - 7 :]
            which = (3 if record else 4) if begun else (2 if record else 1)
            out += struct.pack("<IHB", zlib.crc32(bytes([which]) + piece), len(piece), which)
            out += piece
            begun = True
            if not record:
                break
    return bytes(out)


@pytest.mark.parametrize("size", [*range(BLOCK - 40, BLOCK + 3), 2 * BLOCK - 21, 5 * BLOCK])
def test_records_of_every_length(size: int) -> None:
    records = [b"first", bytes(range(256)) * (size // 256) + b"r" * (size % 256), b"", b"last"]
    assert list(messages(framed(records))) == records


def test_cut_anywhere(data: bytes) -> None:
    whole = read_run(data)
    seen = set()
    for end in range(0, len(data), 7):
        run = read_run(data[:end])
        assert run.history == whole.history[: len(run.history)]
        assert not run.finished
        seen.add(len(run.history))
    assert seen == set(range(len(whole.history) + 1))


def test_changed_anywhere(data: bytes) -> None:
    """One wrong bit is found, or hides what comes after it: it never changes a number."""
    whole, found = read_run(data), 0
    for place in range(0, len(data), 11):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        try:
            run = read_run(bytes(changed))
        except DamagedRun:
            found += 1
        else:
            assert run.history == whole.history[: len(run.history)]
            assert not run.finished
    assert found > 0.9 * len(data) / 11


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 a zip file", "no file of a W&B run"),
        (b"\0" * 100, "no file of a W&B run"),
        (MAGIC + b"\0" * 100, "damaged at byte 7"),
        (framed([b"\xff\xff\xff\xff"]), "says nothing"),
        (MAGIC + struct.pack("<IHB", zlib.crc32(b"\x04end"), 3, 4) + b"end", "piece is missing"),
        (MAGIC + struct.pack("<IHB", zlib.crc32(b"\x09end"), 3, 9) + b"end", "piece is missing"),
    ],
)
def test_no_run(data: bytes, said: str) -> None:
    with pytest.raises(DamagedRun, match=said):
        read_run(data)


def test_a_number_that_is_none() -> None:
    from wandb.proto import wandb_internal_pb2 as described

    for text in ("1.", "[" * 100_000, "9" * 5000):
        record = vars(described)["Record"]()
        record.history.item.add(key="loss", value_json=text)
        with pytest.raises(DamagedRun, match="a number in it is none"):
            read_run(framed([record.SerializeToString()]))


def test_nothing_there(tmp_path: Path) -> None:
    assert read_runs(tmp_path) == []
    assert read_run(b"") == Run({}, [])


def test_damaged_and_empty_files_are_left_out(
    tracked: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    shutil.copytree(tracked, tmp_path / "here")
    files = run_files(tmp_path / "here")
    changed = bytearray(files[0].read_bytes())
    changed[2000] ^= 1
    files[0].write_bytes(changed)
    empty = files[0].parent.with_name("offline-run-20260101_000000-empty000")
    empty.mkdir()
    (empty / "run-empty000.wandb").write_bytes(files[1].read_bytes()[:400])
    assert len(read_runs(tmp_path / "here")) == 1
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert f"{files[0]} is left out: it is damaged at byte" in said


def test_runs_that_went_online_are_read_too(tracked: Path, tmp_path: Path) -> None:
    for number, file in enumerate(run_files(tracked)):
        folder = tmp_path / "wandb" / f"run-20260101_00000{number}-abcdefgh"
        folder.mkdir(parents=True)
        shutil.copy(file, folder / "run-abcdefgh.wandb")
    assert read_runs(tmp_path) == read_runs(tracked)


def test_a_file_is_waited_for(data: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "wandb" / "offline-run-20260101_000000-abcdefgh"
    folder.mkdir(parents=True)
    file = folder / "run-abcdefgh.wandb"
    file.write_bytes(data[:7])
    late = threading.Timer(0.2, lambda: file.write_bytes(data))
    late.start()
    (run,) = read_runs(tmp_path)
    late.join()
    assert len(run.history) == 8


def test_old_files_are_not_waited_for(data: bytes, tmp_path: Path, monkeypatch) -> None:
    def waits(seconds: float) -> None:
        pytest.fail("it waits")

    folder = tmp_path / "wandb" / "offline-run-20260101_000000-abcdefgh"
    folder.mkdir(parents=True)
    file = folder / "run-abcdefgh.wandb"
    file.write_bytes(data[:-60])
    os.utime(file, (0, 0))
    monkeypatch.setattr(wandb_files.time, "sleep", waits)
    assert len(read_runs(tmp_path)) == 1


def test_track_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    Path("wandb_runs").mkdir()
    Path("wandb_runs", "notes.txt").write_text("mine")
    for _ in range(2):  # the second time what is there from the first one goes
        assert track_all(track, CONFIGS) == "wandb_runs"
        assert [run.config for run in read_runs("wandb_runs")] == CONFIGS
    assert Path("wandb_runs", "notes.txt").read_text() == "mine"
    assert capsys.readouterr().out == 2 * (
        "2 runs are in wandb_runs/wandb, nothing has left this computer.\n"
    )
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    elsewhere = track_all(track, CONFIGS[:1])
    assert len(read_runs(elsewhere)) == 1
    assert not Path(elsewhere).is_relative_to(tmp_path)
    shutil.rmtree(elsewhere)


def test_track_all_without_configurations(tmp_path: Path) -> None:
    for nothing in ([], None):
        with pytest.raises(NotImplementedError):
            track_all(track, nothing, str(tmp_path))
    with pytest.raises(ValueError, match='has no "lr"'):
        track_all(track, [{}], str(tmp_path))


def test_not_installed(
    data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    with monkeypatch.context() as without:
        without.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(ModuleNotFoundError, match="Weights & Biases is not installed"):
            read_run(data)
        track_all(track, CONFIGS, "nowhere")
        said = missing("wandb")
    assert capsys.readouterr().out == said + "\n"


SCRIPT = textwrap.dedent(
    """
    from course_utils.wandb_files import read_runs, run_files, track_all, wait_for_ends
    from course_utils.experiments import measurements, tracking_mode
    import wandb

    def track(config, folder):
        run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
        for row in measurements(config, epochs=1):
            run.log(row)
        run.finish()

    one = {"lr": 0.1, "hidden": 8, "weight_decay": 0.0, "optimizer": "sgd", "seed": 3}
    track_all(track, [one], "here")
    wait_for_ends(run_files("here"), 60)  # whoever looks on slows it down
    print(len(read_runs("here")))
    """
)


def alone(tmp_path: Path) -> dict[str, str]:
    """An environment without an account, and without what this process was told."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WANDB", "NBGRADER", "NETRC"))}
    root = str(Path(wandb_files.__file__).parents[1])
    return {**kept, "HOME": str(tmp_path), "PYTHONPATH": root}


def test_no_network_without_an_account(tmp_path: Path) -> None:
    """Not one packet is sent, and no connection tried, but to this computer itself."""
    if shutil.which("strace") is None:
        pytest.skip("no strace: apt-get install strace")
    calls = tmp_path / "calls"
    watch = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(calls)]
    done = subprocess.run(
        [*watch, sys.executable, "-c", SCRIPT],
        cwd=tmp_path, env=alone(tmp_path), capture_output=True, text=True, check=True, timeout=200,
    )  # fmt: skip
    assert done.stdout == "1 runs are in here/wandb, nothing has left this computer.\n1\n"
    assert done.stderr == ""
    lines = calls.read_text().splitlines()
    assert any("wandb" in line and "sun_path" in line for line in lines)  # its own service
    out = [line for line in lines if "sa_family=AF_INET" in line]
    assert [line for line in out if '"127.0.0.1"' not in line and '"::1"' not in line] == []


def test_the_folder_says_nothing_of_the_computer(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=alone(tmp_path), check=True, timeout=200,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    (file,) = run_files(tmp_path / "here")
    kinds = [record.WhichOneof("record_type") for record in wandb_files._records(file.read_bytes())]
    assert not {"stats", "output", "output_raw"} & set(kinds)
    assert list((file.parent / "files").iterdir()) == []


def test_what_you_have_set_stays(tmp_path: Path) -> None:
    environment = {**alone(tmp_path), "WANDB_SILENT": "false"}
    command = "import os, course_utils.wandb_files; print(os.environ['WANDB_SILENT'])"
    done = subprocess.run(
        [sys.executable, "-c", command], env=environment, capture_output=True, text=True
    )
    assert done.stdout == "false\n"
