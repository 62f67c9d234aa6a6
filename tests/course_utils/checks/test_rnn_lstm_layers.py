"""The two layers: any layout that computes the equations passes, and a wrong one is told where."""

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from course_utils.checks import Wrong, float64, is_close
from course_utils.checks.rnn_lstm import check, layers, slips
from course_utils.checks.weights import EQUAL, fill, reference

from .. import student_modules
from . import answers
from .layouts import Layout, gates_of

SEEDS = range(25)


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def complaint(grade, answer) -> str:
    with pytest.raises(Wrong) as caught:
        grade(answer)
    return str(caught.value)


@pytest.mark.parametrize("slug", ["rnn-layer", "lstm-layer"])
@pytest.mark.parametrize("module", [answers, student_modules])
def test_checks(slug: str, module) -> None:
    assert check.run(slug, dict(vars(module))).outcome == "right"


@pytest.mark.parametrize("part", range(5))
def test_right_with_any_seed(part: int) -> None:
    for seed in SEEDS[part::5]:
        layers.grade_rnn_layer(answers.RNNLayer, seed)
        layers.grade_lstm_layer(answers.LSTMLayer, seed)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    gates_of("LSTM"),
    st.sampled_from(["", "xh", "hx"]),
    st.booleans(),
    st.sampled_from(["linear", "rows", "columns"]),
    st.integers(0, 10**6),
)
def test_right_in_any_layout(gates: str, joined: str, fused: bool, style: str, seed: int) -> None:
    class LSTMLayer(Layout):
        def __init__(self, input_size, hidden_size):
            super().__init__(input_size, hidden_size, gates, joined, fused, style)

    class RNNLayer(answers.RNNLayer):
        def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
            Layout.__init__(self, input_size, hidden_size, "h", joined, fused, style)
            self.nonlinearity = nonlinearity

    layers.grade_lstm_layer(LSTMLayer, seed)
    layers.grade_rnn_layer(RNNLayer, seed)


# --- wrong RNN layers --------------------------------------------------------------------------


def rnn(**parts) -> type[nn.Module]:
    """An RNN layer of which some methods are others."""
    return type("RNNLayer", (answers.RNNLayer,), parts)


def changed(change):
    """What forward returned, changed; h_list stays."""
    return lambda self, x: change(*answers.RNNLayer.forward(self, x))


def with_list(change):
    """h_list, changed after the call."""

    def forward(self, x):
        found = answers.RNNLayer.forward(self, x)
        self.h_list = change(x, self.h_list)
        return found

    return forward


def _growing(self, x):
    before = getattr(self, "h_list", [])
    found = answers.RNNLayer.forward(self, x)
    self.h_list = before + self.h_list
    return found


def _without_list(self, x):
    found = answers.RNNLayer.forward(self, x)
    del self.h_list
    return found


def _step(before):
    """The recurrence with something else in the place of h_{t-1}."""

    def before_gates(self, x_t, h):
        return Layout.before_gates(self, x_t, before(h))

    return before_gates


def _third_step_wrong(self, x):
    all_h, _ = answers.RNNLayer.forward(self, x)
    all_h = torch.cat([all_h[:, :2], all_h[:, 2:] + 0.25], dim=1)
    return all_h, all_h[:, -1]


def _tanh_always(self, input_size, hidden_size, nonlinearity=torch.tanh):
    answers.RNNLayer.__init__(self, input_size, hidden_size)


def _relu_always(self, input_size, hidden_size, nonlinearity=torch.tanh):
    answers.RNNLayer.__init__(self, input_size, hidden_size, torch.relu)


class Ready(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (None, "class RNNLayer(nn.Module)"),
        (torch.tanh, "class RNNLayer(nn.Module)"),
        (Ready, "nn.RNN"),
        (rnn(forward=changed(lambda a, h: None)), "return"),
        (rnn(forward=changed(lambda a, h: a)), "(all_h, last_h)"),
        (rnn(forward=changed(lambda a, h: (a, h, h))), "3 values"),
        (rnn(forward=changed(lambda a, h: (a.transpose(0, 1), h))), "Batch and time"),
        (rnn(forward=changed(lambda a, h: (a.mT, h))), "Time and hidden"),
        (rnn(forward=changed(lambda a, h: (a, h[None]))), "size 1"),
        (rnn(forward=changed(lambda a, h: (list(a.unbind(1)), h))), "torch.stack"),
        (rnn(forward=changed(lambda a, h: (a, a[:, 0]))), "last_h"),
        (rnn(forward=changed(lambda a, h: (a * torch.nan, h))), "nan"),
        (rnn(forward=changed(lambda a, h: (a.float(), h))), "torch.float32"),
        (rnn(forward=changed(lambda a, h: (a.detach(), h.detach()))), "cut off"),
        (rnn(forward=_third_step_wrong), "h_2 is right, h_3 is wrong"),
        (rnn(before_gates=_step(lambda h: h.detach())), "cut off"),
        (rnn(before_gates=_step(lambda h: h * 0)), "h_{t-1}"),
        (rnn(before_gates=_step(lambda h: -h)), "h_1 is right, h_2 is wrong"),
        (rnn(__init__=_tanh_always), "nonlinearity"),
        (rnn(__init__=_relu_always), "wrong"),
        (rnn(forward=_growing), "start a new list"),
        (rnn(forward=_without_list), "no `self.h_list`"),
        (rnn(forward=with_list(lambda x, h: [torch.zeros_like(h[0]), *h])), "h_0"),
        (rnn(forward=with_list(lambda x, h: h[1:])), "got 4"),
        (rnn(forward=with_list(lambda x, h: [s.detach() for s in h])), "copies"),
        (rnn(forward=with_list(lambda x, h: [s.clone() for s in h])), "copies"),
        (rnn(forward=with_list(lambda x, h: [s.T for s in h])), "exchanged"),
    ],
)
def test_wrong_rnn_layers(layer, said: str) -> None:
    assert said in complaint(layers.grade_rnn_layer, layer)


