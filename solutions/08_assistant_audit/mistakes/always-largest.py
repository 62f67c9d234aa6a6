# Wrong answers to `always-largest`. Each cell replaces the solution cell.


# %% shares says="Both are shares"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return share, f1 / len(counts)


accuracy_misleads = True


# %% f1-a-share says="macro_f1 is a share"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * share, f1 / len(counts)


accuracy_misleads = True


# %% exchanged says="The two are exchanged"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * f1 / len(counts), 100 * share


accuracy_misleads = True


# %% one-class-s-f1 says="F1 of the largest class alone"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * share, 100 * f1


accuracy_misleads = True


# %% mean-over-the-others says="leaves one class out of the mean"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * share, 100 * f1 / (len(counts) - 1)


accuracy_misleads = True


# %% weighted says="weighted by the classes' shares"
from sklearn.metrics import f1_score


def always_largest(counts):
    truth = [label for label, count in enumerate(counts) for _ in range(count)]
    guess = [counts.index(max(counts))] * len(truth)
    f1 = f1_score(truth, guess, average="weighted")
    return 100 * max(counts) / sum(counts), 100 * f1


accuracy_misleads = True


# %% micro says="(which is micro-F1)"
from sklearn.metrics import f1_score


def always_largest(counts):
    truth = [label for label, count in enumerate(counts) for _ in range(count)]
    guess = [counts.index(max(counts))] * len(truth)
    return 100 * max(counts) / sum(counts), 100 * f1_score(truth, guess, average="micro")


accuracy_misleads = True


# %% mean-recall says="macro_f1 is the mean recall"
def always_largest(counts):
    return 100 * max(counts) / sum(counts), 100 / len(counts)


accuracy_misleads = True


# %% mean-precision says="macro_f1 is the mean precision"
def always_largest(counts):
    share = max(counts) / sum(counts)
    return 100 * share, 100 * share / len(counts)


accuracy_misleads = True


# %% plain-mean says="it is their harmonic mean"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = (share + 1) / 2
    return 100 * share, 100 * f1 / len(counts)


accuracy_misleads = True


# %% no-factor-2 says="F1 lacks its factor 2"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = share / (share + 1)
    return 100 * share, 100 * f1 / len(counts)


accuracy_misleads = True


# %% first-class says="need not stand first"
def always_largest(counts):
    share = counts[0] / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * share, 100 * f1 / len(counts)


accuracy_misleads = True


# %% against-the-others says="divided by all the others"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * max(counts) / (sum(counts) - max(counts)), 100 * f1 / len(counts)


accuracy_misleads = True


# %% guesses says="guessing a class at random"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 / len(counts), 100 * f1 / len(counts)


accuracy_misleads = True


# %% rounded says="rounded to two digits"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return round(100 * share, 2), round(100 * f1 / len(counts), 2)


accuracy_misleads = True


# %% accuracy-alone says="should return (accuracy, macro_f1), got"
def always_largest(counts):
    return 100 * max(counts) / sum(counts)


accuracy_misleads = True


# %% sorted-in-place says="changes its argument `counts`"
def always_largest(counts):
    counts.sort()
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * share, 100 * f1 / len(counts)


accuracy_misleads = True


# %% other-verdict says="recorded: the claim is false."
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * share, 100 * f1 / len(counts)


accuracy_misleads = False


# %% verdict-in-quotes says="should be True or False (the claim holds"
def always_largest(counts):
    share = max(counts) / sum(counts)
    f1 = 2 * share / (share + 1)
    return 100 * share, 100 * f1 / len(counts)


accuracy_misleads = "True"
