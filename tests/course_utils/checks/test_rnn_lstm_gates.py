"""The names in an LSTM: an exchange is told, and innocent names are left alone."""

import re
import sys
import textwrap

import pytest
import torch
from torch import nn

from course_utils.checks import Wrong, float64, is_close
from course_utils.checks.rnn_lstm import gates
from course_utils.checks.weights import random_weights, reference

from .layouts import Layout

SEEDS = range(4)  # for each of twenty styles


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def expect(layer: nn.Module, seed: int = 1) -> None:
    x = torch.randn(4, 5, 2, generator=torch.Generator().manual_seed(seed))
    gates.expect_gate_names(layer, random_weights("LSTM", 2, 3, 1, seed), x)


def complaint(layer: nn.Module) -> str:
    with pytest.raises(Wrong) as caught:
        expect(layer)
    return str(caught.value)


def with_step(step: str) -> nn.Module:
    """An LSTM layer whose step is this source, as a student might have written it."""
    lines = "".join(f"        {line}\n" for line in step.splitlines())
    source = (
        "def forward(self, x):\n"
        "    h = C = torch.zeros(len(x), 3)\n"
        "    states = []\n"
        "    for t in range(x.shape[1]):\n"
        "        a, b, c, d = self.before_gates(x[:, t], h).values()\n"
        f"{lines}"
        "        states.append(h)\n"
        "    return torch.stack(states, dim=1), (h, C)\n"
    )
    namespace: dict = {"torch": torch}
    exec(compile(source, "<cell>", "exec"), namespace)
    return type("LSTMLayer", (Layout,), {"forward": namespace["forward"]})(2, 3)


RIGHT_STEPS = {
    "plain": """
        i, f, g, o = a.sigmoid(), b.sigmoid(), c.tanh(), d.sigmoid()
        C = f * C + i * g
        h = o * C.tanh()
    """,
    "before the sigmoid": """
        i, f, g, o = a, b, c, d
        C = f.sigmoid() * C + i.sigmoid() * g.tanh()
        h = o.sigmoid() * C.tanh()
    """,
    "with t": """
        i_t, f_t, g_t, o_t = a.sigmoid(), b.sigmoid(), c.tanh(), d.sigmoid()
        C = f_t * C + i_t * g_t
        h = o_t * C.tanh()
    """,
    "in words": """
        input_gate, forget_gate = a.sigmoid(), b.sigmoid()
        output_gate = d.sigmoid()
        C = forget_gate * C + input_gate * c.tanh()
        h = output_gate * C.tanh()
    """,
    "innocent": """
        for i in range(3):
            o = [i] * 3
        f = lambda z: z.sigmoid()
        input = x[:, t]
        output = h
        C = f(b) * C + f(a) * c.tanh()
        h = out = f(d) * C.tanh()
        forget, i2, f1, o3 = C, h + 1, C * 2, a * 0
    """,
    "innocent and of the gates' size": """
        i, f, o = torch.ones(4, 3), torch.full((12,), 0.5), C.clone()
        input, output, forget = h, C, C.tanh()
        C = b.sigmoid() * C + a.sigmoid() * c.tanh()
        h = d.sigmoid() * C.tanh()
    """,
    "other kinds of numbers": """
        i, f, o = torch.arange(12), torch.ones(4, 3, dtype=torch.float32), torch.ones(12) > 0
        C = b.sigmoid() * C + a.sigmoid() * c.tanh()
        h = d.sigmoid() * C.tanh()
    """,
}


@pytest.mark.parametrize("step", RIGHT_STEPS)
def test_right_names_of_variables(step: str) -> None:
    layer = with_step(_dedented(RIGHT_STEPS[step]))
    for seed in SEEDS:
        expect(layer, seed)


def _dedented(source: str) -> str:
    return textwrap.dedent(source).strip()


WORD = {"i": "input", "f": "forget", "g": "cell", "o": "output"}
EXCHANGES = [("i", "f"), ("f", "o"), ("i", "o")]


