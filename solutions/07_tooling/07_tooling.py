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
# # Which run was that?
#
# You trained twenty networks last week. One of them was good. Which learning rate did it have? Was that before or after you changed the optimiser? And is the file `model_final2_new.pt` the one?
#
# Nobody remembers, and nobody has to: a few lines that write down the settings and the results of every run, while it runs, are enough. In this notebook you use two well-known tools for that, [TensorBoard](https://www.tensorflow.org/tensorboard) and [Weights & Biases](https://docs.wandb.ai) (W&B), on real trainings, and judge which of the two you would want to have when there are not five runs, but five hundred.
#
# | | |
# |---|---|
# | **You will learn** | to log a training's curves and settings with both tools; to read the logs back with a program, so that no result has to be typed off a screen; to say what each tool makes easy, and what not |
# | **You need** | a training loop (any notebook before) |
# | **Time** | about two hours; the whole notebook computes for less than half a minute |
#
# **How it works.** As in the notebooks before: replace each `raise NotImplementedError`, and each `None`, by your own lines and run the check below. ○ means not attempted yet, ✗ wrong, ✓ right; ● means that an answer is recorded, to be graded later. You can run the whole notebook at any time: cells that need your code wait for it.
#
# **No account, no network?** None is needed. TensorBoard writes files on your disk and shows them in your browser. W&B is used in its *offline* mode: it writes files, too, and here a table and a figure of ours show what is in them. If you are logged in to W&B, your runs go there as well, and you can look at them on its own page.

# %%
# On Colab, first upload the zip file of the course (folder symbol on the left): this installs it.
# Elsewhere there is nothing to do.
import importlib.util
import subprocess
import sys
from pathlib import Path

if importlib.util.find_spec("course_utils") is None:
    zips = sorted(map(str, Path().glob("unrolled-*.zip")))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", *(f"{z}[tooling]" for z in zips[:1])],
        check=True,
    )

# %% tags=["parameters"]
seed = 0  # another number draws other networks
budget = "quick"  # nothing here takes long

# %%
import contextlib

import torch

from course_utils.by_setting import describe, plot_by_setting, table
from course_utils.checks.tooling import check
from course_utils.dashboards import EventAccumulator, SummaryWriter, tensorboard, write_runs
from course_utils.experiments import measurements, tracking_mode
from course_utils.extras import missing
from course_utils.plots import figure_with_alt
from course_utils.style import use_course_style
from course_utils.training import attempt
from course_utils.wandb_files import read_runs, track_all

with contextlib.suppress(ModuleNotFoundError):
    import wandb

use_course_style()
torch.manual_seed(seed)
print(missing("tensorboard", "wandb") or "TensorBoard and W&B are installed.")

# %% [markdown]
# ## 1 · Something to track
#
# `measurements(config)` trains a small network on handwritten digits, with the settings in `config`, and gives you a row of numbers after each epoch. (`"optimizer"` is `"sgd"` or `"adam"`; the other settings are numbers.) It is a generator: it trains while you loop over it.

# %%
config = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": seed}
for epoch, row in enumerate(measurements(config)):
    print(epoch, {tag: round(value, 3) for tag, value in row.items()})

# %% [markdown]
# With such prints experiments begin. Ten runs later they have scrolled away.
#
# ## 2 · TensorBoard
#
# A `SummaryWriter` writes **event files** into a folder, one folder for each run. `add_scalar(tag, value, step)` adds a point to the curve named `tag`; `add_hparams(config, results)` notes the settings beside the results. Nothing is sent anywhere, and writing takes microseconds.
#
# Write `log_run`, which trains with one configuration and logs everything: every number of every row as a scalar, with its own name as the tag and the epoch (0, 1, 2, …) as the step; and the settings with `add_hparams`, the last validation accuracy under the name `"hparam/accuracy"`. (Pass `run_name="."` as well; without it `add_hparams` opens a second folder.)
#
# Then choose `five_configs`, all different: what do you want to find out?
#
# And one more function. Reading numbers off a picture is how mistakes begin, so let a program find your best run: `best_run` looks through all runs in a folder, reads their event files with `EventAccumulator`, and returns the name of the one with the highest validation accuracy after its last epoch, and that accuracy.


# %% nbgrader={"grade": false, "grade_id": "tooling-tensorboard", "locked": false, "schema_version": 3, "solution": true, "task": false}
def log_run(config: dict, folder: str) -> None:
    """Train with `config`, and log all that is measured, and the configuration, into `folder`."""
    ### BEGIN SOLUTION
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()
    ### END SOLUTION


five_configs = None  # a list of five different configurations, with the keys of `config` above
### BEGIN SOLUTION
five_configs = [config | {"lr": lr} for lr in (0.001, 0.01, 0.1, 1.0, 10.0)]
### END SOLUTION


