"""The ways that benchmarks/autoencoders.py compares do the same work, or no ratio is printed."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import Adam

from course_utils.data import mnist, synthetic
from course_utils.data.labelled import Labelled

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))


def module(name: str) -> Any:
    return importlib.import_module(name)


script = module("autoencoders")
naive, ways = module("support.naive_autoencoders"), module("support.autoencoder_ways")
rounds = module("support.autoencoder_rounds")

TRAIN, VALIDATION = synthetic.load(train=600, validation=200)
TINY = ways.Sweep(sizes=(5, 20), repeats=2, epochs=1, rows=512)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    digits = mnist.load(300)
    script.write_idx(tmp_path, "train", digits.train)
    script.write_idx(tmp_path, "t10k", Labelled(digits.test.x[:500], digits.test.y[:500]))
    return tmp_path


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "in_a_process", ways.measured)
    monkeypatch.setattr(script.cpu, "busy", lambda: 0.0)


def run_script(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["autoencoders.py", *arguments])
    monkeypatch.setenv("UNROLLED_CACHE_DIR", "")  # the script's own does not outlive the test
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    monkeypatch.setattr(script, "BESIDE", Path("nowhere"))
    script.main()


# ------------------------------------------------------------------------------ the public way


def test_the_decoder_mirrors_the_encoder_and_both_end_without_activation() -> None:
    model = naive.Autoencoder([9, 7, 4])
    kinds = [type(layer) for layer in [*model.encoder, *model.decoder]]
    assert kinds == 2 * [nn.Linear, nn.ReLU, nn.Linear]
    shapes = [tuple(p.shape) for p in model.parameters() if p.ndim == 2]
    assert shapes == [(7, 9), (4, 7), (7, 4), (9, 7)]
    x = torch.randn(3, 9)
    assert model.encode(x).shape == (3, 4)
    torch.testing.assert_close(model(x), model.decoder(model.encode(x)))


def test_a_step_is_adam_s_on_the_mean_square() -> None:
    model, other = naive.Autoencoder([9, 4]), naive.Autoencoder([9, 4])
    other.load_state_dict(model.state_dict())
    x = torch.randn(5, 9)
    expected = (model(x) - x).square().mean()
    optimizer = Adam(other.parameters(), lr=0.1)
    (other(x) - x).square().mean().backward()
    optimizer.step()
    loss = model.train_step(x, Adam(model.parameters(), lr=0.1))
    assert loss == pytest.approx(expected.item())
    torch.testing.assert_close(list(model.parameters()), list(other.parameters()))


def test_kinds_differ_by_what_goes_in() -> None:
    x = torch.ones(400, 500)
    plain, noisy, masked = (kind([500, 2]).corrupt(x) for kind in naive.KINDS.values())
    assert plain is x
    assert (noisy - x).std().item() == pytest.approx(0.5, rel=0.02)
    assert masked.unique().tolist() == [0.0, 1.0], "nothing is scaled up"
    assert (masked == 0).double().mean().item() == pytest.approx(0.25, abs=0.01)


def test_the_target_is_always_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    model = naive.Denoising([9, 4])
    x, seen = torch.randn(5, 9), []

    def criterion(x_hat: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        seen.append(target)
        return x_hat.sum()

    del model.criterion
    monkeypatch.setattr(model, "criterion", criterion, raising=False)
    model.train_step(x, Adam(model.parameters()))
    assert seen[0] is x


def test_the_probe_is_the_homework_s() -> None:
    """50 epochs of batches of 256, each row once an epoch; the encoder stays what it is."""
    torch.manual_seed(0)
    model = naive.Autoencoder([100, 30])
    before = [p.clone() for p in model.parameters()]
    steps = []

    class Counted(Adam):
        def step(self, *args: Any) -> Any:
            steps.append(self.param_groups[0]["lr"])
            return super().step(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(naive, "Adam", Counted)
        accuracy = naive.probe_accuracy(model, TRAIN, VALIDATION, batch_size=256)
    assert steps == [1e-2] * 50 * 3
    torch.testing.assert_close(list(model.parameters()), before, rtol=0, atol=0)
    assert 70 < accuracy <= 100
    swapped = Labelled(VALIDATION.x, 1 - VALIDATION.y)
    assert naive.probe_accuracy(model, TRAIN, swapped, batch_size=256) < 30


def test_the_curves_begin_before_training_and_fall() -> None:
    first = ways.first_weights(100, ways.Sweep(sizes=(20,), repeats=2), 0)
    curves = naive.sweep(TRAIN, VALIDATION, first, epochs=3)
    assert list(curves) == ["plain", "denoising", "masked"]
    for runs in (kind[20] for kind in curves.values()):
        assert len(runs) == 2
        for losses, accuracies in runs:
            assert len(losses) == len(accuracies) == 4
            assert losses == sorted(losses, reverse=True)
        assert runs[0] != runs[1]


def test_digits_are_read_and_converted_one_by_one(files: Path) -> None:
    digits, expected = naive.Digits(files, "train"), mnist.load(300).train
    assert len(digits) == 300
    one, label = digits[7]
    torch.testing.assert_close(one, expected.x[7])
    assert label == expected.y[7]
    torch.testing.assert_close(naive._collated(digits).x, expected.x)
    assert torch.equal(naive._collated(digits).y, expected.y)


# ------------------------------------------------------------------------------- the same work


def test_both_few_shot_ways_take_the_same_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one digit again and again, the order of rows makes no difference."""
    digits = mnist.load(500)
    same = Labelled(digits.train.x[:1].expand(500, -1), digits.train.y)
    test = Labelled(digits.test.x[:500], digits.test.y[:500])
    script.write_idx(tmp_path, "train", same)
    script.write_idx(tmp_path, "t10k", test)
    monkeypatch.setattr(mnist, "load", lambda: digits._replace(train=same, test=test))
    setting = ways.FewShot(str(tmp_path), 384, hidden_sizes=(30, 8), pool=384, draws=2, labels=60)
    public, ours = ways.few_shot_public(setting, 3), ways.few_shot_ours(setting, 3)
    assert ours["loss"] == pytest.approx(public["loss"], rel=1e-5)
    assert len(ours["accuracy"]) == len(public["accuracy"]) == 2


