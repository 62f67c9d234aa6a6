# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Unrolling, vanishing, remembering
#
# A network that reads a sequence uses the same weights again at every step. That one idea gives it a memory, and makes it hard to train. By the end of this notebook you will have written a vanilla RNN and an LSTM from matrix products up, watched a gradient die on its way back through time, and explained why one of the two networks remembers longer.
#
# | | |
# |---|---|
# | **You will learn** | to unroll a recurrence and differentiate it by hand; to say from the eigenvalues of one matrix whether gradients vanish or explode; what the cell state of an LSTM changes |
# | **You need** | matrix products, the chain rule, and `nn.Module` with `nn.Linear` |
# | **Time** | about four hours; the whole notebook computes for less than a minute on a laptop, no GPU |
#
# **How it works.** Replace each `raise NotImplementedError` by your own lines, run the cell, then run the check below it: `check("…")` tells you what is wrong, not only that something is. ○ means not attempted yet, ✗ wrong, ✓ right. You can run the whole notebook at any time: cells that need your code wait for it.

# %% tags=["parameters"]
seed = 0  # another number draws other networks and other sequences
budget = "quick"  # "full" trains three times as long

# %%
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

from course_utils.checks.rnn_lstm import check
from course_utils.data.averaging import averaging_batch
from course_utils.gradients import spectral_radius, step_jacobian
from course_utils.plots import figure_with_alt, plot_gradient_norms, plot_losses
from course_utils.style import use_course_style
from course_utils.training import attempt
from course_utils.widgets import GradientExplorer

use_course_style()
torch.manual_seed(seed)

# What the figures below run, and the exercise that it comes from: a figure waits until these are written.
figure_needs = {
    "RNNLayer": "rnn-layer",
    "RecurrentRegressionModel": "regression-model",
    "loss_fn": "averaging-loss",
    "hidden_gradient_norms": "gradient-norms",
}

# %% [markdown]
# ## 1 · One weight, used three times
#
# Take the smallest recurrent network there is: numbers instead of vectors, no nonlinearity, no bias.
#
# $$h_t = w\,(u_t + h_{t-1}), \qquad h_0 = 0$$
#
# Unrolled for three steps it is a chain of six nodes. The same $w$ enters three times.
#
# ![Six nodes in a row, p, q, r, s, t, y. The input u1 enters p, u2 enters r, u3 enters t. The weight w has three outgoing edges: left into q, middle into s, right into y. q, s and y are the states h1, h2 and h3.](figures/unrolled.svg)
#
# ### Forward
#
# Fill in the nodes in the order of the graph. Each takes one short line and uses the node before it.


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-scalar-forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def scalar_forward(w, u1, u2, u3):
    """The six nodes of the unrolled graph: p, q, r, s, t and the output y."""
    ### BEGIN SOLUTION
    p = u1
    q = w * p
    r = u2 + q
    s = w * r
    t = u3 + s
    y = w * t
    ### END SOLUTION
    return p, q, r, s, t, y


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-scalar-forward-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("scalar-forward")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed
from autograde.hidden import rnn_lstm as cases

with float64():
    case = cases.scalar(fresh_seed())
    nodes = scalar_forward(*case.at)
    for name, got, truth in zip("pqrsty", nodes, case.nodes, strict=True):
        expect(got, name).close_to(truth)
### END HIDDEN TESTS

# %% [markdown]
# ### The derivative, all at once
#
# Write $y$ as a polynomial in $w$ (on paper: substitute from $p$ to $y$), then differentiate. What is $\dfrac{dy}{dw}$ in terms of $w, u_1, u_2, u_3$?
#
# <details><summary>A nudge</summary>
#
# The polynomial has three terms, one for each input. The input that came first has been multiplied by $w$ most often.
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-scalar-dydw", "locked": false, "schema_version": 3, "solution": true, "task": false}
def scalar_dydw(w, u1, u2, u3):
    """dy/dw in closed form."""
    ### BEGIN SOLUTION
    return u3 + 2 * w * u2 + 3 * w**2 * u1
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-scalar-dydw-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("scalar-dydw")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed
from autograde.hidden import rnn_lstm as cases

with float64():
    case = cases.scalar(fresh_seed())
    slope = scalar_dydw(*case.at)
    expect(slope, "dy/dw").close_to(case.dy_dw)
### END HIDDEN TESTS

# %% [markdown]
# ### The derivative, edge by edge
#
# Backpropagation never writes the polynomial down. It walks the graph from $y$ back, and at every node multiplies by one local derivative:
#
# $$\frac{\partial y}{\partial t} = w, \qquad \frac{\partial y}{\partial s} = \frac{\partial y}{\partial t}\cdot 1, \qquad \frac{\partial y}{\partial r} = \frac{\partial y}{\partial s}\cdot w, \qquad \frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}\cdot 1, \qquad \frac{\partial y}{\partial p} = \;?$$
#
# Three edges leave $w$, so three contributions add up to $\frac{dy}{dw}$: each is the local derivative on its edge times the derivative of $y$ by the node the edge points to. Right-most edge: $t \cdot 1$. Give $\frac{\partial y}{\partial p}$ and the contributions of the left, the middle and the right edge. You may use the nodes you computed above.
#
# *Before you run the check:* add the three in your head. What must come out?


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-scalar-edges", "locked": false, "schema_version": 3, "solution": true, "task": false}
def scalar_edges(w, u1, u2, u3):
    """∂y/∂p, and what w contributes to dy/dw along its (left, middle, right) edge."""
    ### BEGIN SOLUTION
    p, q, r, s, t, y = scalar_forward(w, u1, u2, u3)
    dy_dp = w**3
    left, middle, right = p * w**2, r * w, t
    ### END SOLUTION
    return dy_dp, (left, middle, right)


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-scalar-edges-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("scalar-edges")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed
from autograde.hidden import rnn_lstm as cases

