"""What hidden tests import. The true values agree with PyTorch's own layers and with autograd."""

import pytest
import torch
from torch import nn

from autograde import hidden
from autograde.hidden import (
    context,
    expect,
    float64,
    fresh_seed,
    from_scratch,
    gate_names,
    probe,
    readout,
    trained,
    weights,
)
from autograde.hidden import rnn_lstm as cases
from course_utils.checks import Wrong, is_close
from course_utils.checks.rnn_lstm import training
from tests.course_utils import student_modules

SEEDS = [0, 1, 2**31 - 1, *range(10, 28)]


def close(got, truth) -> None:
    assert is_close(got, truth, tolerance=1e-10)


# --- the true values ---------------------------------------------------------------------------


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_rnn_against_pytorch(layers: int) -> None:
    with float64():
        for seed in SEEDS:
            case = cases.rnn_layer(seed, layers)
            oracle = nn.RNN(2, 4, layers, batch_first=True)
            fill(oracle, case.weights)
            all_h, h_last = oracle(case.x)
            close(all_h, case.all_h)
            close(h_last, case.h_last)
            close(case.last_h, case.all_h[:, -1])
            assert (case.input_size, case.hidden_size, case.num_layers) == (2, 4, layers)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_lstm_against_pytorch(layers: int) -> None:
    with float64():
        for seed in SEEDS:
            case = cases.lstm_layer(seed, layers)
            oracle = nn.LSTM(2, 4, layers, batch_first=True)
            fill(oracle, case.weights)
            all_h, (h_last, c_last) = oracle(case.x)
            close(all_h, case.all_h)
            close(h_last, case.h_last)
            close(c_last, case.c_last)


def fill(oracle: nn.RNNBase, weights: dict) -> None:
    """Copy the weights; the second bias is zero."""
    rest = {n: torch.zeros_like(p) for n, p in oracle.state_dict().items() if n not in weights}
    assert all(name.startswith("bias_hh") for name in rest)
    oracle.load_state_dict(weights | rest)


@pytest.mark.parametrize("mode", ["relu", "tanh"])
def test_states_with_another_nonlinearity(mode: str) -> None:
    with float64():
        for seed in SEEDS:
            case = cases.rnn_layer(seed)
            oracle = nn.RNN(2, 4, nonlinearity=mode, batch_first=True)
            fill(oracle, case.weights)
            weights = cases.layer_weights(case.weights, 0)
            close(cases.states(case.x, *weights, getattr(torch, mode)), oracle(case.x)[0])


def test_scalar_against_autograd() -> None:
    for seed in SEEDS:
        case = cases.scalar(seed)
        w, u1, u2, u3 = (torch.tensor(v, dtype=torch.float64) for v in case.at)
        w.requires_grad_()
        left, middle, right = (w.clone() for _ in range(3))
        p = u1.clone().requires_grad_()
        y = right * (u3 + middle * (u2 + left * p))
        slopes = torch.autograd.grad(y, [w, p, left, middle, right])
        assert y.item() == pytest.approx(case.nodes[-1])
        assert [s.item() for s in slopes] == pytest.approx([case.dy_dw, case.dy_dp, *case.edges])
        assert sum(case.edges) == pytest.approx(case.dy_dw)
        p_, q, r, s, t, _ = case.nodes
        assert (p_, r - q, t - s) == pytest.approx(case.at[1:])
        assert (q, s) == pytest.approx((case.at[0] * p_, case.at[0] * r))


def test_losses_against_pytorch() -> None:
    for seed in SEEDS:
        case = cases.predictions(seed)
        close(nn.MSELoss()(case.pred, case.y), case.everywhere)
        close(nn.MSELoss()(case.pred[:, -1], case.y[:, -1]), case.last)
        assert not is_close(case.everywhere, case.last)
        leaf = case.pred.clone().requires_grad_()
        nn.MSELoss()(leaf, case.y).backward()
        close(case.gradient, leaf.grad)


def test_linear_gradient_against_autograd() -> None:
    for seed in SEEDS:
        case = cases.linear_gradient(seed)
        h = [torch.randn(4, dtype=torch.float64, requires_grad=True)]
        for _ in range(case.T - 1):
            h.append(case.W_h @ h[-1] + 1)
        y_hat = case.W_f @ h[-1]
        shift = case.y_hat - y_hat.detach()  # so that the prediction is the case's
        grads = torch.autograd.grad(((y_hat + shift - case.y) ** 2).sum(), h)
        close(case.rows, torch.stack(grads))


