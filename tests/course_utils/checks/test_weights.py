"""Given weights come into a layer however its parameters are laid out."""

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from autograde.hidden import rnn_lstm as truths
from course_utils.checks import Wrong, float64, is_close
from course_utils.checks.weights import (
    expect_from_scratch,
    expect_number_of_weights,
    fill,
    flat,
    load,
    match,
    random_weights,
    reference,
    trainable,
)

from .layouts import Layout, Stack, layout

few = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SIZE = st.integers(1, 4)


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def equations(kind: str, weights: dict, x: torch.Tensor):
    """(all_h, last states) straight from the equations; no PyTorch layer, no layout."""
    lasts, cells = [], []
    for n in range(sum(name.startswith("weight_ih") for name in weights)):
        W_x, W_h, b = truths.layer_weights(weights, n)
        h = c = torch.zeros(len(x), W_h.shape[1])
        found = []
        for t in range(x.shape[1]):
            z = x[:, t] @ W_x.T + h @ W_h.T + b
            if kind == "RNN":
                h = z.tanh()
            else:
                i, f, g, o = z.chunk(4, dim=1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
            found.append(h)
        x = torch.stack(found, dim=1)
        lasts.append(h)
        cells.append(c)
    return x, torch.stack(lasts), torch.stack(cells)


def expect_loaded(student: nn.Module, kind: str, weights: dict) -> None:
    """The very numbers are in the student's parameters, and where they belong."""
    matching = load(student, weights)
    assert matching.complete
    assert matching.unmatched == []
    given_numbers = torch.cat([w.flatten() for w in weights.values()])
    assert torch.equal(flat(student).sort().values, given_numbers.sort().values)
    inputs = weights["weight_ih_l0"].shape[1]
    x = torch.randn(3, 4, inputs, generator=torch.Generator().manual_seed(99))
    all_h, h_last, c_last = equations(kind, weights, x)
    got, last = student(x)
    assert is_close(got, all_h, 1e-12)
    h, c = last if kind == "LSTM" else (last, c_last)
    assert is_close(h.view_as(h_last), h_last, 1e-12)
    assert is_close(c.view_as(c_last), c_last, 1e-12)


@few
@given(layout("RNN"), SIZE, SIZE, st.integers(0, 10**6))
def test_any_layout_of_an_rnn(how: dict, inputs: int, hidden: int, seed: int) -> None:
    expect_loaded(
        Layout(inputs, hidden, **how), "RNN", random_weights("RNN", inputs, hidden, 1, seed)
    )


@few
@given(layout("LSTM"), SIZE, SIZE, st.integers(0, 10**6))
def test_any_layout_of_an_lstm(how: dict, inputs: int, hidden: int, seed: int) -> None:
    weights = random_weights("LSTM", inputs, hidden, 1, seed)
    expect_loaded(Layout(inputs, hidden, **how), "LSTM", weights)


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
@settings(few, max_examples=8)
@given(data=st.data(), inputs=SIZE, hidden=st.integers(1, 3), count=st.integers(1, 3))
def test_any_stack(kind: str, data, inputs: int, hidden: int, count: int) -> None:
    sizes = [inputs] + [hidden] * (count - 1)
    layers = [Layout(size, hidden, **data.draw(layout(kind))) for size in sizes]
    expect_loaded(Stack(layers), kind, random_weights(kind, inputs, hidden, count, seed=5))


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
def test_what_was_in_the_layer_before_does_not_matter(kind: str) -> None:
    gates = "h" if kind == "RNN" else "ifgo"
    weights = random_weights(kind, 2, 3, 1, seed=1)
    for value in (0.0, 1e3, float("nan")):
        layer = Layout(2, 3, gates)
        fill(layer, value)
        expect_loaded(layer, kind, weights)


def test_any_weights_can_be_given() -> None:
    """Equal ones, zeros, and large ones: what they are plays no part in finding their places."""
    for value in (0.0, 0.3, -5.0):
        weights = {
            n: torch.full_like(w, value) for n, w in random_weights("LSTM", 2, 3, 1, 0).items()
        }
        layer = Layout(2, 3, "gofi", joined="hx")
        load(layer, weights)
        assert torch.equal(flat(layer), torch.full_like(flat(layer), value))


def test_it_says_which_number_is_which() -> None:
    layer = Layout(1, 1, "ofig", style="rows")  # h2ofig, then x2ofig, then biasofig
    x = torch.randn(4, 5, 1, generator=torch.Generator().manual_seed(0))
    found = match(layer, reference("LSTM", 1, 1), x)
    rows = [3, 1, 0, 2]  # of o, f, i and g in PyTorch's order i, f, g, o
    assert found.index.tolist() == [4 + r for r in rows] + rows + [8 + r for r in rows]
    assert found.names == ["h2ofig"] * 4 + ["x2ofig"] * 4 + ["biasofig"] * 4


# --- layers that do not fit --------------------------------------------------------------------


def complaint(layer: nn.Module, kind: str = "RNN", layers: int = 1) -> str:
    with pytest.raises(Wrong) as caught:
        load(layer, random_weights(kind, 2, 3, layers, seed=1))
    return str(caught.value)


class Idle(Layout):
    """A parameter that takes no part."""

    def __init__(self):
        super().__init__(2, 3, "h")
        self.spare = nn.Parameter(torch.ones(2))
        self.other = nn.Linear(1, 1)


class TwoBiases(Layout):
    """h_t = tanh(… + b + b'): one bias too many."""

    def __init__(self):
        super().__init__(2, 3, "h", style="linear")
        self.x2h = nn.Linear(2, 3)


class Twins(Layout):
    """Two parameters of the same effect, which no gradient tells apart."""

    def __init__(self):
        super().__init__(2, 3, "h")
        self.twin = nn.Parameter(torch.ones(3))

    def before_gates(self, x_t, h):
        z = super().before_gates(x_t, h)
        return {"h": z["h"] + self.twin - self.twin.detach()}


class Scaled(Layout):
    """Not the function of the equations: h_{t-1} is halved on its way in."""

    def before_gates(self, x_t, h):
        return super().before_gates(x_t, h / 2)


class NoState(Layout):
    """h_{t-1} never enters."""

    def before_gates(self, x_t, h):
        return super().before_gates(x_t, h * 0)


def test_idle_parameters_are_named() -> None:
    assert complaint(Idle()).endswith(": other.bias, other.weight, spare.")


def test_a_single_idle_number_is_named() -> None:
    layer = Layout(2, 3, "h")
    layer.scale = nn.Parameter(torch.ones(1))
    assert complaint(layer).endswith(": scale.")


def test_twins_are_both_named() -> None:
    assert complaint(Twins()).endswith(": biash, twin.")


def test_a_second_bias_does_not_fit() -> None:
    assert "x2h.bias" in complaint(TwoBiases())


@pytest.mark.parametrize(("kind", "gates"), [("RNN", "h"), ("LSTM", "fiog")])
def test_a_layer_that_computes_something_else(kind: str, gates: str) -> None:
    for layer in (Scaled(2, 3, gates), NoState(2, 3, gates)):
        assert f"h2{gates}" in complaint(layer, kind)


def test_a_missing_parameter() -> None:
    layer = Layout(2, 3, "h", style="linear")
    layer.h2h = nn.Linear(3, 3, bias=False)
    with pytest.raises(Wrong):
        load(layer, random_weights("RNN", 2, 3, 1, seed=1))


def test_frozen_parameters_are_not_seen() -> None:
    layer = Layout(2, 3, "h")
    layer.frozen = nn.Parameter(torch.ones(7), requires_grad=False)
    assert load(layer, random_weights("RNN", 2, 3, 1, seed=1)).complete


def test_layers_must_not_share_weights() -> None:
    one = Layout(3, 3, "h")
    with pytest.raises(Wrong):
        load(Stack([one, one]), random_weights("RNN", 3, 3, 2, seed=1))


def test_an_rnn_is_no_lstm() -> None:
    assert "not act as weights" in complaint(Layout(2, 3, "h"), "LSTM")
    assert "not act as weights" in complaint(Layout(2, 3, "ifgo"), "RNN")


# --- the rule: from scratch --------------------------------------------------------------------

READY_MADE = [nn.RNN, nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell, nn.GRUCell]


@pytest.mark.parametrize("ready", READY_MADE)
def test_ready_made_layers_are_refused_by_name(ready: type[nn.Module]) -> None:
    class Inside(nn.Module):
        def __init__(self):
            super().__init__()
            self.deep = nn.ModuleList([nn.Sequential(ready(2, 3))])

    with pytest.raises(Wrong, match=rf"nn\.{ready.__name__}`"):
        expect_from_scratch(Inside())
    with pytest.raises(Wrong, match=rf"nn\.{ready.__name__}`"):
        load(ready(2, 3), random_weights("RNN", 2, 3, 1, seed=1))


def test_an_heir_of_a_ready_made_layer_is_refused() -> None:
    class RNNLayer(nn.RNN):
        pass

    with pytest.raises(Wrong, match="write"):
        expect_from_scratch(RNNLayer(2, 3))


def test_a_layer_written_from_scratch_is_fine() -> None:
    expect_from_scratch(Stack([Layout(2, 3), Layout(3, 3)]))


# --- how many weights --------------------------------------------------------------------------


def count(student, kind: str = "RNN") -> str:
    biases = 3 if kind == "RNN" else 12
    with pytest.raises(Wrong) as caught:
        expect_number_of_weights(student, reference(kind, 2, 3), f"{kind}Layer", biases)
    return str(caught.value)


@pytest.mark.parametrize(("kind", "gates"), [("RNN", "h"), ("LSTM", "ifgo")])
def test_the_right_number(kind: str, gates: str) -> None:
    expect_number_of_weights(Layout(2, 3, gates), reference(kind, 2, 3), "Layer", 3)


def test_two_biases() -> None:
    said = count(TwoBiases())
    assert "two biases" in said
    assert "RNNLayer has 21 numbers to learn, the equations have 18." in said


def test_no_bias() -> None:
    layer = Layout(2, 3, "h", style="linear")
    layer.h2h = nn.Linear(3, 3, bias=False)
    assert count(layer).startswith("The bias b is missing.")


def test_parameters_out_of_sight() -> None:
    class Hidden(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(2, 3)]
            self.weight = torch.randn(3, 3)

    assert "no parameters" in count(Hidden())
    assert "nn.ModuleList" in count(Hidden())


def test_frozen_parameters_cannot_be_trained() -> None:
    assert "requires_grad" in count(Layout(2, 3, "h").requires_grad_(False))


def test_any_other_number_lists_the_parameters() -> None:
    said = count(nn.Linear(2, 2))
    assert "has 6 numbers to learn, the equations have 18" in said
    assert "weight (2, 2), bias (2,)" in said


@pytest.mark.parametrize("thing", [nn.Linear, 3, None, lambda x: x])
def test_no_module(thing) -> None:
    assert "class RNNLayer(nn.Module)" in count(thing)


# --- the reference and its numbers -------------------------------------------------------------


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_reference_has_one_bias(kind: str, layers: int) -> None:
    module = reference(kind, 2, 3, layers)
    frozen = {n: p for n, p in module.named_parameters() if not p.requires_grad}
    assert set(frozen) == {f"bias_hh_l{n}" for n in range(layers)}
    assert not any(p.any() for p in frozen.values())


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
@pytest.mark.parametrize("layers", [1, 2])
def test_random_weights_fit_the_reference(kind: str, layers: int) -> None:
    module = reference(kind, 2, 3, layers)
    weights = random_weights(kind, 2, 3, layers, seed=4)
    assert {n: w.shape for n, w in weights.items()} == {n: p.shape for n, p in trainable(module)}


def test_random_weights_are_distinct_and_repeatable() -> None:
    def numbers(seed: int) -> torch.Tensor:
        return torch.cat([w.flatten() for w in random_weights("LSTM", 2, 3, 2, seed).values()])

    torch.manual_seed(0)
    first = numbers(1)
    assert len(first.unique()) == len(first)
    torch.manual_seed(1)
    assert torch.equal(numbers(1), first)
    assert not torch.equal(numbers(2), first)


def test_fill_and_flat_are_each_others_inverse() -> None:
    layer = Layout(2, 3, "gfio", fused=False)
    numbers = torch.randn(len(flat(layer)))
    fill(layer, numbers)
    assert torch.equal(flat(layer), numbers)
    fill(layer, 0.25)
    assert torch.equal(flat(layer), torch.full_like(numbers, 0.25))


def test_shared_parameters_are_counted_once() -> None:
    layer = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    layer[1].weight = layer[0].weight
    assert sum(p.numel() for _, p in trainable(layer)) == 8
