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
# # Which language does a surname come from?
#
# Kowalczyk, Papadopoulos, O'Sullivan: you have a guess at once, though nobody ever gave you the rules. In this notebook a network reads names letter by letter and learns to guess as well. On the way you will see how easily such a network looks better than it is: because copies crept into the test set, because one number hides what happens to small classes, and because nobody tried the simple thing first.
#
# | | |
# |---|---|
# | **You will learn** | to turn words of different lengths into one tensor; to read a recurrent network's state at the right step; to split data so that the score means something; to train on a GPU or without one; to say what a model must not be used for |
# | **You need** | `nn.Module`, and what an RNN or an LSTM does at each step (notebook 01) |
# | **Time** | about three hours; the whole notebook computes for about a minute on a laptop, a GPU is used if there is one |
#
# **How it works.** As in notebook 01: replace each `raise NotImplementedError` by your own lines and run the check below. ○ means not attempted yet, ✗ wrong, ✓ right. You can run the whole notebook at any time: cells that need your code wait for it.

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
seed = 0  # another number draws other weights and other splits
budget = "quick"  # "full" trains three times as long

# %%
import random

import matplotlib.pyplot as plt
import torch
from IPython.display import display
from sklearn.metrics import confusion_matrix, f1_score
from torch import Tensor, nn

from course_utils.checks.surnames import check
from course_utils.data import surnames
from course_utils.data.surnames import ALPHABET, to_ascii
from course_utils.device import device
from course_utils.ngrams import fit_ngrams
from course_utils.plots import figure_with_alt, plot_confusion
from course_utils.style import use_course_style
from course_utils.training import attempt
from course_utils.widgets import NameExplorer

use_course_style()
torch.manual_seed(seed)
compute_on = device()

# %% [markdown]
# ## 1 · From letters to numbers
#
# The names come from public lists, one list for each language, in Latin letters. Have a look at a few. Which could you place yourself?

# %%
data = surnames.load()
languages = data.languages
some = random.Random(seed).sample(range(len(data)), 8)
print(f"{len(data)} names, {len(languages)} languages")
for row in some:
    print(f"{data.names[row]:>16}  {languages[data.labels[row]]}")

# %% [markdown]
# A network wants numbers, all names of a batch in one tensor. So every letter gets a number, and short names are filled up with a number that means *nothing here*: the **padding**, 0.
#
# ![Three names as rows of cells: LI fills two cells, O'DEA five, KOWALCZYK nine. Cells after the end hold 0. The last letter of each name is marked, at places 1, 4 and 8.](figures/padding.svg)
#
# | | |
# |---|---|
# | `x` | `(names, longest)`, integers: letter numbers, then 0 |
# | `last_pos` | `(names,)`, integers: the place of each name's last letter, counted from 0 |
#
# Write two functions.
#
# - `letter_to_index(letter)`: a to z are 1 to 26, then come the space (27), the apostrophe (28) and the hyphen (29). Any other character counts as a space.
# - `encode(names)`: `x` and `last_pos`. Names come as people write them: `to_ascii` (given) turns *Łódź* into *Lodz* and *李* into *Li*, and drops what is no letter. Then everything is lower case. If nothing is left of a name, it is one space. No name is ever cut. (The course's own `surnames.encode` does the same, and is refused as an answer here.)
#
# <details><summary>A nudge</summary>
#
# `ALPHABET` is the string of the 29 letters in this order. Make `x` full of zeros as wide as the longest name, then write each name's numbers into the beginning of its row.
# </details>


# %% nbgrader={"grade": false, "grade_id": "surnames-encode", "locked": false, "schema_version": 3, "solution": true, "task": false}
def letter_to_index(letter: str) -> int:
    """The number of a lower-case letter, 1 to 29; of any other character, that of the space."""
    ### BEGIN SOLUTION
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")
    ### END SOLUTION


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    """Letter numbers (names, longest), padded with 0, and the place of each name's last letter."""
    ### BEGIN SOLUTION
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(len(name) for name in clean), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "surnames-encode-test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("encode")  # 3 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.names import expect_encode

