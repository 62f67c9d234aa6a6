"""The eight trained networks: what counts is the loss on sequences that they never saw."""

import pytest
import torch
from torch import nn

from course_utils.checks import Wrong, float64
from course_utils.checks.rnn_lstm import check, training
from course_utils.checks.rnn_lstm.loop import error_of, fault, fault_if_seen
from course_utils.checks.rnn_lstm.training import (
    ALWAYS_ZERO,
    BARS,
    KEYS,
    credit,
    fresh_loss,
    likely,
    score,
)
from course_utils.checks.weights import reference, trainable
from course_utils.data.averaging import averaging_batch

from . import answers


def good_loop(model, last_timestep_only, steps):
    """As a right answer to `train` would be; the checks try it for a few steps."""
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(steps):
        x, y = averaging_batch(batch=32, time=10)
        loss = answers.loss_fn(model(x)[0], y, last_timestep_only)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


class Exact(nn.Module):
    """As many weights as a network of this kind, and an error that is set beforehand."""

    def __init__(self, cell: str, layers: int, error: float = 0.0, spare: int = 0):
        super().__init__()
        self.weights = nn.ParameterList(p for _, p in trainable(reference(cell, 1, 4, layers)))
        self.readout = nn.Linear(4, 1)
        if spare:
            self.spare = nn.Parameter(torch.zeros(spare))
        self.error = error

    def forward(self, x):
        steps = torch.arange(1, x.shape[1] + 1, dtype=x.dtype)[:, None]
        return x.cumsum(1) / steps + self.error**0.5, x


def eight(error=lambda cell, layers, task: 0.0) -> dict:
    return {key: Exact(*key[:2], error=error(*key)) for key in KEYS}


def run(trained, train=good_loop):
    return check.run("train-stacked", {"trained": trained, "train": train})


def test_there_are_eight() -> None:
    assert len(set(KEYS)) == 8


def test_right() -> None:
    assert run(eight()).outcome == "right"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_networks_keep_their_own_precision(dtype: torch.dtype) -> None:
    """A student's `torch.zeros(batch, hidden)` must be of the dtype that the network has."""
    torch.manual_seed(0)
    with float64():
        wide = answers.RecurrentRegressionModel(answers.LSTM(1, 4, 2)).double()
    model = answers.RecurrentRegressionModel(answers.LSTM(1, 4, 2)).to(dtype)
    model.load_state_dict(wide.state_dict())
    alone = fresh_loss(model, "all", seed=3)
    with float64():
        in_a_check = fresh_loss(model, "all", seed=3)
    assert alone == pytest.approx(in_a_check, rel=0.2)  # other sequences, the same network
    assert torch.get_default_dtype() == torch.float32


def test_real_networks_of_the_students_are_understood() -> None:
    nets = {"RNN": answers.RNN, "LSTM": answers.LSTM}
    trained = {key: answers.RecurrentRegressionModel(nets[key[0]](1, 6, key[1])) for key in KEYS}
    result = run(trained)
    assert result.outcome == "wrong"
    assert "0 of 8" in result.message


@pytest.mark.parametrize("task", ["all", "last"])
def test_the_loss_is_that_of_the_task(task: str) -> None:
    assert fresh_loss(Exact("RNN", 1, error=0.25), task, seed=1) == pytest.approx(0.25, rel=1e-4)

    class LateOnly(Exact):
        def forward(self, x):
            out, _ = super().forward(x)
            return torch.cat([out[:, :-1] + 1, out[:, -1:]], dim=1), x

    expected = 0.9 if task == "all" else 0.0
    assert fresh_loss(LateOnly("RNN", 1), task, seed=1) == pytest.approx(expected, abs=1e-4)


def test_fresh_sequences_are_drawn_from_the_seed() -> None:
    model = answers.RecurrentRegressionModel(answers.RNN(1, 4, 1))
    with torch.random.fork_rng(devices=[]):
        first = fresh_loss(model, "all", seed=1)
        torch.rand(5)
        assert fresh_loss(model, "all", seed=1) == first
        assert fresh_loss(model, "all", seed=2) != first


