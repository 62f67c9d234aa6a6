"""The small trainings to keep track of: the same each time, quick, and told in one line if bad."""

import math
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import torch

from course_utils import experiments
from course_utils.experiments import DIVERGED, EPOCHS, KEYS, TAGS, measurements, what_is_wrong
from tests.effort import effort

USUAL = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}


def last(**changes) -> dict[str, float]:
    return list(measurements({**USUAL, **changes}))[-1]


def test_rows() -> None:
    rows = list(measurements(USUAL))
    assert len(rows) == EPOCHS
    assert len(list(measurements(USUAL, epochs=2))) == 2
    for row in rows:
        assert tuple(row) == TAGS
        assert all(type(value) is float for value in row.values())
    assert rows[-1]["loss/train"] < rows[0]["loss/train"] / 2
    assert 80 < rows[-1]["accuracy/validation"] < 95


def test_equal_for_equal_configurations_whatever_the_surroundings() -> None:
    rows = list(measurements(USUAL))
    state = torch.random.get_rng_state()
    threads = torch.get_num_threads()
    torch.manual_seed(7)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(2)
    try:
        with torch.no_grad():
            again = list(measurements(dict(reversed(USUAL.items()))))
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_num_threads(threads)
        torch.random.set_rng_state(state)
    for row, other in zip(rows, again, strict=True):
        assert row == pytest.approx(other, rel=1e-12)


def test_equal_in_another_process() -> None:
    code = f"from course_utils.experiments import *; print(list(measurements({USUAL!r})))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert eval(said.stdout) == list(measurements(USUAL))


def test_nothing_drawn_elsewhere_changes() -> None:
    torch.manual_seed(3)
    expected = torch.rand(3)
    torch.manual_seed(3)
    for _ in measurements(USUAL, epochs=2):
        pass
    assert torch.equal(torch.rand(3), expected)


def test_two_at_a_time_do_not_disturb_each_other() -> None:
    alone = list(measurements(USUAL, epochs=2))
    both = list(zip(measurements(USUAL, epochs=2), measurements(USUAL, epochs=2), strict=True))
    assert [row for row, _ in both] == alone == [row for _, row in both]


@pytest.mark.parametrize(
    "change",
    [{"lr": 0.05}, {"hidden": 33}, {"weight_decay": 0.01}, {"optimizer": "adam"}, {"seed": 1}],
    ids=lambda change: next(iter(change)),
)
def test_every_key_matters(change: dict) -> None:
    assert last(**change) != last()


def test_results_are_spread() -> None:
    accuracies = [last(lr=lr)["accuracy/validation"] for lr in (0.001, 0.01, 0.1, 1.0)]
    assert accuracies[0] < 20 < 50 < accuracies[1] < accuracies[2]
    assert last(hidden=2)["accuracy/validation"] < last(hidden=256)["accuracy/validation"] - 20
    assert last(weight_decay=1.0)["accuracy/validation"] < 20


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("lr", [10, 1e4, 1e200])
def test_divergence_gives_finite_numbers(optimizer: str, lr: float) -> None:
    for row in measurements({**USUAL, "lr": lr, "optimizer": optimizer}):
        assert all(math.isfinite(value) for value in row.values())
        assert 0 <= row["loss/train"] <= DIVERGED
        assert row["accuracy/validation"] < 40


def test_quick() -> None:
    last()
    with effort() as spent:
        for change in ({}, {"hidden": 256, "optimizer": "adam"}):
            last(**change)
    assert spent.calls < 200_000


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (3, "a dictionary, not 3"),
        ([], "not list"),
        *(({k: v for k, v in USUAL.items() if k != key}, f'no "{key}"') for key in KEYS),
        ({**USUAL, "momentum": 0.9}, "'momentum', but its keys are lr, hidden"),
        ({**USUAL, "lr": 0}, '"lr" should be a number above 0, got 0'),
        ({**USUAL, "lr": "0.1"}, "got '0.1'"),
        ({**USUAL, "lr": math.nan}, "got nan"),
        ({**USUAL, "lr": True}, "got True"),
        ({**USUAL, "hidden": 32.0}, "got 32.0"),
        ({**USUAL, "hidden": 0}, "from 1 to 1024, got 0"),
        ({**USUAL, "hidden": 10**9}, "from 1 to 1024"),
        ({**USUAL, "weight_decay": -1}, '"weight_decay"'),
        ({**USUAL, "optimizer": "SGD"}, "got 'SGD'"),
        ({**USUAL, "optimizer": torch.optim.SGD}, "got type"),
        ({**USUAL, "seed": -1}, '"seed"'),
        ({**USUAL, "seed": None}, "got NoneType"),
    ],
)
def test_what_is_no_configuration(config, said: str) -> None:
    assert said in what_is_wrong(config)
    assert "\n" not in what_is_wrong(config)
    if isinstance(config, dict):
        with pytest.raises(ValueError, match=r"."):
            measurements(config)  # at once, not when the first row is asked for


