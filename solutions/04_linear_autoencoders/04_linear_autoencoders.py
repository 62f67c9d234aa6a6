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
# # Why PCA appears
#
# Take the activations out of an autoencoder, and only two matrices are left: one that squeezes, one that rebuilds. Nobody tells them about covariance, eigenvectors or right angles. Yet gradient descent finds the space of the principal components, from almost every start. In this notebook you find out why, with pen and paper; and each line you derive is held to a number as soon as you type it.
#
# | | |
# |---|---|
# | **You will learn** | to differentiate a function of matrices; to tell a minimum from a saddle, and to walk out of one; to see through a loss by rotating it; to make a framework optimise *exactly* what is written; why weight decay makes encoder and decoder agree |
# | **You need** | matrix products, eigenvalues of symmetric matrices, the chain rule; paper |
# | **Time** | about three hours, most of it away from the keyboard; the notebook computes for a few seconds |
#
# **How it works.** As in the notebooks before: replace each `raise NotImplementedError` by your own lines and run the check below. ○ means not attempted yet, ✗ wrong, ✓ right. ● means that an answer is recorded: you will learn after grading whether it is right. You can run the whole notebook at any time: cells that need your code wait for it.

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
seed = 0  # another number draws other data and other weights
budget = "quick"  # "full" takes ten times as many steps

# %%
import matplotlib.pyplot as plt
import torch
from IPython.display import display
from torch import Tensor, nn

from course_utils.checks.linear_autoencoders import check
from course_utils.linear_autoencoders import eigen, loss
from course_utils.plots import figure_with_alt
from course_utils.style import use_course_style
from course_utils.training import attempt
from course_utils.widgets import DescentExplorer, choose

use_course_style()
torch.manual_seed(seed)
torch.set_default_dtype(torch.float64)  # so that "equal" can mean equal to ten digits

# %% [markdown]
# ## 1 · Two matrices and a loss
#
# The data are the **columns** of $X$, and their mean is zero. The encoder is a matrix $W_1$, the decoder a matrix $W_2$, and the loss is the squared distance between the data and what becomes of them:
#
# $$L(W_1, W_2) = \lVert X - W_2 W_1 X \rVert_F^2$$
#
# | symbol | shape | |
# |---|---|---|
# | $X$ | $m \times n$ | $n$ points with $m$ numbers each |
# | $W_1$ | $k \times m$ | encoder, $k < m$ |
# | $W_2$ | $m \times k$ | decoder |
# | $C = XX^\top$ | $m \times m$ | symmetric; $C = U D U^\top$ with eigenvalues $\sigma_1^2 \ge \sigma_2^2 \ge \dots$ on the diagonal of $D$ |
#
# At a minimum both gradients are zero. So, what are they? Useful on paper: $\lVert A \rVert_F^2 = \operatorname{tr}(A A^\top)$; a trace does not change when factors move round in a circle; $\nabla_A \operatorname{tr}(AB) = B^\top$; and a matrix that occurs twice is differentiated once in each place.
#
# Write down both gradients as products of matrices, then type them. (No autograd here: it is what your formula is compared with.)
#
# <details><summary>A nudge</summary>
#
# Call the error $E = W_2 W_1 X - X$, so that $L = \operatorname{tr}(E E^\top)$. A small change of $W_2$ by $\Delta$ changes $E$ by $\Delta W_1 X$, and $L$ by $2 \operatorname{tr}(E\,(\Delta W_1 X)^\top)$. Which matrix is multiplied with $\Delta$, entry by entry?
# </details>


# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    """∂L/∂W1, of shape (k, m)."""
    ### BEGIN SOLUTION
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T
    ### END SOLUTION


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    """∂L/∂W2, of shape (m, k)."""
    ### BEGIN SOLUTION
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-gradients-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("gradients")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.linear import expect_gradients

