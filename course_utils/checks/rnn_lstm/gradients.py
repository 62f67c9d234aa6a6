"""Checks of what is said about gradients: in closed form, by autograd, and along the cell state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_close, expect_tensor, is_close, recognise
from course_utils.checks.outcome import Wrong

from .registry import check
from .running import build, draw, two

HIDDEN, TIME, BATCH = 3, 5, 2


def linear_truth(
    W_h: Tensor, W_f: Tensor, T: int, seed: int
) -> tuple[Tensor, Tensor, list[Tensor]]:
    """Unroll a linear RNN with one loss at T: (ŷ, y, [∂L/∂h_1 … ∂L/∂h_T]) by autograd."""
    h = draw(HIDDEN, seed=seed).requires_grad_()
    states = [h]
    for t in range(1, T):
        states.append(W_h @ states[-1] + draw(HIDDEN, seed=seed + t))
    y_hat = W_f @ states[-1]
    y = draw(1, seed=seed + T)
    grads = torch.autograd.grad(((y_hat - y) ** 2).sum(), states)
    return y_hat.detach().squeeze(), y.squeeze(), list(grads)


def grade_linear_gradient(linear_gradient: Callable, seed: int = 1) -> None:
    """`linear_gradient(W_h, W_f, y_hat, y, t, T)`: 2(ŷ − y) W^f (W^h)^{T−t}, against autograd."""
    W_h, W_f = draw(HIDDEN, HIDDEN, seed=seed) * 0.7, draw(1, HIDDEN, seed=seed + 1)
    y_hat, y, truth = linear_truth(W_h, W_f, TIME, seed + 2)
    error = y_hat - y
    power = torch.linalg.matrix_power
    for t in (TIME, TIME - 1, 2, 1):
        n = TIME - t
        value = linear_gradient(W_h, W_f, y_hat, y, t, TIME)
        if isinstance(value, Tensor) and value.numel() == HIDDEN and value.dim() <= 2:
            value = value.reshape(HIDDEN)  # a row, a column or a plain vector: the numbers decide
        cause = recognise_matrix(value, 2 * error * power(W_h, n), W_f)
        if cause:
            raise Wrong(
                f"{cause}\n∂L/∂h_{t} is a row of {HIDDEN} numbers, got {HIDDEN} × {HIDDEN}."
            )
        got = expect_tensor(value, f"∂L/∂h_{t}", (HIDDEN,), "hidden")
        row = W_f.squeeze(0)
        slips = {
            "The factor 2 of the square is missing.": error * row @ power(W_h, n),
            "The sign is turned: d(ŷ − y)²/dŷ = 2(ŷ − y).": -2 * error * row @ power(W_h, n),
            "W^h is transposed: ∂h_{t+1}/∂h_t = W^h, and the row vector W^f stands on its left.": (
                2 * error * row @ power(W_h.T, n)
            ),
            "The power is taken of every entry: a matrix power is `torch.linalg.matrix_power`, "
            "not `**`.": 2 * error * row @ W_h**n,
            "The exponent is t; from h_t to h_T there are T − t steps.": (
                2 * error * row @ power(W_h, t)
            ),
            "One factor W^h too many: from h_t to h_T there are T − t steps.": (
                2 * error * row @ power(W_h, n + 1)
            ),
            "One factor W^h too few: from h_t to h_T there are T − t steps.": (
                2 * error * row @ power(W_h, max(n - 1, 0))
            ),
            "This has L itself in front: d(ŷ − y)²/dŷ = 2(ŷ − y).": (
                error**2 * row @ power(W_h, n)
            ),
            "2(ŷ − y) is missing: this is ∂ŷ/∂h_t, not ∂L/∂h_t.": row @ power(W_h, n),
            "W^f is missing: L sees h_T only through ŷ = W^f h_T + b^f.": (
                2 * error * power(W_h, n).sum(0)
            ),
        }
        if is_close(got, truth[t - 1]):
            continue
        cause = recognise(got, slips)
        try:
            expect_close(got, truth[t - 1], f"∂L/∂h_{t}")
        except Wrong as wrong:
            raise Wrong("\n".join(filter(None, [cause, f"{wrong} (T = {TIME}.)"]))) from None


def recognise_matrix(value: Any, product: Tensor, W_f: Tensor) -> str:
    """Why the answer is a whole matrix, or ""."""
    if not isinstance(value, Tensor) or value.shape != product.shape:
        return ""
    by_entry = "`*` multiplies entry by entry; a matrix product is `@`."
    return recognise(
        value,
        {
            "W^f is missing: L sees h_T only through ŷ = W^f h_T + b^f.": product,
            by_entry: W_f * product,
            f"{by_entry} ": W_f.T * product,
        },
    )


def grade_gradient_norms(
    hidden_gradient_norms: Callable, Model: Any, RNNLayer: Any, seed: int = 1
) -> None:
    """`hidden_gradient_norms(model, x, y, last_timestep_only)`: ‖∂L/∂h_t‖, against autograd."""
    torch.manual_seed(seed)
    model = build(Model, "RecurrentRegressionModel", build(RNNLayer, "RNNLayer", 1, HIDDEN))
    x, y = draw(BATCH, TIME, 1, seed=seed), draw(BATCH, TIME, 1, seed=seed + 1)
    for last in (False, True):
        grads, square_grads, states = true_gradients(model, x, y, last)
        truth = grads.flatten(1).norm(dim=1)
        other = true_gradients(model, x, y, not last)[0].flatten(1).norm(dim=1)
        flag = "makes no difference" if last else "is turned round, or always on"
        slips = {
            f"last_timestep_only {flag}: pass it on to loss_fn as it is.": other,
            "These are the norms of the states h_t, not of the gradients.": (
                states.flatten(1).norm(dim=1)
            ),
            "The squared norm: the root is missing.": truth**2,
            "The order is reversed: h_1 comes first.": truth.flip(0),
            "This is the largest entry, not the norm.": grads.flatten(1).abs().max(1).values,
            "This is the mean size of the entries, not the norm: the square root of the sum of "
            "squares.": grads.flatten(1).abs().mean(1),
            "This is the sum of the sizes of the entries, not the norm: the square root of the "
            "sum of squares.": grads.flatten(1).abs().sum(1),
            "This is the mean of the norms of the single sequences: take the norm over batch and "
            "hidden together.": grads.norm(dim=-1).mean(1),
            "The loss is summed over steps, not averaged: use loss_fn.": (
                square_grads.flatten(1).norm(dim=1)
            ),
            "The gradient is of the predictions' sum, not of the loss.": (
                prediction_gradients(model, x).flatten(1).norm(dim=1)
            ),
            "Only the way through the prediction of the same step is counted; h_t also acts on "
            "every later step. Ask for the gradients of the tensors in `h_list`.": (
                local_gradients(model, x, y, last).norm(dim=(0, 2))
            ),
            "These are gradients of the weights: ask for those of the states in `h_list`.": (
                weight_gradient_norms(model, x, y, last)
            ),
        }
        value = hidden_gradient_norms(model, x, y, last)
        if isinstance(value, Tensor) and value.shape in ((TIME, BATCH), (BATCH, TIME)):
            raise Wrong(
                "One norm for each sequence: take one norm over batch and hidden together.\n"
                f"The result should have shape {(TIME,)}, got {tuple(value.shape)}."
            )
        got = expect_tensor(value, f"The result with last_timestep_only={last}", (TIME,), "time")
        cause = "" if is_close(got, truth) else recognise(got, slips)
        if cause:
            raise Wrong(
                f"{cause}\nWith last_timestep_only={last}: expected {numbers(truth)}, got "
                f"{numbers(got)}."
            )
        expect_close(got, truth, "norms")


def true_gradients(
    model: nn.Module, x: Tensor, y: Tensor, last: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """∂L/∂h_t for every t, (time, batch, hidden); the same for the summed loss; and the states."""
    out, h_list = forward_with_states(model, x)
    square = (out - y) ** 2
    loss, total = (
        (square[:, -1].mean(), square[:, -1].sum()) if last else (square.mean(), square.sum())
    )
    grads = torch.autograd.grad(loss, h_list, retain_graph=True)
    sums = torch.autograd.grad(total, h_list)
    return torch.stack(grads), torch.stack(sums), torch.stack(h_list).detach()


def prediction_gradients(model: nn.Module, x: Tensor) -> Tensor:
    out, h_list = forward_with_states(model, x)
    return torch.stack(torch.autograd.grad(out.sum(), h_list))


def local_gradients(model: nn.Module, x: Tensor, y: Tensor, last: bool) -> Tensor:
    """What `torch.autograd.grad(loss, all_h)` gives, (batch, time, hidden)."""
    out, all_h = two(model(x), "The model's forward", "(out, all_h)")
    square = (out - y) ** 2
    loss = square[:, -1].mean() if last else square.mean()
    return torch.autograd.grad(loss, all_h, materialize_grads=True)[0]


def weight_gradient_norms(model: nn.Module, x: Tensor, y: Tensor, last: bool) -> Tensor:
    """The norms of the weights' gradients; there may happen to be as many as steps."""
    out, _ = forward_with_states(model, x)
    square = (out - y) ** 2
    loss = square[:, -1].mean() if last else square.mean()
    grads = torch.autograd.grad(loss, list(model.parameters()), materialize_grads=True)
    return torch.stack([g.norm() for g in grads])