# --- points ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cell", "layers", "task"), KEYS)
def test_credit(cell: str, layers: int, task: str) -> None:
    bar, zero = BARS[layers], ALWAYS_ZERO[task]
    none = min(10 * bar, zero / 2)
    assert credit(0.0, layers, task) == credit(bar, layers, task) == 1
    assert credit(none, layers, task) == pytest.approx(0)
    assert credit((bar * none) ** 0.5, layers, task) == pytest.approx(0.5)
    for nothing in (float("nan"), float("inf"), 100.0, zero, 0.9 * zero):
        assert credit(nothing, layers, task) == 0


def test_always_answering_zero_costs_what_is_said() -> None:
    _, y = averaging_batch(200_000, 10, generator=torch.Generator().manual_seed(0))
    assert y.square().mean().item() == pytest.approx(ALWAYS_ZERO["all"], rel=0.02)
    assert y[:, -1].square().mean().item() == pytest.approx(ALWAYS_ZERO["last"], rel=0.02)


def test_credit_falls_with_the_loss() -> None:
    values = [credit(10 ** (n / 10), 1, "all") for n in range(-40, 20)]
    assert values == sorted(values, reverse=True)
    assert all(0 <= v <= 1 for v in values)


def test_score() -> None:
    assert score(eight(), 8, seed=1) == 8
    assert score({}, 8, seed=1) == 0
    half = {key: model for key, model in eight().items() if key[0] == "RNN"}
    assert score(half, 8, seed=1) == 4
    assert score(eight(lambda *_: 1.0), 8, seed=1) == 0
    halfway = {k: (BARS[k[1]] * min(10 * BARS[k[1]], ALWAYS_ZERO[k[2]] / 2)) ** 0.5 for k in KEYS}
    between = score(eight(lambda *key: halfway[key]), 8, seed=1)
    assert between == pytest.approx(4, abs=0.05)


def test_predicting_zero_earns_nothing_with_two_layers() -> None:
    class Zero(Exact):
        def forward(self, x):
            return torch.zeros_like(x), x

    assert score({k: Zero(*k[:2]) for k in KEYS if k[1] == 2}, 8, seed=1) == 0


# --- what is no trained network ----------------------------------------------------------------


def stub(model, last_timestep_only, steps):
    raise NotImplementedError


def broken(model, last_timestep_only, steps):
    raise ValueError("bad luck")


def test_nothing_written_yet() -> None:
    result = run({}, stub)
    assert result.outcome == "not attempted"
    assert "Write `train`" in result.message


def test_written_but_not_run() -> None:
    assert run({}).outcome == "not attempted"
    assert "run the cell" in run({}).message


@pytest.mark.parametrize("trained", [{}, {KEYS[0]: None}])
def test_a_loop_that_raises(trained: dict) -> None:
    trained = {key: Exact(*key[:2]) for key in trained}
    result = run(trained, broken)
    assert result.outcome in ("wrong", "raised")
    assert "ValueError: bad luck" in result.message


@pytest.mark.parametrize("trained", [None, [], eight().values(), 3])
def test_no_dictionary(trained) -> None:
    result = run(trained)
    assert result.outcome == "wrong"
    assert "dictionary" in result.message


def test_missing_networks_are_counted() -> None:
    trained = eight()
    del trained["LSTM", 2, "last"], trained["LSTM", 1, "all"]
    assert "6 of 8" in run(trained).message


@pytest.mark.parametrize(
    "model",
    [
        3,
        nn.Linear(1, 1),
        Exact("LSTM", 1),
        Exact("RNN", 2),
        Exact("RNN", 1, spare=50),
        nn.Sequential(),
    ],
)
def test_a_network_of_another_kind(model) -> None:
    with pytest.raises(Wrong, match=r"trained\[\('RNN', 1, 'all'\)\]"):
        score(eight() | {("RNN", 1, "all"): model}, 8, seed=1)


@pytest.mark.parametrize("cell", ["RNN", "LSTM"])
@pytest.mark.parametrize("layers", [1, 2])
def test_a_second_bias_is_let_pass(cell: str, layers: int) -> None:
    spare = 4 * layers * (4 if cell == "LSTM" else 1)
    training.expect_network(Exact(cell, layers, spare=spare), (cell, layers, "all"))
    with pytest.raises(Wrong):
        training.expect_network(Exact(cell, layers, spare=spare + 1), (cell, layers, "all"))