with float64():
    case = cases.scalar(fresh_seed())
    dy_dp, edges = scalar_edges(*case.at)
    expect(dy_dp, "dy/dp").close_to(case.dy_dp)
    for name, got, truth in zip(("left", "middle", "right"), edges, case.edges, strict=True):
        expect(got, f"{name} edge").close_to(truth)
### END HIDDEN TESTS

# %% [markdown]
# Look at the first term, $3w^2u_1$. The further back an input lies, the higher the power of $w$ in front of it. With $w = 0.5$ and a hundred steps, how much of $u_1$ is left? With $w = 1.5$? Keep that in mind: everything that goes wrong below is in this line.

# %% [markdown]
# ## 2 · A recurrent layer
#
# Now with vectors. At every step the layer mixes the new input with its own last state:
#
# $$h_t = \sigma\!\left(W^h h_{t-1} + W^x x_t + b\right), \qquad h_0 = 0$$
#
# | symbol | shape | |
# |---|---|---|
# | $x$ | `(batch, time, input)` | the sequences; $x_t$ is `x[:, t]` |
# | $h_t$ | `(batch, hidden)` | the state after step $t$ |
# | $W^h$, $W^x$, $b$ | `hidden × hidden`, `hidden × input`, `hidden` | the same at every step |
# | `all_h` | `(batch, time, hidden)` | every state |
# | `last_h` | `(batch, hidden)` | $h_T$ |
#
# How you keep the weights is up to you: one `nn.Linear` on the joined vectors, two, or bare `nn.Parameter`s. The equation has *one* bias. Keep the states $h_1 \dots h_T$ of the latest call in `self.h_list`, exactly as they go into the next step: we shall ask for their gradients. Do not use `nn.RNN` or `nn.RNNCell`. About ten lines.
#
# <details><summary>A nudge</summary>
#
# Start from a state of zeros with one row for each sequence in the batch, loop over time, append to a list, and join the list at the end.
# </details>
#
# <details><summary>One more</summary>
#
# `torch.stack(states, dim=1)` puts time on the second axis. If your layer has two `nn.Linear`s, one of them needs `bias=False`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-rnn-layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
class RNNLayer(nn.Module):
    """h_t = σ(W^h h_{t-1} + W^x x_t + b), unrolled over the sequence."""

    def __init__(self, input_size: int, hidden_size: int, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        ### BEGIN SOLUTION
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size)
        ### END SOLUTION

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: (batch, time, input) → all_h: (batch, time, hidden), last_h: (batch, hidden)."""
        self.h_list = []
        ### BEGIN SOLUTION
        h = x.new_zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_h(h) + self.W_x(x[:, t]))
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), h
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-rnn-layer-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("rnn-layer")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed, from_scratch, load
from autograde.hidden import rnn_lstm as cases

from_scratch("RNNLayer")
with float64():
    case = cases.rnn_layer(fresh_seed())
    for sigma in (torch.tanh, torch.relu):
        layer = RNNLayer(case.input_size, case.hidden_size)
        load(layer, case.weights)
        other = RNNLayer(case.input_size, case.hidden_size, nonlinearity=sigma)
        other.load_state_dict(layer.state_dict())
        all_h, last_h = other(case.x)
        weights = cases.layer_weights(case.weights, 0)
        truth = cases.states(case.x, *weights, sigma)
        expect(all_h, "all_h").close_to(truth)
        expect(last_h, "last_h").close_to(truth[:, -1])
        assert len(other.h_list) == case.x.shape[1], "h_list should hold one state for each step"
        at_end = cases.numbers(len(case.x), fresh_seed(), case.hidden_size)
        grads = torch.autograd.grad((last_h * at_end).sum(), list(other.h_list))
        truths = cases.state_gradients(case.x, *weights, sigma, at_end)
        for t, (grad, true_grad) in enumerate(zip(grads, truths, strict=True)):
            expect(grad, f"the gradient at h_list[{t}]").close_to(true_grad)
### END HIDDEN TESTS

# %% [markdown]
# ### A prediction at every step
#
# A recurrent layer gives states; a regression needs numbers. One linear layer, the same at every step, reads them off:
#
# $$\hat y_t = W^f h_t + b^f$$
#
# The model takes *any* recurrent net that returns `(all_h, last state)` and knows its `hidden_size`, so that the LSTM you will write later fits in as well.


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-regression-model", "locked": false, "schema_version": 3, "solution": true, "task": false}
class RecurrentRegressionModel(nn.Module):
    """A recurrent net with a linear readout: ŷ_t = W^f h_t + b^f at every step."""

    def __init__(self, recurrent_net: nn.Module, output_dim: int = 1):
        super().__init__()
        self.recurrent_net = recurrent_net
        ### BEGIN SOLUTION
        self.output_layer = nn.Linear(recurrent_net.hidden_size, output_dim)
        ### END SOLUTION

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: (batch, time, input) → out: (batch, time, output), all_h: (batch, time, hidden)."""
        ### BEGIN SOLUTION
        all_h, _ = self.recurrent_net(x)
        return self.output_layer(all_h), all_h
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-regression-model-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("regression-model")  # 3 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.readout import expect_readout

