"""The ways of training that benchmarks/surnames.py compares do the same training."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import AdamW

from course_utils.data import surnames
from course_utils.data.surnames import Surnames

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))


def module(name: str) -> Any:
    return importlib.import_module(name)


script = module("surnames")
fast, naive = module("support.fast_surnames"), module("support.naive_surnames")
recorded, rounds = module("support.recorded_steps"), module("support.surname_rounds")
training = module("support.surname_training")

DATA = surnames.load()
SMALL = DATA.take(range(0, len(DATA), 60))


def setting(data: Surnames = SMALL, epochs: int = 2, batch_size: int = 32) -> Any:
    return training.Setting(data, epochs, batch_size)


def model(way: Any = script.NOTEBOOK, dropout: float = 0.2) -> Any:
    made = rounds.new_model(way, setting(), 7)
    made.dropout.p = dropout
    return made


def weights(of: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in of.parameters()])


@pytest.mark.parametrize(
    "names", [["Li", "Kowalczyk", "O'Dea", "Ng"], ["Kim", "Roy"], ["A"], ["A", "B", "Cook"]]
)
def test_the_table_of_letters_is_the_same_network(names: list[str]) -> None:
    x, last_pos = surnames.encode(names)
    results = []
    for way in (script.NOTEBOOK, script.OURS):
        network = model(way).eval()
        logits = network(x, last_pos)
        logits.square().sum().backward()
        # W_h has no part in names of one letter.
        gradients = [
            torch.zeros_like(p) if p.grad is None else p.grad for p in network.parameters()
        ]
        results.append([logits.detach(), *gradients])
    torch.testing.assert_close(results[1], results[0], rtol=1e-4, atol=1e-5)


def test_ours_takes_the_notebook_s_steps() -> None:
    """The same draws of rows and of dropout too, so the losses agree step by step."""
    notebook, ours = model(), model(script.OURS)
    torch.manual_seed(1)
    expected = training.train(notebook, setting())
    torch.manual_seed(1)
    torch.testing.assert_close(fast.train(ours, setting()), expected, rtol=1e-3, atol=1e-3)
    assert len(expected) == setting().steps
    torch.testing.assert_close(weights(ours), weights(notebook), rtol=0, atol=1e-3)


def test_a_model_in_one_piece_is_clipped_and_stepped_as_in_parts() -> None:
    parts, model_of_whole = model(), model()
    whole = fast.in_one_piece(model_of_whole)
    x, last_pos = surnames.encode(SMALL.names)
    for network, parameters in ((parts, list(parts.parameters())), (model_of_whole, [whole])):
        optimizer = AdamW(parameters, lr=0.01)
        for _ in range(3):
            optimizer.zero_grad(set_to_none=network is parts)
            network.eval()(x, last_pos).square().sum().backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
    torch.testing.assert_close(weights(model_of_whole), weights(parts))
    torch.testing.assert_close(whole.detach(), weights(parts))


def test_the_public_way_takes_the_same_steps_from_batches_of_all() -> None:
    """Then neither the order of rows nor the padding makes a difference."""
    of_all = setting(epochs=5, batch_size=len(SMALL))
    public, notebook = model(dropout=0), model(dropout=0)
    for network in (public, notebook):
        network.output.weight.data.mul_(20)  # gradients that are clipped, at first
    expected = training.train(notebook, of_all)
    assert naive.train(public, of_all) == pytest.approx(expected, rel=1e-4)
    torch.testing.assert_close(weights(public), weights(notebook), rtol=0, atol=1e-3)


def test_the_public_way_sees_every_row_once_an_epoch() -> None:
    seen = []

    class Watched(training.Classifier):
        def forward(self, x: torch.Tensor, last_pos: torch.Tensor) -> torch.Tensor:
            seen.append((x, last_pos))
            return super().forward(x, last_pos)

    naive.train(Watched(len(SMALL.languages)), setting(epochs=1))
    x, last_pos = surnames.encode(SMALL.names)
    assert {tuple(batch.shape[1:]) for batch, _ in seen} == {tuple(x.shape[1:])}
    assert sorted(torch.cat([b for b, _ in seen]).tolist()) == sorted(x.tolist())
    assert sorted(torch.cat([p for _, p in seen]).tolist()) == sorted(last_pos.tolist())
    assert len(seen) == setting(epochs=1).steps


def test_batches_have_few_shapes_the_same_in_every_epoch() -> None:
    x, last_pos = surnames.encode(DATA.names)
    epochs = [
        sorted(tuple(rows.shape) for rows, _, _ in surnames.batches(x, last_pos, DATA.labels, 256))
        for _ in range(3)
    ]
    assert epochs[0] == epochs[1] == epochs[2]
    assert len(set(epochs[0])) <= 2 * len(set(last_pos.tolist()))


def filled_rate(network: nn.Module) -> AdamW:
    return AdamW(network.parameters(), lr=torch.tensor(training.RATE), fused=True)


@pytest.mark.skipif(torch.cuda.is_available(), reason="here steps can be recorded")
def test_without_cuda_graphs_steps_are_done_as_they_are() -> None:
    notebook, other = model(), model()
    torch.manual_seed(1)
    expected = training.train(notebook, setting())
    torch.manual_seed(1)
    losses, problem = recorded.run(other, filled_rate(other), setting())
    torch.testing.assert_close(losses, expected, rtol=1e-3, atol=1e-3)
    assert problem


def test_each_shape_is_recorded_once_and_then_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a recording that does the step again, on the tensors that it keeps."""
    made, replayed = [], []

    class Graph:
        def __init__(self, again: Any) -> None:
            self.replay = again

    def record(self: Any, *batch: torch.Tensor) -> Any:
        inputs, loss = [tensor.clone() for tensor in batch], torch.zeros(())
        made.append(tuple(inputs[0].shape))

        def again() -> None:
            replayed.append(tuple(inputs[0].shape))
            loss.copy_(self.step(*inputs))

        return recorded.Recording(Graph(again), inputs, loss)

    monkeypatch.setattr(recorded.RecordedSteps, "_record", record)
    notebook, other = model(), model()
    torch.manual_seed(1)
    expected = training.train(notebook, setting(epochs=3))
    torch.manual_seed(1)
    optimizer = filled_rate(other)
    rate = optimizer.param_groups[0]["lr"]
    losses, problem = recorded.run(other, optimizer, setting(epochs=3))
    torch.testing.assert_close(losses, expected, rtol=1e-3, atol=1e-3)
    assert problem is None
    assert len(made) == len(set(made))
    assert len(replayed) == len(losses) - len(made)
    assert optimizer.param_groups[0]["lr"] is rate, "a recording would keep the old rate"
    assert rate.item() < training.RATE / 100