def test_forget_gates_against_autograd() -> None:
    for seed in SEEDS:
        case = cases.forget_gates(seed)
        assert ((case.f > 0) & (case.f < 1)).all()
        cells = [torch.randn(3, dtype=torch.float64, requires_grad=True)]
        for f_t in case.f[1:]:
            cells.append(f_t * cells[-1] + 0.5)
        for t, cell in enumerate(cells):
            (jacobian,) = torch.autograd.grad(cells[-1].sum(), cell, retain_graph=True)
            close(case.diagonal[t], jacobian)


MAKERS = [
    cases.scalar,
    cases.rnn_layer,
    cases.lstm_layer,
    cases.predictions,
    cases.linear_gradient,
    cases.forget_gates,
]


def flat(case) -> list[float]:
    """All numbers of a case."""

    def numbers(value) -> list[float]:
        if isinstance(value, torch.Tensor):
            return value.flatten().tolist()
        if isinstance(value, dict):
            return numbers(list(value.values()))
        if isinstance(value, list | tuple):
            return [n for v in value for n in numbers(v)]
        return [value]

    return numbers(vars(case))


@pytest.mark.parametrize("make", MAKERS)
def test_cases_follow_from_the_seed_alone(make) -> None:
    with float64():
        torch.manual_seed(1)
        first = flat(make(5))
        torch.manual_seed(2)
        assert flat(make(5)) == first
        assert flat(make(6)) != first


def test_numbers_stay_away_from_zero() -> None:
    """A term that is forgotten must show; a value that is 0 would hide it."""
    for seed in SEEDS:
        sizes = cases.numbers(5, seed, 7).abs()
        assert sizes.min() >= 0.4
        assert sizes.max() <= 2.0
    signs = cases.numbers(200, 1).sign()
    assert 60 < (signs > 0).sum() < 140


def test_distinct_axes() -> None:
    """Exchanged axes show only when no two of them have the same length."""
    with float64():
        for case in (cases.rnn_layer(1), cases.lstm_layer(1)):
            assert len({*case.x.shape, case.hidden_size}) == 4


# --- comparing ---------------------------------------------------------------------------------


def complaint(value, truth, **options) -> str:
    with pytest.raises(Wrong) as caught:
        expect(value, "all_h").close_to(truth, **options)
    return str(caught.value)


def test_equal_passes() -> None:
    truth = torch.randn(2, 3, dtype=torch.float64)
    expect(truth + 1e-10, "all_h").close_to(truth)
    expect(truth + 1e-4, "all_h").close_to(truth, tolerance=1e-3)
    expect(2, "y").close_to(2.0)
    expect(0.1 + 0.2, "y").close_to(0.3)
    expect(torch.tensor(0.3, dtype=torch.float64), "y").close_to(0.3)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "return"),
        ("1", "str"),
        (True, "True"),
        ([1.0, 2.0], "torch.stack"),
        (torch.ones(3, dtype=torch.float64), "(3,)"),
        (torch.ones(2, dtype=torch.int64), "int64"),
        (torch.tensor([1.0, torch.nan], dtype=torch.float64), "nan at index [1]"),
        (torch.tensor([1.0, 2.5], dtype=torch.float64), "all_h[1]: expected 2, got 2.5"),
    ],
)
def test_different_is_told(value, said: str) -> None:
    assert said in complaint(value, torch.tensor([1.0, 2.0], dtype=torch.float64))


def test_different_numbers_are_told() -> None:
    assert complaint(2, 3) == "all_h: expected 3, got 2."
    assert "expected 3" in complaint(3 + 1e-6, 3)


def test_a_failed_hidden_test_is_an_assertion() -> None:
    """nbgrader and its readers know an AssertionError."""
    assert issubclass(Wrong, AssertionError)


# --- seeds -------------------------------------------------------------------------------------