def forward_with_states(model: nn.Module, x: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The predictions, and the states of the recurrent layer inside that they came from."""
    out, _ = two(model(x), "The model's forward", "(out, all_h)")
    h_list = next((m.h_list for m in model.modules() if getattr(m, "h_list", None)), None)
    if not isinstance(h_list, list | tuple) or len(h_list) != x.shape[1]:
        raise Wrong(
            "Your RNNLayer keeps no `h_list` with one state for each step. Mend `rnn-layer` first."
        )
    return out, list(h_list)


def numbers(values: Tensor) -> str:
    """A short list of numbers."""
    return "[" + ", ".join(f"{v:.3g}" for v in values.tolist()) + "]"


def grade_cell_path(cell_path: Callable, seed: int = 1) -> None:
    """`cell_path(f)`: the diagonals of ∂C_T/∂C_t along the cell state, other paths held fixed."""
    f = torch.sigmoid(draw(TIME, HIDDEN, seed=seed))
    drive = draw(TIME, HIDDEN, seed=seed + 1)  # i_t∘g_t, held fixed
    cells = [draw(HIDDEN, seed=seed + 2).requires_grad_()]
    for t in range(1, TIME):
        cells.append(f[t] * cells[-1] + drive[t])
    truth = torch.stack(torch.autograd.grad(cells[-1].sum(), cells))  # the Jacobians are diagonal
    after = torch.cat([f[1:], torch.ones(1, HIDDEN)])
    forward = torch.cumprod(f, 0)
    slips = {
        "Step t's own gate f_t is included: from C_t to C_T the gates are f_{t+1} … f_T.": (
            torch.cumprod(f.flip(0), 0).flip(0)
        ),
        "The product runs from the start: multiply the gates that come *after* step t.": forward,
        "The gates are added; along a path derivatives multiply.": (
            torch.cumsum(after.flip(0), 0).flip(0)
        ),
        "These are the gates of one step each, ∂C_{t+1}/∂C_t: multiply all of them up to T.": after,
        "These are the gates themselves: multiply those between t and T.": f,
        "Time is reversed: row 0 is ∂C_T/∂C_1.": truth.flip(0),
        "Every row is the product of all gates: leave out f_1 … f_t.": f.prod(0).expand_as(f),
        "f_T is missing: from C_t to C_T the gates are f_{t+1} … f_T.": torch.stack(
            [f[t + 1 : TIME - 1].prod(0) for t in range(TIME)]
        ),
        "This is f_T to the power T − t; the gates differ from step to step.": (
            torch.stack([f[-1] ** (TIME - 1 - t) for t in range(TIME)])
        ),
    }
    shapes = {
        (TIME - 1, HIDDEN): "There is one row for each t = 1 … T. Row T is ∂C_T/∂C_T: ones.",
        (HIDDEN,): "This is a single row: there is one row for each t = 1 … T.",
        (TIME, HIDDEN, HIDDEN): "Return the diagonals of these matrices, (time, hidden).",
    }
    got = cell_path(f)
    if isinstance(got, Tensor) and tuple(got.shape) in shapes:
        raise Wrong(f"{shapes[tuple(got.shape)]}\nGot shape {tuple(got.shape)}.")
    got = expect_tensor(got, "cell_path(f)", (TIME, HIDDEN), "time hidden")
    expect_close(got, truth, "cell_path(f)", slips)


@check.exercise("linear-gradient", names=["linear_gradient"])
def _linear_gradient(linear_gradient: Callable) -> str:
    grade_linear_gradient(linear_gradient)
    return "right: equal to autograd at every step."


@check.exercise(
    "gradient-norms", names=["hidden_gradient_norms", "RecurrentRegressionModel", "RNNLayer"]
)
def _gradient_norms(hidden_gradient_norms: Callable, Model: Any, RNNLayer: Any) -> str:
    grade_gradient_norms(hidden_gradient_norms, Model, RNNLayer)
    return "right, with the loss at every step and with the loss at the last."


@check.exercise("lstm-cell-path", names=["cell_path"])
def _cell_path(cell_path: Callable) -> str:
    grade_cell_path(cell_path)
    return "right: no matrix is multiplied along this road, only gates."
