"""Notebook 01's reference solution, from outside: by names and signatures alone.

It is read in both ways that outside tests use: its cells that define things are executed one by
one, and the whole file is imported as a module.
"""

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import jupytext
import pytest
import torch
from torch import nn

SOURCE = Path(__file__).parents[2] / "solutions" / "01_rnn_lstm" / "01_rnn_lstm.py"

SIGNATURES = {
    "scalar_forward": "w u1 u2 u3",
    "scalar_dydw": "w u1 u2 u3",
    "scalar_edges": "w u1 u2 u3",
    "RNNLayer": "input_size hidden_size nonlinearity",
    "RecurrentRegressionModel": "recurrent_net output_dim",
    "loss_fn": "pred y last_timestep_only",
    "linear_gradient": "W_h W_f y_hat y t T",
    "hidden_gradient_norms": "model x y last_timestep_only",
    "LSTMLayer": "input_size hidden_size",
    "cell_path": "f",
    "RNN": "input_size hidden_size num_layers",
    "LSTM": "input_size hidden_size num_layers",
    "train": "model last_timestep_only steps",
}


def from_cells() -> SimpleNamespace:
    """Execute the cells that import or define, and none that compute."""
    namespace: dict = {}
    for cell in jupytext.read(SOURCE).cells:
        if cell.cell_type != "code":
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef | ast.FunctionDef):
                exec(compile(ast.unparse(node), "<cell>", "exec"), namespace)
    return SimpleNamespace(**namespace)


@pytest.fixture(scope="module")
def reference() -> SimpleNamespace:
    return from_cells()


@pytest.fixture(autouse=True)
def _double_precision():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield
    torch.set_default_dtype(before)


@pytest.mark.parametrize("name", SIGNATURES)
def test_signatures(reference, name: str) -> None:
    assert " ".join(inspect.signature(getattr(reference, name)).parameters) == SIGNATURES[name]


@pytest.mark.parametrize(
    ("name", "parameter", "default"),
    [
        ("RNNLayer", "nonlinearity", torch.tanh),
        ("RecurrentRegressionModel", "output_dim", 1),
        ("loss_fn", "last_timestep_only", False),
        ("hidden_gradient_norms", "last_timestep_only", False),
    ],
)
def test_defaults(reference, name: str, parameter: str, default) -> None:
    assert inspect.signature(getattr(reference, name)).parameters[parameter].default is default


@pytest.mark.slow
def test_the_file_can_be_imported(tmp_path: Path) -> None:
    """As a module, in a process of its own: training is cut to one step, the rest runs as it is."""
    text, cuts = re.subn(
        r'(?m)^steps = \{"RNN": .*$', 'steps = {"RNN": 1, "LSTM": 1}', SOURCE.read_text("utf-8")
    )
    assert cuts == 1
    (tmp_path / "reference_01.py").write_text(text, encoding="utf-8")
    program = """
        import sys
        import matplotlib
        matplotlib.use("Agg")
        import reference_01
        print("names:", *[name for name in sys.argv[1:] if hasattr(reference_01, name)])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *SIGNATURES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == " ".join(["names:", *SIGNATURES])
    assert done.stderr == ""


def test_hidden_tests_compute_in_double_precision() -> None:
    """As the instant checks do: else `torch.eye` or `torch.zeros` passes only one of the two."""
    for cell in jupytext.read(SOURCE).cells:
        hidden = cell.source.partition("### BEGIN HIDDEN TESTS")[2]
        for node in ast.parse(hidden).body if hidden else []:
            if not (isinstance(node, ast.With) and "float64()" in ast.unparse(node.items[0])):
                names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
                assert not names & set(SIGNATURES), cell.metadata["nbgrader"]["grade_id"]


# --- scalars -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_scalars_against_autograd(reference, seed: int) -> None:
    torch.manual_seed(seed)
    w, u1, u2, u3 = torch.randn(4).unbind()
    w.requires_grad_()
    h = u1 * 0
    for u in (u1, u2, u3):
        h = w * (u + h)
    (slope,) = torch.autograd.grad(h, w)
    *_, y = reference.scalar_forward(w, u1, u2, u3)
    torch.testing.assert_close(y, h)
    torch.testing.assert_close(reference.scalar_dydw(w, u1, u2, u3), slope)
    dy_dp, edges = reference.scalar_edges(w, u1, u2, u3)
    torch.testing.assert_close(sum(edges), slope)
    torch.testing.assert_close(dy_dp, w**3)


def test_scalars_of_plain_numbers(reference) -> None:
    assert reference.scalar_forward(2, 3, 5, 7) == (3, 6, 11, 22, 29, 58)
    assert reference.scalar_dydw(2, 3, 5, 7) == 63
    assert reference.scalar_edges(2, 3, 5, 7) == (8, (12, 22, 29))


# --- layers ------------------------------------------------------------------------------------

SIZES = [(1, 1), (2, 3), (3, 2), (4, 4)]


def copy_weights(layer: nn.Module, oracle: nn.RNNBase) -> None:
    """Give PyTorch's layer the student's numbers. For this file's layout, which is known here."""
    state = {n: torch.zeros_like(p) for n, p in oracle.state_dict().items()}
    inner = getattr(layer, "layers", [layer])
    for n, one in enumerate(inner):
        if hasattr(one, "gates"):  # rows f, i, o, g on [x, h] → rows i, f, g, o, apart
            f, i, o, g = one.gates.weight.chunk(4)
            bias = dict(zip("fiog", one.gates.bias.chunk(4), strict=True))
            weight = torch.cat([i, f, g, o])
            width = weight.shape[1] - one.hidden_size
            state[f"weight_ih_l{n}"], state[f"weight_hh_l{n}"] = weight.split(
                [width, one.hidden_size], dim=1
            )
            state[f"bias_ih_l{n}"] = torch.cat([bias[k] for k in "ifgo"])
        else:
            state[f"weight_ih_l{n}"], state[f"bias_ih_l{n}"] = one.W_x.weight, one.W_x.bias
            state[f"weight_hh_l{n}"] = one.W_h.weight
    oracle.load_state_dict(state)