def test_seeds_are_fresh(monkeypatch) -> None:
    monkeypatch.delenv(hidden.SEED_VARIABLE, raising=False)
    seeds = {fresh_seed() for _ in range(20)}
    assert len(seeds) == 20
    torch.manual_seed(0)
    first = fresh_seed()
    torch.manual_seed(0)
    assert fresh_seed() != first
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_a_seed_can_be_fixed(monkeypatch) -> None:
    monkeypatch.setenv(hidden.SEED_VARIABLE, "17")
    assert [fresh_seed(), fresh_seed()] == [17, 17]
    monkeypatch.setenv(hidden.SEED_VARIABLE, "")
    assert fresh_seed() != fresh_seed()


def test_what_the_docstring_promises(monkeypatch) -> None:
    """The example at the top of the package runs as it stands."""
    block = str(hidden.__doc__).partition("### BEGIN HIDDEN TESTS")[2].partition("### END")[0]
    source = "\n".join(line[4:] for line in block.splitlines())

    class RNNLayer(nn.Module):
        def __init__(self, input_size, hidden_size):
            super().__init__()
            self.W = nn.Linear(input_size + hidden_size, hidden_size)

        def forward(self, x):
            h, found = torch.zeros(len(x), self.W.out_features), []
            for x_t in x.unbind(1):
                h = self.W(torch.cat([x_t, h], 1)).tanh()
                found.append(h)
            return torch.stack(found, 1), h

    exec(source, {"RNNLayer": RNNLayer})
    RNNLayer.forward = lambda self, x: (torch.zeros(3, 6, 4), None)
    with pytest.raises(Exception):  # noqa: B017, PT011  (a wrong layer, whatever is said)
        exec(source, {"RNNLayer": RNNLayer})


def test_hidden_tests_do_not_lean_on_the_instant_checks() -> None:
    """True values are computed here a second time: one mistake must not hide in both places."""
    modules = {getattr(v, "__module__", "") for v in vars(cases).values()}
    assert not {m for m in modules if m.startswith("course_utils.checks.rnn_lstm")}


# --- probes ------------------------------------------------------------------------------------


def test_a_probe_is_the_function_itself_under_plain_nbgrader() -> None:
    @probe
    def double(x):
        """Twice."""
        return 2 * x

    assert double(3) == 6
    assert double.__doc__ == "Twice."


def test_a_probe_s_source_stands_by_itself() -> None:
    @probe
    def norm(x: "Tensor", kind: nn.Module | None = None) -> "Tensor":
        import torch

        def one(row):
            return torch.linalg.norm(row)

        return torch.stack([one(row) for row in x])

    namespace: dict = {}
    exec(norm.source, namespace)
    assert namespace["norm"](torch.tensor([[3.0, 4.0]])).tolist() == [5.0]


def test_a_probe_that_leans_on_others_is_refused() -> None:
    outer = 3

    @probe
    def closed():
        return outer

    @probe
    def lost():
        return [SEEDS for _ in range(2)]

    for function, name in ((closed, "outer"), (lost, "SEEDS")):
        with pytest.raises(NameError, match=f"'{name}' is not defined in the probe"):
            _ = function.source


def test_probes_of_this_package_stand_by_themselves() -> None:
    found = [
        value
        for module in (gate_names, readout, trained, weights)
        for value in vars(module).values()
        if isinstance(value, probe)
    ]
    assert len(found) >= 8
    for function in found:
        compile(function.source, "<probe>", "exec")


# --- from scratch ------------------------------------------------------------------------------

HONEST = """
class RNNLayer(nn.Module):
    def __init__(self, i, h):
        super().__init__()
        self.lstm = nn.Linear(i, h)
        self.RNN = nn.Linear(h, h)
    def forward(self, x):
        act = getattr(torch, "tanh")
        return helper(act(self.lstm(x)), self.RNN(x), getattr(self, "lstm"))
def helper(*parts):
    return torch.stack(parts)
"""
COMPARES = "ours = RNNLayer(2, 3)\nnet = nn.RNN(2, 3)\nnet.load_state_dict(ours.state_dict())"


@pytest.fixture
def reads(monkeypatch):
    """Run the source check on these cells."""

    def read(*sources: str, names=("RNNLayer",)) -> str:
        cells = {f"code cell {n}": source for n, source in enumerate(sources, 1)}
        monkeypatch.setattr(context, "sources", cells)
        try:
            from_scratch(*names)
        except Wrong as wrong:
            return str(wrong)
        return ""

    return read