with float64():
    expect_readout(RecurrentRegressionModel, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · A task that needs a memory
#
# Numbers come in one at a time. After each, say the average of all numbers so far. It is the smallest task on which forgetting shows: the right answer at step $t$ depends on *every* input since the beginning.

# %%
x, y = averaging_batch(batch=1, time=10, generator=torch.Generator().manual_seed(seed))
fig, ax = plt.subplots(figsize=(7, 2.8))
ax.stem(range(1, 11), x[0, :, 0], basefmt=" ", label="input $x_t$")
ax.plot(range(1, 11), y[0, :, 0], "o-", color="C1", label="target $y_t$: the average so far")
ax.axhline(0, color="0.6", linewidth=1)
ax.set(xlabel="step $t$", title="One sequence of the averaging task")
ax.legend()
figure_with_alt(
    fig, "Ten random inputs as stems, and their running average as a line that moves less and less."
)

# %% [markdown]
# Two tasks can be made of it:
#
# - **every step**: the loss is the mean squared error over all sequences and all steps;
# - **last step**: only the last prediction counts.
#
# Both are one number. `pred` and `y` have shape `(batch, time, 1)`.


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-averaging-loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def loss_fn(pred: Tensor, y: Tensor, last_timestep_only: bool = False) -> Tensor:
    """Mean squared error over all steps, or over the last step only."""
    ### BEGIN SOLUTION
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return ((pred - y) ** 2).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-averaging-loss-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("averaging-loss")  # 3 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed
from autograde.hidden import rnn_lstm as cases

with float64():
    case = cases.predictions(fresh_seed())
    pred = case.pred.requires_grad_()
    loss = loss_fn(pred, case.y)
    expect(loss.reshape(()), "the loss over all steps").close_to(case.everywhere)
    (grad,) = torch.autograd.grad(loss.sum(), pred)
    expect(grad, "the loss's gradient").close_to(case.gradient)
    last = loss_fn(pred, case.y, last_timestep_only=True)
    expect(last.reshape(()), "the loss at the last step").close_to(case.last)
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · What comes back
#
# Training sends a gradient from the loss back to every state. How much of it arrives at $h_1$?
#
# Start where the answer can be written down: no nonlinearity, one sequence, and a single loss $L = (\hat y - y)^2$ at the last step $T$. Between $h_t$ and $h_T$ the layer multiplies by $W^h$, again and again:
#
# $$h_T = W^h h_{T-1} + \dots = (W^h)^{T-t}\,h_t + \text{(terms without } h_t), \qquad \hat y = W^f h_T + b^f$$
#
# Write $\dfrac{\partial L}{\partial h_t}$ in closed form, for any $t$ from 1 to $T$. `W_h` is `(hidden, hidden)`, `W_f` is `(1, hidden)`, `y_hat` and `y` are numbers; the result is a row of `hidden` numbers. One line.


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-linear-gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_gradient(W_h: Tensor, W_f: Tensor, y_hat: Tensor, y: Tensor, t: int, T: int) -> Tensor:
    """∂L/∂h_t of a linear RNN whose only loss is (ŷ − y)² at step T."""
    ### BEGIN SOLUTION
    return 2 * (y_hat - y) * W_f @ torch.linalg.matrix_power(W_h, T - t)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-linear-gradient-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("linear-gradient")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed
from autograde.hidden import rnn_lstm as cases

with float64():
    case = cases.linear_gradient(fresh_seed())
    for t in range(1, case.T + 1):
        row = linear_gradient(case.W_h, case.W_f, case.y_hat, case.y, t, case.T)
        expect(row.reshape(-1), f"the gradient at h_{t}").close_to(case.rows[t - 1])
### END HIDDEN TESTS

# %% [markdown]
# A matrix to the power $T-t$ is ruled by its largest eigenvalue. The **spectral radius** $\rho(W^h)$ is the largest absolute value among them, and for large $T - t$
#
# $$\left\lVert \frac{\partial L}{\partial h_t} \right\rVert \;\propto\; \rho(W^h)^{\,T-t}.$$
#
# ### Predict first
#
# A linear RNN reads 40 steps, with one loss at the end. Without running anything: by what factor does the gradient at $h_1$ differ from the one at $h_{40}$, at $\rho = 0.9$, $1.0$ and $1.1$? Write rough powers of ten.

# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-predict-radius", "locked": false, "schema_version": 3, "solution": false, "task": false}
# For example 1e-3 for "a thousand times smaller". Not graded: it is here to be compared with what you will see.
predicted = {0.9: None, 1.0: None, 1.1: None}

# %% [markdown]
# ### Measure
#
# For any model and any loss, autograd can tell. Write the function that the figures below will use on *your* network: run the model on `x`, take your `loss_fn`, and return the norm of $\partial L/\partial h_t$ for $t = 1 \dots T$ as a tensor of shape `(time,)`. The states are in `model.recurrent_net.h_list`; for a batch, take one norm over batch and hidden together.
#
# <details><summary>A nudge</summary>
#
# $h_t$ is not a leaf of the graph, so `backward()` does not keep its gradient unless `h.retain_grad()` was called before. `torch.autograd.grad(loss, list_of_tensors)` asks for the gradients directly.
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-gradient-norms", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hidden_gradient_norms(
    model: nn.Module, x: Tensor, y: Tensor, last_timestep_only: bool = False
) -> Tensor:
    """‖∂L/∂h_t‖ for t = 1 … T, shape (time,)."""
    ### BEGIN SOLUTION
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    grads = torch.autograd.grad(loss, model.recurrent_net.h_list)
    return torch.stack([g.norm() for g in grads])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-gradient-norms-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("gradient-norms")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.readout import expect_gradient_norms

