"""Rounds of several ways with autoencoders, each in a fresh process; and whether they agree."""

import json
import math
import os
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from scipy import stats  # comes with scikit-learn

from support.autoencoder_ways import FewShot, Sweep, Taken

BENCHMARKS = Path(__file__).parents[1]
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS")}

FALSE_ALARM = 0.01  # how often all comparisons of a run together may fail by chance
SLACK = {"accuracy": 0.5, "loss": 0.001}  # points and squared error that are no difference
# The least squares find rows that 50 epochs of Adam have not found yet: by so many points more.
SOLVER = {"accuracy": 1.5, "loss": 0.0}

Round = dict[str, Taken]  # way → what it took


class DisagreementError(RuntimeError):
    """Two ways have different results, so the times say nothing."""


@dataclass(frozen=True)
class Difference:
    """How far the mean of one way is from the public way's, for one thing that was measured."""

    what: str
    public: float
    ours: float
    allowed: float

    @property
    def apart(self) -> float:
        return abs(self.ours - self.public)

    @property
    def too_far(self) -> bool:
        return not self.apart <= self.allowed  # so that NaN is, too


def in_a_process(way: str, setting: Sweep | FewShot, seed: int) -> Taken:
    """Run one way in a process of its own. Raises RuntimeError, with what it said, if it fails."""
    words = ["-m", "support.autoencoder_ways", way, json.dumps(asdict(setting)), str(seed)]
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, *words], cwd=BENCHMARKS, env={**os.environ, **ONE_THREAD},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{way} ended with {done.returncode}:\n{done.stderr.strip()[-2000:]}")
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def measure(ways: tuple[str, ...], setting: Sweep | FewShot, number: int) -> list[Round]:
    """Return what so many rounds took; each has a seed of its own and begins with another way."""
    print(f"{'round':7}{'way':26}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'of it idle':>12}")
    rounds: list[Round] = []
    for seed in range(number):
        first = seed % len(ways)
        rounds.append({})
        for way in ways[first:] + ways[:first]:
            one = rounds[-1][way] = in_a_process(way, setting, seed)
            print(f"{seed + 1:<7}{way:26}{one.cpu_s:9.2f}{one.wall_s:9.2f}", end="")
            print(f"{one.memory_mb:9.0f}{one.idle_mb:12.0f}", flush=True)
    return rounds


def values(rounds: list[Round], way: str, what: str) -> list[float]:
    """Return all values of one thing that was measured, from all rounds."""
    return [value for seen in rounds for value in seen[way].outcome[what]]


def differences(
    rounds: list[Round], public: str, ours: str, other_solver: bool = False
) -> list[Difference]:
    """Return how far apart the means are, and how far chance lets them be.

    Chance is seen in the differences between runs of one seed and repeat, which began with the
    same weights. But it is never more than the public way's own spread: if ours were erratic, that
    would excuse nothing.
    """
    names = list(rounds[0][public].outcome)
    pairs = {n: (values(rounds, public, n), values(rounds, ours, n)) for n in names}
    found = []
    for name, (here, there) in pairs.items():
        kin = [pairs[n] for n in names if _group(n) == _group(name)]
        apart = [[b - a for a, b in zip(*pair, strict=True)] for pair in kin]
        noise = min(
            _noise(apart, len(names)), _noise([pair[0] for pair in kin], len(names)) * 2**0.5
        )
        what = name.partition(",")[0]
        allowed = noise + SLACK[what] + (SOLVER[what] if other_solver else 0.0)
        found.append(Difference(name, statistics.mean(here), statistics.mean(there), allowed))
    return found


def _group(name: str) -> str:
    """Return the name without the kind of autoencoder: kinds of a size vary alike."""
    return name.rpartition(", ")[0] or name


def _noise(samples: list[list[float]], comparisons: int) -> float:
    """Return how far the mean of one sample may be from the truth; their variances are equal.

    That is Student's t, for a false alarm as rare as so many comparisons ask for.
    """
    n = len(samples[0])
    freedom = len(samples) * (n - 1)
    if not freedom:
        return 0.0
    variance = statistics.mean(statistics.variance(sample) for sample in samples)
    return float(stats.t.ppf(1 - FALSE_ALARM / comparisons / 2, freedom)) * math.sqrt(variance / n)


def expect_agreement(found: list[Difference], ours: str) -> None:
    """Raise DisagreementError, with one line, when something is further apart than it may be."""
    wrong = [one for one in found if one.too_far]
    if wrong:
        worst = max(wrong, key=lambda one: one.apart / one.allowed)
        raise DisagreementError(
            f"{ours} has another result than the public way, {len(wrong)} of {len(found)} times: "
            f"{worst.what}: {worst.ours:.4g} against {worst.public:.4g}, and chance explains "
            f"{worst.allowed:.2g}; no ratio is printed"
        )


def ratios(rounds: list[Round], public: str, ours: str) -> list[float]:
    """Return how many times as much CPU time the public way took, for each round."""
    return [seen[public].cpu_s / seen[ours].cpu_s for seen in rounds]


def spread(numbers: list[float], digits: int = 2) -> str:
    """Say the median, and from where to where the numbers go."""
    ends = f"({min(numbers):.{digits}f} to {max(numbers):.{digits}f})"
    return f"{statistics.median(numbers):.{digits}f} {ends}"
