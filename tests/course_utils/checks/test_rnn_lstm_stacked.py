"""The stacked networks: outputs of the last layer, last states of all."""

import pytest
import torch
from torch import nn

from course_utils.checks import Wrong, float64
from course_utils.checks.rnn_lstm import check, stacked

from . import answers

CLASSES = {"RNN": answers.RNN, "LSTM": answers.LSTM}


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def complaint(cls, kind: str) -> str:
    with pytest.raises(Wrong) as caught:
        stacked.grade_stack(cls, kind)
    return str(caught.value)


def test_check() -> None:
    assert check.run("stacked", dict(vars(answers))).outcome == "right"


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("part", range(4))
def test_right_with_any_seed(kind: str, part: int) -> None:
    for seed in range(part, 20, 4):
        stacked.grade_stack(CLASSES[kind], kind, seed)


def spoilt(kind: str, forward=None, init=None) -> type[nn.Module]:
    """`forward(self, x, ys, lasts)` puts together what the layers gave, from below."""

    class Spoilt(CLASSES[kind]):
        def __init__(self, input_size, hidden_size, num_layers):
            super().__init__(input_size, hidden_size, num_layers)
            if init:
                init(self, input_size, hidden_size, num_layers)

        def forward(self, x):
            if not forward:
                return super().forward(x)
            ys, lasts = [], []
            for layer in self.layers:
                y, last = layer(ys[-1] if ys else x)
                ys.append(y)
                lasts.append(last)
            return forward(self, ys, lasts)

    return Spoilt


def joined(lasts):
    if isinstance(lasts[0], tuple):
        return tuple(torch.stack(states) for states in zip(*lasts, strict=True))
    return torch.stack(lasts)


def each(change, states):
    return tuple(map(change, states)) if isinstance(states, tuple) else change(states)


def _shared(self, input_size, hidden_size, num_layers):
    """One layer for all above the first."""
    for n in range(2, num_layers):
        self.layers[n] = self.layers[1]


def _too_few(self, input_size, hidden_size, num_layers):
    self.layers = self.layers[:1]


def _list(self, input_size, hidden_size, num_layers):
    layers = list(self.layers)
    del self.layers
    self.layers = layers


def _spare(self, input_size, hidden_size, num_layers):
    self.readout = nn.Linear(hidden_size, 1)


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize(
    ("forward", "init", "said"),
    [
        (lambda self, ys, lasts: None, None, "return"),
        (lambda self, ys, lasts: ys[-1], None, "(all_h, "),
        (lambda self, ys, lasts: (ys[-1], lasts[-1]), None, "num_layers"),
        (lambda self, ys, lasts: (ys[0], joined(lasts)), None, "first layer"),
        (lambda self, ys, lasts: (ys[-1], joined(lasts[::-1])), None, "reverse"),
        (lambda self, ys, lasts: (ys[-1], joined(lasts[-1:] * len(ys))), None, "last layer"),
        (lambda self, ys, lasts: (ys[-1], joined(lasts[:1] * len(ys))), None, "first layer"),
        (
            lambda self, ys, lasts: (ys[-1], each(lambda s: s.transpose(0, 1), joined(lasts))),
            None,
            "shape",
        ),
        (lambda self, ys, lasts: (ys[-1] + 0.5, joined(lasts)), None, "expected"),
        (lambda self, ys, lasts: (ys[-1] * 1.0, each(torch.neg, joined(lasts))), None, "h_last"),
        (None, _shared, "2 layers"),
        (None, _too_few, "num_layers"),
        (None, _list, "nn.ModuleList"),
        (None, _spare, "numbers to learn"),
    ],
)
def test_wrong_stacks(kind: str, forward, init, said: str) -> None:
    assert said in complaint(spoilt(kind, forward, init), kind)


@pytest.mark.parametrize("kind", CLASSES)
def test_layers_cut_off_from_each_other(kind: str) -> None:
    def forward(self, x):
        lasts = []
        for layer in self.layers:
            x, last = layer(x.detach() if lasts else x)
            lasts.append(last)
        return x, joined(lasts)

    assert "gradient" in complaint(type(kind, (CLASSES[kind],), {"forward": forward}), kind)


def test_an_lstm_needs_a_pair() -> None:
    cls = spoilt("LSTM", lambda self, ys, lasts: (ys[-1], joined(lasts)[0]))
    assert "(h_last, c_last)" in complaint(cls, "LSTM")
    cls = spoilt("LSTM", lambda self, ys, lasts: (ys[-1], joined(lasts)[::-1]))
    assert "exchanged" in complaint(cls, "LSTM")


@pytest.mark.parametrize("kind", CLASSES)
def test_ready_made_or_no_class(kind: str) -> None:
    class Ready(nn.Module):
        def __init__(self, input_size, hidden_size, num_layers):
            super().__init__()
            self.net = getattr(nn, kind)(input_size, hidden_size, num_layers)

    assert f"nn.{kind}" in complaint(Ready, kind)
    assert f"class {kind}(nn.Module)" in complaint(None, kind)
