# Right answers to `random-split` in other styles. Each cell replaces the solution cell.


# %% sets
def copied_share(rows: list[str], test: list[int]) -> float:
    train = {rows[place] for place in set(range(len(rows))) - set(test)}
    return len([place for place in test if rows[place] in train]) / len(test) * 100


split_is_clean = False


# %% two-loops
def copied_share(rows, test):
    copied = 0
    for place in test:
        for other in range(len(rows)):
            if other not in test and rows[other] == rows[place]:
                copied += 1
                break
    return copied * 100.0 / len(test)


split_is_clean = False


# %% counted
from collections import Counter


def copied_share(rows, test):
    left = Counter(rows)
    left.subtract(rows[place] for place in test)
    return 100 * sum(left[rows[place]] > 0 for place in test) / len(test)


split_is_clean = False


# %% numpy
import numpy as np


def copied_share(rows, test):
    names = np.array(rows)
    is_test = np.zeros(len(rows), dtype=bool)
    is_test[test] = True
    return 100 * np.isin(names[is_test], names[~is_test]).mean()


split_is_clean = False


# %% as-a-tensor
def copied_share(rows, test):
    numbers = {row: number for number, row in enumerate(rows)}
    codes = torch.tensor([numbers[row] for row in rows])
    train = torch.ones(len(rows), dtype=torch.bool)
    train[torch.tensor(test)] = False
    return torch.isin(codes[~train], codes[train]).double().mean() * 100


split_is_clean = False
