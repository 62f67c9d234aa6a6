"""Autoencoders and their probes: the public notebooks' way against notebook 03's.

The sweep: autoencoders of three kinds and four latent sizes, three of each, on the synthetic rows,
with a new probe before training and after each epoch. The public way trains them one after the
other, and 50 epochs of Adam for each probe; ours trains them together, and the probes with the
same Adam or with the solver that the notebook uses live. Then MNIST, from its files to probes
with 200 labels. Each way runs in a process of its own, on one thread, in rounds that begin with
another one each and have a seed of their own, from which all ways take the same first weights. No
ratio is printed unless the results agree.

    python benchmarks/autoencoders.py
    python benchmarks/autoencoders.py --quick              less of all: shows that it works
    python benchmarks/autoencoders.py --only few-shot --hidden 20
"""

import argparse
import contextlib
import gzip
import io
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from support import autoencoder_rounds as results
from support import commands, cpu
from support.autoencoder_rounds import Round
from support.autoencoder_ways import FewShot, Sweep

from course_utils.data import mnist
from course_utils.data.files import DataError
from course_utils.data.labelled import Labelled

PUBLIC, ADAM, LIVE = "sweep, the public way", "sweep, ours with adam", "sweep, ours with ridge"
PUBLIC_DIGITS, DIGITS = "few-shot, the public way", "few-shot, ours"
SWEEP, QUICK_SWEEP = Sweep(), Sweep(repeats=2, epochs=2)
QUICK_ROWS, QUICK_DRAWS = 12_800, 5  # of the digits
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"  # if COURSE_DATA_DIR isn't set
MIDDLE = ("memory_mb", "idle_mb", "cpu_s")


def main() -> None:
    """Measure what the arguments ask for; the last line is JSON."""
    args = _arguments()
    print(f"{date.today()}: {commands.cores()} cores, {platform.platform(terse=True)}, ", end="")
    print(f"torch {version('torch')}, one thread")
    print(f"{cpu.busy():.0%} of the machine was busy before; 0% is wanted", flush=True)
    figures: dict[str, object] = {"benchmark": "autoencoders"}
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        try:
            if args.only != "few-shot":
                figures |= _sweep(QUICK_SWEEP if args.quick else SWEEP, args.rounds)
            if args.only != "sweep":
                figures |= _few_shot(args, Path(folder))
        except (RuntimeError, DataError) as error:
            sys.exit(f"error: {error}")
    print(json.dumps(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="2 epochs, fewer repeats and digits")
    parser.add_argument("--only", choices=("sweep", "few-shot"), help="default: both")
    parser.add_argument(
        "--hidden", type=int, nargs="+", default=[256, 64], metavar="SIZE",
        help="hidden sizes of the digits' autoencoder; default: 256 64",
    )  # fmt: skip
    return parser.parse_args()


def _sweep(setting: Sweep, number: int) -> dict[str, object]:
    """Measure the sweep; print tables; return the figures."""
    print(f"\nsweep: {setting.trainings} trainings of {setting.epochs} epochs, sizes ", end="")
    print(f"{', '.join(map(str, setting.sizes))}; {setting.epochs + 1} probes each", flush=True)
    ways = (PUBLIC, ADAM, LIVE)
    rounds = results.measure(ways, setting, number)
    _say_differences(rounds, PUBLIC, (ADAM, LIVE))
    return {
        "sweep_ratio_adam": _say_ratio(rounds, PUBLIC, ADAM, goal=10),
        "sweep_ratio_live": _say_ratio(rounds, PUBLIC, LIVE, goal=40),
        "sweep_sizes": setting.sizes,
        "sweep": {_side(way): _of(rounds, way) for way in ways},
    }


def _few_shot(args: argparse.Namespace, folder: Path) -> dict[str, object]:
    """Measure the digits, in a cache that begins empty; print tables; return the figures."""
    if BESIDE.is_dir():
        os.environ.setdefault("COURSE_DATA_DIR", str(BESIDE))
    os.environ["UNROLLED_CACHE_DIR"] = str(folder / "cache")
    started = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):  # which set it is we say ourselves
        digits = mnist.load()
    first_load_s = time.process_time() - started
    rows = min(len(digits.train.y), QUICK_ROWS) if args.quick else len(digits.train.y)
    setting = FewShot(
        str(_idx_files(digits, folder)), rows, tuple(args.hidden), pool=min(rows, 10_000),
        draws=QUICK_DRAWS if args.quick else 20,
    )  # fmt: skip
    print(f"\nfew-shot: MNIST ({digits.source} set), sizes 784, {str(args.hidden)[1:-1]}; ", end="")
    print(f"an epoch of {rows} images, {setting.draws} draws of {setting.labels} labels")
    print(f"the first load ever, which fills the cache: {first_load_s:.2f} CPU s", flush=True)
    rounds = results.measure((PUBLIC_DIGITS, DIGITS), setting, args.rounds)
    _say_differences(rounds, PUBLIC_DIGITS, (DIGITS,))
    return {
        "mnist_ratio": _say_ratio(rounds, PUBLIC_DIGITS, DIGITS, goal=4),
        "mnist_source": digits.source,
        "mnist_hidden_sizes": args.hidden,
        "mnist_first_load_s": round(first_load_s, 2),
        "mnist": {_side(way): _of(rounds, way) for way in (PUBLIC_DIGITS, DIGITS)},
    }


