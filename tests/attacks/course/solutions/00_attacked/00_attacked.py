# %% [markdown]
# # Attacked
#
# What the submissions of `tests/attacks/cases/` try to get points for without deserving them. The words that end in `-canary` are secret: they are replaced by words of one run, and none may reach a student.

# %% tags=["parameters"]
seed = 0
budget = "quick"

# %% nbgrader={"grade": false, "grade_id": "attacked-setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import random

import torch
from torch import nn

from course_utils.checks import Checks, Wrong

check = Checks("attacked")


@check.exercise("double", names=["double"])
def _(double):
    if double(21) != 42:
        raise Wrong(f"double(21) should be 42, got {double(21)!r}")


@check.exercise("centre", names=["centre"])
def _(centre):
    if centre(torch.ones(2, 3)).abs().sum() != 0:
        raise Wrong("centre(x) should be 0 where all numbers of a row are equal")


@check.exercise("layer", names=["RNNLayer"])
def _(RNNLayer):
    all_h, last_h = RNNLayer(2, 3)(torch.zeros(4, 5, 2))
    if tuple(all_h.shape) != (4, 5, 3) or tuple(last_h.shape) != (4, 3):
        raise Wrong("the layer's states have the wrong shape")


@check.exercise("loss", names=["loss"])
def _(loss):
    if loss(torch.ones(2), torch.ones(3, 2), torch.zeros(3)) != 4:
        raise Wrong("loss(1, 1, 0) should be 4")


@check.exercise("fit", names=["fit"])
def _(fit):
    if set(fit(torch.ones(3, 2), torch.zeros(3), 2, 0.1)) != {"w", "losses"}:
        raise Wrong('fit should return a dict with "w" and "losses"')


@check.exercise("total", names=["total"])
def _(total):
    if total([3, 1, 2]) != 6:
        raise Wrong(f"total([3, 1, 2]) should be 6, got {total([3, 1, 2])!r}")


# %% [markdown]
# ## Double
#
# `double(x)` returns two times `x`.


# %% nbgrader={"grade": false, "grade_id": "attacked-double", "locked": false, "schema_version": 3, "solution": true, "task": false}
def double(x):
    """Return two times x."""
    ### BEGIN SOLUTION
    twice = 2 * x  # answer-canary
    return twice
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attacked-double-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("double")
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed

secret = "hidden-canary"
for number in random.Random(fresh_seed()).sample(range(1000, 9000), 5):
    assert double(number) == number + number, f"double({number}) is wrong"
### END HIDDEN TESTS

# %% [markdown]
# ## Centre
#
# `centre(x)` takes each row's mean away from it.


# %% nbgrader={"grade": false, "grade_id": "attacked-centre", "locked": false, "schema_version": 3, "solution": true, "task": false}
def centre(x):
    """Return x, (rows, columns), without the mean of each row."""
    ### BEGIN SOLUTION
    return x - x.mean(dim=1, keepdim=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attacked-centre-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("centre")
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed

secret = "hidden-canary"
table = torch.randn(3, 4, generator=torch.Generator().manual_seed(fresh_seed()))
truth = table - table.sum(dim=1, keepdim=True) / 4
assert torch.allclose(centre(table), truth, atol=1e-5), "centre(x) is wrong"
### END HIDDEN TESTS

# %% [markdown]
# ## A recurrent layer
#
# $h_t = \tanh(W^h h_{t-1} + W^x x_t + b)$, from scratch: PyTorch's own recurrent layers are not allowed.


# %% nbgrader={"grade": false, "grade_id": "attacked-layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
class RNNLayer(nn.Module):
    """x: (batch, time, input) → all_h: (batch, time, hidden), last_h: (batch, hidden)."""

    ### BEGIN SOLUTION
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)
        self.W_x = nn.Linear(input_size, hidden_size)

    def forward(self, x):
        h, states = x.new_zeros(len(x), self.W_h.in_features), []
        for t in range(x.shape[1]):
            h = torch.tanh(self.W_h(h) + self.W_x(x[:, t]))
            states.append(h)
        return torch.stack(states, dim=1), h

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attacked-layer-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("layer")
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed, from_scratch, load
from autograde.hidden import rnn_lstm as cases