def test_honest_layers_are_from_scratch(reads) -> None:
    assert reads(HONEST) == ""
    assert reads(HONEST, COMPARES) == ""
    assert reads("%matplotlib inline\n!ls", HONEST, "this is no Python", "") == ""
    assert reads("") == ""
    stacked = "class RNN(nn.Module):\n    def f(self): return RNNLayer(1, 2)\nclass LSTM(RNN): pass"
    assert reads(HONEST, stacked, names=("RNN", "LSTM")) == ""


@pytest.mark.parametrize(
    "cells",
    [
        ["class RNNLayer(nn.RNN): pass"],
        ["class RNNLayer(torch.nn.modules.rnn.LSTM): pass"],
        ["class RNNLayer:\n    def f(self): self.net = nn.RNNCell(1, 2)"],
        ["Base = nn.GRU", "class RNNLayer(Base): pass"],
        ["from torch.nn import RNN as Linear", "class RNNLayer(Linear): pass"],
        ["def make(): return nn.RNN(1, 2)", "def f(): return make()", "RNNLayer = f"],
        ["def f(x): return torch.lstm(x)", "class RNNLayer:\n    forward = f"],
        ["def f(x): return torch._VF.rnn_tanh(x)", "class RNNLayer:\n    forward = f"],
        ["t = torch", "import torch as t", "class RNNLayer:\n    def f(self): t.rnn_tanh(1)"],
        ["class RNNLayer:\n    def f(self): return getattr(nn, 'R' + 'NN')"],
        ["class RNNLayer:\n    def f(self): return getattr(torch.nn, 'LSTM')"],
        ["class RNNLayer:\n    def f(self): return eval('nn.RNN')"],
        ["class RNNLayer:\n    def f(self): exec('x')"],
        ["class RNNLayer:\n    def f(self): return __import__('torch')"],
        ["class RNNLayer:\n    def f(self):\n        import importlib"],
        ["class RNNLayer:\n    def f(self): return nn.__dict__['RNN']"],
        ["class RNNLayer:\n    def f(self): return vars(nn)['RNN']"],
        ["class RNNLayer: pass", "RNNLayer.forward = lambda self, x: nn.RNN(1, 2)(x)"],
        ["class RNNLayer: pass", "setattr(RNNLayer, 'forward', nn.RNN.forward)"],
        ["class RNNLayer: pass", "if True:\n    for _ in [1]:\n        RNNLayer = nn.RNN"],
        ["class RNNLayer: pass", "try:\n    pass\nexcept E:\n    RNNLayer = nn.RNN"],
        ["a, RNNLayer = 1, nn.RNN"],
    ],
)
def test_short_ways_are_found(reads, cells: list[str]) -> None:
    assert reads(HONEST, *cells).startswith("This uses `")


def test_the_check_of_the_source_ends(reads) -> None:
    names = [f"n{i}" for i in range(3000)]
    assert reads(f"{', '.join(names)} = range(3000)\nRNNLayer = [{', '.join(names)}]") == ""
    assert reads(f"RNNLayer = {'(' * 5000}") == ""
    assert reads(f"RNNLayer = {'-' * 100_000}1") == ""


@pytest.mark.parametrize(
    "scratch",
    [
        "nn.functional.soft = 1",
        "import torch.overrides\ntorch.overrides.TorchFunctionMode.__enter__ = print",
        "setattr(torch, 'tanh', 1)",
        "import builtins as b\nif 1:\n    b.isinstance = 3",
    ],
)
def test_who_changes_a_library_is_told(reads, scratch: str) -> None:
    assert "This changes a library: `" in reads(HONEST, scratch)


def test_settings_are_meant_to_be_set(reads) -> None:
    own = "import pandas as pd\npd.options.display.max_rows = 5\nplt.rcParams['a'] = 1"
    assert reads(HONEST, own, "torch.backends.x.enabled = False\ntorch.manual_seed(3)") == ""


def test_without_sources_nothing_is_read(monkeypatch) -> None:
    monkeypatch.setattr(context, "sources", None)
    from_scratch("RNNLayer")


# --- trained networks --------------------------------------------------------------------------


