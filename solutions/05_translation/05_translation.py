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
# # What a decoder is fed
#
# *veo un perro negro* has four words, *I see a black dog* five. The first word of the English sentence is not in the Spanish one at all, and the last two have changed places. So a network that turns word after word into word after word cannot be right. In this notebook you build the two-part network that can, an **encoder** that reads and a **decoder** that writes, and look closely at a question that sounds like a detail: what does the decoder get to read at each step? During training it is not what it gets in use.
#
# | | |
# |---|---|
# | **You will learn** | to translate with an encoder and a decoder; teacher forcing, and greedy decoding; what goes wrong when the wiring assumes that words correspond one to one; to measure a translator by exact matches on sentences it has never seen |
# | **You need** | recurrent layers and training them (notebooks 01 and 02) |
# | **Time** | about three hours; the whole notebook computes for less than a minute on a laptop |
#
# **How it works.** As in the notebooks before: replace each `raise NotImplementedError` by your own lines and run the check below. ○ means not attempted yet, ✗ wrong, ✓ right; ● means that an answer is recorded, to be graded later. You can run the whole notebook at any time: cells that need your code wait for it.

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
seed = 0  # another number draws other weights
budget = "quick"  # "full" trains three times as long

# %%
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

from course_utils.checks.translation import check
from course_utils.data import phrases
from course_utils.device import device
from course_utils.plots import figure_with_alt
from course_utils.style import use_course_style
from course_utils.training import attempt
from course_utils.widgets import choose
from course_utils.wiring import LONGEST, Vertical, exact_matches, free_running_loss, instead

use_course_style()
torch.manual_seed(seed)
compute_on = device()

# %% [markdown]
# ## 1 · What goes in
#
# A recurrent decoder writes one word at a step. To know where it is, it reads the word before. There is no word before the first one, so it reads `<sos>` (start of sentence); when it has nothing more to say, it writes `<eos>` (end of sentence).
#
# A translator is trained on *veo un perro* and *I see a dog*. It is not good yet: asked to translate *veo un perro*, it writes *I saw a dog*.
#
# **Which five tokens are fed into the decoder while it is trained on this pair?** (This is called **teacher forcing**.)

# %% nbgrader={"grade": false, "grade_id": "translation-training-tokens", "locked": false, "schema_version": 3, "solution": true, "task": false}
training_tokens = None  # "a", "b", "c", "d", "e" or "f"
### BEGIN SOLUTION
training_tokens = "b"
### END SOLUTION
choose("training-tokens", training_tokens)

# %% nbgrader={"grade": true, "grade_id": "translation-training-tokens-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("training-tokens")  # 1 points
### BEGIN HIDDEN TESTS
from autograde.hidden.choices import expect_choice

expect_choice(training_tokens, "b")
### END HIDDEN TESTS

# %% [markdown]
# **And which five are fed in while the same translator, asked in earnest, writes *I saw a dog*?** (It always takes its likeliest word: **greedy decoding**.)

# %% nbgrader={"grade": false, "grade_id": "translation-evaluation-tokens", "locked": false, "schema_version": 3, "solution": true, "task": false}
evaluation_tokens = None  # "a", "b", "c", "d", "e" or "f"
### BEGIN SOLUTION
evaluation_tokens = "c"
### END SOLUTION
choose("evaluation-tokens", evaluation_tokens)

# %% nbgrader={"grade": true, "grade_id": "translation-evaluation-tokens-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check("evaluation-tokens")  # 1 points
### BEGIN HIDDEN TESTS
from autograde.hidden.choices import expect_choice

expect_choice(evaluation_tokens, "c")
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Sentences
#
# A small grammar makes our sentences: a few hundred words, both languages right. No test sentence is among the training sentences, not even with other endings: where *veo un perro negro* is for testing, *no vi unos perros negros* is not for training. So a translator has to put together what it has learned; to remember whole sentences won't help.
#
# The sentences come in three kinds. Which words of these have a partner at the same place?

# %%
train_set, test_set = phrases.load()
spanish, english = phrases.vocabularies(train_set)
print(f"{len(train_set)} sentences to train on, {len(test_set)} to test;")
print(f"{len(spanish)} Spanish and {len(english)} English words\n")
for kind in phrases.KINDS:
    print(f"{kind} ({test_set.kinds.count(kind) / len(test_set):.0%})")
    for row in [n for n, of in enumerate(test_set.kinds) if of == kind][:3]:
        print(f"    {' '.join(test_set.source[row]):42}{' '.join(test_set.target[row])}")

