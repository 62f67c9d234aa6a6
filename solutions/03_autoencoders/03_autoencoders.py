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
# # Learning without labels
#
# Pictures are cheap, labels are not: somebody has to sit down and say *this is a seven*. Suppose you have thousands of pictures and a label for only two hundred. Can the thousands that nobody has labelled help with the two hundred? In this notebook networks learn from pictures alone, by squeezing each one into a few numbers and rebuilding it. Then you measure what those few numbers are worth.
#
# | | |
# |---|---|
# | **You will learn** | to build an autoencoder and two that have to repair what you spoil; to measure a representation with a linear probe; to say what the size of the latent does; to report a result from few labels without being fooled by luck |
# | **You need** | `nn.Module`, `nn.Linear` and a training step in PyTorch |
# | **Time** | about three hours; the whole notebook computes for about half a minute on a laptop, a GPU is used if there is one |
#
# **How it works.** As in the notebooks before: replace each `raise NotImplementedError` by your own lines and run the check below. ○ means not attempted yet, ✗ wrong, ✓ right. You can run the whole notebook at any time: cells that need your code wait for it.

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
seed = 0  # another number draws other data, other weights and other labels
budget = "quick"  # "full" trains three times as long

# %%
import matplotlib.pyplot as plt
import torch
from IPython.display import display
from matplotlib.axes import Axes
from torch import Tensor, nn

from course_utils.checks.autoencoders import check
from course_utils.data import mnist, synthetic
from course_utils.data.labelled import Labelled
from course_utils.device import device
from course_utils.ensembles import sweep
from course_utils.plots import figure_with_alt, plot_digits
from course_utils.probing import few_shot
from course_utils.style import use_course_style
from course_utils.training import attempt
from course_utils.widgets import LatentExplorer

use_course_style()
torch.manual_seed(seed)
compute_on = device()
longer = 1 if budget == "quick" else 3

# %% [markdown]
# ## 1 · Squeeze and rebuild
#
# An **autoencoder** is two networks in a row. The **encoder** turns the input $x$ into a few numbers, the **latent** $z$. The **decoder** turns $z$ into $\hat x$, which should be $x$ again. No label is needed to say how well that went:
#
# $$z = f_\theta(x), \qquad \hat x = g_\phi(z), \qquad L(x, \hat x) = \frac{1}{\text{entries}} \sum_{i,j} (\hat x_{ij} - x_{ij})^2$$
#
# ![An hourglass: x has 100 numbers. A linear layer and an activation make 64 of them, a linear layer makes the 20 of the latent z. The decoder goes the same way back: linear layer and activation to 64, linear layer to the 100 numbers of x hat.](figures/hourglass.svg)
#
# | symbol | shape |
# |---|---|
# | $x$, $\hat x$ | `(batch, input_size)` |
# | $z$ | `(batch, hidden_sizes[-1])` |
# | $L$ | a single number |
#
# Write the class. `Autoencoder(100, [64, 20])` is the network in the picture; `[20]` has one layer on each side, `[256, 128, 20]` has three.
#
# - Between two linear layers stands an activation, a fresh `activation_cls()`. There is **none after the last layer** of the encoder, nor after the last of the decoder.
# - The decoder is the encoder's mirror image, with weights of its own.
# - `get_loss(x)` is the loss of rebuilding `x`. `train_step(x, optimizer)` takes one step with it and returns the loss from before the step, as a plain number.
#
# *Before you write:* what could the latent, and what could $\hat x$, no longer be if a ReLU stood after the last layer?
#
# <details><summary>A nudge</summary>
#
# The sizes along the encoder are `[input_size, *hidden_sizes]`, along the decoder the same list backwards. A small helper that turns a list of sizes into an `nn.Sequential` serves both.
# </details>