@pytest.mark.parametrize("step", ["plain", "before the sigmoid", "with t", "in words"])
@pytest.mark.parametrize(("one", "other"), EXCHANGES)
def test_exchanged_variables(step: str, one: str, other: str) -> None:
    """As functions these are LSTMs; only what is called i acts as f, and the like."""
    source = _dedented(RIGHT_STEPS[step])
    words = {one: other, other: one, WORD[one]: WORD[other], WORD[other]: WORD[one]}
    exchanged = re.sub(r"[^\W_]+", lambda word: words.get(word[0], word[0]), source)
    said = complaint(with_step(exchanged))
    assert f"gates {min(one, other)} and {max(one, other)} are exchanged" in said


def test_the_variable_is_named() -> None:
    said = complaint(
        with_step(
            "forget = a.sigmoid()\n"
            "C = b.sigmoid() * C + forget * c.tanh()\n"
            "h = d.sigmoid() * C.tanh()"
        )
    )
    assert "`forget` acts as i_t" in said


# --- the names of parameters -------------------------------------------------------------------


class Parameters(nn.Module):
    """Per gate: names for (W^x, W^h, b); dots make modules."""

    def __init__(self, names: dict[str, tuple[str, str, str]]):
        super().__init__()
        self.of_gate = names
        for x_name, h_name, bias in self.of_gate.values():
            for name, shape in ((x_name, (2, 3)), (h_name, (3, 3)), (bias, (3,))):
                *path, last = name.split(".")
                module = self
                for step in path:
                    if step not in dict(module.named_children()):
                        module.add_module(step, nn.Module())
                    module = getattr(module, step)
                module.register_parameter(last, nn.Parameter(torch.randn(shape)))

    def forward(self, x):
        h = c = torch.zeros(len(x), 3)
        states, p = [], dict(self.named_parameters())
        for x_t in x.unbind(1):
            z = {k: x_t @ p[u] + h @ p[w] + p[b] for k, (u, w, b) in self.of_gate.items()}
            c = z["f"].sigmoid() * c + z["i"].sigmoid() * z["g"].tanh()
            h = z["o"].sigmoid() * c.tanh()
            states.append(h)
        return torch.stack(states, dim=1), (h, c)


CONVENTIONS = {
    "W_f U_f b_f": lambda k: (f"U_{k}", f"W_{k}", f"b_{k}"),
    "Wf Uf bf": lambda k: (f"U{k}", f"W{k}", f"b{k}"),
    "W_xf W_hf b_f": lambda k: (f"W_x{k}", f"W_h{k}", f"b_{k}"),
    "W_fx W_fh b_f": lambda k: (f"W_{k}x", f"W_{k}h", f"b_{k}"),
    "W_if W_hf b_f, as in PyTorch's documentation": lambda k: (f"W_i{k}", f"W_h{k}", f"b_{k}"),
    "forget_gate.weight": lambda k: tuple(f"{WORD[k]}_gate.{n}" for n in ("x", "h", "bias")),
    "a module for each gate": lambda k: (f"{k}.W_ih", f"{k}.W_hh", f"{k}.bias"),
    "a module with input and hidden": lambda k: (
        f"{WORD[k]}.input.weight",
        f"{WORD[k]}.hidden.weight",
        f"{WORD[k]}.hidden.bias",
    ),
    "in a list": lambda k: tuple(f"gates.{'ifgo'.index(k)}.{n}" for n in ("ih", "hh", "b")),
    "x2h": lambda k: tuple(f"{n}{'ifgo'.index(k)}" for n in ("x2h", "h2h", "bias")),
    "x2f": lambda k: (f"x2{k}", f"h2{k}", f"bias{k}"),
    "input_f": lambda k: (f"input_{k}", f"hidden_{k}", f"bias_{k}"),
    "input_forget": lambda k: tuple(f"{n}_{WORD[k]}" for n in ("input", "hidden", "bias")),
}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_right_names_of_parameters(convention: str) -> None:
    layer = Parameters({k: CONVENTIONS[convention](k) for k in "ifgo"})
    for seed in SEEDS:
        expect(layer, seed)