with float64():
    expect_gradient_norms(hidden_gradient_norms, RecurrentRegressionModel, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### How good was your prediction?
#
# `network` draws one of your RNNs and scales its weights so that $W^h$ has exactly the spectral radius you ask for.


# %%
def network(radius: float, nonlinearity=torch.tanh, hidden: int = 32) -> RecurrentRegressionModel:
    """One of your RNNs, its weights scaled so that ρ(W^h) = radius."""
    torch.manual_seed(seed)
    linear = RNNLayer(1, hidden, nonlinearity=lambda z: z)
    W_h = step_jacobian(linear, torch.zeros(1, 2, 1), 1)  # without a nonlinearity, ∂h_2/∂h_1 = W^h
    with torch.no_grad():
        for parameter in linear.parameters():
            parameter.mul_(radius / spectral_radius(W_h))
    layer = RNNLayer(1, hidden, nonlinearity)
    layer.load_state_dict(linear.state_dict())
    return RecurrentRegressionModel(layer)


with attempt(**figure_needs):
    x, y = averaging_batch(batch=1, time=40, generator=torch.Generator().manual_seed(seed))
    measured = {
        radius: hidden_gradient_norms(network(radius, lambda z: z), x, y, True)
        for radius in predicted
    }
    for radius, norms in measured.items():
        said = "nothing" if predicted[radius] is None else f"{predicted[radius]:.0e}"
        print(
            f"ρ = {radius}: the gradient at h_1 is {norms[0] / norms[-1]:.0e} times the one at h_40. You said {said}."
        )
    fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
    plot_gradient_norms(
        ax, {f"ρ = {r}": n for r, n in measured.items()}, radii={f"ρ = {r}": r for r in measured}
    )
    figure_with_alt(
        fig,
        "Three curves on a log axis: at spectral radius 0.9 the gradient falls towards "
        "early steps, at 1.0 it stays, at 1.1 it grows; each follows its predicted slope.",
    )

# %% [markdown]
# ### Look
#
# Now play. The explorer draws an RNN that reads one sequence of the averaging task, and shows
#
# - the **gradient** that reaches each step, $\lVert\partial L/\partial h_t\rVert$ (dashed, where there is no nonlinearity: the predicted slope $\rho^{T-t}$),
# - the **size of the states**, $\lVert h_t\rVert$,
# - **who feels whom**: how much the loss at step $k$ (row) feels the state at step $t$ (column). A row that is dark from end to end is a step whose prediction happens to be right, and a loss near 0 has hardly a gradient; look at how rows *fade* to the left,
# - the **eigenvalues** of $W^h$ with the unit circle, and as rings those of one step back, $\partial h_t/\partial h_{t-1}$, at the step you point at.
#
# It runs *your* `RNNLayer`, with the weights of a built-in RNN that your browser computes; the tick says whether the two agree. Weights and biases start as PyTorch would draw them, and the sliders multiply them. Point at a step to see it in every panel.
#
# Begin with the tick at **predict first**: press *explode*, draw where the curve will go, then ask for the truth.

# %%
GradientExplorer(own=lambda hidden, phi: RNNLayer(1, hidden, phi), preset="vanish")

# %% [markdown] nbgrader={"grade": false, "grade_id": "rnn_lstm-explore-linear-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Without a nonlinearity.** Choose φ *none* and a loss at the last step. Move the weight scale and find where the curve stops falling and starts to rise; look at the eigenvalues while you do, and at other networks and lengths. Under which condition do the gradients of a linear RNN vanish over long sequences, and under which do they explode? Argue from your formula for $\partial L/\partial h_t$, and say at which spectral radius your curve turned. (About five sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: $\partial L/\partial h_t$ contains $(W^h)^{T-t}$, so its size is ruled by the largest eigenvalue in absolute value, $\rho(W^h)$.
# - 1 point: well below 1 vanishes, well above 1 explodes, near 1 stays stable.
# - 1 point: what was seen agrees: straight lines on the log axis whose slope is $\log\rho$, crossing at about 1.
#
# **Two common wrong answers**
# - "It explodes when the *entries* of $W^h$ are larger than 1": no; a matrix of small entries can have $\rho > 1$. Loses the first point.
# - "It depends on the largest singular value": that bounds one step; over many steps the eigenvalue decides (the two agree only for special matrices). Half of the first point.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "rnn_lstm-explore-linear", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Every step back multiplies the gradient by $W^h$ once more, so $\partial L/\partial h_t = 2(\hat y - y)W^f(W^h)^{T-t}$. A high power of a matrix behaves like the power of its largest eigenvalue in absolute value, the spectral radius $\rho$. With $\rho$ below 1 the gradient shrinks by about that factor at every step and vanishes; with $\rho$ above 1 it grows and explodes; only near 1 does it keep its size. In the figures the curves are straight lines on the log axis with slope $\log\rho$ (after a short bend, while smaller eigenvalues die out), and they turn from falling to rising at $\rho = 1$.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade": false, "grade_id": "rnn_lstm-explore-activations-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **tanh and ReLU.** Compare the sizes of the *states* and of the *gradients* with tanh and with ReLU, at a spectral radius of about 0.8 and again of 2 (the weight scale changes it). Then, with tanh at 2, raise the bias scale to 20 and watch the rings of one step back. What vanishes, what explodes, and why do tanh and ReLU differ at 2? Give one number that you read off a panel. (About six sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: tanh keeps every entry of the state within (−1, 1), so states stay small; ReLU does not bound them and they can explode.
# - 1 point: tanh saturates: its derivative $1-h^2$ is below 1, near 0 for large inputs; so fewer exploding and more vanishing gradients. ReLU's derivative is 0 or 1: where units are active, gradients behave as in a linear network (of the active units only, so they need a $\rho$ somewhat above 1 to explode).
# - 1 point: a number from the student's own figure, and the remark that tanh can still explode when $\rho > 1$ and the states stay near 0 (or an equivalent qualification).
#
# **Two common wrong answers**
# - "tanh cannot explode because it is bounded": the *states* are bounded, the gradients are products of Jacobians. Loses the third point.
# - "ReLU cures vanishing gradients": it removes saturation, but with $\rho < 1$ or inactive units gradients vanish all the same. Half of the second point.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "rnn_lstm-explore-activations", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# With tanh every entry of $h_t$ lies between −1 and 1, so the states cannot grow without bound; with ReLU they can, and at $\rho = 2$ over 50 steps they do: my last state had a norm of $10^7$, with tanh it was 4. At 0.8 both gradients vanish. The gradient is multiplied at every step by $\mathrm{diag}(\sigma'(z_t))\,W^h$. For tanh $\sigma' = 1 - h_t^2 \le 1$, close to 0 when a unit is saturated: large weights push units into saturation, which dampens the very explosion they would cause, so tanh shows more vanishing and fewer exploding gradients. For ReLU $\sigma'$ is 1 for active units: among them the gradient behaves as without a nonlinearity, and at 2 it explodes, to $10^{15}$ at the first step. That of tanh grew to $10^4$ only, because its states were not all saturated; with the biases times 20 most were, the rings shrank towards 0, and with the same $W^h$ only $10^{-2}$ arrived.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade": false, "grade_id": "rnn_lstm-explore-all-losses-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **A loss at every step.** Press *vanish*, then choose a loss at every step. What changes in the curve of gradients, and why? Does the network now learn from far back? Use the map: what do its rows say about $\partial L_k/\partial h_t$ for $t \ll k$? (About five sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: the curve no longer vanishes, because every $h_t$ has its own loss $L_t$ right beside it, and $\partial L_t/\partial h_t$ is large.
# - 1 point: the curve shows the *sum* over $k$; the share of far-away losses, $\partial L_k/\partial h_t$ with $t \ll k$, is as small as before (rows of the map).
# - 1 point: so learning over long distances is not helped: a dependency between a late target and an early input still gets almost no gradient.
#
# **Two common wrong answers**
# - "The problem is solved, the gradients are large everywhere": confuses the sum with its terms. At most 1 point.
# - "The curve stays as it was": did not look, or did not pass the option on. 0 points for the first item.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "rnn_lstm-explore-all-losses", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The curve is now large at every step, also at the early ones. That is because each state has a loss of its own next door: $\partial L_t/\partial h_t$ has travelled no distance. The curve shows the sum over all losses, and these near terms dominate it. In the map each row is one loss $L_k$: to the left of the diagonal it fades just as the curve did before, so for $t \ll k$ nothing arrives. A target that depends on something long ago still gets no gradient to learn it, so long-range learning is not helped.
# ### END SOLUTION

# %% [markdown]
# ## 5 · A road past the matrix
#
# An LSTM adds a second state, the **cell state** $C_t$, and three gates that decide what is kept, what is written and what is shown. As in the literature, $x_t$ and $h_{t-1}$ are rows here and stand on the left of their matrices; $W^f$ now belongs to the forget gate.
#
# $$\begin{aligned}
# f_t &= \operatorname{sigmoid}(x_t U^f + h_{t-1} W^f + b^f) && \text{forget: how much of } C_{t-1} \text{ stays}\\
# i_t &= \operatorname{sigmoid}(x_t U^i + h_{t-1} W^i + b^i) && \text{input: how much of } g_t \text{ is written}\\
# o_t &= \operatorname{sigmoid}(x_t U^o + h_{t-1} W^o + b^o) && \text{output: how much of } C_t \text{ is shown}\\
# g_t &= \tanh(x_t U^g + h_{t-1} W^g + b^g) && \text{candidate: what there is to write}\\
# C_t &= f_t \circ C_{t-1} + i_t \circ g_t\\
# h_t &= o_t \circ \tanh(C_t)
# \end{aligned}$$
#
# | symbol | shape |
# |---|---|
# | $f_t, i_t, o_t, g_t, C_t, h_t$ | `(batch, hidden)` |
# | $U$, $W$, $b$ of each gate | `input × hidden`, `hidden × hidden`, `hidden` |
#
# $\circ$ multiplies entry by entry. Again the layout is yours: four small layers, or one large one that you cut into four. Call the gates f, i and o, as the equations do: the check reads the names of variables and parameters too. Keep $h_1 \dots h_T$ in `self.h_list`. Do not use `nn.LSTM` or `nn.LSTMCell`. About fifteen lines.
#
# <details><summary>A nudge</summary>
#
# There are two states to carry through the loop, and the order matters: first the gates, then $C_t$, then $h_t$ from the *new* $C_t$.
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-lstm-layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
class LSTMLayer(nn.Module):
    """C_t = f_t∘C_{t-1} + i_t∘g_t and h_t = o_t∘tanh(C_t), unrolled over the sequence."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        ### BEGIN SOLUTION
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)
        ### END SOLUTION

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """x: (batch, time, input) → all_h: (batch, time, hidden), (h_last, c_last): (batch, hidden) each."""
        self.h_list = []
        ### BEGIN SOLUTION
        h = C = x.new_zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            z = self.gates(torch.cat([x[:, t], h], dim=1))  # (batch, 4 · hidden)
            f, i, o = torch.sigmoid(z[:, : 3 * self.hidden_size]).chunk(3, dim=1)
            g = torch.tanh(z[:, 3 * self.hidden_size :])
            C = f * C + i * g
            h = o * torch.tanh(C)
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h, C)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-lstm-layer-test", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check("lstm-layer")  # 8 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed, from_scratch, load
from autograde.hidden import rnn_lstm as cases
from autograde.hidden.gate_names import expect_gate_names

from_scratch("LSTMLayer")
with float64():
    case = cases.lstm_layer(fresh_seed())
    layer = LSTMLayer(case.input_size, case.hidden_size)
    matching = load(layer, case.weights)
    all_h, (h_last, c_last) = layer(case.x)
    expect(all_h, "all_h").close_to(case.all_h)
    expect(h_last, "h_last").close_to(case.h_last[0])
    expect(c_last, "c_last").close_to(case.c_last[0])
    expect_gate_names(layer, case.weights, case.x, matching)
### END HIDDEN TESTS

# %% [markdown]
# ### RNN against LSTM
#
# Both networks freshly drawn, the same sequence, one loss at the end. How far back does each hear it?

# %%
with attempt(LSTMLayer="lstm-layer", **figure_needs):
    x, y = averaging_batch(batch=1, time=40, generator=torch.Generator().manual_seed(seed))
    torch.manual_seed(seed)
    curves = {}
    for kind, layer in (("RNN", RNNLayer), ("LSTM", LSTMLayer)):
        model = RecurrentRegressionModel(layer(1, 32))
        curves[f"{kind}, freshly drawn"] = hidden_gradient_norms(
            model, x, y, last_timestep_only=True
        )
    fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
    plot_gradient_norms(ax, curves)
    figure_with_alt(
        fig,
        "Gradient norm by step on a log axis. Of the gradient at h_40 there arrives at h_1: "
        + "; ".join(f"{name}, {n[0] / n[-1]:.0e}" for name, n in curves.items()),
    )

# %% [markdown]
# Neither explodes, both vanish, and the LSTM does so more slowly. Why more slowly?
#
# Look at the cell state alone. Hold the gates and candidates fixed and follow only the road $C_t \to C_{t+1} \to \dots \to C_T$. One step of it is $C_T = f_T \circ C_{T-1} + \dots$, so
#
# $$\left.\frac{\partial C_T}{\partial C_{T-1}}\right|_{\text{direct}} = \operatorname{diag}(f_T).$$
#
# What is $\left.\dfrac{\partial C_T}{\partial C_t}\right|_{\text{direct}}$ for any $t$? It is diagonal: return the diagonals, one row for each $t = 1 \dots T$, given all forget gates. (Row $T$ is $\partial C_T/\partial C_T$.)


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-lstm-cell-path", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cell_path(f: Tensor) -> Tensor:
    """f: (time, hidden), the forget gates f_1 … f_T → (time, hidden): the diagonal of ∂C_T/∂C_t along the cell state."""
    ### BEGIN SOLUTION
    rows = [torch.ones_like(f[-1])]
    for f_t in f.flip(0)[:-1]:  # f_T, f_{T-1}, …, f_2
        rows.append(rows[-1] * f_t)
    return torch.stack(rows).flip(0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-lstm-cell-path-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("lstm-cell-path")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed
from autograde.hidden import rnn_lstm as cases

with float64():
    case = cases.forget_gates(fresh_seed())
    expect(cell_path(case.f), "cell_path(f)").close_to(case.diagonal)
### END HIDDEN TESTS

# %%
with attempt(cell_path="lstm-cell-path"):
    fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
    paths = {
        f"every forget gate at {f}": cell_path(torch.full((40, 1), f)).squeeze(1)
        for f in (0.5, 0.9, 0.99)
    }
    plot_gradient_norms(ax, paths)
    ax.set(
        title="What the cell state lets through",
        ylabel=r"$\partial C_T / \partial C_t$, direct path",
    )
    figure_with_alt(
        fig,
        "What is left after 39 steps of the direct path: "
        + "; ".join(f"{name}, {path[0]:.0e}" for name, path in paths.items()),
    )

# %% [markdown]
# And in a whole LSTM, yours? A fresh one has forget gates near one half, and half of a half forty times over is nothing. Predict what a **forget-gate bias** of 2 does to the curve, and one of 5; then move the slider. The *ghost* is the RNN of the same scale, and the last panel shows how open the forget gates are.

# %%
GradientExplorer(own=lambda hidden: LSTMLayer(1, hidden), own_cell="LSTM")

# %% [markdown] nbgrader={"grade": false, "grade_id": "rnn_lstm-lstm-cell-path-written-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Why slower?** $C_{T-1}$ influences the loss in two ways: through $C_T$ directly, and through $h_{T-1}$ into the gates of step $T$. Use the two to explain why gradients vanish more slowly in an LSTM than in a vanilla RNN, and why they can vanish all the same. (About six sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: the direct path multiplies by $\operatorname{diag}(f_T)$ only: no weight matrix and no squashing derivative in it.
# - 1 point: with forget gates near 1 that is nearly the identity, so the gradient of the cell state passes through many steps almost unchanged; the network can *learn* to open the gate.
# - 1 point: it can still vanish: gates are rarely all near 1 (a fresh network has about 0.5), and the path through $h_{T-1}$ decays as in a vanilla RNN.
#
# **Two common wrong answers**
# - "LSTMs do not have vanishing gradients": contradicted by the student's own figure. Loses the third point.
# - "Because sigmoid and tanh keep everything bounded": boundedness of the states says nothing about the product of Jacobians. Loses the first point.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "rnn_lstm-lstm-cell-path-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Along the cell state one step back multiplies the gradient by $\operatorname{diag}(f_T)$, entry by entry; there is no $W^h$ and no derivative of tanh in that product. If a forget gate is close to 1, its entry passes many steps almost unchanged, so what was written there long ago still gets a gradient, and the network can learn which entries to keep open. In a vanilla RNN every step multiplies by $\operatorname{diag}(\sigma')W^h$, so it has no such road. The LSTM's gradients vanish all the same when gates are not near 1: in a fresh network they are about one half, and $0.5^{40}$ is $10^{-12}$. And the second way, through $h_{T-1}$ and the gates, goes through weight matrices and decays as before.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade": false, "grade_id": "rnn_lstm-resnet-link-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **The same idea elsewhere.** A simple ResNet has blocks $h_{t+1} = \sigma(W_t h_t + b_t) + h_t$. What do its skip connections have in common with the LSTM's cell state? Name one difference. (About four sentences, 2 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: both give information and gradient a way past the matrix product: the Jacobian contains the identity (ResNet) or $\operatorname{diag}(f_t)$ (LSTM), so the product over many layers or steps need not vanish.
# - 1 point: a sensible difference: the gate is learned and depends on the input, the skip is always open; or weights are shared over time but not over layers.
#
# **Two common wrong answers**
# - "Both make the network deeper": no mention of the path. 0 points.
# - "The skip connection is a gate as well": in a plain ResNet it is fixed at 1. Loses the second point.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "rnn_lstm-resnet-link", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Both let information and gradients go past the matrix product: $\partial h_{t+1}/\partial h_t = I + \dots$ in the ResNet, $\partial C_{t+1}/\partial C_t = \operatorname{diag}(f_{t+1}) + \dots$ in the LSTM. A product of such factors does not have to shrink, which is why both can be made deep or long. The difference: the skip connection is always fully open, while the forget gate is computed from the input and the state and can close when something should be forgotten.
# ### END SOLUTION

# %% [markdown]
# ## 6 · Stack and train
#
# The states of one layer can be the input of the next. Write both stacks. `forward(x)` returns the outputs of the *last* layer, and the last state of *every* layer, lowest first: `(num_layers, batch, hidden)`; for the LSTM a pair of those, $h$ and $C$.
#
# <details><summary>A nudge</summary>
#
# The first layer reads `input_size` numbers, the others `hidden_size`. A plain Python list hides its layers from the optimiser; `nn.ModuleList` does not. `RecurrentRegressionModel` will ask for `hidden_size`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-stacked", "locked": false, "schema_version": 3, "solution": true, "task": false}
class RNN(nn.Module):
    """num_layers RNNLayers, each reading the states of the one below."""

    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        ### BEGIN SOLUTION
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)
        ### END SOLUTION

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: (batch, time, input) → all_h: (batch, time, hidden), h_last: (num_layers, batch, hidden)."""
        ### BEGIN SOLUTION
        last = []
        for layer in self.layers:
            x, h_last = layer(x)
            last.append(h_last)
        return x, torch.stack(last)
        ### END SOLUTION


class LSTM(nn.Module):
    """num_layers LSTMLayers, each reading the states of the one below."""

    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        ### BEGIN SOLUTION
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)
        ### END SOLUTION

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """x: (batch, time, input) → all_h: (batch, time, hidden), (h_last, c_last): (num_layers, batch, hidden) each."""
        ### BEGIN SOLUTION
        h_lasts, c_lasts = [], []
        for layer in self.layers:
            x, (h_last, c_last) = layer(x)
            h_lasts.append(h_last)
            c_lasts.append(c_last)
        return x, (torch.stack(h_lasts), torch.stack(c_lasts))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-stacked-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("stacked")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed, from_scratch, load
