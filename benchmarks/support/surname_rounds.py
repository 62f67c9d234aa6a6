"""Rounds of several ways of training, each round from other first weights; and their floor."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch

from course_utils.data.surnames import ALPHABET, Surnames
from support import surname_training
from support.surname_training import RNN_SIZE, Classifier, Setting

AGREE = 0.015  # the largest difference of mean accuracies


@dataclass(frozen=True)
class Way:
    """A way of training."""

    title: str
    model: type[Classifier]
    train: Callable[..., list[float]]  # (model, setting) → losses


@dataclass(frozen=True)
class Trained:
    """What one training took and how good it became."""

    cpu_s: float  # of this process
    wall_s: float
    accuracy: float


Round = dict[Way, Trained]


def new_model(way: Way, setting: Setting, seed: int) -> Classifier:
    """Return an untrained model; every way's has the same weights."""
    torch.manual_seed(seed)
    return way.model(len(setting.data.languages)).to(setting.device)


def measure(ways: tuple[Way, ...], setting: Setting, test: Surnames, number: int) -> list[Round]:
    """Return what so many rounds showed. Raises RuntimeError unless all become equally good."""
    for way in ways:  # what is used for the first time takes longer
        train(way, replace(setting, epochs=1), test, number)
    print(f"{'round':7}{'way':26}{'CPU s':>8}{'wall s':>8}{'accuracy':>10}", flush=True)
    rounds: list[Round] = []
    for seed in range(number):
        first = seed % len(ways)
        rounds.append({})
        for way in ways[first:] + ways[:first]:
            one = rounds[-1][way] = train(way, setting, test, seed)
            print(f"{seed + 1:<7}{way.title:26}{one.cpu_s:8.2f}{one.wall_s:8.2f}", end="")
            print(f"{one.accuracy:10.3f}", flush=True)
    print(_summary(ways, rounds))
    means = [statistics.mean(values(rounds, way, "accuracy")) for way in ways]
    if max(means) - min(means) > AGREE:
        raise RuntimeError(
            f"the mean accuracies are more than {AGREE} apart ({min(means):.3f} to "
            f"{max(means):.3f}): no ratio is printed"
        )
    for way in ways[1:]:
        print(
            f"ratio, {ways[0].title} to {way.title}: "
            f"CPU time {_spread(ratios(rounds, ways[0], way, 'cpu_s'))}, "
            f"wall time {_spread(ratios(rounds, ways[0], way, 'wall_s'))}"
        )
    return rounds


def train(way: Way, setting: Setting, test: Surnames, seed: int) -> Trained:
    """Train a new model, from the names to the last step."""
    model = new_model(way, setting, seed)
    _wait(setting)
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    way.train(model, setting)
    _wait(setting)
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    return Trained(cpu_s, wall_s, surname_training.accuracy(model, test))


def _wait(setting: Setting) -> None:
    if setting.device.type == "cuda":
        torch.cuda.synchronize(setting.device)


def values(rounds: list[Round], way: Way, what: str) -> list[float]:
    """Return one number of a way from each round."""
    return [getattr(seen[way], what) for seen in rounds]


def ratios(rounds: list[Round], slow: Way, fast: Way, what: str) -> list[float]:
    """Return how many times as much the slow way took, for each round."""
    both = zip(values(rounds, slow, what), values(rounds, fast, what), strict=True)
    return [a / b for a, b in both]


def _spread(numbers: list[float], digits: int = 2) -> str:
    ends = f"({min(numbers):.{digits}f} to {max(numbers):.{digits}f})"
    return f"{statistics.median(numbers):.{digits}f} {ends}"


def _summary(ways: tuple[Way, ...], rounds: list[Round]) -> str:
    """Say for each way what all rounds showed, and from where to where the rounds went."""
    lines = ["", "median of the rounds (from the lowest to the highest)"]
    for way in ways:
        lines.append(
            f"{way.title}: {_spread(values(rounds, way, 'cpu_s'))} CPU s, "
            f"{_spread(values(rounds, way, 'wall_s'))} wall s, "
            f"accuracy {_spread(values(rounds, way, 'accuracy'), 3)}"
        )
    return "\n".join(lines)


def floor(ways: tuple[Way, ...], rounds: list[Round], setting: Setting) -> str:
    """Say what part of each way's time the products need that are not padding."""
    needed, pace = needed_flop(setting), _pace(setting.batch_size)
    parts = [
        f"{needed / pace / statistics.median(values(rounds, way, 'cpu_s')):.0%} ({way.title})"
        for way in ways
    ]
    return (
        f"floor: {needed / 1e9:.0f} GFLOP of products that are not padding, "
        f"{needed / pace:.1f} s at the {pace / 1e9:.0f} GFLOP/s of a product of "
        f"{setting.batch_size} rows alone: {', '.join(parts)} of the CPU time"
    )


def needed_flop(setting: Setting) -> int:
    """Return the FLOPs of the products that the training cannot do without.

    Each weight of W_h takes part once for each letter but a name's first, each of the readout once
    a name, and W_x once a step for each letter of the alphabet; forward, and twice for gradients.
    """
    names, hidden = setting.data.names, RNN_SIZE
    states = (sum(map(len, names)) - len(names)) * hidden * hidden
    readout = len(names) * hidden * len(setting.data.languages)
    table = (len(ALPHABET) + 1) * hidden * hidden
    return 3 * 2 * (setting.epochs * (states + readout) + setting.steps * table)


def _pace(rows: int, times: int = 500) -> float:
    """Return the FLOP/s of a product like that of one step when nothing else is done."""
    h, W_h = torch.randn(rows, RNN_SIZE), torch.randn(RNN_SIZE, RNN_SIZE)
    out, taken = torch.empty(rows, RNN_SIZE), []
    for _ in range(8):
        started = time.process_time()
        for _ in range(times):
            torch.mm(h, W_h, out=out)
        taken.append(time.process_time() - started)
    return 2 * rows * RNN_SIZE**2 * times / min(taken)