@pytest.mark.parametrize(("one", "other"), EXCHANGES)
@pytest.mark.parametrize("convention", list(CONVENTIONS)[:7])
def test_exchanged_parameters(convention: str, one: str, other: str) -> None:
    swapped = {one: other, other: one}
    layer = Parameters({k: CONVENTIONS[convention](swapped.get(k, k)) for k in "ifgo"})
    said = complaint(layer)
    assert f"gates {min(one, other)} and {max(one, other)} are exchanged" in said


def test_a_fused_matrix_has_no_one_gate() -> None:
    """`self.input` may hold all four gates' input weights, `self.W_o` all there is."""

    class Fused(Layout):
        def __init__(self):
            super().__init__(2, 3)
            self.W_f, self.input, self.output = self.x2ifgo, self.h2ifgo, self.biasifgo
            del self.x2ifgo, self.h2ifgo, self.biasifgo

        def before_gates(self, x_t, h):
            z = x_t @ self.W_f.T + h @ self.input.T + self.output
            return dict(zip("ifgo", z.chunk(4, 1), strict=True))

    expect(Fused())


# --- the parts ---------------------------------------------------------------------------------


def test_gates_at_the_last_step() -> None:
    weights = random_weights("LSTM", 2, 3, 1, seed=2)
    x = torch.randn(4, 5, 2)
    oracle = reference("LSTM", 2, 3)
    oracle.load_state_dict(weights, strict=False)
    _, (h, c) = oracle(x)
    _, (_, c_before) = oracle(x[:, :-1])
    found = gates.gates(weights, x)
    assert is_close(found["o"] * c.tanh()[0], h[0])
    candidate = (c[0] - found["f"] * c_before[0]) / found["i"]  # tanh of something
    assert candidate.abs().max() < 1


def test_helpers_of_the_student_are_read_as_well() -> None:
    namespace = {"torch": torch, "nn": nn, "Layout": Layout}
    source = """
class LSTMLayer(Layout):
    def step(self, z, c):
        i = z["f"].sigmoid()
        c = i * c + z["i"].sigmoid() * z["g"].tanh()
        return z["o"].sigmoid() * c.tanh(), c

    def forward(self, x):
        h = c = torch.zeros(len(x), 3)
        states = []
        for x_t in x.unbind(1):
            h, c = self.step(self.before_gates(x_t, h), c)
            states.append(h)
        return torch.stack(states, dim=1), (h, c)
"""
    exec(compile(source, "<cell>", "exec"), namespace)
    assert "`i` acts as f_t" in complaint(namespace["LSTMLayer"](2, 3))


def test_a_forward_that_cannot_be_read_is_only_run() -> None:
    class Forward:
        def __call__(self, x):
            return Layout.forward(layer, x)

    layer = type("Wrapped", (Layout,), {"forward": Forward()})(2, 3)
    assert gates.locals_of_forward(layer, torch.randn(4, 5, 2)) == {}


def test_a_profiler_is_given_back() -> None:
    def mine(*_):
        return None

    before = sys.getprofile()
    sys.setprofile(mine)
    try:
        gates.locals_of_forward(Layout(2, 3), torch.randn(4, 5, 2))
        assert sys.getprofile() is mine
        with pytest.raises(RuntimeError):
            gates.locals_of_forward(Layout(2, 3), torch.randn(4, 5, 7))
        assert sys.getprofile() is mine
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("name", ["h", "c", "g", "out", "inputs", "hidden", "fc", "io", "t", "z"])
def test_names_that_speak_of_no_gate(name: str) -> None:
    assert gates.gate_named(name) == ""


@pytest.mark.parametrize(
    ("name", "gate"),
    [("i", "i"), ("F_t", "f"), ("ot", "o"), ("_forget", "f"), ("out_gate", "o"), ("inp_g", "i")],
)
def test_names_that_speak_of_a_gate(name: str, gate: str) -> None:
    assert gates.gate_named(name) == gate