def best_run(folder: str) -> tuple[str, float]:
    """The name of the run with the highest validation accuracy at its end, and that accuracy.

    folder: has a folder for each run, with the event files that `log_run` wrote
    """
    ### BEGIN SOLUTION
    last = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run))
        events.Reload()
        last[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(last, key=last.get)
    return best, last[best]
    ### END SOLUTION


# %%
runs = "runs"  # the folder
with attempt(log_run="tensorboard", five_configs="tensorboard", best_run="tensorboard"):
    runs = write_runs(log_run, five_configs)
    print("best run: {}, {:.1f} %".format(*best_run(runs)))

# %% nbgrader={"grade": true, "grade_id": "tooling-tensorboard-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("tensorboard")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.tensorboard_runs import expect_tensorboard

expect_tensorboard(log_run, five_configs, best_run, fresh_seed(), runs)
### END HIDDEN TESTS

# %%
tensorboard(runs)

# %% [markdown]
# (Where a notebook is not a browser tab of its own, the printed command does the same in a terminal. Elsewhere you will meet `%load_ext tensorboard` and `%tensorboard --logdir runs`; try them.) Look around: *Time Series* draws your curves, one colour for each run; type a part of a name or a regular expression to filter the runs; *HParams* has a table of settings and results. Then go on. You will be asked what you liked.
#
# ## 3 · Weights & Biases
#
# A run of W&B begins with `wandb.init`, which is told the settings, and ends with `run.finish()`; in between `run.log(row)` takes a whole dictionary at a time. `mode=tracking_mode()` is ours: "online" if you are logged in and the server can be reached, else "offline". In offline mode a run is a folder with one binary file in it.
#
# Write `track_run`: a run in the project `"unrolled"`, with `dir=folder`, that knows its configuration. Choose `ten_configs` (all different, with at least three learning rates), and write `best_of`: from the runs that `read_runs` reads back from the folder, return the configuration of the one with the highest validation accuracy after its last epoch.


# %% nbgrader={"grade": false, "grade_id": "tooling-wandb", "locked": false, "schema_version": 3, "solution": true, "task": false}
def track_run(config: dict, folder: str) -> None:
    """Train with `config` in a run of W&B that knows it, and log every row.

    The run belongs to the project "unrolled", and its files go into `folder`.
    """
    ### BEGIN SOLUTION
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()
    ### END SOLUTION


ten_configs = None  # a list of ten different configurations, with at least three learning rates
### BEGIN SOLUTION
ten_configs = [
    config | {"lr": lr, "weight_decay": decay}
    for lr in (0.01, 0.03, 0.1, 0.3, 1.0)
    for decay in (0.0, 0.01)
]
### END SOLUTION


def best_of(runs: list) -> dict:
    """The configuration of the run with the highest validation accuracy after its last epoch.

    runs: each has a `config`, and a `history` with one row for each epoch
    """
    ### BEGIN SOLUTION
    return max(runs, key=lambda run: run.history[-1]["accuracy/validation"]).config
    ### END SOLUTION


# %%
tracked = []
with attempt(track_run="wandb", ten_configs="wandb", best_of="wandb"):
    tracked = read_runs(track_all(track_run, ten_configs))
    print(f"{len(tracked)} runs; the best: {best_of(tracked)}")

# %% nbgrader={"grade": true, "grade_id": "tooling-wandb-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("wandb")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.wandb_tracked import expect_wandb

expect_wandb(track_run, ten_configs, best_of, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# Ten runs, sorted by their result, with the settings beside it. This table is what W&B's page shows you online, and there you can sort by any column, group by one setting and hide the rest:

# %%
print(table(tracked))

# %% [markdown]
# ### Predict, then look
#
# Which setting matters most? Guess from the table; then look at the figure. It has a panel for each setting that you varied, and a point for each run. A setting matters where the points of one value lie apart from those of another. (If several settings vary at once, compare runs that differ in one of them only.)

# %%
if tracked:
    figure_with_alt(plot_by_setting(tracked), describe(tracked))

# %% [markdown] nbgrader={"grade": false, "grade_id": "tooling-compare-tools-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Compare the two tools.** What is easy with TensorBoard, and what did you dislike? What does W&B keep with each run that TensorBoard leaves to the folder's name, and what can one do with it? Would you use either for a study with five hundred runs, and how would you keep that in order? Refer to your own runs (one setting that mattered, with its numbers). About eight sentences. (4 points)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: TensorBoard is easy to begin with: a writer and one line per number, no account, files on one's own disk, curves while it trains.
# - 1 point: and harder to keep in order with many runs: a run is known by its folder's name, runs are filtered by regular expressions over names, so settings end up in names; tables of settings need extra care. (Mentioning the HParams tab and its limits is fine.)
# - 1 point: W&B stores the configuration with each run, so runs can be sorted, grouped and filtered by it; shared pages, and sweeps, may be named. A price is seen: an account and a server, or binary files in offline mode that one needs a reader for.
# - 1 point: own numbers: a setting that mattered (with two accuracies), and a sensible way to keep five hundred runs in order.
#
# **Two common weak answers**
# - "W&B has nicer graphs": no point for this alone.
# - A description without any number of one's own: at most 3 points.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "tooling-compare-tools", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# TensorBoard was running after three lines: a writer, `add_scalar` in the loop, and a folder to look at. The curves grow while the network trains, nobody needs an account, and the files stay with me. What I disliked is that a run is only a folder's name. To find "all runs with Adam" I had to put the optimiser into the name and filter by a regular expression, and with five hundred runs I would have to think of every question before I name the first folder. W&B keeps the configuration as data beside the results, so my ten runs could be sorted by accuracy and grouped by learning rate afterwards. In my runs the learning rate mattered most: with SGD the accuracy went from 69 % at 0.01 to 87 % at 0.3 and back to 72 % at 1, while weight decay moved it by less than 1 wherever the training was stable. For five hundred runs I would use W&B, or at least a table of configurations and results that a program reads, and one script which starts every run from its configuration, so that nothing is typed twice. The price is an account and a server; offline the file is binary, and I need a reader for it.
# ### END SOLUTION

# %% [markdown]
# ### If you want more
#
# None of this is graded.
#
# - Log a histogram of the weights with `add_histogram`. What can you see there that the loss does not tell?
# - With an account: `wandb sync wandb_runs/wandb/offline-run-*` sends your offline runs to the server. What does the parallel-coordinates plot show?
# - Choose ten configurations on a grid, and ten at random, over learning rate and weight decay. Which ten tell you more about the learning rate? Why?

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "tooling-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "tooling-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "tooling-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
