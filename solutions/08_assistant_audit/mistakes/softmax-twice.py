# Wrong answers to `softmax-twice`. Each cell replaces the solution cell.


# %% zero says="without the network's softmax"
def lowest_loss(classes):
    logits = torch.zeros(1, classes)
    logits[0, 0] = 100
    return nn.CrossEntropyLoss()(logits, torch.tensor([0])).item()


still_reaches_zero = False


# %% guessing says="a network that knows nothing"
import math


def lowest_loss(classes):
    return math.log(classes)


still_reaches_zero = False


# %% largest says="This is the largest loss"
def lowest_loss(classes):
    said = torch.zeros(1, classes)
    said[0, 1] = 1
    return nn.CrossEntropyLoss()(said, torch.tensor([0])).item()


still_reaches_zero = False


# %% one-class-too-many says="one class too many in the sum"
import math


def lowest_loss(classes):
    return math.log(1 + classes / math.e)


still_reaches_zero = False


# %% one-wrong-class says="There is one wrong class in the sum"
import math


def lowest_loss(classes):
    return math.log(1 + math.exp(-1))


still_reaches_zero = False


# %% wrong-way-round says="more than guessing costs"
import math


def lowest_loss(classes):
    return math.log(1 + (classes - 1) * math.e)


still_reaches_zero = False


# %% a-probability says="This is a probability"
import math


def lowest_loss(classes):
    return math.e / (math.e + classes - 1)


still_reaches_zero = False


# %% sign says="The sign is wrong"
import math


def lowest_loss(classes):
    return math.log(math.e / (math.e + classes - 1))


still_reaches_zero = False


# %% base-2 says="to the base 2"
import math


def lowest_loss(classes):
    return math.log2(1 + (classes - 1) / math.e)


still_reaches_zero = False


# %% base-10 says="to the base 10"
import math


def lowest_loss(classes):
    return math.log10(1 + (classes - 1) / math.e)


still_reaches_zero = False


# %% no-log says="The log is missing"
import math


def lowest_loss(classes):
    return 1 + (classes - 1) / math.e


still_reaches_zero = False


# %% per-class says="divided by the number of classes"
import math


def lowest_loss(classes):
    return math.log(1 + (classes - 1) / math.e) / classes


still_reaches_zero = False


# %% three-softmaxes says="There are three softmaxes"
def lowest_loss(classes):
    output = torch.zeros(1, classes)
    output[0, 0] = 1
    return nn.CrossEntropyLoss()(output.softmax(dim=1), torch.tensor([0])).item()


still_reaches_zero = False


# %% other-verdict says="recorded: the claim is true."
import math


def lowest_loss(classes):
    return math.log(1 + (classes - 1) / math.e)


still_reaches_zero = True


# %% verdict-in-quotes says="should be True or False (the claim holds"
import math


def lowest_loss(classes):
    return math.log(1 + (classes - 1) / math.e)


still_reaches_zero = "False"
