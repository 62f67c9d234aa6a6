# %% [markdown]
# # Faults
#
# A notebook for testing what becomes of a class when things go wrong. `grow`, `evens` and `average`
# know nothing of each other; `grow_all` needs `grow`.

# %% tags=["parameters"]
seed = 0
budget = "quick"

# %% nbgrader={"grade": false, "grade_id": "faults-setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import random

import torch

from course_utils.checks import Checks, Wrong

check = Checks("faults")


@check.exercise("grow", names=["grow"])
def _(grow):
    if grow(21) != 42:
        raise Wrong(f"grow(21) should be 42, got {grow(21)!r}")


# %% [markdown]
# ## Grow
#
# `grow(x)` returns two times `x`.


# %% nbgrader={"grade": false, "grade_id": "faults-grow", "locked": false, "schema_version": 3, "solution": true, "task": false}
def grow(x):
    """Return two times x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "faults-grow-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("grow")
### BEGIN HIDDEN TESTS
for number in random.Random(seed).sample(range(-1000, 1000), 5):
    assert grow(number) == number + number, "grow does not double"
### END HIDDEN TESTS

# %% [markdown]
# ## Grow all
#
# `grow_all(numbers)` grows each of them, with `grow`.


# %% nbgrader={"grade": false, "grade_id": "faults-chain", "locked": false, "schema_version": 3, "solution": true, "task": false}
def grow_all(numbers):
    """Return a list of the grown numbers."""
    ### BEGIN SOLUTION
    return [grow(number) for number in numbers]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "faults-chain-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
### BEGIN HIDDEN TESTS
assert grow_all([1, -2, 30]) == [2, -4, 60], "grow_all does not grow each number"
### END HIDDEN TESTS

# %% [markdown]
# ## Evens
#
# `evens(n)` returns the first `n` even numbers, beginning with 0.


# %% nbgrader={"grade": false, "grade_id": "faults-evens", "locked": false, "schema_version": 3, "solution": true, "task": false}
def evens(n):
    """Return the first n even numbers."""
    ### BEGIN SOLUTION
    return [2 * k for k in range(n)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "faults-evens-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
### BEGIN HIDDEN TESTS
assert [int(even) for even in evens(4)] == [0, 2, 4, 6], "evens(4) is wrong"
### END HIDDEN TESTS

# %% [markdown]
# ## Average
#
# `average(x)` returns the mean of a tensor, as a tensor.


# %% nbgrader={"grade": false, "grade_id": "faults-average", "locked": false, "schema_version": 3, "solution": true, "task": false}
def average(x):
    """Return the mean of all numbers in x."""
    ### BEGIN SOLUTION
    return x.sum() / x.numel()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "faults-average-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
### BEGIN HIDDEN TESTS
values = torch.randn(3, 5)
got = average(values)
assert got.shape == (), "average should return one number"
assert torch.isclose(got, values.mean()), "average is wrong"
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "faults-why-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Why
#
# What goes wrong in a machine, and why?
#
# ### BEGIN MARK SCHEME
# - 1 point: anything.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "faults-why", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Everything, sooner or later.
# ### END SOLUTION