def test_all_sweeps_begin_with_the_same_weights() -> None:
    """So the first losses agree to rounding, and the last ones but for the order of rows."""
    public, ours = (
        ways.WAYS[f"sweep, {way}"][1](TINY, 3) for way in ("the public way", "ours with adam")
    )
    assert public.keys() == ours.keys()
    for what, expected in public.items():
        if what.startswith("loss"):
            close = 1e-5 if "untrained" in what else 0.02
            assert ours[what] == pytest.approx(expected, rel=close)
            assert len(set(expected)) == TINY.repeats


def test_the_outcome_has_both_ends_of_the_curves() -> None:
    curves = {"plain": {5: (torch.tensor([[3.0, 2, 1]]), torch.tensor([[50.0, 60, 70]]))}}
    assert ways._ends(curves) == {
        "loss, untrained, 5, plain": [3.0], "loss, trained, 5, plain": [1.0],
        "accuracy, untrained, 5, plain": [50.0], "accuracy, trained, 5, plain": [70.0],
    }  # fmt: skip


def test_the_sweep_is_as_large_as_the_public_one() -> None:
    sweep = script.SWEEP
    assert (sweep.trainings, sweep.epochs, sweep.rows) == (36, 15, 4000)
    assert sweep.sizes == (5, 20, 100, 500)


# ------------------------------------------------------------------------------- a process each


def test_a_process_has_one_thread_and_its_own_peak_of_memory() -> None:
    held = torch.ones(200_000_000)  # 800 MB, which are not the other process's
    assert held.sum() > 0
    taken = rounds.in_a_process("sweep, the public way", TINY.smallest(), 0)
    assert 50 < taken.idle_mb <= taken.memory_mb < 700
    assert 0 < taken.cpu_s < 1.2 * taken.wall_s + 0.1
    with pytest.raises(RuntimeError, match="no-such-folder"):
        rounds.in_a_process("few-shot, the public way", ways.FewShot("no-such-folder", 128), 0)


def test_the_peak_counts_torch_s_memory_and_what_is_freed_again() -> None:
    command = """
from support import autoencoder_ways as ways
before = ways._peak_mb()
ways.torch.ones(100_000_000)
print(ways._peak_mb() - before)"""
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=rounds.BENCHMARKS, capture_output=True, check=True
    )
    assert 350 < float(done.stdout) < 450


# ---------------------------------------------------------------------------------- agreement


def seen(outcome: dict[str, list[float]]) -> Any:
    return ways.Taken(1.0, 1.0, 1.0, 1.0, outcome)


def differences(public: list[float], ours: list[float], what: str = "accuracy, trained, 5") -> Any:
    one = {"public": seen({f"{what}, plain": public}), "ours": seen({f"{what}, plain": ours})}
    return rounds.differences([one], "public", "ours")


