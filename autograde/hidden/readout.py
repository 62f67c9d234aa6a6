"""Hidden tests of notebook 01 around the linear readout: the model itself, and gradient norms."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, expect_close, expect_tensor
from course_utils.checks.ladder import expect_tuple, is_close

from . import rnn_lstm as cases
from .probes import probe

BATCH, TIME, HIDDEN, OUTPUT = 6, 5, 3, 2
_NUMBERS = 4000  # more than any readout of these sizes could have


@probe
def read_out(Model: Any, states: Any, with_cell: bool, output: int | None, numbers: Any) -> dict:
    """Build the model on a net with known states, write numbers into its readout, run it."""
    import torch
    from torch import nn

    class KnownStates(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden_size = states.shape[2]
            self.states = nn.Parameter(states)

        def forward(self, x):
            last = self.states[:, -1]
            return self.states * 1.0, ((last, last) if with_cell else last)

    net = KnownStates()
    model = Model(net) if output is None else Model(net, output)
    start, trainable = 0, [p for p in model.parameters() if p.requires_grad]
    own = [p for p in trainable if p is not net.states]
    with torch.no_grad():
        for parameter in own:
            end = start + parameter.numel()
            parameter.copy_(numbers[start:end].view_as(parameter))
            start = end
    value = model(torch.ones(*states.shape[:2], 1))
    first, grad = value[0] if isinstance(value, list | tuple) and value else None, None
    if isinstance(first, torch.Tensor) and first.requires_grad:
        (grad,) = torch.autograd.grad(first.sum(), net.states, allow_unused=True)
    return {"value": value, "grad": grad, "own": start, "with_net": len(own) < len(trainable)}


def expect_readout(Model: Any, seed: int) -> None:
    """ŷ_t = W^f h_t + b^f at every step, on an RNN's states and on an LSTM's, with weights known.

    W^f and b^f are solved for from the outputs, so that their layout doesn't matter.
    """
    states = cases.numbers(BATCH, seed, TIME, HIDDEN)
    numbers = cases.numbers(_NUMBERS, seed + 1)
    for with_cell in (False, True):  # an RNNLayer's last state, then an LSTMLayer's pair
        found = read_out(Model, states, with_cell, OUTPUT, numbers)
        _expect_parts(found)
        out, all_h = expect_tuple(found["value"], 2, "forward", "(out, all_h)")
        all_h = expect_tensor(all_h, "all_h", tuple(states.shape), "batch time hidden")
        expect_close(all_h, states, "all_h")
        out = expect_tensor(out, "out", (BATCH, TIME, OUTPUT), "batch time output")
        W, b = affine(states, out)
        wanted = (HIDDEN + 1) * OUTPUT
        solved = torch.cat([W.flatten(), b])
        if found["own"] == wanted and not is_close(
            solved.sort().values, numbers[:wanted].sort().values, 1e-6
        ):
            raise Wrong("out is not ŷ_t = W^f h_t + b^f with the weights that the model has.")
        if found["grad"] is None:
            raise Wrong("No gradient flows from out back to the hidden states.")
        truth = W.sum(0).expand_as(states)
        grad = expect_tensor(found["grad"], "The gradient at all_h", tuple(states.shape))
        expect_close(grad, truth, "The gradient at all_h", tolerance=1e-6)
    value = read_out(Model, states, False, None, numbers)["value"]
    out, _ = expect_tuple(value, 2, "forward", "(out, all_h)")
    expect_tensor(out, "out with output_dim=1", (BATCH, TIME, 1), "batch time output")


def _expect_parts(found: dict) -> None:
    if found["with_net"] is not True:
        raise Wrong("The recurrent net is not part of the model, so it is not trained with it.")
    if type(found["own"]) is not int or found["own"] < (HIDDEN + 1) * OUTPUT:
        raise Wrong("W^f or b^f is missing: the readout has too few numbers to learn.")


def affine(states: Tensor, out: Tensor) -> tuple[Tensor, Tensor]:
    """W and b with out = states W^T + b. Raises `Wrong` where there are none, or no b."""
    rows = torch.cat([states.flatten(0, 1), torch.ones(states.shape[:2].numel(), 1)], dim=1)
    flat = out.detach().flatten(0, 1)
    solution = torch.linalg.lstsq(rows, flat).solution
    if not is_close(rows @ solution, flat, 1e-7):
        raise Wrong("out is not a linear function of the states at each step.")
    W, b = solution[:-1].T, solution[-1]
    if b.abs().max() < 1e-9:
        raise Wrong("The bias b^f is missing: ŷ_t = W^f h_t + b^f.")
    return W, b


@probe
def measured(
    norms: Any, Model: Any, W_x: Any, W_h: Any, b: Any, numbers: Any, x: Any, y: Any
) -> dict:
    """The student's norms for a net of ours, under their readout or (Model is None) one of ours."""
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden_size = len(W_h)
            self.W_x, self.W_h, self.b = nn.Parameter(W_x), nn.Parameter(W_h), nn.Parameter(b)

        def forward(self, x):
            h, self.h_list = x.new_zeros(len(x), self.hidden_size), []
            for t in range(x.shape[1]):
                h = torch.tanh(h @ self.W_h.T + x[:, t] @ self.W_x.T + self.b)
                self.h_list.append(h)
            return torch.stack(self.h_list, dim=1), h

    class Readout(nn.Module):
        def __init__(self, net):
            super().__init__()
            self.recurrent_net, self.output_layer = net, nn.Linear(net.hidden_size, 1)

        def forward(self, x):
            all_h, _ = self.recurrent_net(x)
            return self.output_layer(all_h), all_h

    net = Net()
    model, start = (Model or Readout)(net), 0
    mine = {id(p) for p in net.parameters()}
    with torch.no_grad():
        for parameter in model.parameters():
            if id(parameter) not in mine:
                end = start + parameter.numel()
                parameter.copy_(numbers[start:end].view_as(parameter))
                start = end
    out = model(x)[0]
    return {"out": out, "norms": [norms(model, x, y, last) for last in (False, True)]}


def expect_gradient_norms(norms: Any, Model: Any, seed: int) -> None:
    """‖∂L/∂h_t‖ for a net whose states, weights and gradients are known here.

    The readout is the student's own where that is linear, so that its names are theirs.
    """
    case = cases.rnn_layer(seed)
    W_x, W_h, b = cases.layer_weights(case.weights, 0)
    y, numbers = cases.numbers(cases.BATCH, seed + 2, cases.TIME, 1), cases.numbers(400, seed + 3)
    given = (W_x, W_h, b, numbers, case.x, y)
    try:
        found = measured(norms, Model, *given)
        W_f, b_f = affine(case.all_h, _prediction(found))
    except Exception:  # not this exercise's matter: once more, under a readout of ours
        found = measured(norms, None, *given)
        W_f, b_f = affine(case.all_h, _prediction(found))
    if type(found["norms"]) is not list or len(found["norms"]) != 2:
        raise Wrong("There are no norms.")
    for got, last in zip(found["norms"], (False, True), strict=True):
        truth = cases.gradient_norms(case, y, W_f, b_f, last)
        what = f"The result with last_timestep_only={last}"
        got = expect_tensor(got, what, tuple(truth.shape), "time")
        expect_close(got, truth, what, tolerance=1e-7)


def _prediction(found: dict) -> Tensor:
    return expect_tensor(found["out"], "out", (cases.BATCH, cases.TIME, 1), "batch time output")