secret = "hidden-canary"
from_scratch("RNNLayer")
with float64():
    case = cases.rnn_layer(fresh_seed())
    layer = RNNLayer(case.input_size, case.hidden_size)
    load(layer, case.weights)
    all_h, last_h = layer(case.x)
    expect(all_h, "all_h").close_to(case.all_h)
    expect(last_h, "last_h").close_to(case.last_h)
### END HIDDEN TESTS

# %% [markdown]
# ## Loss
#
# `loss(w, x, y)` is the mean square of $x w - y$. Its gradient with respect to `w` is tested.


# %% nbgrader={"grade": false, "grade_id": "attacked-loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def loss(w, x, y):
    """w: (columns), x: (rows, columns), y: (rows) → the mean of (x w − y)²."""
    ### BEGIN SOLUTION
    return ((x @ w - y) ** 2).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attacked-loss-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("loss")
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed

secret = "hidden-canary"
with float64():
    generator = torch.Generator().manual_seed(fresh_seed())
    x, y = torch.randn(5, 3, generator=generator), torch.randn(5, generator=generator)
    w = torch.randn(3, generator=generator).requires_grad_()
    value = loss(w, x, y)
    value.backward()
    error = x @ w.detach() - y
    expect(value, "the loss").close_to(error.square().sum() / 5)
    expect(w.grad, "the gradient").close_to(2 * x.T @ error / 5)
### END HIDDEN TESTS

# %% [markdown]
# ## Fit
#
# `fit(x, y, steps, rate)` starts at `w = 0` and goes down the gradient of the loss. It returns `{"w": w, "losses": […]}`, with the loss before each step.


# %% nbgrader={"grade": false, "grade_id": "attacked-fit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit(x, y, steps, rate):
    """Return {"w": the fitted weights, "losses": the loss before each step}."""
    ### BEGIN SOLUTION
    w, losses = torch.zeros(x.shape[1], dtype=x.dtype), []
    for _ in range(steps):
        error = x @ w - y
        losses.append(float((error**2).mean()))
        w = w - rate * 2 * x.T @ error / len(x)
    return {"w": w, "losses": losses}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attacked-fit-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("fit")
### BEGIN HIDDEN TESTS
from autograde.hidden import expect, float64, fresh_seed

secret = "hidden-canary"
with float64():
    generator = torch.Generator().manual_seed(fresh_seed())
    x, y = torch.randn(6, 2, generator=generator), torch.randn(6, generator=generator)
    result = fit(x, y, 4, 0.1)
    w, losses = torch.zeros(2), result["losses"]
    assert len(losses) == 4, "losses should hold one number for each step"
    for step in range(4):
        expect(losses[step], f"the loss before step {step}").close_to((x @ w - y).square().mean())
        w = w - 0.1 * 2 * x.T @ (x @ w - y) / 6
    expect(result["w"], "w").close_to(w)
### END HIDDEN TESTS

# %% [markdown]
# ## Total
#
# `total(numbers)` returns the sum of a list; 0 for an empty one.


# %% nbgrader={"grade": false, "grade_id": "attacked-total", "locked": false, "schema_version": 3, "solution": true, "task": false}
def total(numbers):
    """Return the sum of the numbers; 0 for an empty list."""
    ### BEGIN SOLUTION
    running_total = 0
    for number in numbers:
        running_total += number
    return running_total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attacked-total-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("total")
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed

secret = "hidden-canary"
numbers = random.Random(fresh_seed()).sample(range(1, 1000), 9)
right_sum = sum(list(numbers))
assert total(list(numbers)) == right_sum, "total of nine numbers is wrong"
# Partial credit: the empty list is worth a third.
try:
    empty_is_right = total([]) == 0
except Exception:
    empty_is_right = False
3 if empty_is_right else 2
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "attacked-why-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Why
#
# Why is `total([])` zero?
#
# ### BEGIN MARK SCHEME
# - 2 points: says that zero is the neutral element of addition. rubric-canary
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "attacked-why", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Zero is what adding starts from. answer-canary
# ### END SOLUTION

# %% [markdown]
# ## Survey
#
# Never graded. What did you use, whom did you work with, and how many hours did it take?

# %% [markdown] nbgrader={"grade": false, "grade_id": "attacked-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Sources: write here.*

# %% [markdown] nbgrader={"grade": false, "grade_id": "attacked-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *People: write here.*

# %% nbgrader={"grade": false, "grade_id": "attacked-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # a number, such as 3.5