@pytest.mark.parametrize(("inputs", "hidden"), SIZES)
@pytest.mark.parametrize("mode", ["tanh", "relu"])
def test_rnn_layer_against_pytorch(reference, inputs: int, hidden: int, mode: str) -> None:
    layer = reference.RNNLayer(inputs, hidden, getattr(torch, mode))
    oracle = nn.RNN(inputs, hidden, nonlinearity=mode, batch_first=True)
    copy_weights(layer, oracle)
    x = torch.randn(4, 6, inputs, requires_grad=True)
    all_h, last_h = layer(x)
    true_h, true_last = oracle(x)
    torch.testing.assert_close(all_h, true_h)
    torch.testing.assert_close(last_h, true_last[0])
    mixture = torch.randn_like(all_h)
    mine, theirs = (torch.autograd.grad((h * mixture).sum(), x)[0] for h in (all_h, true_h))
    torch.testing.assert_close(mine, theirs)


@pytest.mark.parametrize(("inputs", "hidden"), SIZES)
def test_lstm_layer_against_pytorch(reference, inputs: int, hidden: int) -> None:
    layer = reference.LSTMLayer(inputs, hidden)
    oracle = nn.LSTM(inputs, hidden, batch_first=True)
    copy_weights(layer, oracle)
    x = torch.randn(4, 6, inputs, requires_grad=True)
    all_h, (h_last, c_last) = layer(x)
    true_h, (true_last, true_cell) = oracle(x)
    torch.testing.assert_close(all_h, true_h)
    torch.testing.assert_close(h_last, true_last[0])
    torch.testing.assert_close(c_last, true_cell[0])
    mixture = torch.randn_like(all_h)
    mine, theirs = (torch.autograd.grad((h * mixture).sum(), x)[0] for h in (all_h, true_h))
    torch.testing.assert_close(mine, theirs)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_stacks_against_pytorch(reference, layers: int) -> None:
    x = torch.randn(4, 6, 2)
    net, oracle = reference.RNN(2, 3, layers), nn.RNN(2, 3, layers, batch_first=True)
    copy_weights(net, oracle)
    torch.testing.assert_close(net(x), oracle(x))
    net, oracle = reference.LSTM(2, 3, layers), nn.LSTM(2, 3, layers, batch_first=True)
    copy_weights(net, oracle)
    torch.testing.assert_close(net(x), oracle(x))


@pytest.mark.parametrize("name", ["RNNLayer", "LSTMLayer"])
def test_gradcheck(reference, name: str) -> None:
    layer = getattr(reference, name)(2, 3)
    parameters = dict(layer.named_parameters())

    def run(x, *values):
        found = torch.func.functional_call(layer, dict(zip(parameters, values, strict=True)), (x,))
        return found[0] if name == "RNNLayer" else (found[0], found[1][1])

    inputs = (torch.randn(2, 4, 2, requires_grad=True), *parameters.values())
    assert torch.autograd.gradcheck(run, inputs)