def test_epochs_are_counted() -> None:
    with pytest.raises(ValueError, match="from 1 on, got 0"):
        measurements(USUAL, epochs=0)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home without any account, outside of grading; connections are noted and refused."""
    for name in ("WANDB_API_KEY", "WANDB_MODE", "WANDB_BASE_URL", "NETRC", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    """Something that takes connections, and how many it took."""
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setenv("WANDB_BASE_URL", f"http://127.0.0.1:{port}")

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                taken.append(connection)
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield taken
        listening.shutdown(socket.SHUT_RDWR)


def test_offline_without_an_account(nobody: Path, server: list) -> None:
    assert experiments.tracking_mode() == "offline"
    assert server == [], "the server was asked, and there is no account"


def test_online_with_a_key(nobody: Path, server: list, monkeypatch) -> None:
    monkeypatch.setenv("WANDB_API_KEY", "0" * 40)
    assert experiments.tracking_mode() == "online"
    monkeypatch.setenv("WANDB_API_KEY", " ")
    assert experiments.tracking_mode() == "offline"


@pytest.mark.parametrize("variable", [False, True])
def test_online_with_a_login(nobody: Path, server: list, monkeypatch, variable: bool) -> None:
    place = nobody / ("keys" if variable else ".netrc")
    if variable:
        monkeypatch.setenv("NETRC", str(place))
    place.write_text("machine 127.0.0.1 login user password secret\n")
    place.chmod(0o600)
    assert experiments.tracking_mode() == "online"
    place.write_text("machine elsewhere.example login user password secret\n")
    assert experiments.tracking_mode() == "offline"
    place.write_text("nonsense {")
    assert experiments.tracking_mode() == "offline"


@pytest.mark.parametrize(
    ("name", "value"),
    [("NBGRADER_EXECUTION", "autograde"), ("WANDB_MODE", "offline"), ("WANDB_MODE", "disabled")],
)
def test_offline_by_wish(nobody: Path, server: list, monkeypatch, name: str, value: str) -> None:
    monkeypatch.setenv("WANDB_API_KEY", "0" * 40)
    monkeypatch.setenv(name, value)
    assert experiments.tracking_mode() == "offline"
    assert server == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nonsense", "http://127.0.0.1:x", "::"])
def test_offline_where_nobody_answers(nobody: Path, monkeypatch, address: str) -> None:
    monkeypatch.setenv("WANDB_API_KEY", "0" * 40)
    monkeypatch.setenv("WANDB_BASE_URL", address)
    assert experiments.tracking_mode() == "offline"


def test_offline_after_a_second_of_silence(nobody: Path, monkeypatch) -> None:
    waited = []

    def silent(address, timeout):
        waited.append(timeout)
        raise TimeoutError

    monkeypatch.setenv("WANDB_API_KEY", "0" * 40)
    monkeypatch.setattr(socket, "create_connection", silent)
    assert experiments.tracking_mode() == "offline"
    assert 0 < sum(waited) <= 1


def test_the_digits_are_not_taken_from_the_course_s_folder(monkeypatch, tmp_path: Path) -> None:
    """So that numbers agree between a student's computer and ours."""
    code = f"from course_utils.experiments import *; print(list(measurements({USUAL!r}, 1)))"
    env = {**os.environ, "COURSE_DATA_DIR": str(tmp_path), "UNROLLED_CACHE_DIR": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
    )
    assert eval(said.stdout) == list(measurements(USUAL, 1))