with float64():
    expect_gradients(gradient_W1, gradient_W2, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Every choice of eigenvectors stops the descent
#
# Let $U_S$ have some $k$ of the eigenvectors of $C$ as its columns, any $k$, and take $W_1 = U_S^\top$, $W_2 = U_S$. Then $W_2 W_1$ projects onto these directions. What do your two formulas say there? Work it out on paper before you go on: $C\,U_S = U_S D_S$.
#
# So gradient descent could stop at *any* choice. Yet in practice it ends at the largest $k$ (at the space they span, to be exact). The others must be **saddles**: flat, but with a way down.
#
# - `principal_weights(X, chosen)` returns $W_1 = U_S^\top$ and $W_2 = U_S$, where `chosen` lists the places of the eigenvectors; 0 is the one with the largest eigenvalue. `eigen(X)` (given) returns the eigenvalues of $XX^\top$, largest first, and the eigenvectors as columns.
# - `way_down(X, chosen)` returns a direction $(E_1, E_2)$ along which the loss falls: $L(W_1 + \epsilon E_1, W_2 + \epsilon E_2) < L(W_1, W_2)$ for small $\epsilon$. If there is none, it returns `None`.
#
# <details><summary>A nudge</summary>
#
# Suppose column $j$ of $U_S$ belongs to a small eigenvalue, and some $u_i$ with a larger one was left out. Turn the column a little towards $u_i$: $\cos\epsilon\,u_j + \sin\epsilon\,u_i \approx u_j + \epsilon\,u_i$.
# </details>


# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-stationary", "locked": false, "schema_version": 3, "solution": true, "task": false}
def principal_weights(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    """W1 (k, m) and W2 (m, k) that project onto the chosen eigenvectors of X Xᵀ."""
    ### BEGIN SOLUTION
    _, U = eigen(X)
    return U[:, chosen].T, U[:, chosen]
    ### END SOLUTION


def way_down(X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor] | None:
    """A direction (E1, E2) out of the saddle, along which the loss falls; None at a minimum."""
    ### BEGIN SOLUTION
    _, U = eigen(X)
    worst = max(chosen)
    better = [place for place in range(worst) if place not in chosen]
    if not better:
        return None
    W1, W2 = principal_weights(X, chosen)
    E1, E2 = torch.zeros_like(W1), torch.zeros_like(W2)
    E1[chosen.index(worst)] = E2[:, chosen.index(worst)] = U[:, better[0]]
    return E1, E2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-stationary-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("stationary")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.linear import expect_stationary

with float64():
    expect_stationary(principal_weights, way_down, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Your saddles and your ways out, on a small set of points. Each curve starts at one choice of two eigenvectors out of four and walks along your direction, both ways; where you gave none, along one drawn at random (dashed). Places count from 0, as in `chosen`. Which of the six choices has no way down?

# %%
torch.manual_seed(seed)
X = torch.diag(torch.tensor([2.0, 1.5, 1.0, 0.6])) @ torch.randn(4, 200)
X = torch.linalg.qr(torch.randn(4, 4)).Q @ X
X = X - X.mean(dim=1, keepdim=True)
with attempt(principal_weights="stationary", way_down="stationary"):
    fig, ax = plt.subplots(figsize=(9, 5), layout="constrained")
    epsilon = torch.linspace(-0.6, 0.6, 61)
    kinds = []
    for chosen in ([0, 1], [0, 2], [1, 2], [0, 3], [1, 3], [2, 3]):
        W1, W2 = principal_weights(X, chosen)
        way = way_down(X, chosen)
        E1, E2 = way or (torch.randn(2, 4) / 2, torch.randn(4, 2) / 2)
        along = [loss(W1 + e * E1, W2 + e * E2, X).item() / X.shape[1] for e in epsilon]
        words = f"{chosen[0]} and {chosen[1]}"
        style = {"linestyle": "-"} if way else {"linestyle": "--", "color": "0.4"}
        ax.plot(epsilon, along, label=words if way else f"{words} (random)", **style)
        kinds.append(f"eigenvectors {words}: {'a way down' if way else 'no way down'}")
    ax.set(
        title="From each choice of eigenvectors",
        xlabel=r"how far along your direction, $\epsilon$",
        ylabel=r"$L / n$",
    )
    ax.legend(title="eigenvectors", loc="upper left", bbox_to_anchor=(1, 1))
    figure_with_alt(fig, "The loss along a direction from six choices. " + "; ".join(kinds) + ".")

# %% [markdown]
# ## 3 · Rotate, and the data vanish
#
# The loss depends on $X$ only through $C = U D U^\top$. Rotate encoder and decoder along, $V_1 = W_1 U$ and $V_2 = U^\top W_2$, and nothing of $X$ is left but the diagonal $D$. Put that into both gradients, set them to zero and simplify. You should arrive at
#
# $$(V_2 V_1 - I)\,D\,V_1^\top = 0, \qquad V_2^\top (V_2 V_1 - I)\,D = 0$$
#
# Write both steps: the rotation, and the two left-hand sides.


# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-reduced", "locked": false, "schema_version": 3, "solution": true, "task": false}
def reduce(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """V1 (k, m), V2 (m, k) and the diagonal matrix D (m, m)."""
    ### BEGIN SOLUTION
    eigenvalues, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(eigenvalues)
    ### END SOLUTION


def conditions(V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, Tensor]:
    """The left-hand sides: (V2 V1 − I) D V1ᵀ, of shape (m, k), and V2ᵀ (V2 V1 − I) D, (k, m)."""
    ### BEGIN SOLUTION
    rest = (V2 @ V1 - torch.eye(len(D))) @ D
    return rest @ V1.T, V2.T @ rest
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-reduced-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("reduced")  # 3 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.linear import expect_reduced

with float64():
    expect_reduced(reduce, conditions, fresh_seed())
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "linear_autoencoders-reduced-written-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Show that the first $k$ principal components satisfy the two conditions.** Start from your gradients, derive the conditions, put in $W_1^\top = W_2 = U_k$ (what do $V_1$ and $V_2$ look like?), and finish. Then say in one sentence why the same lines prove it for *every* choice of $k$ eigenvectors, and so what they do not prove. (Formulas in `$…$`, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: from the gradients to the conditions: $XX^\top = UDU^\top$ put in, multiplied by $U^\top$ from the left or $U$ from the right, $U$ orthogonal, hence invertible.
# - 1 point: $V_1 = (I_k \; 0)$, $V_2 = V_1^\top$, so $V_2 V_1 - I$ is diagonal with 0 in the first $k$ places and $-1$ after; times $D$ and $V_1^\top$ it is 0, because $V_1^\top$ has only zeros below row $k$; the second condition is the transpose of that argument.
# - 1 point: any $k$ eigenvectors give a $V_1$ with $k$ unit vectors as rows, and the products vanish in the same way; so the lines prove that the gradient is zero there, not that it is a minimum (section 2: all others are saddles).
#
# **Two common wrong answers**
# - The conditions are checked with numbers for one matrix: that is the check's work; no point for the second item without an argument.
# - "The gradient is zero, therefore it is the minimum": loses the third point.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "linear_autoencoders-reduced-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# At a stationary point $(W_2W_1 - I)\,UDU^\top W_1^\top = 0$ and $W_2^\top (W_2W_1 - I)\,UDU^\top = 0$. Multiply the first by $U^\top$ from the left and write $W_1 = V_1U^\top$, $W_2 = UV_2$: since $U^\top U = I$, it becomes $(V_2V_1 - I)DV_1^\top = 0$. The second, multiplied by $U$ from the right, becomes $V_2^\top(V_2V_1 - I)D = 0$. Now let $W_1^\top = W_2 = U_k$. Then $V_1 = U_k^\top U = (I_k\;0)$ and $V_2 = V_1^\top$, so $V_2V_1 - I$ is diagonal, with $k$ zeros and then $-1$ everywhere. Multiplied by the diagonal $D$ it still is zero in its first $k$ columns, and $V_1^\top$ has entries only in its first $k$ rows: the product is 0. The second condition is the same product transposed. With any other $k$ eigenvectors the rows of $V_1$ are other unit vectors and the same zeros meet. So the lines prove that all these points are stationary; that only the largest eigenvalues give a minimum needs section 2.
# ### END SOLUTION

# %% [markdown]
# ## 4 · Train exactly what is written
#
# From here on the loss is a mean over points, and large weights cost something:
#
# $$L_\lambda(W_1, W_2) = \frac1n \lVert X - W_2 W_1 X \rVert_F^2 + \lambda \lVert W_1 \rVert_F^2 + \lambda \lVert W_2 \rVert_F^2$$
#
# You want to minimise it with PyTorch, as a network that is trained point by point with each point as its own target.
#
# **How many linear layers does that network have?**

# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-layers", "locked": false, "schema_version": 3, "solution": true, "task": false}
layers = None  # "0", "1", "2" or "3"
### BEGIN SOLUTION
layers = "2"
### END SOLUTION
choose("layers", layers)

# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-layers-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("layers")  # 1 points
### BEGIN HIDDEN TESTS
from autograde.hidden.choices import expect_choice

expect_choice(layers, "2")
### END HIDDEN TESTS

# %% [markdown]
# **Which loss function?**

# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
loss_function = None  # "L1Loss", "MSELoss" or "CrossEntropyLoss"
### BEGIN SOLUTION
loss_function = "MSELoss"
### END SOLUTION
choose("loss", loss_function)

# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-loss-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("loss")  # 1 points
### BEGIN HIDDEN TESTS
from autograde.hidden.choices import expect_choice

expect_choice(loss_function, "MSELoss")
### END HIDDEN TESTS

# %% [markdown]
# **What of these do you need to minimise $L_\lambda$ as it is written?** Mark all that are needed, and nothing else.

# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-needed", "locked": false, "schema_version": 3, "solution": true, "task": false}
needed = None  # a list, for example ["dropout", "batch norm"]
### BEGIN SOLUTION
needed = ["weight decay", "SGD"]
### END SOLUTION
choose("needed", needed)

# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-needed-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("needed")  # 1 points
### BEGIN HIDDEN TESTS
from autograde.hidden.choices import expect_choice

expect_choice(needed, {"weight decay", "SGD"})
### END HIDDEN TESTS

# %% [markdown]
# So much for the ingredients. But *exactly as it is written* is a strong word. What does `nn.MSELoss` divide by? And what does `weight_decay=λ` add to the gradient: what $\lambda \lVert W \rVert_F^2$ contributes, or something else?
#
# Write both so that one step of `exact_optimizer` on `exact_loss` goes just where a step of gradient descent on $L_\lambda$ goes. Here a batch has points as **rows**, as PyTorch's layers want them; the biases are switched off.
#
# <details><summary>A nudge</summary>
#
# Take one point, $m = 3$, and write down what `nn.MSELoss()` returns. Then differentiate $\lambda w^2$ for a single weight, and look up what SGD does with `weight_decay`.
# </details>


# %%
def objective(W1: Tensor, W2: Tensor, X: Tensor, lam: float) -> Tensor:
    """L_λ as it is written above. X (m, n), its columns are points."""
    return loss(W1, W2, X) / X.shape[1] + lam * W1.square().sum() + lam * W2.square().sum()


# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-exactly", "locked": false, "schema_version": 3, "solution": true, "task": false}
def exact_loss(x_hat: Tensor, x: Tensor) -> Tensor:
    """The first term of L_λ for a batch (points, m), by way of nn.MSELoss."""
    ### BEGIN SOLUTION
    return x.shape[1] * nn.MSELoss()(x_hat, x)  # the mean divides by m as well
    ### END SOLUTION


def exact_optimizer(parameters, lr: float, lam: float) -> torch.optim.Optimizer:
    """SGD that takes care of the other two terms."""
    ### BEGIN SOLUTION
    return torch.optim.SGD(parameters, lr=lr, weight_decay=2 * lam)  # it adds weight_decay · W
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-exactly-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("exactly")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.exact import expect_exactly

with float64():
    expect_exactly(exact_loss, exact_optimizer, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · Why encoder and decoder agree
#
# Without the penalty, $W_2 W_1$ is what counts: $W_1 \to A W_1$, $W_2 \to W_2 A^{-1}$ changes nothing, for any invertible $A$. The penalty chooses among all these. Look at one direction only, where the decoder multiplies by $s$ and the encoder, to undo it, by $1/s$. The penalty is
#
# $$p(s) = s^2 + \frac{1}{s^2}$$
#
# - `balanced_sigma()` returns the $s > 0$ at which $p$ is smallest. By hand: what do $p'$ and $p''$ say?
#
# That is the limit of small $\lambda$. For larger ones it pays to rebuild a little less than everything. In the direction of $\sigma_i^2$, now an eigenvalue of $\frac1n XX^\top$, let decoder and encoder multiply by the same $s$ (for a given product, equal factors have the smallest sum of squares). Then the loss is
#
# $$\sigma_i^2\,(1 - s^2)^2 + 2 \lambda s^2$$
#
# - `predicted_singular_values(eigenvalues, k, lam)` returns the singular values of $W_2$ after training, largest first. `eigenvalues` are those of $\frac1n XX^\top$, in any order. What happens in a direction whose $\sigma_i^2$ is smaller than $\lambda$?
#
# <details><summary>A nudge</summary>
#
# Put $q = s^2$: a parabola in $q$. Where is its lowest point, and what if that is negative?
# </details>


# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-balanced", "locked": false, "schema_version": 3, "solution": true, "task": false}
def balanced_sigma() -> float:
    """The s > 0 that makes s² + 1/s² smallest."""
    ### BEGIN SOLUTION
    return 1.0  # p' = 2s − 2/s³ = 0 only there, and p'' = 2 + 6/s⁴ > 0
    ### END SOLUTION


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    """The k singular values of the trained W2, largest first."""
    ### BEGIN SOLUTION
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear_autoencoders-balanced-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("balanced")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.balance import expect_balanced

with float64():
    expect_balanced(balanced_sigma, predicted_singular_values, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Now train: your loss, your optimiser, two `nn.Linear` without bias, for several $\lambda$. Dots are what training found, lines what you predicted. The column *two starts* is how far apart the decoders from two different starts are, though their singular values agree: a rotation of the latent costs nothing, so nothing fixes it. The last column compares $W_1$ with $W_2^\top$.

# %%
lams = [0.03, 0.1, 0.5, 1.0, 2.0, 3.0, 4.3]


def trained(lam: float, start: int) -> tuple[Tensor, Tensor]:
    """W1 and W2 after gradient descent on the whole of X, with your loss and your optimiser."""
    torch.manual_seed(start)
    encoder, decoder = nn.Linear(4, 2, bias=False), nn.Linear(2, 4, bias=False)
    optimizer = exact_optimizer([encoder.weight, decoder.weight], 0.05, lam)
    for _ in range(1500 if budget == "quick" else 15_000):
        optimizer.zero_grad()
        exact_loss(decoder(encoder(X.T)), X.T).backward()
        optimizer.step()
    return encoder.weight.detach(), decoder.weight.detach()


with attempt(exact_loss="exactly", exact_optimizer="exactly", predicted_singular_values="balanced"):
    eigenvalues = eigen(X)[0] / X.shape[1]
    found, apart = [], []
    trained(lams[0], seed)  # stops here while your code is not ready
    print(
        f"{'λ':>5}{'singular values of W2':>26}{'predicted':>18}{'two starts':>14}{'W1 − W2ᵀ':>12}"
    )
    for lam in lams:
        (W1, W2), (_, other) = trained(lam, seed), trained(lam, seed + 1)
        values, wanted = torch.linalg.svdvals(W2), predicted_singular_values(eigenvalues, 2, lam)
        found.append(values)
        apart.append(((W2 - other).norm().item(), (W1 - W2.T).norm().item()))
        print(
            f"{lam:5}{values[0]:18.4f}{values[1]:8.4f}{wanted[0]:12.4f}{wanted[1]:8.4f}"
            f"{apart[-1][0]:12.2f}{apart[-1][1]:12.0e}"
        )
    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    grid = torch.linspace(0.001, 4.5, 200)
    lines = torch.stack([predicted_singular_values(eigenvalues, 2, lam) for lam in grid.tolist()])
    for i in range(2):
        (line,) = ax.plot(grid, lines[:, i], label=f"predicted, $i = {i + 1}$")
        ax.plot(lams, [values[i] for values in found], "o", color=line.get_color())
    ax.set(
        title="Singular values of the trained decoder",
        xlabel=r"$\lambda$",
        ylabel=r"$\sigma_i(W_2)$",
    )
    ax.legend()
    figure_with_alt(
        fig,
        "Singular values of the trained decoder against λ, on the predicted curves: near 1 for "
        "small λ, falling, and 0 from λ = "
        + " and ".join(f"{value:.2f}" for value in eigenvalues[:2])
        + " on.",
    )

# %% [markdown]
# ### Watch it happen
#
# All of this notebook in one figure. The smallest case first: one number in, one number out, so that $L_\lambda$ is a surface over the two weights, with two valleys. Drag the start and follow the descent, then raise $\lambda$: when do the two minima become one? Then a cloud of points in the plane, in which the decoder's direction turns until it lies along the first principal direction; and, for three numbers and a latent of two, the singular values of $W_2$ along training, with the formula that you found.

# %%
explorer = DescentExplorer()
display(explorer)

# %% [markdown] nbgrader={"grade": false, "grade_id": "linear_autoencoders-orthonormal-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Is there a bias towards orthonormal columns of $W_2$, even for a very small $\lambda > 0$?** Argue with the penalty: what do encoder and decoder have to be to each other if rebuilding is nearly perfect, what does the sum of both penalties become in terms of the singular values of $W_2$, and where is it smallest? Say what holds only in the limit of small $\lambda$, and what stays undetermined. (About six sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: for small $\lambda$ the first term forces $W_2 W_1$ to be the projection onto the first $k$ principal directions, so $W_1$ is the pseudo-inverse of $W_2$ (up to the complement, where the penalty wants 0).
# - 1 point: $\lVert W_1 \rVert_F^2 + \lVert W_2 \rVert_F^2 = \sum_i (s_i^2 + 1/s_i^2)$ with the singular values $s_i$ of $W_2$, smallest if and only if all $s_i = 1$, i.e. $W_2^\top W_2 = I$.
# - 1 point: only in the limit: at finite $\lambda$ they are $\sqrt{1 - \lambda/\sigma_i^2}$, orthogonal but shorter than 1 and of different lengths in general; and the columns are unique only up to a rotation $R$ of the latent ($W_2 R$, $R^\top W_1$ cost the same), so they need not be the eigenvectors themselves.
#
# **Two common wrong answers**
# - "Any $\lambda > 0$ gives exactly orthonormal columns": contradicts the figure. Loses the third point.
# - "Weight decay makes the weights small, so the columns shrink to 0": they do only where $\sigma_i^2 \le \lambda$.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "linear_autoencoders-orthonormal", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Yes. If $\lambda$ is tiny, the first term rules, and $W_2W_1$ has to be the projection onto the span of the first $k$ principal directions. Among all such pairs the penalty chooses; for a given $W_2$ the cheapest $W_1$ is its pseudo-inverse. If $s_i$ are the singular values of $W_2$, those of $W_1$ are $1/s_i$, so the penalty is $\lambda \sum_i (s_i^2 + 1/s_i^2)$. Each summand is smallest at $s_i = 1$ and only there, so $W_2^\top W_2 = I$: orthonormal columns, and $W_1 = W_2^\top$. That is the limit: at a finite $\lambda$ training gave $\sqrt{1 - \lambda/\sigma_i^2}$, a little less than 1 and less for the smaller eigenvalue. And nothing fixes the basis: $W_2R$ with a rotation $R$ costs the same, which is why my two starts found different decoders with the same singular values.
# ### END SOLUTION

# %% [markdown]
# ### If you want more
#
# None of this is graded.
#
# - Make two eigenvalues equal. What does `way_down` say about exchanging their eigenvectors, and what is still determined?
# - Take single points in random order instead of the whole of $X$ (SGD in earnest). Where do the singular values settle, and what does the learning rate do to that?
# - Penalise $\lVert W_2 W_1 \rVert_F^2$ instead of each matrix. Which balance is lost?
# - Prove that every stationary point of $L$ with $W_2$ of full rank belongs to a choice of eigenvectors (Baldi and Hornik, 1989).

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "linear_autoencoders-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "linear_autoencoders-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "linear_autoencoders-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
