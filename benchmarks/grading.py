"""`unrolled grade`, with its sandbox and judge, against plain `nbgrader autograde`.

Both sides are whole commands, run on the same submissions in fresh copies of a course in a
temporary folder, in rounds that alternate which side goes first. Nothing is printed as a ratio
unless all scores agree, cell by cell. In each round the same notebooks also run in forks of a warm
process without kernel and grader: that is the students' own CPU, which no grader can do without.

    python benchmarks/grading.py                      notebook 01 without the exercise that trains
    python benchmarks/grading.py --notebook whole     all of notebook 01
    python benchmarks/grading.py --dask               the same over Dask, one of two workers killed
    python benchmarks/grading.py --many 500           small submissions: pace and memory
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from support import classes, commands, many
from support.rounds import DisagreementError, Round, Setting, breakdown, run_round

TRACED = 10  # submissions in the breakdown
NBGRADER = {False: "nbgrader's own settings", True: "this course's settings"}


def main() -> None:
    """Measure what the arguments ask for; the last line is JSON."""
    args = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        _say_machine()
        try:
            figures = (
                many.run(args.many, Path(folder)) if args.many else _compare(args, Path(folder))
            )
        except DisagreementError as error:
            print("\n".join(error.lines))
            sys.exit(f"error: {error}; no ratio is printed")
        except RuntimeError as error:
            sys.exit(f"error: {error}")
    print(json.dumps(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notebook", choices=("light", "whole"), default="light")
    parser.add_argument("--submissions", type=int, default=40, help="how many there are")
    parser.add_argument("--rounds", type=int, help="default: 3, or 1 with the whole notebook")
    parser.add_argument(
        "--each", type=int, help="submissions in one round, others in each; default: all"
    )
    parser.add_argument(
        "--course-settings", action="store_true",
        help="run nbgrader with this course's nbgrader_config.py, not with its own settings",
    )  # fmt: skip
    parser.add_argument("--dask", action="store_true", help="over Dask, with a worker killed")
    parser.add_argument("--many", type=int, metavar="N", help="grade N small submissions instead")
    parser.add_argument("--no-breakdown", dest="breakdown", action="store_false")
    args = parser.parse_args()
    args.rounds = args.rounds or (3 if args.notebook == "light" else 1)
    args.each = args.each or args.submissions
    return args


def _say_machine() -> None:
    versions = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "torch", "unrolled"))
    print(f"{date.today()}: {commands.cores()} cores, {platform.platform(terse=True)}, {versions}")


def _compare(args: argparse.Namespace, folder: Path) -> dict[str, object]:
    assignment, whole = "01_rnn_lstm", args.notebook == "whole"
    released = classes.notebook_01(folder / "released", training=whole)
    handed_in = folder / "handed-in"
    students = classes.hand_in(released, assignment, args.submissions, handed_in)
    setting = Setting(
        released, assignment, handed_in, folder, args.course_settings, args.dask
    )  # fmt: skip
    print(f"{assignment}, {'whole' if whole else 'without the exercise that trains'}")
    print(f"{len(students)} submissions: {classes.mix(len(students))}")
    print(f"opponent: nbgrader autograde with {NBGRADER[args.course_settings]}; ", end="")
    print("one thread for each kernel on both sides")
    print(_HEAD, flush=True)
    rounds = []
    for number in range(args.rounds):
        start = number * args.each
        group = sorted({students[(start + n) % len(students)] for n in range(args.each)})
        rounds.append(run_round(setting, number, group))
        print(_row(str(number + 1), rounds[-1]), flush=True)
    print(_summary(rounds), flush=True)
    if args.breakdown and not args.dask:
        _print_breakdown(breakdown(setting, students[:TRACED]))
    ratio, overhead, fraction = (
        statistics.median(getattr(r, name) for r in rounds)
        for name in ("ratio", "overhead_s", "limit_fraction")
    )
    return {
        "benchmark": "grading-dask" if args.dask else "grading",
        "ratio": round(ratio, 2),
        "overhead_cpu_s": round(overhead, 3),
        "limit_fraction": round(fraction, 3) if whole else None,
    }


_HEAD = f"{'round':8}{'n':>4}{'first':>7}{'ours/min':>10}{'plain/min':>11}{'ratio':>8}" + (
    f"{'CPU: own':>11}{'ours':>8}{'(machine)':>11}{'plain':>8}{'overhead':>10}{'of limit':>10}"
)


def _row(name: str, r: Round) -> str:
    return (
        f"{name:8}{r.number:4}{r.first:>7}{60 * r.number / r.ours.wall_s:10.1f}"
        f"{60 * r.number / r.plain.wall_s:11.1f}{r.ratio:8.2f}{r.own_s / r.number:11.3f}"
        f"{r.ours.cpu_s / r.number:8.3f}{r.ours.machine_cpu_s / r.number:11.3f}"
        f"{r.plain.cpu_s / r.number:8.3f}{r.overhead_s:10.3f}{r.limit_fraction:10.2f}"
    )


def _summary(rounds: list[Round]) -> str:
    """Say the median and the spread of what is compared. CPU is in seconds per submission."""
    lines = []
    for name, said in (
        ("ratio", "ratio of submissions per minute"),
        ("overhead_s", "CPU seconds per submission beyond the students' own"),
        ("limit_fraction", "part of the limit: students' own CPU / cores / our time"),
    ):
        values = [getattr(r, name) for r in rounds]
        spread = f"({min(values):.3f} to {max(values):.3f})"
        lines.append(f"{said}: {statistics.median(values):.3f} {spread}")
    return "\n".join(lines)


def _print_breakdown(seen: dict) -> None:
    n, stages = seen["submissions"], seen["stages"]
    print(f"\nWhere it goes, {n} submissions one by one (the next is made ready meanwhile); ms")
    print(f"{'':50}{'on the clock':>14}{'CPU of the coordinator':>26}")
    known = [sum(column) for column in zip(*stages.values(), strict=True)]
    rest = {"everything else": [seen["wall_s"] - known[0], seen["cpu_s"] - known[1]]}
    for name, (wall, cpu) in {**stages, **rest}.items():
        calls, note = (1, " (once)") if "the first" in name else (n, "")
        print(f"{name + note:50}{1000 * wall / calls:14.1f}{1000 * cpu / calls:26.1f}")
    processes = {"coordinator": seen["cpu_s"], **seen["processes"]}
    started = seen["imports_s"] + sum(processes.values())
    processes["kernels, and what ended with them"] = max(seen["total_cpu_s"] - started, 0)
    print(f"CPU, ms per submission (imports of the coordinator, once: {seen['imports_s']:.2f} s)")
    for name, cpu in processes.items():
        print(f"{name:50}{1000 * cpu / n:14.1f}")


if __name__ == "__main__":
    main()