from autograde.hidden import rnn_lstm as cases

from_scratch("RNN", "LSTM")
with float64():
    for layers in (1, 2, 3):
        case = cases.rnn_layer(fresh_seed(), layers)
        net = RNN(case.input_size, case.hidden_size, layers)
        load(net, case.weights)
        all_h, h_last = net(case.x)
        expect(all_h, f"RNN, {layers} layers: all_h").close_to(case.all_h)
        expect(h_last, f"RNN, {layers} layers: h_last").close_to(case.h_last)
        case = cases.lstm_layer(fresh_seed(), layers)
        net = LSTM(case.input_size, case.hidden_size, layers)
        load(net, case.weights)
        all_h, (h_last, c_last) = net(case.x)
        expect(all_h, f"LSTM, {layers} layers: all_h").close_to(case.all_h)
        expect(h_last, f"LSTM, {layers} layers: h_last").close_to(case.h_last)
        expect(c_last, f"LSTM, {layers} layers: c_last").close_to(case.c_last)
### END HIDDEN TESTS

# %% [markdown]
# ### Train eight networks
#
# One and two layers, RNN and LSTM, both tasks: eight networks on sequences of ten steps. Write the training loop: draw a fresh batch with `averaging_batch(batch=…, time=10)` at every step, compute your `loss_fn`, step the optimiser, and return the list of losses as plain numbers. You choose the optimiser, the learning rate and how it falls, the batch size. `steps` is how many steps you get.
#
# On sequences they have never seen, the one-layer networks should come below **0.01** and the two-layer ones below **0.001**. There is partial credit up to ten times that, but none for a network that does little better than always answering 0, which costs 0.10 on the first task and 0.03 on the second.
#
# <details><summary>A nudge</summary>
#
# Adam at its usual 1e-3 gets there slowly. Several times that is faster, but then the last steps keep jumping about: let the learning rate fall to almost nothing towards the end. `torch.optim.lr_scheduler` has ready-made ways.
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-train-stacked", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    """Train on the averaging task; returns the loss of every step."""
    ### BEGIN SOLUTION
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.01, total_iters=steps)
    losses = []
    for _ in range(steps):
        x, y = averaging_batch(batch=64, time=10)
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %%
# Trains all eight, in less than half a minute. Leave this cell as it is.
steps = {"RNN": 800, "LSTM": 400}  # an LSTM step costs twice as much, and half as many are enough
if budget == "full":
    steps = {cell: 3 * n for cell, n in steps.items()}
trained, losses = {}, {}
with attempt(
    train="train-stacked", RNN="stacked", LSTM="stacked", LSTMLayer="lstm-layer", **figure_needs
):
    for cell, net in (("RNN", RNN), ("LSTM", LSTM)):
        for layers in (1, 2):
            for task in ("all", "last"):
                torch.manual_seed(seed)
                model = RecurrentRegressionModel(net(1, 32, layers))
                losses[cell, layers, task] = train(model, task == "last", steps[cell])
                trained[cell, layers, task] = model

# %% nbgrader={"grade": true, "grade_id": "rnn_lstm-train-stacked-test", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check("train-stacked")  # 8 points
### BEGIN HIDDEN TESTS
from autograde.hidden.trained import score

assert trained, "no network has been trained"
score(trained, 8)
### END HIDDEN TESTS

# %%
with attempt(train="train-stacked"):
    if not losses:
        raise NotImplementedError
    fig, axes = plt.subplots(1, 2, figsize=(12, 4), layout="constrained", sharey=True)
    for ax, (task, title) in zip(
        axes,
        {"all": "Average at every step", "last": "Average at the last step"}.items(),
        strict=True,
    ):
        curves = {(cell, layers): loss for (cell, layers, t), loss in losses.items() if t == task}
        plot_losses(ax, curves, goals={1: 1e-2, 2: 1e-3})
        ax.set_title(title)
    figure_with_alt(
        fig,
        "Training losses on a log axis, with the goals as level lines. Last hundred steps: "
        + "; ".join(
            f"{cell}, {layers} layers, {task}: {sum(loss[-100:]) / len(loss[-100:]):.0e}"
            for (cell, layers, task), loss in losses.items()
            if loss
        ),
    )

# %% [markdown]
# ### If you want more
#
# None of this is graded.
#
# - Give the forget gates of a fresh LSTM a bias of +3 and repeat the comparison of section 5. How far back does the gradient reach now?
# - Train on ten steps, test on forty. Which of the eight networks has learned to average, and which has learned *ten*?
# - Make the running-average task harder: the average of the first three inputs only, asked for at step 40. At which spectral radius can an RNN still learn it?
# - Replace $W^h$ by an orthogonal matrix (`torch.nn.init.orthogonal_`). What do its eigenvalues look like, and what happens to the curve of gradients?

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "rnn_lstm-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "rnn_lstm-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "rnn_lstm-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