# %% nbgrader={"grade": false, "grade_id": "autoencoders-autoencoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Autoencoder(nn.Module):
    """An encoder down to `hidden_sizes[-1]` numbers and its mirror image back up."""

    def __init__(
        self,
        input_size: int,
        hidden_sizes: list[int],
        activation_cls: type[nn.Module] = nn.ReLU,
    ):
        super().__init__()
        ### BEGIN SOLUTION
        sizes = [input_size, *hidden_sizes]

        def stack(sizes: list[int]) -> nn.Sequential:
            layers = []
            for inputs, outputs in zip(sizes, sizes[1:], strict=False):
                layers += [nn.Linear(inputs, outputs), activation_cls()]
            return nn.Sequential(*layers[:-1])  # nothing after the last layer

        self.encoder, self.decoder = stack(sizes), stack(sizes[::-1])
        ### END SOLUTION

    def encode(self, x: Tensor) -> Tensor:
        """x (batch, input_size) → z (batch, latent)."""
        ### BEGIN SOLUTION
        return self.encoder(x)
        ### END SOLUTION

    def decode(self, z: Tensor) -> Tensor:
        """z (batch, latent) → x_hat (batch, input_size)."""
        ### BEGIN SOLUTION
        return self.decoder(z)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """x (batch, input_size) → x_hat (batch, input_size)."""
        ### BEGIN SOLUTION
        return self.decode(self.encode(x))
        ### END SOLUTION

    def loss(self, x: Tensor, x_hat: Tensor) -> Tensor:
        """The mean squared error over all entries."""
        ### BEGIN SOLUTION
        return nn.functional.mse_loss(x_hat, x)
        ### END SOLUTION

    def get_loss(self, x: Tensor) -> Tensor:
        """The loss of rebuilding x."""
        ### BEGIN SOLUTION
        return self.loss(x, self(x))
        ### END SOLUTION

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        """One step of training on x; the loss from before the step."""
        ### BEGIN SOLUTION
        loss = self.get_loss(x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "autoencoders-autoencoder-test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("autoencoder")  # 5 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.autoencoders import expect_autoencoder

with float64():
    expect_autoencoder(Autoencoder, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Data with a secret
#
# Before pictures, a small world that we know everything about. Each row has 100 numbers. Behind them are 100 independent ones: 20 that vary a lot, and 80 that vary little. Whether a row belongs to class 0 or 1 depends on the 20 alone. Then everything is rotated at random, so that every one of the 100 numbers you get is a mixture of all.
#
# The left figure shows two of the 100 numbers; the right one what is left when the rotation is undone, which the networks are not told.

# %%
train, validation = synthetic.load(seed)
variance = torch.linalg.eigvalsh(train.x.T.cov()).flip(0)
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4.5), layout="constrained")
for label, marker in ((0, "o"), (1, "^")):
    some = train.x[train.y == label][:300]
    left.plot(some[:, 0], some[:, 1], marker, markersize=5, alpha=0.6, label=f"class {label}")
left.set(title="Two of the 100 numbers", xlabel="number 1", ylabel="number 2", aspect="equal")
left.legend()
right.plot(range(1, 101), variance, ".")
right.axvline(20.5, color="0.5", linewidth=1.5, linestyle=":")
right.set(title="Variance in each direction", xlabel="direction, largest first", ylabel="variance")
right.set_ylim(bottom=0)
figure_with_alt(
    fig,
    "Left: the two classes overlap entirely when only two of the 100 numbers are looked at. Right: "
    f"the variance is about 1 in 20 directions ({variance[19]:.2f} in the 20th) and falls to "
    f"{variance[20]:.2f} in the 21st.",
)

# %% [markdown]
# ## 3 · What is a latent worth?
#
# A small loss says that the latent suffices to rebuild $x$. It does not say that the latent is *useful*: that what we want to know, here the class, can be read off easily. To measure that, freeze the encoder and train the simplest classifier there is on its output, a single linear layer. Its accuracy on rows it was not trained on is the **linear probe** accuracy.
#
# $$\text{class} \approx \arg\max\,(W z + b), \qquad z = f_\theta(x) \text{ with } \theta \text{ fixed}$$
#
# Write `probe_accuracy(model, train, test)`. Both sets have rows `.x` and labels `.y`.
#
# - The features are what `model.encode` makes of the rows, in evaluation mode. No gradient reaches the encoder, its weights stay as they are, and it can be trained on afterwards.
# - The probe is a linear layer from the features to as many classes as there are, trained with cross-entropy on `train`: Adam with learning rate 0.01, `epochs` times through all rows in random order, 256 at a time.
# - Return the accuracy on `test`, **in percent**.
#
# <details><summary>A nudge</summary>
#
# Compute the features of both sets once, inside `torch.no_grad()`, before you train anything. Labels are counted from 0, so there are `train.y.max() + 1` classes.
# </details>