@pytest.mark.parametrize(
    ("public", "ours", "too_far"),
    [
        ([70.0, 72.0, 74.0], [71.0, 72.0, 75.0], False),
        ([70.0, 72.0, 74.0], [80.0, 82.0, 84.0], True),  # always 10 more: that's not the seed's
        ([70.0, 72.0, 74.0], [80.0, 79.0, 75.0], False),
        ([99.9, 99.9, 99.9], [99.5, 99.5, 99.5], False),
        ([99.9, 99.9, 99.9], [99.0, 99.0, 99.0], True),
        ([99.9, 99.9, 99.9], [80.0, 99.0, 110.0], True),  # erratic: no excuse
        ([70.0, 72.0, 74.0], [71.0, float("nan"), 75.0], True),
        ([70.0], [70.4], False),
        ([70.0], [70.6], True),
    ],
)
def test_chance_may_explain_a_difference(
    public: list[float], ours: list[float], too_far: bool
) -> None:
    found = differences(public, ours)
    assert [one.too_far for one in found] == [too_far]
    if too_far:
        with pytest.raises(rounds.DisagreementError, match="1 of 1 times: accuracy") as caught:
            rounds.expect_agreement(found, "ours")
        assert "\n" not in str(caught.value)
    else:
        rounds.expect_agreement(found, "ours")


def test_kinds_share_their_spread_and_rounds_make_it_matter_less() -> None:
    def outcome(spread: float) -> dict[str, list[float]]:
        return {
            "accuracy, trained, 5, plain": [70 - spread, 70.0, 70 + spread],
            "accuracy, trained, 5, masked": [70.0, 70.0, 70.0],
            "accuracy, trained, 500, plain": [100.0, 100.0, 100.0],
        }

    one = {"public": seen(outcome(3)), "ours": seen(outcome(0))}
    few, more = (rounds.differences([one] * n, "public", "ours") for n in (1, 4))
    assert few[0].allowed == few[1].allowed > 3
    assert few[2].allowed == 0.5
    assert more[0].allowed - 0.5 < (few[0].allowed - 0.5) / 2
    solver = rounds.differences([one], "public", "ours", other_solver=True)
    assert solver[2].allowed == 2


def test_chance_fails_no_run() -> None:
    """Of 200 runs of 48 comparisons, about two."""
    torch.manual_seed(0)
    alarms = 0
    for _ in range(200):
        public, ours = (
            seen({f"accuracy, {i // 3}, {i % 3}": row for i, row in enumerate(table.tolist())})
            for table in 100 * torch.randn(2, 48, 3)
        )
        found = rounds.differences([{"public": public, "ours": ours}], "public", "ours")
        alarms += any(one.too_far for one in found)
    assert alarms <= 12


@pytest.mark.usefixtures("in_this_process")
def test_no_ratio_is_printed_when_the_results_are_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measured(way: str, setting: Any, seed: int) -> Any:
        return seen({"accuracy": [70.0 if "public" in way else 60.0] * 3, "loss": [0.1]})

    monkeypatch.setattr(rounds, "in_a_process", measured)
    with pytest.raises(SystemExit, match=r"^error: sweep, ours with adam has another .*no ratio"):
        run_script(monkeypatch, "--only", "sweep", "--rounds", "1")
    printed = capsys.readouterr().out
    assert "accuracy 10.0000 apart at most" in printed
    assert "ratio" not in printed


# ----------------------------------------------------------------------------------- the script


@pytest.mark.usefixtures("in_this_process")
def test_the_last_line_has_the_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "QUICK_SWEEP", TINY)
    monkeypatch.setattr(script, "QUICK_ROWS", 600)
    run_script(monkeypatch, "--quick", "--rounds", "2")
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["benchmark"] == "autoencoders"
    assert figures["sweep_ratio_live"] > figures["sweep_ratio_adam"] > 0
    assert figures["mnist_ratio"] > 0
    assert figures["mnist_source"] == "subset"
    for part, sides in (("sweep", 3), ("mnist", 2)):
        assert len(figures[part]) == sides
        for side in figures[part].values():
            assert side["memory_mb"] >= side["idle_mb"] > 0
    assert figures["sweep_sizes"] == [5, 20]
    for side in figures["sweep"].values():
        for what, of_when in (("loss", side["loss"]), ("accuracy", side["accuracy"])):
            assert list(of_when) == ["untrained", "trained"]
            for of_kind in of_when.values():
                assert list(of_kind) == ["plain", "denoising", "masked"]
                assert all(len(of_sizes) == 2 for of_sizes in of_kind.values()), what
        assert side["loss"]["trained"]["plain"][1] < side["loss"]["untrained"]["plain"][1]
