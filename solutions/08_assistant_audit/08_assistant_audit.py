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
# # Would you have signed that answer?
#
# A chat assistant explains your homework. The tone is sure, the formulas look right, and every sentence sounds like a textbook's. Most of them are true. Some are not, and they sound exactly the same.
#
# You could ask it *"Are you sure?"* Then it changes its mind, or it doesn't, and neither is evidence: it does so for right answers as well. This notebook practises the other way. For each claim find **the number that decides**, compute it, and only then put your name to a verdict.
#
# | | |
# |---|---|
# | **You will learn** | to turn a sentence into an experiment of a few lines; to look for the case in which a claim must fail; to tell *true*, *true under a condition* and *sounds true* apart; to annotate a conversation so that somebody else can check it |
# | **You need** | the notebooks before; each section says which |
# | **Time** | about four hours; you can take the sections in any order. The notebook computes for a few seconds |
#
# **How it works.** Eighteen claims, such as assistants make about exercises of this course; some are true, some false. Below each is a function to write: your experiment. The check tells you whether the *experiment* is right, with ✗ and what is wrong if it isn't. Then replace the `None` below it by your **verdict**, `True` or `False`: does the claim hold? ● says that it is recorded; whether it is right you learn with your grade. A verdict counts only with its experiment: one point for each.
#
# A claim that says "always", "exactly" or "cannot" is false as soon as one case speaks against it. So after your experiment works, try it on cases that might break the claim: large and small, zero, one. Use as many cells of your own as you like. (Some experiments give the same number every time, and you could write that number down. But a number that was not computed decides nothing.)

# %%
# On Colab, first upload the zip file of the course (folder symbol on the left): this installs it.
# Elsewhere there is nothing to do.
import importlib.util
import subprocess
import sys
from pathlib import Path

if importlib.util.find_spec("course_utils") is None:
    zips = sorted(map(str, Path().glob("unrolled-*.zip")))
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *zips[:1]], check=True)

# %% tags=["parameters"]
seed = 0  # another number draws other examples
budget = "quick"  # nothing here takes long

# %%
import torch
from torch import Tensor, nn

from course_utils.checks.audit import check
from course_utils.style import use_course_style
from course_utils.transcripts import Note, annotate

use_course_style()
torch.manual_seed(seed)
torch.set_default_dtype(torch.float64)  # experiments are cheap: compute them precisely

# %% [markdown]
# ## 1 · Gradients through time
#
# Notebook 01 has all that you need. Write `torch`, not theory: draw weights, compute, look.

# %% [markdown]
# ### Claim 1
#
# > As long as no entry of $W^h$ is larger than 1 in absolute value, gradients can't explode, however long the sequence is.
#
# On the way back through $T$ steps of a linear RNN a gradient is multiplied by $(W^h)^T$. How much can that stretch it at most?


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-largest-entry", "locked": false, "schema_version": 3, "solution": true, "task": false}
def growth(W: Tensor, T: int) -> float:
    """The largest singular value of the matrix power W^T: T steps stretch a gradient so far."""
    ### BEGIN SOLUTION
    return torch.linalg.matrix_norm(torch.linalg.matrix_power(W, T), ord=2).item()
    ### END SOLUTION