# %% [markdown]
# As in notebook 02, words become numbers, and short sentences are filled up with 0, the padding. Each sentence ends with `<eos>`, which is a token like any other.

# %%
source = phrases.numbers(train_set.source, spanish)  # (sentences, longest Spanish), integers
target = phrases.numbers(train_set.target, english)  # (sentences, longest English), integers
print(source[2].tolist(), "  ", " ".join(spanish.word(n) for n in source[2].tolist()))
print(target[2].tolist(), "  ", " ".join(english.word(n) for n in target[2].tolist()))

# %% [markdown]
# ## 3 · Encoder and decoder
#
# The encoder reads the Spanish sentence $s_1, \dots, s_S$ to its end, and its last state is all that the decoder gets to know of it. The decoder begins with that state and predicts one English word after the other:
#
# $$h_t = \mathrm{RNN}_{\text{enc}}(e(s_t),\, h_{t-1}), \qquad d_0 = h_S, \qquad d_t = \mathrm{RNN}_{\text{dec}}(e'(w_t),\, d_{t-1}), \qquad \text{logits}_t = W^f d_t + b^f$$
#
# | symbol | shape | |
# |---|---|---|
# | $s$ | `(batch, words)` | `source`: Spanish words, `<eos>`, padding |
# | $h_S$ | `(1, batch, hidden)` | each sentence's state **at its own `<eos>`** |
# | $w$ | `(batch, time)` | `target_in`: what the decoder is fed |
# | logits | `(batch, time, target_size)` | at step $t$: the word that follows $w_t$ |
# | $y$ | `(batch, time)` | `target`: English words, `<eos>`, padding |
#
# Write the class, and two functions that feed it in two ways.
#
# - `Seq2Seq`: `encode(source)` returns the state for the decoder (a tensor, or the pair that an LSTM needs: only `decode` looks at it). `decode(target_in, state)` returns logits for all steps of `target_in`, and the state after the last one. `forward` is one after the other. Padding must make no difference.
# - `teacher_forced_loss(model, source, target, sos, pad)`: feed `sos`, $y_1, \dots, y_{T-1}$; ask for $y_1, \dots, y_T$. The loss is the mean cross-entropy over the tokens that are not padding; `<eos>` counts.
# - `greedy(model, source, sos, eos, longest)`: feed `sos`; then, step by step, the word that the model has found likeliest. Return a list of word numbers for each sentence: without `sos`, up to but without its first `eos`, at most `longest` of them. In evaluation mode, and without gradients.
#
# About forty lines. `nn.Embedding`, `nn.GRU` or `nn.LSTM`, and `nn.Linear` do most of the work.
#
# <details><summary>A nudge: the state at each sentence's end</summary>
#
# Where is the last number of a row that is not `pad`? Notebook 02 picked one state for each row with two index tensors.
# </details>
# <details><summary>A nudge: loss</summary>
#
# `cross_entropy` wants the classes on axis 1, and has an argument `ignore_index`.
# </details>
# <details><summary>A nudge: greedy</summary>
#
# One word at a time is a `target_in` of shape `(batch, 1)`. Decode `longest` steps for all sentences, and cut each at its first `eos` afterwards.
# </details>


# %% nbgrader={"grade": false, "grade_id": "translation-seq2seq", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Seq2Seq(nn.Module):
    """An encoder reads the source; a decoder, begun with its last state, writes the target."""

    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        ### BEGIN SOLUTION
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)
        ### END SOLUTION

    def encode(self, source: Tensor):
        """source (batch, words) → the decoder's first state."""
        ### BEGIN SOLUTION
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)  # (1, batch, hidden)
        ### END SOLUTION

    def decode(self, target_in: Tensor, state):
        """target_in (batch, time) → logits (batch, time, target_size), and the state after it."""
        ### BEGIN SOLUTION
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state
        ### END SOLUTION

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        """Logits (batch, time, target_size)."""
        ### BEGIN SOLUTION
        logits, _ = self.decode(target_in, self.encode(source))
        return logits
        ### END SOLUTION


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    """Mean cross-entropy over all tokens but padding, while the decoder is fed the true ones."""
    ### BEGIN SOLUTION
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)
    ### END SOLUTION


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    """The likeliest word at each step, fed back in; translations without <sos> and <eos>."""
    ### BEGIN SOLUTION
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "translation-seq2seq-test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("seq2seq")  # 6 points
### BEGIN HIDDEN TESTS
from autograde.hidden import float64, fresh_seed
from autograde.hidden.translation import expect_seq2seq