def _idx_files(digits: mnist.Mnist, folder: Path) -> Path:
    """Return where MNIST's files are; where there are none, write some with the digits at hand."""
    at_hand = Path(os.environ.get("COURSE_DATA_DIR", "")) / "mnist"
    if digits.source == "full" and (at_hand / "train-images-idx3-ubyte.gz").is_file():
        return at_hand
    for part, rows in (("train", digits.train), ("t10k", digits.test)):
        write_idx(folder, part, rows)
    return folder


def write_idx(folder: Path, part: str, rows: Labelled) -> None:
    """Write the digits as MNIST's files are, packed."""
    size, numbers = len(rows.y).to_bytes(4, "big"), rows.x.mul(255).round().byte().numpy()
    side = (28).to_bytes(4, "big")
    images = b"\0\0\x08\x03" + size + side + side + numbers.tobytes()
    labels = b"\0\0\x08\x01" + size + rows.y.byte().numpy().tobytes()
    for name, data in (("images-idx3", images), ("labels-idx1", labels)):
        (folder / f"{part}-{name}-ubyte.gz").write_bytes(gzip.compress(data, 6))


def _say_differences(rounds: list[Round], public: str, others: tuple[str, ...]) -> None:
    """Print all means side by side. Raises DisagreementError if some are too far apart."""
    found = {way: results.differences(rounds, public, way, way == LIVE) for way in others}
    print(f"\n{'mean over the rounds':38}{'public':>10}", end="")
    print("".join(f"{_side(way):>18}{'may differ':>12}" for way in others))
    for lines in zip(*found.values(), strict=True):
        shown = "".join(f"{d.ours:18.4f}{d.allowed:12.4f}" for d in lines)
        print(f"{lines[0].what:38}{lines[0].public:10.4f}{shown}")
    for way in others:
        for what in ("accuracy", "loss"):
            most = max((d for d in found[way] if d.what.startswith(what)), key=lambda d: d.apart)
            print(f"{way}: {what} {most.apart:.4f} apart at most ({most.what})")
    sys.stdout.flush()
    for way in others:
        results.expect_agreement(found[way], way)


def _say_ratio(rounds: list[Round], public: str, ours: str, goal: int) -> float:
    ratios = results.ratios(rounds, public, ours)
    print(f"ratio, {public} to {_side(ours)}: CPU time {results.spread(ratios)}; goal {goal}")
    return round(statistics.median(ratios), 2)


def _side(way: str) -> str:
    return way.partition(", ")[2]


def _of(rounds: list[Round], way: str) -> dict[str, object]:
    """Return what one way took and the means of what came out, for the last line.

    "loss, trained, 5, plain" becomes a part of ["loss"]["trained"]["plain"], a list over the sizes.
    """
    taken = [seen[way] for seen in rounds]
    figures: dict[str, Any] = {
        name: round(statistics.median(getattr(one, name) for one in taken), 2) for name in MIDDLE
    }
    for name in taken[0].outcome:
        mean = round(statistics.mean(results.values(rounds, way, name)), 4)
        match name.split(", "):
            case [what, when, _, kind]:
                place = figures.setdefault(what, {}).setdefault(when, {})
                place.setdefault(kind, []).append(mean)
            case [what]:
                figures[what] = mean
    return figures


if __name__ == "__main__":
    main()