# --- what is said ------------------------------------------------------------------------------


def test_networks_above_their_bars_are_listed() -> None:
    trained = eight(lambda cell, layers, task: 0.002 if (cell, task) == ("RNN", "all") else 0.0)
    result = run(trained)
    assert result.outcome == "wrong"
    assert "7 of 8" in result.message
    assert (
        "RNN, 2 layers, the average at every step: 0.002, should be below 0.001." in result.message
    )


def test_the_list_stays_short() -> None:
    message = run(eight(lambda *_: 0.5)).message
    assert "0 of 8" in message
    assert len(message.splitlines()) < 8


def losses(value) -> dict:
    return {key: value(*key) for key in KEYS}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (lambda cell, layers, task: float("nan"), "not a number"),
        (lambda cell, layers, task: float("inf") if cell == "RNN" else 0.0, "not a number"),
        (lambda cell, layers, task: 0.5, "constant 0"),
        (lambda cell, layers, task: 0.005, "Close"),
    ],
)
def test_the_likely_cause(value, said: str) -> None:
    assert said in likely(losses(value))


# --- watching the loop -------------------------------------------------------------------------


def loop(
    rate=5e-3,
    batch=32,
    time=10,
    once=False,
    zero=True,
    backward=True,
    step=True,
    flag=None,
    copy=False,
    same=False,
    steps_of=lambda steps: steps,
    optim: type[torch.optim.Optimizer] = torch.optim.Adam,
):
    """A training loop with one thing amiss."""

    def train(model, last_timestep_only, steps):
        net = deepcopy_of(model) if copy else model
        optimizer = optim(net.parameters(), lr=rate)  # type: ignore[call-arg]
        x, y = averaging_batch(batch, time)
        for _ in range(steps_of(steps)):
            if not same:
                x, y = averaging_batch(batch, time)
            last = last_timestep_only if flag is None else flag
            loss = answers.loss_fn(net(x)[0], y, last)
            if zero:
                optimizer.zero_grad()
            if backward:
                loss.backward()
            if step:
                optimizer.step()
            if once:
                break

    return train


def deepcopy_of(model):
    other = type(model)()
    other.load_state_dict(model.state_dict())
    return other


@pytest.mark.parametrize(
    "train",
    [
        good_loop,
        loop(),
        loop(rate=0.05, optim=torch.optim.SGD),
        loop(rate=1e-3, batch=128, optim=torch.optim.AdamW),
        loop(rate=1e-2, optim=torch.optim.RMSprop),
    ],
)
def test_nothing_amiss(train) -> None:
    for _ in range(3):
        assert fault(train) == ""
    assert error_of(train) is None


@pytest.mark.parametrize(
    ("train", "said"),
    [
        (loop(copy=True), "never runs the model"),
        (loop(backward=False), "backward()"),
        (loop(once=True), "one step"),
        (loop(step=False), "do not change"),
        (loop(zero=False), "zero_grad()"),
        (loop(flag=False), "no difference"),
        (loop(flag=True), "Only the last step"),
        (loop(same=True), "same batch"),
        (loop(time=5), "5 steps"),
        (loop(batch=1), "noisy"),
        (loop(rate=1e-7), "too low"),
        (loop(rate=30.0), "too high"),
        (loop(steps_of=lambda steps: 10**6), "goes on"),
        (loop(steps_of=lambda steps: steps // 3), "of 10 steps"),
    ],
)
def test_what_is_amiss_with_a_loop(train, said: str) -> None:
    assert said in fault(train)


def test_the_loop_is_looked_at_when_networks_are_above_their_bars() -> None:
    assert "zero_grad()" in run(eight(lambda *_: 0.5), loop(zero=False)).message


def test_errors_of_a_loop() -> None:
    assert isinstance(error_of(broken), ValueError)
    assert fault_if_seen(broken) == ""
    assert "zero_grad" in fault_if_seen(loop(zero=False))