with float64():
    expect_seq2seq(Seq2Seq, teacher_forced_loss, greedy, fresh_seed())
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · Train it
#
# `train_translator(source, target, epochs, seed)` makes a `Seq2Seq`, trains it with `teacher_forced_loss` and returns it. The numbers of the words run from 0 to the largest in `source` and `target`. `phrases.batches(source, target, batch_size)` yields `(source, target)` for one epoch, in batches of about the same length.
#
# Your translator is scored by **exact matches**: a translation counts if it is right word for word, on sentences that are not in this notebook. Nothing up to 60 %, all points from 90 % on, in proportion in between.
#
# <details><summary>A nudge</summary>
#
# 128 units, batches of 64 and AdamW with a learning rate of about a hundredth that falls to nothing (as in notebook 02). If it knows its training sentences and fails on new ones, give `weight_decay` a few tenths: ten epochs then suffice.
# </details>


# %% nbgrader={"grade": false, "grade_id": "translation-train-seq2seq", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    """Train a `Seq2Seq` on word numbers (sentences, longest), and return it."""
    ### BEGIN SOLUTION
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    steps = epochs * -(-len(source) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    for _ in range(epochs):
        for some, same in phrases.batches(source, target, batch_size):
            loss = teacher_forced_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model
    ### END SOLUTION


# %%
# Trains your translator: a quarter of a minute without a GPU. Leave this cell as it is.
epochs = 10 if budget == "quick" else 30
trained_translator = None
with attempt(Seq2Seq="seq2seq", train_translator="train-seq2seq"):
    trained_translator = train_translator(source, target, epochs, seed).cpu().eval()

# %% nbgrader={"grade": true, "grade_id": "translation-train-seq2seq-test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("train-seq2seq")  # 5 points
### BEGIN HIDDEN TESTS
from autograde.hidden.translation_scores import score

assert trained_translator is not None, "no translator has been trained"
score(trained_translator, 5)
### END HIDDEN TESTS

# %% [markdown]
# Ask it something. Its words are all there is: an unknown one raises an error.

# %%
with attempt(Seq2Seq="seq2seq", train_translator="train-seq2seq"):
    if trained_translator is None:
        raise NotImplementedError
    asked = ["veo un perro", "no veo un perro negro", "¿ ves un perro ?", "lo veo", "vi un perro"]
    said = greedy(
        trained_translator,
        phrases.numbers([sentence.split() for sentence in asked], spanish),
        phrases.SOS_NUMBER,
        phrases.EOS_NUMBER,
        LONGEST,
    )
    for sentence, row in zip(asked, said, strict=True):
        print(f"{sentence:26}{' '.join(english.word(n) for n in row)}")

# %% [markdown]
# ## 5 · A tempting wiring
#
# Look at a picture of encoder and decoder for long enough, and an idea comes: why squeeze the whole sentence through one state? Why not feed the encoder's state $h_t$ straight into the decoder at step $t$, for every $t$? Call that the **vertical** wiring; yours, through the last state alone, is the horizontal one.
#
# ### Predict first
#
# Both are trained in the same way. On which of the three kinds of sentences will the vertical one fail?

# %% nbgrader={"grade": false, "grade_id": "translation-predict-vertical", "locked": false, "schema_version": 3, "solution": false, "task": false}
# Share of exact matches of the vertical wiring, from 0 to 1. Not graded.
predicted = {"same length and order": None, "different length": None, "different order": None}

# %% [markdown]
# The next cell trains twice more, with *your* `train_translator`: once with `Vertical` in the place of your class, and once with your class, but fed its own guesses during training too (**free running**) instead of the truth.

# %%
shares = {}
with attempt(Seq2Seq="seq2seq", train_translator="train-seq2seq"):
    if trained_translator is None:
        raise NotImplementedError
    ways = {
        "horizontal": trained_translator,
        "vertical": instead(train_translator, Seq2Seq=Vertical)(source, target, epochs, seed),
        "free running": instead(train_translator, teacher_forced_loss=free_running_loss)(
            source, target, epochs, seed
        ),
    }
    for way, model in ways.items():
        shares[way] = exact_matches(model.cpu().eval(), greedy, test_set, spanish, english)
    print(f"{'exact matches':24}" + "".join(f"{way:>14}" for way in ways))
    for kind in [*phrases.KINDS, "all"]:
        print(f"{kind:24}" + "".join(f"{shares[way][kind]:14.0%}" for way in ways))

    fig, ax = plt.subplots(figsize=(10, 4.5), layout="constrained")
    for place, way in enumerate(ways):
        heights = [shares[way][kind] for kind in phrases.KINDS]
        spots = [n + 0.27 * (place - 1) for n in range(len(heights))]
        bars = ax.bar(spots, heights, width=0.25, label=way, hatch=["", "//", ".."][place])
        ax.bar_label(bars, [f"{height:.0%}" for height in heights], padding=2)
    ax.set(title="Exact matches on new sentences", ylabel="share", ylim=(0, 1.1))
    ax.set_xticks(range(len(phrases.KINDS)), phrases.KINDS)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    figure_with_alt(
        fig,
        "Share of exact matches by kind of sentence. "
        + " ".join(
            f"{way}: "
            + ", ".join(f"{kind} {shares[way][kind]:.2f}" for kind in phrases.KINDS)
            + "."
            for way in ways
        ),
    )

# %% [markdown] nbgrader={"grade": false, "grade_id": "translation-vertical-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **What is wrong with the vertical wiring?** Explain with your numbers on which kinds of sentences it fails and why, with an example of your own for each reason: what does $h_t$ know, and what would the decoder need at step $t$? Then judge this remark, which you will meet: "It is cheating, for $h_t$ leaks the future to the decoder." (About six sentences, 3 points.)
#
# ### BEGIN MARK SCHEME
# **Rubric**
# - 1 point: lengths and order differ between the languages, so step $t$ of the decoder does not correspond to word $t$; with an example (a dropped pronoun: *veo* has become two words; an adjective behind its noun).
# - 1 point: $h_t$ has read only the first $t$ Spanish words, so a word that is needed earlier in English than it stands in Spanish has not been read yet when it must be written; and after the source's end there is nothing to feed. Own numbers by kind, with the order kind worst.
# - 1 point: the remark is wrong: the encoder may see the whole source, at training and in use alike, so nothing that is unavailable later is revealed; the trouble is too little information at step $t$, not too much. (What must not be seen is the *target's* future.)
#
# **Two common wrong answers**
# - "It violates causality": mixes up source and target. Loses the third point.
# - "It only works for sentences of equal length": not even then, if the order differs. At most half of the first two points.
# ### END MARK SCHEME

# %% [markdown] nbgrader={"grade": true, "grade_id": "translation-vertical", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# It assumes that English word $t$ hangs on the first $t$ Spanish words. Lengths differ: *veo un perro* has three words and *I see a dog* four, so from the second step on the decoder looks at the wrong place, though it can still remember what it was shown before. Order differs, and that is worse: for *el caballo negro duerme* the decoder must write *black* at step 2, when $h_2$ has read *el caballo* only. It cannot know, and has to guess the likeliest colour. My numbers say the same: it translates 87 % of the sentences of equal length and order, 63 % where the length differs and 31 % where words change places, while the horizontal wiring is above 90 % on all three. The remark is wrong: the whole Spanish sentence is there before the first English word is written, in training and in use, so nothing is leaked; the decoder is told too little, not too much.
# ### END SOLUTION

# %% [markdown]
# And the third column? The decoder that was fed its own guesses from the start learns about as well here, since our sentences are short and regular; early in training it has to learn from wrong beginnings. With teacher forcing all steps of a sentence can be computed at once, because what is fed in is known beforehand. Its price: the decoder has never seen its own mistakes. What happens to a long translation after the first wrong word?
#
# ### If you want more
#
# None of this is graded.
#
# - Give both: the last state as a start, *and* $h_t$ beside each word. Does the vertical part hurt, once it is not alone?
# - Feed the decoder its own guess with probability one half (scheduled sampling).
# - Let every decoder step choose for itself which encoder state to look at. You have then invented attention.
# - Translate from English to Spanish. Which kind of sentence is hard now, and why?

# %% [markdown]
# ## How it went
#
# Not graded. It helps us to make the course better; the hours go into a class average.
#
# **Which sources did you use?** Books, pages, people, chat assistants.

# %% [markdown] nbgrader={"grade": false, "grade_id": "translation-survey-sources", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **Whom did you work with?**

# %% [markdown] nbgrader={"grade": false, "grade_id": "translation-survey-people", "locked": false, "schema_version": 3, "solution": false, "task": false}
# *Your answer here.*

# %% [markdown]
# **How many hours did this notebook take, roughly?**

# %% nbgrader={"grade": false, "grade_id": "translation-survey-hours", "locked": false, "schema_version": 3, "solution": false, "task": false}
hours = None  # for example 3.5

# %% [markdown]
# ## Hand in
#
# Save the notebook and pack it, finished or not: you get a zip file to hand in, and a receipt that you keep. You can do so as often as you like; the last one counts.

# %%
from course_utils.widgets import hand_in

hand_in()