expect_encode(encode, letter_to_index, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · A network that reads to the last letter
#
# The letter numbers themselves mean nothing: *b* is not twice *a*. An **embedding** gives each letter a vector $e$ of its own, to be learned like any weight. An RNN or an LSTM reads these vectors; the hidden state after the last letter, $h_{\text{last}}$, has seen the whole name; a linear layer turns it into one number for each language, the **logits**:
#
# $$e_t = E_{x_t}, \qquad h_t = \mathrm{RNN}(e_t, h_{t-1}), \qquad \text{logits} = W^f\,\mathrm{dropout}(h_{\text{last}}) + b^f$$
#
# | symbol | shape |
# |---|---|
# | $x$ | `(batch, time)` |
# | $e$ | `(batch, time, rnn_size)` |
# | $h$ | `(batch, time, rnn_size)` |
# | $h_{\text{last}}$ | `(batch, rnn_size)`, each row from its own last letter |
# | logits | `(batch, n_categories)` |
#
# The layers are PyTorch's this time: `nn.Embedding`, `nn.RNN` or `nn.LSTM` (as `model_type` says, `"rnn"` or `"lstm"`) with `num_layers` layers, `nn.Dropout`, `nn.Linear`; or your own of notebook 01. Return logits, not probabilities: the loss takes their softmax itself. About fifteen lines.
#
# *Before you write:* the rows of a batch end at different places. What does the state at the last column hold for the name *Li*, after seven steps of padding?
#
# <details><summary>A nudge</summary>
#
# `batch_first=True` keeps batch as the first axis. For row $i$ you want `all_h[i, last_pos[i]]`; two index tensors of the same length do that for all rows at once.
# </details>


# %% nbgrader={"grade": false, "grade_id": "surnames-classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
class RecurrentClassifier(nn.Module):
    """Embedding, recurrent layers, and a linear readout at each name's last letter."""

    def __init__(
        self,
        vocab_size: int,
        rnn_size: int,
        n_categories: int,
        num_layers: int = 1,
        dropout: float = 0.0,
        model_type: str = "lstm",
    ):
        super().__init__()
        ### BEGIN SOLUTION
        layers = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.rnn = layers(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(rnn_size, n_categories)
        ### END SOLUTION

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        """x (batch, time), last_pos (batch,) → logits (batch, n_categories)."""
        ### BEGIN SOLUTION
        all_h, _ = self.rnn(self.embedding(x))  # (batch, time, rnn_size)
        rows = torch.arange(len(x), device=x.device)
        return self.output(self.dropout(all_h[rows, last_pos]))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "surnames-classifier-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("classifier")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.names import expect_classifier

with float64():
    expect_classifier(RecurrentClassifier, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · The same name on both sides
#
# To know how good a model is, you hide some rows from it and ask about them afterwards. That only works if it has not seen them.
#
# The best-known set of surnames, 18 languages in 20 000 rows, has been used in tutorials for years. 1 892 of its 2 000 Arabic rows are copies of other rows: somebody had counted people, not names. We have made the same happen to our data here: `collected` has 2 000 Arabic rows, but only 108 different Arabic names. The other languages are as they were.
#
# ### Predict first
#
# A tenth of the rows is drawn at random for testing. Will the measured share of right answers be too high, too low, or about right for names that nobody has seen? And for Arabic alone?

# %% nbgrader={"grade": false, "grade_id": "surnames-predict-leakage", "locked": false, "schema_version": 3, "solution": false, "task": false}
# The share of right answers that you expect, from 0 to 1. Not graded: it is here to be compared with what you will see.
predicted = {
    "random split": None,
    "clean split": None,
    "Arabic, random": None,
    "Arabic, clean": None,
}

# %% [markdown]
# Write two functions.
#
# - `overlap(train_names, test_names)`: the share of *rows* in the test part whose name also stands in the training part. Capitals make no difference. Without test rows it is 0.
# - `clean_split(names, test_share, seed)`: two lists of row numbers, for training and for testing. Every row is in one of them, all rows of a name are on the same side (capitals make no difference), and about `test_share` of the rows are for testing. Which names those are is drawn at random from `seed`: the same seed, the same split.
#
# <details><summary>A nudge</summary>
#
# Draw *names*, not rows. A `set` answers "is it in there?" at once, and `random.Random(seed)` shuffles a list in the same way every time. (The order of a `set` of strings differs from run to run: sort before you shuffle.)
# </details>


# %% nbgrader={"grade": false, "grade_id": "surnames-leakage", "locked": false, "schema_version": 3, "solution": true, "task": false}
def overlap(train_names: list[str], test_names: list[str]) -> float:
    """The share of the test rows whose name is in the training part as well."""
    ### BEGIN SOLUTION
    known = {name.lower() for name in train_names}
    seen = [name.lower() in known for name in test_names]
    return sum(seen) / len(seen) if seen else 0.0
    ### END SOLUTION


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    """Rows for training and rows for testing, with no name on both sides."""
    ### BEGIN SOLUTION
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    train_rows, test_rows = [], []
    for row, name in enumerate(names):
        (test_rows if name.lower() in held_out else train_rows).append(row)
    return train_rows, test_rows
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "surnames-leakage-test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("leakage")  # 4 points
### BEGIN HIDDEN TESTS
from autograde.hidden import fresh_seed
from autograde.hidden.name_splits import expect_split

expect_split(overlap, clean_split, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ### One number is not enough
#
# **Accuracy** is the share of rows that are right. Every sixth of our names is Polish and every hundred-and-fiftieth Portuguese, so a model may ignore Portuguese altogether and hardly lose. **Macro-F1** asks each language first, then takes the mean, so that all count the same:
#
# $$F_1(\text{language}) = \frac{2\,\mathrm{TP}}{2\,\mathrm{TP} + \mathrm{FP} + \mathrm{FN}}, \qquad \text{macro-}F_1 = \frac{1}{\text{languages}} \sum F_1$$
#
# with the names of the language that were found (TP), those wrongly given to it (FP) and those missed (FN).
#
# The next cell measures both splits. It trains no network: it counts groups of one to four letters and weighs them, which takes a second. A test part has only ten or so different Arabic names, so it takes the mean over five splits of each kind. Such a **baseline** belongs beside every result; without it you cannot know whether the network is worth its price.


# %%
def report(truth: Tensor, guess: Tensor) -> tuple[float, float]:
    """Accuracy and macro-F1."""
    macro_f1 = f1_score(
        truth, guess, labels=range(len(languages)), average="macro", zero_division=0
    )
    return (truth == guess).float().mean().item(), float(macro_f1)


def random_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    """Rows for training and rows for testing, drawn one by one."""
    rows = random.Random(seed).sample(range(len(names)), len(names))
    return rows[round(test_share * len(rows)) :], rows[: round(test_share * len(rows))]


collected = surnames.collected(seed)
arabic = languages.index("Arabic")
with attempt(overlap="leakage", clean_split="leakage"):
    print(f"{'mean of 5':14}{'overlap':>10}{'accuracy':>10}{'macro-F1':>10}{'Arabic':>10}")
    for name, split in {"random splits": random_split, "clean splits": clean_split}.items():
        measured = []
        for repeat in range(5):
            train_rows, test_rows = split(collected.names, 0.1, 5 * seed + repeat)
            known, new = collected.take(train_rows), collected.take(test_rows)
            guess = fit_ngrams(known)(new.names)
            found = (guess[new.labels == arabic] == arabic).float().mean().item()
            measured.append((overlap(known.names, new.names), *report(new.labels, guess), found))
        shared, accuracy, macro_f1, found = torch.tensor(measured).mean(dim=0).tolist()
        print(f"{name:14}{shared:10.1%}{accuracy:10.1%}{macro_f1:10.2f}{found:10.0%}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "surnames-leakage-written-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Which of the two rows would you report, and why?** Say what the first row measures and what the second, why accuracy, macro-F1 and Arabic change by such different amounts, and one way in which copies could still hide in the clean split. (About five sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: the clean row; in the random split copies of test rows were trained on, so it measures remembering as well as generalising. Both numbers are given, from the student's own run.
# - 1 point: Arabic falls from 100 % to about half, because almost all its rows were copies; accuracy falls by a few points, because Arabic is a tenth of the rows; macro-F1 gives every language the same weight, so one of 28 hardly moves it (less than chance moves the small languages).
# - 1 point: a way in which near-copies remain: spellings of one name (Muller and Mueller, Novotny and Novotna), the same name in two languages, or choosing a model by its test score.
#
# **Two common wrong answers**
# - "The random split is better because accuracy is higher": the higher number is the wrong one. At most the second point.
# - "Delete all copies and everything is fine": right about rows, but it says nothing about what was measured; the first point needs the reason.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "surnames-leakage-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# I would report the second row. In the random split 14 % of the test rows stand in the training part word for word, so the first row mixes remembering with generalising: 79 % of right answers against 76 %. All of the difference is Arabic, which falls from 100 % to 55 %: its 108 names were all seen in training. Accuracy falls by less, because nine tenths of the rows are of other languages, and macro-F1 hardly at all, because Arabic is one of 28 languages there: a single number would not have told me. The clean split still lets relatives through: *Novotny* may be for training and *Novotna* for testing, and a name that is both Czech and Slovak counts once for each.
# ### END SOLUTION

# %% [markdown]
# ## 4 · Train it
#
# Now the network. From here on the data are without the accident, and no name is on both sides.
#
# `train` gets a model, names and labels, and a number of epochs. In each epoch every name is seen once. Move the model to `compute_on`, go through batches, and for each: logits, cross-entropy, gradients, one step. Return the losses as a list of numbers.
#
# Two helpers keep that fast. `surnames.encode` is your `encode`, for any number of names in one go. `surnames.batches(x, last_pos, y, batch_size)` yields `(x, last_pos, y)` for one epoch, in batches of names of about the same length, so that hardly any step is spent on padding; give it tensors that are on the device already.
#
# Your network is scored on names that are not in this notebook: nothing up to 60 % right, all points from 69 % on, in proportion in between. The settings below suffice for that with a learning rate that fits; try two or three.
#
# <details><summary>A nudge</summary>
#
# Cross-entropy takes logits and label numbers. AdamW with a learning rate that rises to a few thousandths and falls to nothing (`torch.optim.lr_scheduler.OneCycleLR`, one step a batch) gets far in few epochs. A name can be twenty letters long, so clip the norm of the gradients to 1.
# </details>


# %% nbgrader={"grade": false, "grade_id": "surnames-train-classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    """Train on names and the numbers of their languages; returns the losses."""
    ### BEGIN SOLUTION
    batch_size = 128
    model.to(compute_on).train()
    x, last_pos = (tensor.to(compute_on) for tensor in surnames.encode(names))
    y = labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    steps = epochs * -(-len(names) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=5e-3, total_steps=steps)
    losses = []
    for _ in range(epochs):
        for x_batch, last_batch, y_batch in surnames.batches(x, last_pos, y, batch_size):
            loss = nn.functional.cross_entropy(model(x_batch, last_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.detach())  # a number would make a GPU wait here
    return torch.stack(losses).tolist()
    ### END SOLUTION


# %%
# Trains your network: a quarter of a minute without a GPU. Leave this cell as it is.
epochs = 10 if budget == "quick" else 30
train_set, validation_set = surnames.split(data, "disjoint", seed=seed)
trained_classifier, losses = None, []
with attempt(RecurrentClassifier="classifier", train="train-classifier"):
    torch.manual_seed(seed)
    classifier = RecurrentClassifier(
        len(ALPHABET) + 1, 128, len(languages), dropout=0.2, model_type="lstm"
    )
    losses = train(classifier, train_set.names, train_set.labels, epochs)
    trained_classifier = classifier.cpu().eval()

# %% nbgrader={"grade": true, "grade_id": "surnames-train-classifier-test", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check("train-classifier")  # 8 points
### BEGIN HIDDEN TESTS
from autograde.hidden.name_scores import score

# For instructors. No points up to 60 % of the withheld names, all from 69 % on. Measured there with
# the answer above (LSTM-128, 10 epochs, 17 900 names; about 15 s of CPU time), by seed from 0 on:
# accuracy .732 .730 .733 .728 .726 .723 .728 .721 .736 .735 .734 .721, mean .729 ± .005;
# macro-F1 .604 .606 .602 .589 .606 .599 .606 .604 .602 .601 .606 .591, mean .601 ± .006.
# So the bar lies 7 standard deviations below the mean. Adam at a constant 0.001: .717 ± .005 (four
# seeds); a plain RNN-128: .693, .695; two epochs .659, .659; one .615, .623; softmax before the
# loss .620; labels shuffled .175; untrained .058. Counting groups of letters: .76.
assert trained_classifier is not None, "no network has been trained"
score(trained_classifier, 8)
### END HIDDEN TESTS

# %% [markdown]
# ### What it got wrong
#
# A confusion matrix has a row for each language and a column for each answer. Which languages does your network mix up, and would you?

# %%
with attempt(RecurrentClassifier="classifier", train="train-classifier"):
    if trained_classifier is None:
        raise NotImplementedError
    with torch.no_grad():
        guess = trained_classifier(*surnames.encode(validation_set.names)).argmax(dim=1)
    truth = validation_set.labels
    accuracy, macro_f1 = report(truth, guess)
    base_accuracy, base_f1 = report(truth, fit_ngrams(train_set)(validation_set.names))
    print(f"{'':26}{'accuracy':>10}{'macro-F1':>10}")
    print(f"{'your network':26}{accuracy:10.1%}{macro_f1:10.2f}")
    print(f"{'counting groups of letters':26}{base_accuracy:10.1%}{base_f1:10.2f}")

    confusion = torch.from_numpy(confusion_matrix(truth, guess, labels=range(len(languages))))
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(14, 7), layout="constrained", width_ratios=[2, 3]
    )
    by_epoch = [part.mean() for part in torch.tensor(losses).chunk(epochs)]
    left.plot(range(1, len(by_epoch) + 1), by_epoch, "o-")
    left.set(title="Training", xlabel="epoch", ylabel="loss (cross-entropy)")
    plot_confusion(right, confusion, languages)
    mixed = confusion - torch.diag(confusion.diagonal())
    worst = mixed.flatten().argsort(descending=True)[:3].tolist()
    pairs = [(languages[n // len(languages)], languages[n % len(languages)]) for n in worst]
    figure_with_alt(
        fig,
        f"Training loss, and the confusion matrix of {len(truth)} names: accuracy {accuracy:.3f}, "
        f"macro-F1 {macro_f1:.3f}. Mixed up most often: "
        + "; ".join(f"{a} taken for {b}" for a, b in pairs)
        + ".",
    )

# %% [markdown]
# Did you expect the last line of the table? Counting groups of letters beats a network of this size. That is no reason to despair of networks: with 20 000 names there is little to learn beyond which letters stand together. It *is* a reason to run the simple thing first.
#
# ## 5 · Your own name
#
# Type a name, letter by letter. The bars are your network's probabilities; the shade of a letter says how much the answer hangs on it. Try names of your friends, of your street, of your favourite team, and *Li*, *'*, *😀*. When is the network sure and wrong?

# %%
with attempt(RecurrentClassifier="classifier", train="train-classifier"):
    if trained_classifier is None:
        raise NotImplementedError
    explorer = NameExplorer(trained_classifier, languages, name="Kowalczyk")
    display(explorer)

# %% [markdown]
# ## 6 · What it must not be used for
#
# The network has seen lists of names, not people. A name does not tell where someone was born, what passport or what religion they have, or how they see themselves; people marry, move and are named after whom their parents loved. **Do not use this model, or one like it, to guess anything about a person**, and not to sort, rank, price or filter people.

# %% [markdown] nbgrader={"grade": false, "grade_id": "surnames-misuse-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How could it be misused all the same?** Describe one concrete use that would do harm: who would use it, for what decision, and who would be hurt. Say what the model gets wrong there that its accuracy does not show (you may use your own results), and name one thing that its builders or those who deploy it should do. (About five sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric** (one minute: look for three things)
# - 1 point: a concrete use with a decision and someone who is hurt: screening applications or tenants, credit or insurance prices, policing or border checks, targeting of messages, guessing ethnicity or nationality for any of these; or a breach of privacy (inferring what a person never told).
# - 1 point: what accuracy hides: language of a name is not nationality or ethnicity (assumption about a person); errors fall on small groups (own macro-F1, a language with few right, the confusion matrix); confident answers for names from languages that are not in the data.
# - 1 point: one fitting measure: do not build or deploy it for decisions about people; ask people instead; report errors by group; allow the answer "none of these"; a human decides and can be appealed to; state what the data are.
#
# **Two common wrong answers**
# - "It is harmless, names are public": what is inferred from them is not. 0 for the first point.
# - "More data or higher accuracy solves it": a perfect model would discriminate perfectly. Loses the third point.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "surnames-misuse", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# A landlord's website could run every applicant's surname through such a model and put those "from" certain countries at the end of the list. Nobody would see it happen; people would be turned away for where a machine thinks their grandparents came from, which is discrimination, and in many places against the law. The model knows lists of names only: a name says neither nationality nor ethnicity, someone called Nguyen may be a Swede of the third generation, and a name from a language that is not in the data still gets a confident answer. Its accuracy hides that the errors are not shared evenly: mine found five of six Polish names, one Portuguese name of thirteen, and not a single Czech one. It should not be deployed for decisions about people at all; whoever needs to know someone's language can ask them.
# ### END SOLUTION

# %% [markdown]
# ### If you want more
#
# None of this is graded.
#
# - Train with `surnames.class_weights` in the loss. What happens to accuracy, and what to macro-F1?
# - Read the names backwards as well (`bidirectional=True`, in a class of another name: the check wants one direction). Which letter does the last state see then, and does the network catch up with the baseline?
# - Give each name a random typo before the network reads it. Does it become more robust, or only worse?
# - Turn it round: predict the next letter instead of the language, feed the guess back in, and let the network invent names of a language.

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "surnames-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "surnames-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "surnames-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
