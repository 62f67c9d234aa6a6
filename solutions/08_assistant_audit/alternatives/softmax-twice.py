# Right answers to `softmax-twice` in other styles. Each cell replaces the solution cell.


# %% logits-that-grow
def lowest_loss(classes: int) -> float:
    logits = torch.zeros(1, classes)
    logits[0, 0] = 1e4
    return nn.CrossEntropyLoss()(nn.Softmax(dim=1)(logits), torch.zeros(1, dtype=torch.long))


still_reaches_zero = False


# %% formula
import math


def lowest_loss(classes):
    return math.log(1 + (classes - 1) / math.e)


still_reaches_zero = False


# %% log-sum-exp
def lowest_loss(classes):
    logits = torch.tensor([1.0] + [0.0] * (classes - 1))
    return logits.logsumexp(dim=0) - logits.max()


still_reaches_zero = False


# %% searched-for
def lowest_loss(classes):
    logits = torch.zeros(1, classes, requires_grad=True)
    search = torch.optim.Adam([logits], lr=0.3)
    for _ in range(300):
        loss = nn.functional.cross_entropy(logits.softmax(dim=1), torch.tensor([0]))
        search.zero_grad()
        loss.backward()
        search.step()
    return loss.item()


still_reaches_zero = False


# %% numpy
import numpy as np


def lowest_loss(classes):
    p = np.eye(classes)[0]
    return -np.log(np.exp(p)[0] / np.exp(p).sum())


still_reaches_zero = False
