# Right answers to `record` in other styles. Each cell replaces the solution cell.


# %% the-reproduction
accuracy = 94.0
start_s = 356
start_is = "reproduction"
steps_s = (323, 308, 301, 297)
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    seconds_per_image = flop_per_image / flop_per_second
    return seconds_per_image * images * epochs


# %% with-units
accuracy = "94 %"
start_s = "341 s"
start_is = "Record"
steps_s = ["323 s", "308 s", "301 s", "297 s"]
series_end_s = "34s"
augmented_s = "26 seconds"


def ideal_seconds(flop, images, epochs, rate):
    in_an_epoch = images * flop
    return epochs * in_an_epoch / rate


# %% as-tensors-and-fractions
from fractions import Fraction

accuracy = 0.94
start_s = torch.tensor(356)
start_is = "'reproduction'"
steps_s = torch.tensor([323.0, 308.0, 301.0, 297.0])
series_end_s = 34.0
augmented_s = 26.0


def ideal_seconds(flop_per_image, images, epochs, flop_per_second):
    return float(Fraction(flop_per_image) * images * epochs / Fraction(flop_per_second))


# %% what-was-saved-summed-up
from itertools import accumulate
from math import prod

accuracy = 94
start_s, start_is = 356, "reproduction"
steps_s = list(accumulate([33, 15, 7, 4], lambda time, saved: time - saved, initial=start_s))[1:]
series_end_s, augmented_s = 34, 26


def ideal_seconds(*numbers):
    *work, rate = numbers
    return torch.tensor(prod(work)) / rate