def test_the_floor_counts_no_padding() -> None:
    data = Surnames(["Li", "Kowalczyk"], torch.tensor([0, 1]), ["Chinese", "Polish"])
    products = 2 * (9 * 128 * 128 + 2 * 128 * 2) + 2 * 30 * 128 * 128
    assert rounds.needed_flop(setting(data)) == 3 * 2 * products


def run_script(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["surnames.py", "--epochs", "1", *arguments])
    monkeypatch.setattr(script, "_parts", lambda _: ("shipped", SMALL, SMALL))
    monkeypatch.setattr(script.cpu, "busy", lambda: 0.0)
    monkeypatch.setenv("UNROLLED_DEVICE", "cpu")
    script.main()


def test_the_last_line_has_the_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rounds, "AGREE", 1.0)
    run_script(monkeypatch, "--rounds", "2")
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["benchmark"] == "surnames"
    assert figures["ratio_gpu"] is None
    assert figures["ratio_cpu_time"] > 0


def test_no_ratio_is_printed_when_one_way_learns_less(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    worse = rounds.Way("worse", training.Classifier, naive.train)
    trained = {way: rounds.Trained(1.0, 1.0, 0.8) for way in (script.PUBLIC, script.OURS)}
    trained[worse] = rounds.Trained(0.1, 0.1, 0.78)
    monkeypatch.setattr(rounds, "train", lambda way, *_: trained[way])
    rounds.measure((script.PUBLIC, script.OURS), setting(), SMALL, 1)
    assert "ratio" in capsys.readouterr().out
    with pytest.raises(RuntimeError, match="no ratio"):
        rounds.measure((script.PUBLIC, worse), setting(), SMALL, 1)
    assert "ratio" not in capsys.readouterr().out


def test_another_network_is_no_opponent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training.Classifier, "forward", lambda self, x, last_pos: self.output(
        self.rnn(self.embedding(x))[0][:, -1]
    ))  # fmt: skip
    with pytest.raises(RuntimeError, match="another network"):
        script._expect_the_same_network(setting())