@pytest.mark.parametrize("name", ["RNNLayer", "LSTMLayer"])
def test_states_are_kept_for_the_figures(reference, name: str) -> None:
    layer = getattr(reference, name)(2, 3)
    layer(torch.randn(4, 6, 2))
    all_h, _ = layer(torch.randn(4, 6, 2))  # the list is of the latest call
    torch.testing.assert_close(torch.stack(layer.h_list, dim=1), all_h)
    grads = torch.autograd.grad(all_h[:, -1].sum(), layer.h_list)
    assert all(g.abs().sum() > 0 for g in grads)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_layers_follow_the_dtype_of_their_input(reference, dtype: torch.dtype) -> None:
    for layer in (reference.RNNLayer(2, 3), reference.LSTMLayer(2, 3)):
        assert layer.to(dtype)(torch.randn(4, 6, 2, dtype=dtype))[0].dtype == dtype


# --- what stands on the layers -----------------------------------------------------------------


def nets(reference) -> list[nn.Module]:
    return [
        reference.RNNLayer(1, 3),
        reference.LSTMLayer(1, 3),
        reference.RNN(1, 3, 2),
        reference.LSTM(1, 3, 2),
    ]


@pytest.mark.parametrize("outputs", [1, 2])
def test_a_linear_readout_of_any_net(reference, outputs: int) -> None:
    for net in nets(reference):
        model = reference.RecurrentRegressionModel(net, outputs)
        x = torch.randn(4, 6, 1)
        out, all_h = model(x)
        assert out.shape == (4, 6, outputs)
        torch.testing.assert_close(all_h, net(x)[0])
        own = {n: p for n, p in model.named_parameters() if not n.startswith("recurrent_net")}
        weight, bias = own.values()
        torch.testing.assert_close(out, all_h @ weight.T + bias)


def test_loss_against_pytorch(reference) -> None:
    pred, y = torch.randn(4, 6, 1), torch.randn(4, 6, 1)
    torch.testing.assert_close(reference.loss_fn(pred, y), nn.MSELoss()(pred, y))
    last = nn.MSELoss()(pred[:, -1], y[:, -1])
    torch.testing.assert_close(reference.loss_fn(pred, y, last_timestep_only=True), last)


@pytest.mark.parametrize("last", [False, True])
def test_gradient_norms_by_moving_the_states(reference, last: bool) -> None:
    """Independent of autograd: the norm is that of the rates at which the loss changes."""
    model = reference.RecurrentRegressionModel(reference.RNNLayer(1, 2))
    x, y = torch.randn(1, 4, 1), torch.randn(1, 4, 1)
    norms = reference.hidden_gradient_norms(model, x, y, last)
    assert norms.shape == (4,)

    def loss_with(t: int, shift: torch.Tensor) -> torch.Tensor:
        """The loss when `shift` is added to h_t: by a nonlinearity that counts its calls."""
        calls = iter(range(4))
        net = reference.RNNLayer(1, 2, lambda z: torch.tanh(z) + (next(calls) == t) * shift)
        net.load_state_dict(model.recurrent_net.state_dict())
        return reference.loss_fn(model.output_layer(net(x)[0]), y, last)

    step = 1e-6
    for t in range(4):
        shifts = step * torch.eye(2)
        rates = torch.stack([(loss_with(t, s) - loss_with(t, -s)) / (2 * step) for s in shifts])
        torch.testing.assert_close(norms[t], rates.norm(), rtol=1e-6, atol=1e-8)


def test_closed_forms(reference) -> None:
    W_h, W_f = torch.randn(3, 3), torch.randn(1, 3)
    y_hat, y = torch.randn(2)
    row = 2 * (y_hat - y) * W_f
    for t in range(6, 0, -1):
        torch.testing.assert_close(reference.linear_gradient(W_h, W_f, y_hat, y, t, 6), row)
        row = row @ W_h
    f = torch.rand(5, 3)
    truth = torch.stack([f[t:].prod(dim=0) for t in range(1, 6)])
    torch.testing.assert_close(reference.cell_path(f), truth)


def test_train_does_what_it_says(reference) -> None:
    """A few steps only: enough to see losses come back and fall."""
    torch.set_default_dtype(torch.float32)
    model = reference.RecurrentRegressionModel(reference.RNN(1, 8, 1))
    losses = reference.train(model, False, 40)
    assert len(losses) == 40
    assert all(isinstance(loss, float) for loss in losses)
    assert sum(losses[-10:]) < sum(losses[:10])
