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
# # Where does the time go?
#
# In the spring of 2018 the fastest way to train a network to 94 % on the pictures of CIFAR-10, with one GPU, took 341 seconds. The GPU's data sheet promises 125 million million operations a second, and at that rate all the multiplications of the training are done in **forty**. So for five minutes out of six an expensive chip was waiting for something. For what?
#
# In this notebook you read how one engineer found out, one change after the other. Then you do the same to a slow training on your own machine, and measure every step.
#
# | | |
# |---|---|
# | **You will learn** | to work out how long a training *must* take, and to see what it does instead; what a roofline says; to move work out of the loop, to draw random numbers in bulk, to index whole batches; to measure speed so that the result means something |
# | **You need** | tensors, indexing and a training loop (notebooks 01 and 02) |
# | **Time** | about three hours, one of them for reading; the whole notebook computes for about a minute on a laptop |
#
# **How it works.** As in the notebooks before: replace each `raise NotImplementedError`, and each `None`, by your own lines and run the check below. ○ means not attempted yet, ✗ wrong, ✓ right; ● means that an answer is recorded, to be graded later. You can run the whole notebook at any time: cells that need your code wait for it.

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
seed = 0  # another number draws other crops and other weights
budget = "quick"  # "full" uses more images and repeats each measurement more often

# %%
import inspect
import time
from collections.abc import Iterator

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

from course_utils import roofline
from course_utils.checks.fast_training import check
from course_utils.data import mnist
from course_utils.device import device
from course_utils.operations import conv_operations, usual_operations
from course_utils.pipelines import CROP, MEAN, PAD, STD, NaiveDataset, load_one_by_one, stages
from course_utils.plots import figure_with_alt
from course_utils.races import (
    SmallConvNet,
    compute_seconds,
    describe_race,
    plot_race,
    race,
    seconds_for,
    train_epoch,
)
from course_utils.style import use_course_style
from course_utils.training import attempt

use_course_style()
torch.manual_seed(seed)
compute_on = device()

# %% [markdown]
# ## 1 · Five minutes, found
#
# **Read** David Page's series [*How to Train Your ResNet*](https://myrtle.ai/learn/how-to-train-your-resnet/), part 1 with care, the others as far as you like, and the end of the last one. Look for numbers: what was the goal, where did he start, what did each change bring?
#
# <details><summary>No network at hand? The facts of the series, in our words</summary>
#
# The goal came from a competition: 94 % of the test pictures of CIFAR-10 right (50 000 pictures to train on, 32 × 32 pixels in colour), as soon as possible. The best entry that used a single GPU had an 18-layer ResNet, took large steps and computed with half precision; it needed 341 s. Page wrote that network anew in PyTorch with the same settings. On his rented machine, with the same kind of GPU, a V100, three of five runs reached the goal, in 356 s.
#
# Training takes 35 epochs. Forward and back through the network cost about 2.8 · 10⁹ operations for a picture, and the GPU can do 125 · 10¹² of them a second.
#
# Then the changes of the first part, one upon the other. A batch norm and a ReLU stood twice in a row near the input; one of each went: 323 s. Padding, normalising and exchanging the axes of the pictures are the same in every epoch, so they were done once, before training; now a single process could keep up with cropping and mirroring, instead of several that were started anew in every epoch: 308 s. Most of what was left was spent in asking for random numbers, one by one, millions of times; a few large requests at the start of an epoch did instead: 301 s. At last even the one process cost more to start than it saved: 297 s.
#
# The later parts turn to larger batches, regularisation and architecture. The series ends at 34 s; if the trained network looks at every test picture twice, as it is and mirrored (**test-time augmentation**), less training is enough: 26 s.
#
# </details>
#
# Asked *"what time did he start from?"*, people answer 341 s, and people answer 356 s, and argue. Both numbers are in the text. One is the competition's **record**, another person's program on that person's machine; the other is his own **reproduction** of it, the only one that his later times can be compared with. Either may be called the start, so say which one you mean. (A number without its name is half a number. You will meet this pair again in notebook 08.)

# %% nbgrader={"grade": false, "grade_id": "fast_training-record", "locked": false, "schema_version": 3, "solution": true, "task": false}
accuracy = None  # percent: the goal
start_s = None  # seconds: the time he started from, and which one it is:
start_is = None  # "record" or "reproduction"
steps_s = None  # seconds after each of the four changes of part 1: a list of four numbers
series_end_s = None  # seconds at the end of the series
augmented_s = None  # the same, with test-time augmentation
### BEGIN SOLUTION
accuracy = 94
start_s = 356
start_is = "reproduction"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26
### END SOLUTION


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    """How long training takes if nothing is done but its multiplications and additions.

    flop_per_image: operations forward and back through the network for one image
    images: number of images in an epoch
    flop_per_second: what the machine can do at best
    """
    ### BEGIN SOLUTION
    return flop_per_image * images * epochs / flop_per_second
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "fast_training-record-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("record")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.record import score_record

