# Right answers to `always-largest` in other styles. Each cell replaces the solution cell.


# %% scikit-learn
from sklearn.metrics import accuracy_score, f1_score


def always_largest(counts: list[int]) -> tuple[float, float]:
    truth = [label for label, count in enumerate(counts) for _ in range(count)]
    guess = [counts.index(max(counts))] * len(truth)
    macro_f1 = f1_score(truth, guess, average="macro", zero_division=0)
    return 100 * accuracy_score(truth, guess), 100 * macro_f1


accuracy_misleads = True


# %% confusion-matrix
def always_largest(counts):
    classes = len(counts)
    confusion = torch.zeros(classes, classes)  # rows: the truth, columns: the answer
    confusion[:, torch.tensor(counts).argmax()] = torch.tensor(counts).to(confusion.dtype)
    hits = confusion.diagonal()
    f1 = 2 * hits / (confusion.sum(dim=0) + confusion.sum(dim=1))
    return hits.sum() / confusion.sum() * 100, f1.mean() * 100


accuracy_misleads = True


# %% class-by-class
def always_largest(counts):
    total, largest = sum(counts), counts.index(max(counts))
    scores = []
    for label, count in enumerate(counts):
        true_positives = count if label == largest else 0
        false_positives = total - count if label == largest else 0
        false_negatives = 0 if label == largest else count
        scores.append(2 * true_positives / (2 * true_positives + false_positives + false_negatives))
    return [100 * counts[largest] / total, 100 * sum(scores) / len(scores)]


accuracy_misleads = True


# %% numpy
import numpy as np


def always_largest(counts):
    share = np.max(counts) / np.sum(counts)
    f1 = np.zeros(len(counts))
    f1[np.argmax(counts)] = 2 / (1 / share + 1 / 1)
    return 100 * share, 100 * f1.mean()


accuracy_misleads = True
