"""The explorer's side in Python: a student's layer in the built-in network's place, and stills."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch
from torch import nn

from course_utils.widgets.explorer import GradientExplorer
from course_utils.widgets.networks import PRESETS, BuiltIn, Setting, numbers, sequence

from .student_modules import ConcatRNNLayer, LSTMLayer, RNNLayer

LAYERS = {
    "two maps": ("RNN", lambda hidden, phi: RNNLayer(1, hidden, phi)),
    "one matrix": ("RNN", lambda hidden, phi: ConcatRNNLayer(1, hidden)),
    "LSTM": ("LSTM", lambda hidden: LSTMLayer(1, hidden)),
}


def answered(explorer: GradientExplorer) -> dict[str, np.ndarray]:
    assert explorer.answer["error"] == ""
    assert explorer.answer["setting"] == explorer.setting
    names = ("state_norms", "gradient_norms", "map")
    return {name: np.frombuffer(explorer.answer[name]) for name in names}


@pytest.mark.parametrize(("cell", "own"), LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize(
    "change", [{}, {"hidden": 3, "time": 7}, {"every_step": True}, {"seed": 5}]
)
def test_a_student_s_layer_gives_the_built_in_network_s_numbers(cell, own, change) -> None:
    explorer = GradientExplorer(own=own, own_cell=cell, time=20, hidden=8)
    explorer.setting = explorer.setting | change
    setting = Setting(**({"time": 20, "hidden": 8, "cell": cell} | change))
    x, y = sequence(setting.seed, setting.time)
    truth = numbers(BuiltIn(setting), x, y, setting.every_step)
    for name, got in answered(explorer).items():
        np.testing.assert_allclose(got, getattr(truth, name).flatten(), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("phi", ["none", "relu", "tanh"])
def test_the_nonlinearity_reaches_the_student_s_layer(phi) -> None:
    explorer = GradientExplorer(own=LAYERS["two maps"][1], nonlinearity=phi, hidden=8)
    setting = Setting(nonlinearity=phi, hidden=8)
    truth = numbers(BuiltIn(setting), *sequence(0, 50), False)
    np.testing.assert_allclose(answered(explorer)["gradient_norms"], truth.gradient_norms)


def test_nothing_of_the_student_s_is_touched() -> None:
    mine = RNNLayer(1, 8)
    before = {name: p.clone() for name, p in mine.state_dict().items()}
    torch.manual_seed(3)
    state = torch.get_rng_state()
    explorer = GradientExplorer(own=lambda hidden, phi: RNNLayer(1, hidden, phi), hidden=8)
    explorer.setting = explorer.setting | {"weight_scale": 2.0}
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_default_dtype() == torch.float32
    assert all(torch.equal(p, before[name]) for name, p in mine.state_dict().items())


def test_a_cell_that_runs_meanwhile_keeps_its_dtype_and_its_random_numbers() -> None:
    def draws() -> tuple[torch.Tensor, torch.dtype]:
        torch.manual_seed(3)
        drawn = [torch.rand(4) for _ in range(3000)]
        return torch.cat(drawn), torch.zeros(1).dtype

    alone, dtype = draws()
    explorer = GradientExplorer(own=LAYERS["two maps"][1], hidden=4)
    done = threading.Event()

    def move() -> None:
        for scale in range(1000):
            if done.is_set():
                return
            explorer.setting = explorer.setting | {"weight_scale": 1 + scale / 100}

    hand = threading.Thread(target=move)
    hand.start()
    meanwhile = [draws() for _ in range(10)]
    done.set()
    hand.join(60)
    assert explorer.answer["setting"]["weight_scale"] > 1
    for drawn, its_dtype in meanwhile:
        assert torch.equal(drawn, alone)
        assert its_dtype == dtype


class Unwritten(RNNLayer):
    def forward(self, x):
        raise NotImplementedError


class WrongShape(RNNLayer):
    def forward(self, x):
        return x @ torch.zeros(5, 3), None


class NoList(RNNLayer):
    def forward(self, x):
        all_h, last = super().forward(x)
        self.h_list = []
        return all_h, last


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (lambda h, phi: Unwritten(1, h), "○ Your RNN isn't written yet"),
        (lambda h, phi: WrongShape(1, h), "mat1 and mat2 shapes cannot be multiplied"),
        (lambda h, phi: NoList(1, h), "h_list holds 0 entries for 50 steps"),
        (lambda h, phi: nn.RNN(1, h, batch_first=True), "This uses `nn.RNN`"),
        (lambda h, phi: None, "built None"),
        (lambda h: RNNLayer(1, h), "takes 1 positional argument but 2 were given"),
        (lambda h, phi: RNNLayer(2, h), "mat1 and mat2"),
        (lambda h, phi: exit(), "SystemExit"),
    ],
)
def test_errors_are_told_in_words(own, words) -> None:
    explorer = GradientExplorer(own=own)
    assert words in explorer.answer["error"]
    assert "Traceback" not in explorer.answer["error"]
    explorer.setting = explorer.setting | {"weight_scale": 2.0}  # and it is still alive
    assert words in explorer.answer["error"]


def test_a_mended_layer_comes_to_life_at_the_next_move() -> None:
    layers: list = [Unwritten]
    explorer = GradientExplorer(own=lambda hidden, phi: layers[0](1, hidden, phi), hidden=4)
    layers[0] = RNNLayer
    explorer.setting = explorer.setting | {"weight_scale": 1.5}
    answered(explorer)


def test_the_built_in_cells_ask_nothing_of_the_kernel() -> None:
    explorer = GradientExplorer(own=LAYERS["two maps"][1])
    before = explorer.answer
    explorer.setting = explorer.setting | {"own": False, "weight_scale": 3.0}
    assert explorer.answer is before


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match="there is no preset 'boom'; there are: vanish"):
        GradientExplorer(preset="boom")
    with pytest.raises(TypeError, match="weight"):
        GradientExplorer(weight=3)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_still_picture_with_a_description_stands_for_the_widget(preset) -> None:
    data, _ = GradientExplorer(preset=preset)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"].startswith('<img alt="Gradient explorer: ')
    assert "data:image/png;base64," in data["text/html"]
    assert "the gradient norm goes from" in data["text/plain"]


def test_while_grading_only_the_description_is_left(monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    data, _ = GradientExplorer(preset="explode")._repr_mimebundle_()
    assert list(data) == ["text/plain"]
    assert data["text/plain"].startswith("[figure, not drawn while grading] Gradient explorer")