# %% nbgrader={"grade": false, "grade_id": "autoencoders-probe-accuracy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    """How many rows of `test`, in percent, a linear layer on the latent gets right."""
    ### BEGIN SOLUTION
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "autoencoders-probe-accuracy-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("probe-accuracy")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.probed import expect_probe

expect_probe(probe_accuracy, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Your network, your probe: a latent of 20 numbers, five times through the data. The row for epoch 0 is the network before any training.


# %%
def fit(model: nn.Module, x: Tensor, steps: int, batch_size: int = 128, lr: float = 2e-3) -> None:
    """Train with `model.train_step` on random batches of rows."""
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(steps):
        model.train_step(x[torch.randint(len(x), (batch_size,))], optimizer)


# %%
with attempt(Autoencoder="autoencoder", probe_accuracy="probe-accuracy"):
    torch.manual_seed(seed)
    small = Autoencoder(100, [20])
    print(f"{'epoch':>5}{'validation loss':>18}{'probe accuracy':>17}")
    for epoch in range(6):
        if epoch > 0:
            fit(small, train.x, steps=len(train.x) // 64, batch_size=64, lr=1e-3)
        with torch.no_grad():
            loss = small.loss(validation.x, small(validation.x)).item()
        print(f"{epoch:5}{loss:18.3f}{probe_accuracy(small, train, validation):15.1f} %")

# %% [markdown]
# ## 4 · How large should the latent be?
#
# ### Predict first
#
# Twenty directions matter for the class. Take latents of 5, 20, 100 and 500 numbers. What will the probe's accuracy be before any training, and what after fifteen epochs? (A coin gets 50 %.)

# %% nbgrader={"grade": false, "grade_id": "autoencoders-predict-sizes", "locked": false, "schema_version": 3, "solution": false, "task": false}
# Accuracy in percent: (untrained, trained). Not graded: it is here to be compared with what you will see.
predicted = {5: (None, None), 20: (None, None), 100: (None, None), 500: (None, None)}

# %% [markdown]
# A single training may be lucky, so each size is trained three times, and the figure shall show it: for each size a line through the **means** with a dot at every epoch, and behind it a **band** from the smallest to the largest of the repeats.
#
# Write `plot_band(ax, curves, ylabel, title)`. `curves` has a tensor `(repeats, epochs + 1)` for each latent size; column 0 is before training, so epochs count from 0. Draw on the `ax` you are given; label the axes (`epoch` below, `ylabel` at the side), set the title, and let a legend say which size is which.
#
# <details><summary>A nudge</summary>
#
# `ax.plot` with a marker, then `ax.fill_between(..., alpha=0.2)` in the line's colour. `min` over a dimension returns values *and* places; `amin` returns the values.
# </details>


# %% nbgrader={"grade": false, "grade_id": "autoencoders-latent-sweep", "locked": false, "schema_version": 3, "solution": true, "task": false}
def plot_band(ax: Axes, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    """For each latent size the mean by epoch, dotted, and a band from min to max."""
    ### BEGIN SOLUTION
    for size, runs in curves.items():
        epochs = range(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(dim=0), "o-", markersize=4, label=f"latent {size}")
        low, high = runs.amin(dim=0), runs.amax(dim=0)
        ax.fill_between(epochs, low, high, color=line.get_color(), alpha=0.2)
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "autoencoders-latent-sweep-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("latent-sweep")  # 3 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.bands import expect_band

expect_band(plot_band, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Twelve trainings one by one, with a probe after every epoch, would take minutes. `sweep` trains all networks of a size at the same time, as one big batched product, and probes by least squares, which needs no training. Its networks are your `Autoencoder(100, [k])`, one linear layer each way; loss and optimiser are the same. Its line for 20 need not start where your table above does: untrained networks differ by several percent from one random start to the next. But both should arrive at the same place.

# %%
with attempt(plot_band="latent-sweep"):
    runs = sweep(train, validation, kinds=("plain",), epochs=15 * longer, seed=seed)["plain"]
    fig, (left, right) = plt.subplots(1, 2, figsize=(13, 5), layout="constrained")
    losses = {size: curves.loss for size, curves in runs.items()}
    plot_band(left, losses, "validation loss (mean squared error)", "How well it rebuilds")
    accuracies = {size: curves.accuracy for size, curves in runs.items()}
    plot_band(right, accuracies, "probe accuracy, %", "What the latent is worth")
    figure_with_alt(
        fig,
        "Validation loss and probe accuracy by epoch for four latent sizes. "
        + "; ".join(
            f"latent {size}: loss {curves.loss.mean(0)[0]:.3f} untrained, "
            f"{curves.loss.mean(0)[-1]:.4f} trained, accuracy {curves.accuracy.mean(0)[0]:.1f} % "
            f"and {curves.accuracy.mean(0)[-1]:.1f} %"
            for size, curves in runs.items()
        )
        + ".",
    )

# %% [markdown] nbgrader={"grade": false, "grade_id": "autoencoders-latent-size-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How does the size of the latent change the validation loss and the probe accuracy, and why?** Go through the four sizes. Say for which of them training matters for the probe and for which it does not, with numbers from your figure, and what that has to do with the 20 and the 80 directions. (It may help to ask: could $x$ be computed back from $z$? About six sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: the loss falls with size and hardly any further from 100 on: 100 numbers already suffice to rebuild 100 numbers. At 20 a remainder stays, the variance of the 80 small directions, since squared error is spent on the 20 large ones first. Numbers are given.
# - 1 point: 5 is too small: it can keep a quarter of the directions that carry the class, so the probe stays near 70 % however long one trains. 20 is just large enough, but only after training (about 80 % untrained, 95 % and more trained), which finds the 20 directions with large variance.
# - 1 point: 100 and 500 probe near 100 % before any training: a random linear map to that many numbers loses nothing, so a linear layer can read off everything it could read off $x$. High probe accuracy there says nothing about learning.
#
# **Two common wrong answers**
# - "The larger the better, because larger networks learn more": at 100 and 500 nothing had to be learned. At most the first point.
# - "500 overfits, since it is larger than the input": the validation loss and the probe show nothing of the kind.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "autoencoders-latent-size", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The loss falls from 0.22 with 5 numbers to 0.07 with 20 and to almost 0 with 100; a latent of 500 gains nothing more, because 100 numbers already suffice to rebuild 100. The 0.07 at size 20 are the 80 directions of small variance: the squared error is made smallest by keeping the 20 large ones. With 5 numbers most of what decides the class is lost, and the probe stays near 70 % however long we train. With 20 numbers an untrained network mixes large and small directions and probes at about 80 %; training turns the latent towards the 20 directions with large variance, which happen to carry the class, and the probe reaches 100 %. With 100 and 500 the probe is near 100 % at epoch 0: a random linear map to so many numbers throws nothing away, so a linear probe reads everything from it that it could read from $x$ itself. So a good probe only proves that something was learned where the latent is too small to keep everything.
# ### END SOLUTION

# %% [markdown]
# ## 5 · Spoil it, then repair it
#
# A latent that is large enough may just copy. One cure is to make copying useless: spoil the input, and ask for the original.
#
# **Denoising.** Noise is added to every entry, and the target is the clean input:
#
# $$\tilde x = x + \sigma\,\varepsilon, \quad \varepsilon_{ij} \sim \mathcal N(0, 1), \qquad L = \frac{1}{\text{entries}} \sum_{i,j} \big(g(f(\tilde x))_{ij} - x_{ij}\big)^2$$
#
# Write it on top of your `Autoencoder`: only `get_loss` changes. The noise is fresh for every entry and every call. `encode` and `decode` never see any, and neither does the network in evaluation mode.


# %% nbgrader={"grade": false, "grade_id": "autoencoders-denoising", "locked": false, "schema_version": 3, "solution": true, "task": false}
class DenoisingAutoencoder(Autoencoder):
    """Rebuilds the clean input from a noisy one."""

    def __init__(
        self,
        input_size: int,
        hidden_sizes: list[int],
        activation_cls: type[nn.Module] = nn.ReLU,
        noise_std: float = 0.5,
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        ### BEGIN SOLUTION
        self.noise_std = noise_std
        ### END SOLUTION

    def get_loss(self, x: Tensor) -> Tensor:
        """The loss of rebuilding the clean x from x with noise."""
        ### BEGIN SOLUTION
        noisy = x + self.noise_std * torch.randn_like(x)
        return self.loss(x, self(noisy))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "autoencoders-denoising-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("denoising")  # 3 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.autoencoders import expect_denoising

with float64():
    expect_denoising(DenoisingAutoencoder, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# **Masking.** Some entries are hidden, and the network has to guess them from the others. With a mask $m$ that is 1 where an entry is hidden,
#
# $$m_{ij} = 1 \text{ with probability } p, \qquad \tilde x = (1 - m) \odot x, \qquad \hat x = g(f(\tilde x))$$
#
# Which entries should the loss count? There are two choices, and you write both.
#
# | `loss_on` | loss | what it asks for |
# |---|---|---|
# | `"all"` | the mean of $(\hat x_{ij} - x_{ij})^2$ over all entries | rebuild what you see, and guess what you don't |
# | `"masked"` | the mean over the entries with $m_{ij} = 1$ alone; 0 if there are none | guess what you don't see; the rest is no concern |
#
# - Each entry is hidden or not independently of all others, anew in every call.
# - The visible entries stay exactly as they are. (Dropout would scale them up.)
# - As before, `encode`, `decode` and the network in evaluation mode hide nothing.
#
# <details><summary>A nudge</summary>
#
# `torch.rand_like(x) < p` is a mask. A hidden entry is 0, but not every 0 is hidden: the background of a picture is 0 as well. So keep the mask.
# </details>


# %% nbgrader={"grade": false, "grade_id": "autoencoders-masked", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MaskedAutoencoder(Autoencoder):
    """Rebuilds the input from a part of its entries."""

    def __init__(
        self,
        input_size: int,
        hidden_sizes: list[int],
        activation_cls: type[nn.Module] = nn.ReLU,
        mask_prob: float = 0.25,
        loss_on: str = "all",
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        ### BEGIN SOLUTION
        self.mask_prob = mask_prob
        self.loss_on = loss_on
        ### END SOLUTION

    def get_loss(self, x: Tensor) -> Tensor:
        """The loss of rebuilding x from its visible entries, on all entries or on the hidden."""
        ### BEGIN SOLUTION
        hidden = torch.rand_like(x) < self.mask_prob
        x_hat = self(x.masked_fill(hidden, 0.0))
        if self.loss_on == "all":
            return self.loss(x, x_hat)
        squares = (x_hat - x) ** 2 * hidden
        return squares.sum() / hidden.sum().clamp(min=1)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "autoencoders-masked-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("masked")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.masked import expect_masked

with float64():
    expect_masked(MaskedAutoencoder, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Two hundred labels
#
# Now pictures: handwritten digits, 784 pixels between 0 and 1 each.
#
# A probe on 200 labels depends on *which* 200: from one draw to the next the result moves by more than a percent. So `few_shot` draws them 20 times, trains a probe for each draw, and gives 20 accuracies, measured on test digits that nobody trained on; we report their mean and standard deviation. And we keep the plainest competitor beside everything: the probe on the raw pixels, without any network. All get the *same* 20 draws, so they can be compared draw by draw: a lucky draw is lucky for both, and the difference moves less than either. That is the second column.
#
# ### Predict first
#
# Four networks squeeze 784 pixels into 64 numbers: one rebuilds, one removes noise, and two fill in hidden pixels (half of them), with the loss on all entries or on the hidden ones. Which of them beat the raw pixels? Does it matter where the loss is counted?

# %% nbgrader={"grade": false, "grade_id": "autoencoders-predict-digits", "locked": false, "schema_version": 3, "solution": false, "task": false}
# Accuracy in percent with 200 labels. Not graded.
predicted_digits = {
    "raw pixels": None,
    "rebuild": None,
    "denoise": None,
    "fill in, loss on all": None,
    "fill in, loss on hidden": None,
}

# %%
digits = mnist.load(rows=20_000)
steps = 470 * longer


def with_few_labels(encode) -> Tensor:
    """20 accuracies in percent, each from another 200 labels."""
    with torch.no_grad():
        features, test_features = encode(digits.train.x), encode(digits.test.x)
    return few_shot(features, digits.train.y, test_features, digits.test.y, seed=seed)


def errors(model: nn.Module, x: Tensor) -> tuple[float, float]:
    """Squared error on pixels that the network sees and on pixels that are hidden from it."""
    hidden = torch.rand_like(x) < 0.5
    with torch.no_grad():
        squares = (model(x.masked_fill(hidden, 0.0)) - x) ** 2
    return squares[~hidden].mean().item(), squares[hidden].mean().item()


raw = with_few_labels(lambda x: x)
models: dict[str, nn.Module] = {}
print(f"{'':25}{'accuracy with':>14}{'difference to':>16}{'half hidden: error on':>25}")
print(f"{'':25}{'200 labels, %':>14}{'raw pixels':>16}{'seen':>16}{'hidden':>9}")
print(f"{'raw pixels':25}{raw.mean():8.1f} ± {raw.std():.1f}")
with attempt(
    Autoencoder="autoencoder", DenoisingAutoencoder="denoising", MaskedAutoencoder="masked"
):
    torch.manual_seed(seed)
    networks = {
        "rebuild": Autoencoder(784, [256, 64]),
        "denoise": DenoisingAutoencoder(784, [256, 64]),
        "fill in, loss on all": MaskedAutoencoder(784, [256, 64], mask_prob=0.5),
        "fill in, loss on hidden": MaskedAutoencoder(
            784, [256, 64], mask_prob=0.5, loss_on="masked"
        ),
    }
    for name, model in networks.items():
        fit(model.to(compute_on), digits.train.x.to(compute_on), steps)
        accuracies = with_few_labels(model.cpu().eval().encode)
        better = accuracies - raw
        seen, hidden = errors(model, digits.test.x[:1000])
        models[name] = model
        print(
            f"{name:25}{accuracies.mean():8.1f} ± {accuracies.std():.1f}"
            f"{better.mean():+10.1f} ± {better.std():.1f}{seen:16.3f}{hidden:9.3f}"
        )

# %% [markdown]
# Two things are worth a second look. First, squeezing alone does not beat the raw pixels: an encoder that copies well has no reason to keep just what tells a 4 from a 9. Those that had to *repair* do beat them, with a twelfth of the numbers. Is a lead of one to two percent more than luck? Look at the second column: the mean of 20 differences is known about $\sqrt{20}$ times better than a single one, to about ± 0.2. Second, the masked networks. The one that is never asked about visible pixels rebuilds them a little worse, as you would expect, and it fills in the hidden ones no better for it. Yet its latent is worth no less. A lower loss is not a better representation.
#
# Here is what they make of eight test digits. The noisy ones go into the denoiser, the ones with holes into the masked networks.

# %%
with attempt(
    Autoencoder="autoencoder", DenoisingAutoencoder="denoising", MaskedAutoencoder="masked"
):
    if len(models) < 4:
        raise NotImplementedError
    torch.manual_seed(seed)
    x = digits.test.x[[int((digits.test.y == digit).nonzero()[0]) for digit in range(8)]]
    noisy = x + 0.5 * torch.randn_like(x)
    holes = x.masked_fill(torch.rand_like(x) < 0.5, 0.0)
    seen_by = {"rebuild": x, "denoise": noisy}
    with torch.no_grad():
        rebuilt = {name: model(seen_by.get(name, holes)) for name, model in models.items()}
    rows = {
        "digit": x,
        "rebuild": rebuilt["rebuild"],
        "with noise": noisy,
        "denoise": rebuilt["denoise"],
        "with holes": holes,
        "loss on all": rebuilt["fill in, loss on all"],
        "loss on hidden": rebuilt["fill in, loss on hidden"],
    }
    fig, ax = plt.subplots(figsize=(10, 8), layout="constrained")
    plot_digits(ax, [row.clamp(0, 1) for row in rows.values()], list(rows))
    figure_with_alt(
        fig,
        "Eight test digits, and what the networks make of them. Mean squared error: "
        + ", ".join(f"{name} {((row - x) ** 2).mean():.3f}" for name, row in rebuilt.items())
        + ".",
    )

# %% [markdown]
# ### Your turn
#
# Find a network whose latent is worth more. `pretrain(images, seed)` gets pictures without labels and returns a trained network of your making.
#
# - Its `encode` may give **at most 64 numbers**.
# - You may use any of your classes or derive a new one, any sizes, `fit` or a loop of your own. A quarter of a minute without a GPU is enough.
#
# It is run twice. The score is the mean few-shot accuracy of the two networks on test digits: nothing up to 75 %, all points from 81 % on, in proportion in between. So a network that only rebuilds earns most of them, and one that has learned to repair earns all.
#
# <details><summary>A nudge</summary>
#
# You have a table of four candidates above. Noise, share of hidden pixels, width of the first layer, and the number of steps are worth a try; one at a time.
# </details>


# %% nbgrader={"grade": false, "grade_id": "autoencoders-few-shot-mnist", "locked": false, "schema_version": 3, "solution": true, "task": false}
def pretrain(images: Tensor, seed: int) -> nn.Module:
    """A network trained on images (n, 784) without labels; its latent has at most 64 numbers."""
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = DenoisingAutoencoder(784, [256, 64], noise_std=0.5).to(images.device)
    fit(model, images, steps=700)
    return model
    ### END SOLUTION


# %%
# Trains your network twice. Leave this cell as it is.
pretrained = []
with attempt(
    Autoencoder="autoencoder",
    DenoisingAutoencoder="denoising",
    MaskedAutoencoder="masked",
    pretrain="few-shot-mnist",
):
    images = digits.train.x.to(compute_on)
    pretrained = [pretrain(images, seed).cpu().eval(), pretrain(images, seed + 1).cpu().eval()]

# %% nbgrader={"grade": true, "grade_id": "autoencoders-few-shot-mnist-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("few-shot-mnist")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden.few_shots import score

score(pretrained, 6)
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · A map of digits
#
# With a latent of two numbers, the latent is a map, and you can walk on it. Drag the handle, or move it with the arrow keys: the decoder paints the digit that belongs to the place. Beside it is the map that PCA makes of the same digits, with two numbers as well; notebook 04 explains what the two have to do with each other. Then draw a digit of your own and see where each map puts it.
#
# Where do 4, 7 and 9 lie on either map? What does the decoder paint half way between two digits, and what where no digit lives?

# %%
with attempt(Autoencoder="autoencoder"):
    torch.manual_seed(seed)
    flat = Autoencoder(784, [128, 32, 2])
    fit(flat.to(compute_on), digits.train.x.to(compute_on), 1500 * longer)
    display(LatentExplorer(flat.cpu().eval(), digits.test.x, digits.test.y))

# %% [markdown]
# ### If you want more
#
# None of this is graded.
#
# - Give `few_shot` more labels (`labels_per_draw=1000`). What becomes of the lead over the raw pixels, and of the network that only rebuilds?
# - Hide three quarters of the pixels, or whole 7 × 7 squares. Which makes the better latent?
# - Put a ReLU after the last layer of the encoder, and look at the map of digits again.
# - `sweep` also trains the other kinds on the synthetic data (`kinds=("plain", "denoising", "masked")`). Which size gains most from noise?

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "autoencoders-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "autoencoders-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "autoencoders-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