class Net(nn.Module):
    """A regression model on top of any layers, as students write it."""

    def __init__(self, layer, layers: int, hidden: int) -> None:
        super().__init__()
        sizes = [1] + [hidden] * (layers - 1)
        self.layers = nn.ModuleList(layer(size, hidden) for size in sizes)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)[0]
        return self.out(x), x


def two_biases(kind):
    """PyTorch's layer, whose second bias learns too."""
    return lambda inputs, hidden: kind(inputs, hidden, batch_first=True)


STYLES = [
    ("RNN", student_modules.RNNLayer),
    ("RNN", student_modules.ConcatRNNLayer),
    ("LSTM", student_modules.LSTMLayer),
    ("RNN", two_biases(nn.RNN)),
    ("LSTM", two_biases(nn.LSTM)),
]


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize(("cell", "style"), STYLES)
def test_a_trained_network_is_rebuilt_from_its_numbers(cell: str, style, layers: int) -> None:
    torch.manual_seed(4)
    model = Net(style, layers, hidden=8)
    before = [p.clone() for p in model.parameters()]
    size = sum(p.numel() for p in model.parameters())
    x = torch.randn(5, 7, 1)
    for oracle in trained.references(cell, layers, size):
        with float64():
            oracle.double()
            index = trained.align(model, oracle)
        if index is not None:
            break
    assert index is not None
    oracle.float()
    start, values = 0, torch.empty(size)
    values[index] = trained.numbers(model)
    with torch.no_grad():
        for parameter in oracle.parameters():
            if parameter.requires_grad:
                parameter.copy_(values[start : start + parameter.numel()].view_as(parameter))
                start += parameter.numel()
    assert torch.allclose(oracle(x)[0], model(x)[0], atol=1e-5)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


@pytest.mark.parametrize("wrong", ["relu", "cumsum", "shared", "detached"])
def test_another_network_is_not_rebuilt(wrong: str) -> None:
    class Other(Net):
        def forward(self, x):
            if wrong == "cumsum":
                steps = torch.arange(1, x.shape[1] + 1)[:, None]
                return x.cumsum(1) / steps + 0 * sum(p.sum() for p in self.parameters()), x
            out = super().forward(x)[0]
            return (out.relu() if wrong == "relu" else out.detach() + 0 * self.out.bias), x

    layer = student_modules.RNNLayer
    model = Other(layer, 1, 8)
    size = sum(p.numel() for p in model.parameters())
    for oracle in trained.references("RNN", 1, size):
        with float64():
            assert trained.align(model, oracle.double()) is None


def test_marks_for_networks_as_before() -> None:
    torch.manual_seed(0)
    layers = {"RNN": student_modules.RNNLayer, "LSTM": student_modules.LSTMLayer}
    models = {key: Net(layers[key[0]], key[1], 32) for key in trained.KEYS}
    assert trained.score(models, 8) == training.score(models, 8, 1) == 0.0
    half = {key: models[key] for key in trained.KEYS[:4]}
    with torch.no_grad():
        for model in half.values():
            for parameter in model.parameters():
                parameter.mul_(0.1)
    losses = training.losses(half, trained._SEED)
    for key, model in half.items():
        assert trained._loss(model, key, {}) == pytest.approx(losses[key], rel=1e-4)
    with pytest.raises(Wrong, match="numbers to learn"):
        trained.score({("RNN", 1, "all"): nn.Linear(3, 3)}, 8)
    with pytest.raises(Wrong, match="dictionary"):
        trained.score([1], 8)


def test_a_recurrence_of_pytorchs_is_seen_wherever_it_hides():
    class Hidden(torch.nn.Module):
        def __init__(self, inputs, hidden):
            super().__init__()
            inner = torch.nn.RNN(inputs, hidden, batch_first=True)
            torch.nn.init.zeros_(inner.bias_hh_l0).requires_grad_(False)
            self.inner = [inner]  # no module among this one's modules
            for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0"):
                self.register_parameter(name, getattr(inner, name))

        def forward(self, x):
            all_h, last = self.inner[0](x)
            return all_h, last[0]

    with float64():
        case = cases.rnn_layer(1)
        with pytest.raises(Wrong, match=r"This uses `nn\.RNN`"):
            weights.load(Hidden(2, 4), case.weights)
