"""Grade a course one submission at a time, and say where the time goes.

    python traced.py ASSIGNMENT OUT     (in the course's folder)

Writes JSON to OUT: for each stage the seconds on the clock and the coordinator's CPU seconds, and
the CPU seconds of the processes that it started.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import psutil

from autograde import execute, grade, pair
from autograde.course import Course
from autograde.runner import Runner
from autograde.steps import Steps

stages: dict[str, list[float]] = {}
_in_test = False


class Stage:
    """Adds what it encloses to a stage: seconds on the clock, and CPU seconds of this process."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.started = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        wall, cpu = self.started
        total = stages.setdefault(self.name, [0.0, 0.0])
        total[0] += time.perf_counter() - wall
        total[1] += time.process_time() - cpu


def _timed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        with Stage(name):
            return function(*args, **kwargs)

    return timed


def _timed_context(make: Callable[..., Any], begin: str, finish: str) -> Callable[..., Any]:
    @asynccontextmanager
    async def timed(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        context = make(*args, **kwargs)
        first = f"{begin}: the first, with its warm process"
        with Stage(begin if first in stages else first):
            inside = await context.__aenter__()
        try:
            yield inside
        finally:
            with Stage(finish):
                await context.__aexit__(None, None, None)

    return timed


def trace() -> None:
    """Put clocks around the steps of grading. What they time must run one at a time."""
    grade.rebuild = _timed(grade.rebuild, "rebuild")
    Steps.sanitise = _timed(Steps.sanitise, "sanitise (nbgrader)")
    Steps.save = _timed(Steps.save, "save (nbgrader)")
    pair.kernel = _timed_context(pair.kernel, "start the kernel", "shut the kernel down")
    pair.judge = _timed_context(pair.judge, "start the judge", "end the judge")
    run_test, run_cell = execute._Run._run_test, Runner.run_cell

    async def timed_test(*args: Any) -> Any:
        global _in_test
        _in_test = True
        with Stage("test cells (judge and kernel)"):
            try:
                return await run_test(*args)
            finally:
                _in_test = False

    async def timed_cell(*args: Any) -> Any:
        if _in_test:
            return await run_cell(*args)
        with Stage("the student's cells"):
            return await run_cell(*args)

    for owner, name, timed in (
        (execute._Run, "_run_test", timed_test),
        (Runner, "run_cell", timed_cell),
    ):
        setattr(owner, name, timed)


def _family() -> dict[str, float]:
    """Return the CPU of the processes that this one started, and of children they waited for."""
    found: dict[str, float] = {}
    for child in psutil.Process().children():
        judge = "autograde.judge" in " ".join(child.cmdline())
        kind = "judges" if judge else "process that kernels are forked from"
        total = sum(child.cpu_times()[:4])
        for process in child.children(recursive=True):
            total += sum(process.cpu_times()[:4])
        found[kind] = found.get(kind, 0.0) + total
    return found


def main(assignment: str, out: Path) -> None:
    """Grade; write what was seen."""
    imports_s = time.process_time()
    trace()
    family: dict[str, float] = {}
    grade_all = grade._grade_all

    async def and_look(*rest: Any) -> None:
        await grade_all(*rest)
        await asyncio.sleep(0.2)  # what was killed last is waited for
        family.update(_family())

    grade._grade_all = and_look
    started, cpu = time.perf_counter(), time.process_time()
    run = grade.grade(Course.find(), assignment, jobs=1)
    seen = {
        "submissions": len(run.done),
        "wall_s": time.perf_counter() - started,
        "cpu_s": time.process_time() - cpu,
        "imports_s": imports_s,
        "stages": stages,
        "processes": family,
    }
    out.write_text(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