# --- wrong LSTM layers -------------------------------------------------------------------------


def lstm(update=None, forward=None, detach_h=False) -> type[nn.Module]:
    """An LSTM layer with another rule for (C_t, h_t), or with another forward."""

    class LSTMLayer(Layout):
        def __init__(self, input_size, hidden_size):
            super().__init__(input_size, hidden_size, "ifgo")

        def forward(self, x):
            h = c = torch.zeros(len(x), self.hidden_size)
            found = []
            for x_t in x.unbind(1):
                z = self.before_gates(x_t, h.detach() if detach_h else h)
                c, h = (update or right)(z, c)
                found.append(h)
            return torch.stack(found, dim=1), (h, c)

    if forward:
        LSTMLayer.forward = lambda self, x: forward(*Layout.forward(self, x))
    return LSTMLayer


def right(z, c):
    c = z["f"].sigmoid() * c + z["i"].sigmoid() * z["g"].tanh()
    return c, z["o"].sigmoid() * c.tanh()


def _no_tanh(z, c):
    c, _ = right(z, c)
    return c, z["o"].sigmoid() * c


def _candidate_sigmoid(z, c):
    c = z["f"].sigmoid() * c + z["i"].sigmoid() * z["g"].sigmoid()
    return c, z["o"].sigmoid() * c.tanh()


def _one_gate_for_all(z, c):
    """With equal weights all gates are equal; only distinct ones show it."""
    c = z["f"].sigmoid() * c + z["f"].sigmoid() * z["g"].tanh()
    return c, z["o"].sigmoid() * c.tanh() + 0 * z["i"]


def _something_else(z, c):
    c, h = right(z, c)
    return c * 0.9, h


def _cell_at_last(all_h, last):
    return all_h, (last[0], last[1] + 0.5)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (nn.LSTM(2, 3), "class LSTMLayer(nn.Module)"),
        (nn.LSTM, "nn.LSTM"),
        (lstm(forward=lambda a, last: None), "return"),
        (lstm(forward=lambda a, last: (a, *last)), "(all_h, (h_last, c_last))"),
        (lstm(forward=lambda a, last: (a, last[0])), "(h_last, c_last)"),
        (lstm(forward=lambda a, last: (a, last[::-1])), "exchanged"),
        (lstm(forward=lambda a, last: (a.transpose(0, 1), last)), "Batch and time"),
        (lstm(forward=lambda a, last: (a, (a[:, 0], last[1]))), "h_last"),
        (lstm(forward=lambda a, last: (a, (last[0], last[1][None]))), "c_last"),
        (lstm(forward=lambda a, last: (a.detach(), [s.detach() for s in last])), "cut off"),
        (lstm(forward=_cell_at_last), "c_last"),
        (lstm(_no_tanh), "tanh"),
        (lstm(_candidate_sigmoid), "g_t"),
        (lstm(_something_else), "h_1 is right, h_2 is wrong"),
        (lstm(_one_gate_for_all), "weights"),
        (lstm(lambda z, c: right(z, c.detach())), "cell state"),
        (lstm(detach_h=True), "cut off"),
    ],
)
def test_wrong_lstm_layers(layer, said: str) -> None:
    assert said in complaint(layers.grade_lstm_layer, layer)


def test_right_update_is_right() -> None:
    layers.grade_lstm_layer(lstm(right))


# --- the arithmetic behind the diagnoses -------------------------------------------------------


@pytest.mark.parametrize(("kind", "hidden"), [("RNN", 3), ("LSTM", 3), ("RNN", 1), ("LSTM", 4)])
def test_with_equal_weights_a_layer_is_a_recurrence_of_numbers(kind: str, hidden: int) -> None:
    oracle = reference(kind, 2, hidden)
    fill(oracle, EQUAL)
    x = layers.draw(4, 5, 2, seed=8)
    all_h, last = oracle(x)
    if kind == "RNN":
        assert is_close(slips.equal_rnn(x, hidden), all_h)
    else:
        mine, c_last = slips.equal_lstm(x, hidden)
        assert is_close(mine, all_h)
        assert is_close(c_last, last[1][0])


@pytest.mark.parametrize("hidden", [2, 3, 5])
def test_no_slip_looks_like_another_or_like_the_truth(hidden: int) -> None:
    """Else a diagnosis would name the wrong cause."""
    x = layers.draw(4, 5, 2, seed=1)
    rnn = [slips.equal_rnn(x, hidden, slip) for slip in ("", *slips.RNN_SLIPS)]
    lstm = [
        layers.joined(*slips.equal_lstm(x, hidden, slip)).detach()
        for slip in ("", *slips.LSTM_SLIPS)
    ]
    for values in (rnn, lstm):
        flat = torch.stack([v.flatten() for v in values])
        assert torch.pdist(flat).min() > 1e-3


def test_linear_states_against_the_recurrence() -> None:
    oracle = reference("RNN", 2, 3)
    x = layers.draw(4, 5, 2)
    W_x, W_h, b = (p for p in oracle.parameters() if p.requires_grad)
    h, found = torch.zeros(4, 3), []
    for x_t in x.unbind(1):
        h = h @ W_h.T + x_t @ W_x.T + b
        found.append(h)
    assert is_close(layers.linear_states(oracle, x), torch.stack(found, 1))