score_record(
    accuracy, start_s, start_is, steps_s, series_end_s, augmented_s, ideal_seconds, fresh_seed()
)
### END HIDDEN TESTS

# %% [markdown]
# *What you read there is only recorded: nobody tells you now whether it is right. Your `ideal_seconds` is checked at once.*

# %%
with attempt(ideal_seconds="record"):
    print(f"{ideal_seconds(2.8e9, 50_000, 35, 125e12):.1f} s if nothing but arithmetic is done")

# %% [markdown] nbgrader={"grade": false, "grade_id": "fast_training-learned-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **What have you learned from the series?** About 100 words (80 to 120; the check below counts). Choose what you can use elsewhere, and support it with a number from the text. (2 points)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: something that carries over to other trainings (profile before you optimise; work that is the same in every epoch belongs before the loop; the ideal time as a yardstick; overhead of processes and of many small calls; measure one change at a time), and not only a list of the steps.
# - 1 point: supported by at least one number from the series that is right.
# - Outside of 80 to 120 words: no deduction below 10 words more or less; otherwise at most 1 point.
#
# **A common weak answer** retells the four steps without saying what follows from them: 1 point at most.
# ### END MARK SCHEME

# %% nbgrader={"grade": true, "grade_id": "fast_training-learned", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
learned = None  # about 100 words, between three quotes: """…"""
### BEGIN SOLUTION
learned = """
A yardstick comes first. At 125 TFLOP/s the arithmetic of the whole training takes 40 s, so a
record of 341 s is not a wall but a sign that something else is slow, and it is worth looking for.
What was slow was nothing deep: pictures normalised again in every epoch, processes started again
and again, millions of single calls for random numbers. Each change is small, 15 s or 7 s or 4 s,
and each was measured alone, which is why I believe them. I take with me: do once what is always
the same, ask for things in bulk, and when a change is meant to save time, show the time before
and after.
"""
### END SOLUTION

# %%
check("learned")

# %% [markdown] nbgrader={"grade": false, "grade_id": "fast_training-interesting-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Which idea in the series interested you most, and why?** About 100 words again. (2 points)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: one idea of the series, described so that a reader who does not know it understands what was done.
# - 1 point: a reason that is the student's own (what was surprising, where it would help or not, a question it leaves open), not praise.
# - Length as above.
# ### END MARK SCHEME

# %% nbgrader={"grade": true, "grade_id": "fast_training-interesting", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
interesting = None  # about 100 words, between three quotes: """…"""
### BEGIN SOLUTION
interesting = """
Removing the worker processes surprised me. The usual advice is to load data in more processes, so
that the GPU never waits, and here the last step of part 1 is to have none at all. After the
pictures were prepared once and the random numbers drawn in bulk, so little was left to do for a
batch that to start even one process cost more than it saved, 4 s in 301. So the advice is not
wrong, it has a condition: it pays when the work for a batch is large beside the cost of handing it
over. I would like to know from which size of image on the processes win again.
"""
### END SOLUTION

# %%
check("interesting")

# %% [markdown]
# ## 2 · How fast is your machine?
#
# Two numbers say much about a machine: how many operations it can do in a second, $\pi$, and how many bytes it can fetch from memory in a second, $\beta$. A piece of work that does $F$ operations on $B$ bytes has the **arithmetic intensity** $I = F / B$, and cannot run faster than
#
# $$P(I) = \min(\pi,\; \beta I) \quad \text{operations a second}$$
#
# Drawn on logarithmic axes that is a roof: a slope, where memory is the limit, and a flat part, where arithmetic is. The two meet at $I = \pi / \beta$.
#
# ### Predict first
#
# Which work lies under the slope, and which under the flat part: multiplying two large matrices, a convolution of your network, normalising a batch of images?

# %%
torch.manual_seed(seed)
network = SmallConvNet().to(compute_on)
sample = torch.randn(256, 1, 28, 28, device=compute_on)
work = [*usual_operations(compute_on), *conv_operations(network, sample)]
rates, points = roofline.measure_with(work, compute_on)
print(f"arithmetic: {rates.flop_per_second / 1e9:,.0f} GFLOP/s", end="    ")
print(f"memory: {rates.bytes_per_second / 1e9:,.1f} GB/s")
with attempt(ideal_seconds="record"):
    seconds = ideal_seconds(2.8e9, 50_000, 35, rates.flop_per_second)
    print(f"The training of the series, on this machine at best: {seconds / 3600:.1f} hours")

fig, ax = plt.subplots(figsize=(9, 5.5), layout="constrained")
roofline.plot_roofline(rates, points, ax)
figure_with_alt(fig, roofline.describe(rates, points))