small_is_safe = None  # True or False: does the claim hold?
### BEGIN SOLUTION
small_is_safe = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-largest-entry-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("largest-entry")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(growth, small_is_safe, "largest-entry", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 2
#
# > ReLU's derivative is 1 where tanh's is smaller, so with ReLU gradients vanish more slowly than with tanh, whatever the input.
#
# What does ReLU's derivative look like on the other side of zero? And tanh's, for small inputs? Measure both, for inputs of several sizes.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-relu-slower", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    """‖∂L/∂h_1‖ / ‖∂L/∂h_T‖ for h_t = f(W h_{t-1} + x_t), h_0 = 0.

    L is the sum of the entries of h_T. `nonlinearity` is "tanh" or "relu"; W is
    (hidden, hidden), x is (T, hidden).
    """
    ### BEGIN SOLUTION
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()
    ### END SOLUTION


relu_is_slower = None  # True or False: does the claim hold?
### BEGIN SOLUTION
relu_is_slower = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-relu-slower-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("relu-slower")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(fading, relu_is_slower, "relu-slower", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 3
#
# > With a loss at every step the last loss reaches the first states as well: even with spectral radius 0.7 and 30 steps it always makes up at least 1 % of the gradient at $h_1$.
#
# A large gradient at $h_1$ may come from the losses nearby. How much of it is the last one's?


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-loss-everywhere", "locked": false, "schema_version": 3, "solution": true, "task": false}
def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> float:
    """‖∂L_T/∂h_1‖ / ‖∂(L_1 + … + L_T)/∂h_1‖ for h_t = W h_{t-1} + x_t, h_0 = 0.

    L_k = ‖h_k − y_k‖². W is (hidden, hidden), x and y are (T, hidden).
    """
    ### BEGIN SOLUTION
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(W @ states[-1] + x_t)
    losses = ((torch.stack(states) - y) ** 2).sum(dim=1)
    (of_last,) = torch.autograd.grad(losses[-1], states[0], retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), states[0])
    return (of_last.norm() / of_all.norm()).item()
    ### END SOLUTION


every_loss_helps = None  # True or False: does the claim hold?
### BEGIN SOLUTION
every_loss_helps = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-loss-everywhere-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("loss-everywhere")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(last_loss_share, every_loss_helps, "loss-everywhere", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 4
#
# > With all weights 0, raising the forget gates' bias from 0 to 1 makes the direct path over 20 steps more than a thousand times as strong.
#
# The direct path from $C_0$ to $C_T$ is the product of the forget gates on the way. (`bias` is a plain number; `torch.sigmoid` wants a tensor.)


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-forget-bias", "locked": false, "schema_version": 3, "solution": true, "task": false}
def direct_path(bias: float, T: int) -> float:
    """The factor that a cell state's gradient keeps over T steps when all weights are 0."""
    ### BEGIN SOLUTION
    return torch.sigmoid(torch.tensor(bias)).item() ** T
    ### END SOLUTION


one_more_is_enough = None  # True or False: does the claim hold?
### BEGIN SOLUTION
one_more_is_enough = True
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-forget-bias-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("forget-bias")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(direct_path, one_more_is_enough, "forget-bias", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 5
#
# > Clipping a gradient's norm never changes its direction; clipping each of its entries can.
#
# Two directions are the same if the cosine of the angle between them is 1. `torch.nn.utils` has both ways of clipping, for parameters.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-clipping", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cosines(g: Tensor, limit: float) -> tuple[float, float]:
    """The cosines between g, (n,), and what clipping leaves of it: (by_norm, by_value).

    By norm, g is scaled down until its length is `limit`, if it is longer. By value, each entry is
    cut to −limit … limit.
    """
    ### BEGIN SOLUTION
    by_norm = g * min(1.0, limit / g.norm().item())
    by_value = g.clamp(-limit, limit)
    by_norm, by_value = (nn.functional.cosine_similarity(c, g, dim=0) for c in (by_norm, by_value))
    return by_norm.item(), by_value.item()
    ### END SOLUTION


norm_keeps_direction = None  # True or False: does the claim hold?
### BEGIN SOLUTION
norm_keeps_direction = True
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-clipping-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("clipping")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(cosines, norm_keeps_direction, "clipping", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Sequences: who has seen what?
#
# Notebooks 02 and 05.

# %% [markdown]
# ### Claim 6
#
# > Feeding the encoder's $h_t$ to step $t$ of the decoder leaks the future: $h_t$ has already read words that come after the $t$-th.
#
# Which inputs does $h_t$ depend on? Find out from the network, by derivatives or by changing one input at a time, and not from the formula.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-leaks-future", "locked": false, "schema_version": 3, "solution": true, "task": false}
def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    """[t, k] is True where x_k has an influence on h_t; a bool tensor (T, T).

    The encoder is h_t = tanh(W h_{t-1} + U x_t), h_0 = 0; W is (hidden, hidden), U is
    (hidden, features), x is (T, features).
    """
    ### BEGIN SOLUTION
    x = x.clone().requires_grad_()
    h, seen = x.new_zeros(len(W)), []
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
        by_unit = [torch.autograd.grad(unit, x, retain_graph=True)[0] for unit in h]
        seen.append((torch.stack(by_unit) != 0).any(dim=2).any(dim=0))
    return torch.stack(seen)
    ### END SOLUTION


leaks_future = None  # True or False: does the claim hold?
### BEGIN SOLUTION
leaks_future = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-leaks-future-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("leaks-future")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(positions_seen, leaks_future, "leaks-future", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 7
#
# > Padding is made of zeros, and zeros add nothing. So the state in the last column of a padded batch is the state after each word's last letter.
#
# Let the network read some zeros after the last letter. Does the state stay where it was?


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-padding-harmless", "locked": false, "schema_version": 3, "solution": true, "task": false}
def drift(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> float:
    """‖h_{T+padding} − h_T‖ when `padding` rows of zeros follow x (T, features).

    h_0 = 0 and h_t = tanh(W h_{t-1} + U x_t + b), with W (hidden, hidden), U (hidden, features).
    """
    ### BEGIN SOLUTION
    h = at_last_letter = torch.zeros_like(b)
    for x_t in x:
        h = at_last_letter = torch.tanh(W @ h + U @ x_t + b)
    for _ in range(padding):
        h = torch.tanh(W @ h + b)  # U x_t is 0, and everything else is not
    return (h - at_last_letter).norm().item()
    ### END SOLUTION


padding_is_harmless = None  # True or False: does the claim hold?
### BEGIN SOLUTION
padding_is_harmless = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-padding-harmless-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("padding-harmless")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(drift, padding_is_harmless, "padding-harmless", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Data and measures
#
# Notebooks 02 and 03.

# %% [markdown]
# ### Claim 8
#
# > If the test rows are drawn at random, no name in the test set has been seen in training; that is what a random split is for.
#
# Surnames are shared. Take a list in which some rows occur more than once, and count.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-random-split", "locked": false, "schema_version": 3, "solution": true, "task": false}
def copied_share(rows: list[str], test: list[int]) -> float:
    """How many of the test rows, in percent, also stand among the rows for training.

    rows[i] is a name and its language, as in "Kelly, Irish". The rows at the places in `test` are
    for testing, all others for training. Equal rows count one by one.
    """
    ### BEGIN SOLUTION
    held_out = set(test)
    train = {row for place, row in enumerate(rows) if place not in held_out}
    copied = sum(rows[place] in train for place in test)
    return 100 * copied / len(test)
    ### END SOLUTION


split_is_clean = None  # True or False: does the claim hold?
### BEGIN SOLUTION
split_is_clean = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-random-split-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("random-split")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(copied_share, split_is_clean, "random-split", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 9
#
# > With ten classes, the largest of which has 40 % of the examples, a model that always answers with the largest class has an accuracy of 40 %, but a macro-F1 below 6 %.
#
# Write down precision, recall and F1 for each class. Nine of them are quick.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-always-largest", "locked": false, "schema_version": 3, "solution": true, "task": false}
def always_largest(counts: list[int]) -> tuple[float, float]:
    """Accuracy and macro-F1, both in percent, of always answering with the largest class.

    counts[i] is how many examples class i has. F1 is 2 · precision · recall / (precision + recall),
    0 for a class that is never answered; macro-F1 is the mean over all classes.
    """
    ### BEGIN SOLUTION
    precision, recall = max(counts) / sum(counts), 1.0
    f1 = 2 * precision * recall / (precision + recall)
    return 100 * precision, 100 * f1 / len(counts)
    ### END SOLUTION


accuracy_misleads = None  # True or False: does the claim hold?
### BEGIN SOLUTION
accuracy_misleads = True
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-always-largest-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("always-largest")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(always_largest, accuracy_misleads, "always-largest", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 10
#
# > A softmax at the end of the network, before `nn.CrossEntropyLoss`, only rescales its outputs. The loss can still come down to 0.
#
# After a softmax no output is larger than 1. What is the best that the loss can make of such "logits"?


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-softmax-twice", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lowest_loss(classes: int) -> float:
    """What `nn.CrossEntropyLoss` comes down to when the network's own last layer is a softmax.

    So many classes; the infimum over everything that such a network can put out, to 0.1 %.
    """
    ### BEGIN SOLUTION
    best = torch.zeros(1, classes)
    best[0, 0] = 1  # nothing that a softmax puts out is better for class 0
    return nn.CrossEntropyLoss()(best, torch.tensor([0])).item()
    ### END SOLUTION


still_reaches_zero = None  # True or False: does the claim hold?
### BEGIN SOLUTION
still_reaches_zero = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-softmax-twice-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("softmax-twice")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(lowest_loss, still_reaches_zero, "softmax-twice", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 11
#
# > For inputs with 100 entries, a linear encoder to 100 features that was never trained, its weights random, loses nothing that a linear probe could use.
#
# Train a probe on the features of a random encoder. Try fewer features as well: where does it begin to lose?


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-untrained-probe", "locked": false, "schema_version": 3, "solution": true, "task": false}
def probe_accuracy(E: Tensor, X: Tensor, y: Tensor, X_test: Tensor, y_test: Tensor) -> float:
    """How many test rows, in percent, a linear probe on the features X E^T gets right.

    E is (k, m), X (n, m); labels are -1.0 and 1.0. The probe is the least-squares fit of y by
    features and a bias; its answer is the sign. It is fitted to X and y alone.
    """
    ### BEGIN SOLUTION
    features, test_features = (
        torch.cat([rows @ E.T, rows.new_ones(len(rows), 1)], dim=1) for rows in (X, X_test)
    )  # (n, k + 1), the last column for the bias
    w = torch.linalg.lstsq(features, y[:, None]).solution[:, 0]
    right = (test_features @ w).sign() == y_test
    return 100 * right.sum().item() / len(right)
    ### END SOLUTION


random_is_enough = None  # True or False: does the claim hold?
### BEGIN SOLUTION
random_is_enough = True
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-untrained-probe-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("untrained-probe")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(probe_accuracy, random_is_enough, "untrained-probe", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 12
#
# > A denoising autoencoder that simply copies its noisy input pays $s^2$ for each entry on average, if the noise has mean 0 and standard deviation $s$; for $s = 0.5$ that is a mean squared error of 0.25.
#
# Add noise, copy, compare with the clean input.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-noise-floor", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cost_of_copying(x: Tensor, noise: Tensor) -> float:
    """The mean squared error over all entries, against the clean x, of handing on x + noise."""
    ### BEGIN SOLUTION
    copy = x + noise
    return nn.MSELoss()(copy, x).item()
    ### END SOLUTION


copying_costs = None  # True or False: does the claim hold?
### BEGIN SOLUTION
copying_costs = True
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-noise-floor-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("noise-floor")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(cost_of_copying, copying_costs, "noise-floor", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Linear autoencoders, to the letter
#
# Notebook 04. *Exactly* is a strong word.

# %% [markdown]
# ### Claim 13
#
# > `nn.MSELoss()` between $X$ and its reconstruction is $\frac{1}{n}\|X - \hat X\|_F^2$, exactly as written in the objective.
#
# The columns of $X$ are its $n$ points, each with $m$ entries. Divide one by the other, for several shapes.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-mse-exactly", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mse_ratio(X: Tensor, X_hat: Tensor) -> float:
    """(1/n)‖X − X_hat‖_F² divided by what nn.MSELoss() gives for X_hat and X, both (m, n)."""
    ### BEGIN SOLUTION
    objective = torch.linalg.matrix_norm(X - X_hat) ** 2 / X.shape[1]
    return (objective / nn.MSELoss()(X_hat, X)).item()
    ### END SOLUTION


mse_is_exact = None  # True or False: does the claim hold?
### BEGIN SOLUTION
mse_is_exact = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-mse-exactly-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("mse-exactly")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(mse_ratio, mse_is_exact, "mse-exactly", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 14
#
# > SGD with `weight_decay=λ` takes the steps that gradient descent on $\lambda\|W\|_F^2$ takes.
#
# Let the loss's gradient be 0, so that only the decay moves the weights. Compare one step of each.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-decay-exactly", "locked": false, "schema_version": 3, "solution": true, "task": false}
def decay_ratio(W: Tensor, lr: float, lam: float) -> float:
    """Length of SGD's step by weight_decay=lam alone, over that of plain descent on lam·‖W‖_F²."""
    ### BEGIN SOLUTION
    weight = nn.Parameter(W.clone())
    weight.grad = torch.zeros_like(W)
    torch.optim.SGD([weight], lr=lr, weight_decay=lam).step()
    by_sgd = (weight.detach() - W).norm()
    by_descent = (lr * 2 * lam * W).norm()
    return (by_sgd / by_descent).item()
    ### END SOLUTION


decay_is_exact = None  # True or False: does the claim hold?
### BEGIN SOLUTION
decay_is_exact = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-decay-exactly-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("decay-exactly")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(decay_ratio, decay_is_exact, "decay-exactly", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 15
#
# > Any $\lambda > 0$ in $\frac{1}{n}\|X - W_2 W_1 X\|_F^2 + \lambda\|W_1\|_F^2 + \lambda\|W_2\|_F^2$ makes the columns of the best decoder $W_2$ exactly orthonormal.
#
# Orthonormal columns have singular values of 1. What are they at the minimum, for a small λ and for a large one?


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-any-lambda", "locked": false, "schema_version": 3, "solution": true, "task": false}
def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    """W2's at the minimum, largest first: one for each eigenvalue of X Xᵀ/n, also largest first."""
    ### BEGIN SOLUTION
    return torch.relu(1 - lam / eigenvalues).sqrt()
    ### END SOLUTION


always_orthonormal = None  # True or False: does the claim hold?
### BEGIN SOLUTION
always_orthonormal = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-any-lambda-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("any-lambda")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(singular_values, always_orthonormal, "any-lambda", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 16
#
# > Where decoder and encoder together multiply a direction by $c > 0$, the decoder's column, of length $s$, and the encoder's row, of length $c/s$, cost $s^2 + c^2/s^2$. That is smallest at $s = \sqrt c$, so the columns of $W_2$ have length 1, whatever $c$ is.
#
# The place of the minimum can be measured. Does the end of the sentence follow from it?


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-sqrt-c", "locked": false, "schema_version": 3, "solution": true, "task": false}
def best_scale(c: float) -> float:
    """The s > 0 at which s² + c²/s² is smallest."""
    ### BEGIN SOLUTION
    s = torch.arange(1e-3, 6, 1e-4, dtype=torch.float64)
    return s[(s**2 + c**2 / s**2).argmin()].item()
    ### END SOLUTION


length_is_one = None  # True or False: does the claim hold?
### BEGIN SOLUTION
length_is_one = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-sqrt-c-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("sqrt-c")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(best_scale, length_is_one, "sqrt-c", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ### Claim 17
#
# > With all eigenvalues different, a stationary point that is made of other eigenvectors than the leading ones is no minimum: from each there is a direction in which the loss falls.
#
# At a stationary point the first derivative says nothing; the second, along a direction, does. Which direction would you try? Exchange one eigenvector for a better one.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-way-down", "locked": false, "schema_version": 3, "solution": true, "task": false}
def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> float:
    """Second derivative at e = 0 of ‖X − (W2 + e·E2)(W1 + e·E1)X‖_F²."""

    ### BEGIN SOLUTION
    def along(e: float) -> Tensor:
        return torch.linalg.matrix_norm(X - (W2 + e * E2) @ (W1 + e * E1) @ X) ** 2

    h = 1e-3
    return ((along(h) - 2 * along(0) + along(-h)) / h**2).item()
    ### END SOLUTION


falls_somewhere = None  # True or False: does the claim hold?
### BEGIN SOLUTION
falls_somewhere = True
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-way-down-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("way-down")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(curvature, falls_somewhere, "way-down", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · A number and its name
#
# Notebook 06.

# %% [markdown]
# ### Claim 18
#
# > In the series on training a ResNet the record to beat stood at 356 s. The first part ends at 297 s, so it saves about 17 % of the record.
#
# Two numbers compete in that text. Which of them bears the name *record*? Compute the saving from that one.


# %% nbgrader={"grade": false, "grade_id": "assistant_audit-record-356", "locked": false, "schema_version": 3, "solution": true, "task": false}
def saving(before: float, after: float) -> float:
    """How much less time, in percent of the time before; negative if it takes longer."""
    ### BEGIN SOLUTION
    return 100 * (before - after) / before
    ### END SOLUTION


a_sixth_of_the_record = None  # True or False: does the claim hold?
### BEGIN SOLUTION
a_sixth_of_the_record = False
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-record-356-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("record-356")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.audit import judged

with float64():
    points = judged(saving, a_sixth_of_the_record, "record-356", fresh_seed())
points
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Your own conversation
#
# Now an answer that *you* were given. Take a conversation with a chat assistant about any exercise of this course: one that you have had, or have one now. Paste the part that matters below, exactly as it was, and annotate it: pick at least three statements that could be checked, quote each, give your verdict (`"true"`, `"false"` or `"unclear"`), and say what your evidence is: an experiment and its number, a derivation, the page you looked it up on. At least one of them needs a number that you measured yourself.
#
# (If you use no assistant: the short conversation that stands there is made up, but typical. Annotate that one.)

# %% [markdown] nbgrader={"grade": false, "grade_id": "assistant_audit-annotate-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Annotate it.** `notes` is a list of at least three notes, `Note(quote="…", verdict="false", evidence="…")`, the evidence in 5 to 200 words; each quote must occur in the transcript. Run the cell to see your notes beside the text, and the check below it to see what is still missing. (If the conversation contains three double quotes in a row, put three single quotes around it instead.) (3 points)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: three statements that can be checked, quoted exactly (not "hello, good question"), at least one of which is not obviously right.
# - 1 point: the verdicts are right, or "unclear" with a reason. (Run what the student ran if in doubt; a wrong verdict with an honest experiment that shows it loses half of this point.)
# - 1 point: evidence that somebody else could repeat: a number with what was computed, a derivation, a page. "I asked it again" or "it makes sense" is none.
#
# **For the conversation that stands there:** the spectral radius bounds the long run only (W = [[0.9, 2], [0, 0.9]]: the norm of W^k is 2.3 at k = 1 and 7.8 at k = 9): false. A tanh unit at 0.99 passes on 1 − 0.99² = 2 %: true. `eval()` does not stop gradients: false.
# ### END MARK SCHEME

# %% nbgrader={"grade": true, "grade_id": "assistant_audit-annotate", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# Paste a conversation of your own between the quotes, or annotate this one.
transcript = r"""
**You:** My plain RNN forgets everything after a few steps. I rescaled W^h so that its spectral radius is 0.9. What can still go wrong?

**Assistant:** Good question! Let's take it step by step:

1. **Explosions are off the table.** With a spectral radius below 1, the gradient shrinks at *every single step* back in time, whatever the matrix looks like.
2. Saturation remains. A tanh unit that sits at 0.99 passes on only about **2 %** of the gradient that reaches it.

You may also want to clip the norm of the gradient, just to be safe.

**You:** I put a linear probe on top of the hidden states. How do I make sure that it doesn't change the encoder?

**Assistant:** Just call `encoder.eval()` before you train the probe. In eval mode PyTorch doesn't compute gradients for the encoder's weights, so they stay "frozen".

Shall I write the training loop for you?
"""
notes = None  # a list of at least three: Note(quote, verdict, evidence)
### BEGIN SOLUTION
notes = [
    Note(
        quote="With a spectral radius below 1, the gradient shrinks at every single step",
        verdict="false",
        evidence="W = [[0.9, 2], [0, 0.9]] has spectral radius 0.9, and the largest singular value "
        "of W^k is 2.3 for k = 1, 7.8 for k = 9 and still 1.3 for k = 40. Eigenvalues decide how it "
        "ends, singular values what one step does.",
    ),
    Note(
        quote="A tanh unit that sits at 0.99 passes on only about 2 % of the gradient",
        verdict="true",
        evidence="The derivative is 1 − h², and 1 − 0.99² = 0.0199. Autograd gives the same at "
        "atanh(0.99) = 2.65.",
    ),
    Note(
        quote="In eval mode PyTorch doesn't compute gradients for the encoder's weights",
        verdict="false",
        evidence="After encoder.eval() and one backward pass through a probe, encoder.weight.grad "
        "had the norm 0.30. eval() switches dropout and batch norm; torch.no_grad(), detach() or "
        "requires_grad_(False) keep the gradient out.",
    ),
]
### END SOLUTION
annotate(transcript, notes)

# %%
check("annotate")

# %% [markdown]
# ### If you want more
#
# None of this is graded.
#
# - Which of the eighteen would you have believed? Look at those again: what made them sound true?
# - Take a false claim and change as few words as possible to make it true. Then a true one, to make it false.
# - Give the false claims to an assistant and ask whether they are true. Then ask it for the experiment that decides. Which of the two requests helps more?

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "assistant_audit-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "assistant_audit-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "assistant_audit-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
