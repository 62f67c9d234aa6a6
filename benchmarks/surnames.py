"""Training on surnames: the public notebook's way, notebook 02's, and the fastest known here.

The same RNN of 128 units from the same first weights, on the same names, with the same number of
rows in a batch, AdamW, one cycle of the rate and the same clipping, on one thread. Each round has
a seed of its own and begins with another way. No ratio is printed unless all ways become equally
good. With an NVIDIA GPU the public way and a recorded one also run there.

    python benchmarks/surnames.py
    python benchmarks/surnames.py --rounds 1 --data shipped
    python benchmarks/surnames.py --batch 128
"""

import argparse
import json
import os
import platform
import statistics
import sys
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import torch
from support import commands, cpu, fast_surnames, naive_surnames, recorded_steps, surname_training
from support.surname_rounds import Round, Way, floor, measure, new_model, ratios, values
from support.surname_training import Classifier, Setting
from torch import nn

from course_utils.data import surnames
from course_utils.data.files import DataError
from course_utils.data.surnames import Surnames
from course_utils.device import device

SAME = 1e-5  # the largest relative difference of gradients
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"  # if COURSE_DATA_DIR isn't set

PUBLIC = Way("the public notebook's", Classifier, naive_surnames.train)
NOTEBOOK = Way("notebook 02's", Classifier, surname_training.train)
OURS = Way("ours", fast_surnames.LetterTable, fast_surnames.train)
RECORDED = Way("ours, recorded", Classifier, recorded_steps.train)
WAYS = (PUBLIC, NOTEBOOK, OURS)


def main() -> None:
    """Measure what the arguments ask for; the last line is JSON."""
    args = _arguments()
    torch.set_num_threads(1)
    try:
        name, train, test = _parts(args.data)
        setting = Setting(train, args.epochs, args.batch)
        _say(name, setting, test)
        _expect_the_same_network(setting)
        rounds = measure(WAYS, setting, test, args.rounds)
        print(floor(WAYS, rounds, setting), flush=True)
        on_gpu = _measure_on_gpu(setting, test, args.rounds)
    except (RuntimeError, DataError) as error:
        sys.exit(f"error: {error}")
    print(json.dumps(_figures(rounds, on_gpu)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--batch", type=int, default=256, help="rows in a batch, for every way")
    parser.add_argument(
        "--data", choices=("classic", "shipped"),
        help="default: the classic set of 18 languages where it is at hand, else the shipped one",
    )  # fmt: skip
    return parser.parse_args()


def _parts(wish: str | None) -> tuple[str, Surnames, Surnames]:
    """Return which names there are, and their parts for training and for testing."""
    if BESIDE.is_dir():
        os.environ.setdefault("COURSE_DATA_DIR", str(BESIDE))
    name = wish or "classic"
    try:
        data = surnames.load(name)  # pyright: ignore[reportArgumentType]
    except DataError:
        if wish:
            raise
        name, data = "shipped", surnames.load()
    return name, *surnames.split(data, "random")


def _say(name: str, setting: Setting, test: Surnames) -> None:
    print(f"{date.today()}: {commands.cores()} cores, {platform.platform(terse=True)}, ", end="")
    print(f"torch {version('torch')}, one thread")
    names = setting.data.names
    length, longest = sum(map(len, names)) / len(names), max(map(len, names))
    print(f"the {name} surnames: {len(names)} for training, {len(test)} for testing, drawn by row;")
    print(f"{length:.1f} letters a name, {longest} in the longest; ", end="")
    print(f"{setting.epochs} epochs in batches of {setting.batch_size}")
    print(f"{cpu.busy():.0%} of the machine was busy before; 0% is wanted", flush=True)


def _expect_the_same_network(setting: Setting) -> None:
    """From the same weights ours has the gradients of the notebook's network."""
    some = setting.data.take(range(0, len(setting.data), 50))
    x, last_pos = surnames.encode(some.names)
    gradients = []
    for way in (NOTEBOOK, OURS):
        model = new_model(way, setting, 0).eval()
        loss = nn.functional.cross_entropy(model(x, last_pos), some.labels)
        parts = torch.autograd.grad(loss, list(model.parameters()))
        gradients.append(torch.cat([part.flatten() for part in parts]))
    apart = ((gradients[1] - gradients[0]).norm() / gradients[0].norm()).item()
    if not apart < SAME:
        raise RuntimeError(f"our gradients are {apart:.0e} from the notebook's: another network")


def _measure_on_gpu(setting: Setting, test: Surnames, number: int) -> list[Round]:
    """Return what rounds on an NVIDIA GPU showed; none where there is none."""
    chosen = device(report=False)
    if chosen.type != "cuda":
        return []
    print(f"\non {torch.cuda.get_device_name(chosen)}", flush=True)
    return measure((PUBLIC, RECORDED), replace(setting, device=chosen), test, number)


def _figures(rounds: list[Round], on_gpu: list[Round]) -> dict[str, object]:
    def middle(numbers: list[float], digits: int = 2) -> float:
        return round(statistics.median(numbers), digits)

    return {
        "benchmark": "surnames",
        "ratio_cpu": middle(ratios(rounds, PUBLIC, OURS, "wall_s")),
        "ratio_cpu_time": middle(ratios(rounds, PUBLIC, OURS, "cpu_s")),
        "ratio_notebook": middle(ratios(rounds, PUBLIC, NOTEBOOK, "cpu_s")),
        "accuracy": middle(values(rounds, OURS, "accuracy"), 3),
        "baseline_accuracy": middle(values(rounds, PUBLIC, "accuracy"), 3),
        "cpu_s": middle(values(rounds, OURS, "cpu_s")),
        "ratio_gpu": middle(ratios(on_gpu, PUBLIC, RECORDED, "wall_s")) if on_gpu else None,
    }


if __name__ == "__main__":
    main()
