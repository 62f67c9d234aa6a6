# Right answers to `record-356` in other styles. Each cell replaces the solution cell.


# %% one-minus
def saving(before: float, after: float) -> float:
    return 100 * (1 - after / before)


a_sixth_of_the_record = False


# %% rest
def saving(before: float, after: float) -> float:
    left = after / before * 100
    return 100 - left


a_sixth_of_the_record = False


# %% tensor
def saving(before: float, after: float) -> float:
    t = torch.tensor([float(before), float(after)])
    return -(t.diff() / t[0])[0] * 100


a_sixth_of_the_record = False


# %% exact-fractions
from fractions import Fraction


def saving(before: float, after: float) -> float:
    share = Fraction(before - after) / Fraction(before)
    return float(share * 100)


a_sixth_of_the_record = False