# %% [markdown]
# The two convolutions lie on different sides: the first has one channel to read and little to compute for each byte, the second has thirty-two. And look at the points far below the roof: neither arithmetic nor memory at full speed explains their time. Intermediate results are written and read again, places in memory lie scattered, a shape does not fit the processor.
#
# One cost is not in this figure at all, because each point is a single call for thousands of images: the cost of making a *call*. For one image at a time it is nearly everything. That is what you will remove now.
#
# ## 3 · A slow pipeline
#
# The images are handwritten digits, and each time one is used it should look a little different, so that the network cannot learn it by heart. So for each image, in every epoch, this is done: turn bytes into numbers between 0 and 1, normalise, pad by `PAD` = 4 pixels of background, cut out `CROP` × `CROP` = 28 × 28 pixels at a random place. (The series mirrors its pictures as well. Would that be good for digits?)
#
# Written down as most tutorials have it, that is a `Dataset` which does all this for one image, and a `DataLoader` which calls it image by image, usually in a few worker processes. Here it is, first without them:

# %%
digits = mnist.load(10_000 if budget == "full" else 4_000)
images = (digits.train.x * 255).round().byte().view(-1, 28, 28)  # bytes, as they lie on a disk
labels = digits.train.y
naive = NaiveDataset(images, labels)
print(inspect.getsource(NaiveDataset.__getitem__))

torch.manual_seed(seed)
fig, axes = plt.subplots(1, 8, figsize=(10, 1.7), layout="constrained")
for ax in axes:
    ax.imshow(naive[0][0][0], cmap="gray")
    ax.axis("off")
fig.suptitle("One image in eight epochs")
figure_with_alt(fig, f"The same handwritten {labels[0]}, eight times, each a little displaced.")

started = time.perf_counter()
for x, y in load_one_by_one(naive, 128, True, torch.Generator().manual_seed(seed)):
    pass
seconds = time.perf_counter() - started
print(
    f"{len(images)} images one by one: {seconds:.2f} s, {seconds / len(images) * 1e6:.0f} µs each"
)

# %% [markdown]
# ### Predict first
#
# One epoch of this, as the cell above ran it, without any network. How many times faster could you make it, with the same batches coming out?

# %% nbgrader={"grade": false, "grade_id": "fast_training-predict-ratio", "locked": false, "schema_version": 3, "solution": false, "task": false}
# Your guess: naive seconds / your seconds. Not graded.
predicted_ratio = None

# %% [markdown]
# ### Step one: once is enough
#
# Of the four things that are done for each image, three give the same result in every epoch. Do them for all images at once, before training:
#
# $$\tilde x = \frac{x / 255 - \text{MEAN}}{\text{STD}}, \qquad \text{padded by PAD} = 4 \text{ pixels of background on each side}$$
#
# Mind the order: the background is black, $x = 0$. What is black *after* normalising?


# %% nbgrader={"grade": false, "grade_id": "fast_training-prepare", "locked": false, "schema_version": 3, "solution": true, "task": false}
def prepare(images: Tensor, device: torch.device) -> Tensor:
    """All that is the same for an image in every epoch, done for all images at once.

    images: (n, 28, 28), uint8, from 0 (background) to 255
    returns: (n, 1, 36, 36), float32, on `device`
    """
    ### BEGIN SOLUTION
    x = nn.functional.pad(images.to(device)[:, None].float() / 255, [PAD] * 4)  # (n, 1, 36, 36)
    return (x - MEAN) / STD
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "fast_training-prepare-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("prepare")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.pipeline import expect_prepare

expect_prepare(prepare, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Step two: ask once
#
# What is left to chance in an epoch: the order of the images, and for each the upper left corner of its crop, `top` and `left`, from 0 to 2 · PAD. In the slow pipeline, an epoch of 4 000 images makes 8 000 calls for single random numbers (its `CORNERS` is 2 · PAD + 1 = 9 places). Draw them all at the start of the epoch, in three calls.


# %% nbgrader={"grade": false, "grade_id": "fast_training-draws", "locked": false, "schema_version": 3, "solution": true, "task": false}
def draw(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """The random choices of one epoch, all at once.

    returns order: a random order of the numbers 0 .. count - 1
            top, left: (count,), whole numbers from 0 to 2 * PAD, each as likely as any other
    """
    ### BEGIN SOLUTION
    order = torch.randperm(count, generator=generator)
    top = torch.randint(2 * PAD + 1, (count,), generator=generator)
    left = torch.randint(2 * PAD + 1, (count,), generator=generator)
    return order, top, left
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "fast_training-draws-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("draws")  # 2 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.pipeline import expect_draws

expect_draws(draw, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### Step three: whole batches, nobody else's help
#
# Now nothing is left to do for an image but to cut it out. In place of a worker process that picks up one image after the other, index the whole batch at once. If `rows` has shape `(b, 28, 1)` and `columns` `(b, 1, 28)`, what does `prepared[i[:, None, None], 0, rows, columns]` give, for `i` of shape `(b,)`?
#
# Image number `order[j]` is cut out at `top[j]`, `left[j]`. Your score is nothing where a batch is wrong. Else it grows with the speed, compared with the naive pipeline (without worker processes) by turns on the grading machine: no points up to 1.25 times as fast, all from 2.5 times on.


# %% nbgrader={"grade": false, "grade_id": "fast_training-pipeline", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batches(
    prepared: Tensor,
    labels: Tensor,
    draws: tuple[Tensor, Tensor, Tensor],
    batch_size: int,
) -> Iterator[tuple[Tensor, Tensor]]:
    """The batches of one epoch: (b, 1, 28, 28) crops and their (b,) labels; the last may be smaller.

    prepared: (n, 1, 36, 36), what `prepare` gave
    draws: what `draw` gave for this epoch
    """
    ### BEGIN SOLUTION
    order, top, left = (d.to(prepared.device) for d in draws)
    side = torch.arange(CROP, device=prepared.device)
    for at in range(0, len(order), batch_size):
        i = order[at : at + batch_size]
        rows = top[at : at + batch_size, None, None] + side[:, None]  # (b, 28, 1)
        columns = left[at : at + batch_size, None, None] + side  # (b, 1, 28)
        x = prepared[i[:, None, None], 0, rows, columns]  # (b, 28, 28)
        yield x[:, None], labels[i.to(labels.device)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "fast_training-pipeline-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("pipeline")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.pipeline import score_pipeline

score_pipeline(prepare, draw, batches, 6, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · The race
#
# One epoch of each pipeline, in turns, so that whatever else your machine is doing hits them all alike; the bars show medians, the thin lines the middle half of the measurements. The dashed line is what the network itself needs for the same images, forward and back.

# %%
timings = []
with attempt(prepare="prepare", draw="draws", batches="pipeline"):
    ways = stages(images, labels, prepare, draw, batches, device=compute_on, seed=seed)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    ready = list(ways[-1].epoch())
    itself = compute_seconds(network, optimizer, ready)
    timings = race(ways, repeats=9 if budget == "full" else 5)

    fig, ax = plt.subplots(figsize=(10, 4.5), layout="constrained")
    plot_race(ax, timings, itself)
    figure_with_alt(fig, describe_race(timings, itself))
    done = [t for t in timings if t.seconds]
    for before, after in zip(done, done[1:]):
        print(
            f"{after.name:24}{before.median / after.median:6.1f} times as fast as the step before"
        )
    print(f"{'all together':24}{done[0].median / done[-1].median:6.1f}")

# %% [markdown]
# ### What would you have guessed?
#
# - Which step saved most on your machine? Is it the one that saved most in the series?
# - Is there a step that costs time? Where a new process must load PyTorch first (Windows, macOS), two workers can be much slower than none.
# - Where is the dashed line? With a fast GPU it can lie far to the left: the naive pipeline starves the network, and every step counts. On a CPU it may lie to the right of all bars: then the network is what takes the time, and making the pipeline faster still would be work in vain. Measure first.
#
# And now use it:

# %%
with attempt(prepare="prepare", draw="draws", batches="pipeline"):
    torch.manual_seed(seed)
    network = SmallConvNet().to(compute_on)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.03, momentum=0.9)
    test_images = (digits.test.x * 255).round().byte().view(-1, 28, 28)
    test_x = prepare(test_images, compute_on)[:, :, PAD:-PAD, PAD:-PAD]  # all from the middle
    test_y = digits.test.y.to(compute_on)
    took = 0.0
    for epoch in range(10 if budget == "full" else 4):
        took += seconds_for(ways[-1].epoch, lambda b: train_epoch(network, optimizer, b))
        with torch.no_grad():
            right = (network.eval()(test_x).argmax(1) == test_y).float().mean()
        print(f"epoch {epoch + 1}: {took:5.1f} s of training, {right:.1%} of new digits right")

# %% [markdown]
# ### If you want more
#
# None of this is graded.
#
# - Profile one epoch with `torch.profiler`. Which three operations take most of the time?
# - Cut a random 8 × 8 hole into each image (the series does: **cutout**). How much slower is your pipeline? Does it help?
# - Use `torch.compile` on the network. From how many epochs on does the time to compile pay?
# - With a GPU: a measured time is wrong unless you wait for the GPU (`torch.cuda.synchronize()`). Try it without. What do you "measure"?

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "fast_training-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "fast_training-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "fast_training-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
